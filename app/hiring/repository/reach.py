"""Queries about who has to do with which application, and pages of applications."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Uuid,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    true,
    union,
)

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
    pages = (_cut(way).subquery() for way in _ways(asked, is_recruiter, everywhere, somewhere))
    found = union(*(select(page.c.id) for page in pages)).subquery()
    query: Select[*tuple[Any, ...]] = application_lines().where(Application.id.in_(select(found.c.id)))
    return query.order_by(Application.id).limit(_MOST)


# Planning takes as long as running it, and PostgreSQL plans anew for each call where a parameter's value promises
# more than the average one: so what decides is written into the statement, and who asks is hidden in a `select`.
_MOST: BindParameter[int] = bindparam("most", type_=Integer(), literal_execute=True)
_STATUS: BindParameter[ApplicationStatus] = bindparam("status", type_=Application.status.type, literal_execute=True)


def _cut(query: Select[Any]) -> Select[Any]:
    return query.order_by(query.selected_columns.id).limit(_MOST)


def _asked(query: Select[Any], asked: frozenset[str]) -> Select[Any]:
    return query.where(*(condition for name, condition in _CONDITIONS.items() if name in asked))


_CONDITIONS = {
    "status": Application.status == _STATUS,
    "requisition": Application.requisition_id == bindparam("requisition", type_=Uuid()),
    "after": Application.id > bindparam("after", type_=Uuid()),
}


def _ways(asked: frozenset[str], is_recruiter: bool, everywhere: bool, somewhere: bool) -> list[Select[Any]]:
    me = select(bindparam("me", type_=Uuid())).scalar_subquery()
    every = _asked(select(Application.id), asked)
    if everywhere:
        return [every]
    ways = [_of_requisitions(asked, Requisition.hiring_manager_id == me), _of_panels(asked, me)]
    if is_recruiter:
        ways.append(every.where(Application.recruiter_id == me))
    if somewhere:
        departments = bindparam("departments", type_=Uuid(), expanding=True)
        ways.append(_of_requisitions(asked, Requisition.department_id.in_(departments)))
    return ways


def _of_requisitions(asked: frozenset[str], whose: ColumnElement[bool]) -> Select[Any]:
    """Those of some requisitions. Lateral: each requisition's first ones by index, whatever the planner
    thinks of how many there are.
    """
    own = _asked(select(Application.id).where(Application.requisition_id == Requisition.id), asked)
    page = _cut(own.correlate(Requisition)).lateral()
    query = select(page.c.id).select_from(Requisition).join(page, true()).where(whose)
    return query.where(Requisition.id == bindparam("requisition", type_=Uuid())) if "requisition" in asked else query


def _of_panels(asked: frozenset[str], me: ScalarSelect[UUID]) -> Select[Any]:
    """Those whose panels one sits on. Lateral: seat by seat, since a person's seats are few among all."""
    seen = select(Interview.application_id).where(Interview.id == PanelMember.interview_id)
    interview = seen.correlate(PanelMember).limit(literal_column("1")).lateral()
    own = _asked(select(Application.id).where(Application.id == interview.c.application_id), asked)
    application = own.correlate(interview).limit(literal_column("1")).lateral()
    query = select(application.c.id).distinct().select_from(PanelMember)
    query = query.join(interview, true()).join(application, true())
    return query.where(PanelMember.staff_id == me, PanelMember.removed_at.is_(None))
