"""Queries about who has to do with which application, and pages of applications."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, Uuid, bindparam, exists, func, select, union

from app.hiring.models import (
    Application,
    ApplicationStage,
    ApplicationStatus,
    Interview,
    PanelMember,
    Requisition,
)
from app.hiring.schemas import Reach
from app.kit.database import Unit


@cache
def application_lines() -> Select[*tuple[Any, ...]]:
    """The columns of `ApplicationView` in its order: whole rows would cost more to load than to read."""
    query: Select[*tuple[Any, ...]] = select(
        Application.id,
        Application.candidate_id,
        Application.requisition_id,
        Requisition.title,
        Requisition.department_id,
        func.coalesce(Application.recruiter_id, Requisition.recruiter_id),
        Requisition.hiring_manager_id,
        Application.round_id,
        Application.status,
        Application.origin,
        Application.source,
        Application.applied_at,
        Application.ended_at,
    )
    return query.join(Requisition, Requisition.id == Application.requisition_id)


def sits_in(unit: Unit, staff_id: UUID, application_id: UUID) -> bool:
    """Whether this person has a seat in an interview of the application."""
    seat = exists().where(
        PanelMember.staff_id == staff_id,
        PanelMember.removed_at.is_(None),
        PanelMember.interview_id == Interview.id,
        Interview.application_id == application_id,
    )
    return bool(unit.session.scalar(select(seat)))


def applications_of_candidate(unit: Unit, candidate_id: UUID) -> Sequence[Any]:
    """Everything that a candidate applied for, oldest first."""
    query = application_lines().where(Application.candidate_id == candidate_id)
    return unit.session.execute(query.order_by(Application.id)).all()


def application_row(unit: Unit, application_id: UUID) -> Any:
    """One application, or None."""
    return unit.session.execute(application_lines().where(Application.id == application_id)).one_or_none()


def stages_of(unit: Unit, application_id: UUID) -> Sequence[ApplicationStage]:
    """Every stage change of an application, oldest first."""
    query = select(ApplicationStage).where(ApplicationStage.application_id == application_id)
    return unit.session.scalars(query.order_by(ApplicationStage.at, ApplicationStage.id)).all()


def application_page(
    unit: Unit,
    reach: Reach,
    *,
    status: ApplicationStatus | None,
    requisition_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Any]:
    """Those within reach, in the order in which they were made."""
    given = {"status": status, "requisition": requisition_id, "after": after}
    asked = frozenset(name for name, value in given.items() if value is not None)
    statement = _page(asked, reach.is_recruiter, reach.departments is None, bool(reach.departments))
    values = {name: given[name] for name in asked} | {"me": reach.staff_id, "most": limit}
    if reach.departments:
        values["departments"] = list(reach.departments)
    return unit.session.execute(statement, values).all()


@cache  # putting it together takes longer than running it
def _page(asked: frozenset[str], is_recruiter: bool, everywhere: bool, somewhere: bool) -> Select[*tuple[Any, ...]]:
    """Each way of having to do with an application is a query of its own, cut to the page, so that each follows
    its index; one condition with `or` would read the table from end to end.
    """

    def cut(query: Select[Any]) -> Any:
        for name, condition in _CONDITIONS.items():
            if name in asked:
                query = query.where(condition)
        page = query.distinct().order_by(Application.id).limit(bindparam("most")).subquery()
        return select(page.c.id)

    found = union(*(cut(way) for way in _ways(is_recruiter, everywhere, somewhere))).subquery()
    query: Select[*tuple[Any, ...]] = application_lines().where(Application.id.in_(select(found.c.id)))
    return query.order_by(Application.id).limit(bindparam("most"))


_CONDITIONS = {
    "status": Application.status == bindparam("status", type_=Application.status.type),
    "requisition": Application.requisition_id == bindparam("requisition"),
    "after": Application.id > bindparam("after"),
}


def _ways(is_recruiter: bool, everywhere: bool, somewhere: bool) -> list[Select[Any]]:
    me: BindParameter[UUID] = bindparam("me", type_=Uuid())
    of_requisition = select(Application.id).join(Requisition, Requisition.id == Application.requisition_id)
    of_panel = select(Application.id).join(Interview, Interview.application_id == Application.id)
    of_panel = of_panel.join(PanelMember, PanelMember.interview_id == Interview.id)
    ways = [
        of_requisition.where(Requisition.hiring_manager_id == me),
        of_panel.where(PanelMember.staff_id == me, PanelMember.removed_at.is_(None)),
    ]
    if is_recruiter:
        ways.append(select(Application.id).where(Application.recruiter_id == me))
    if everywhere:
        ways.append(select(Application.id))
    elif somewhere:
        ways.append(of_requisition.where(Requisition.department_id.in_(bindparam("departments", expanding=True))))
    return ways
