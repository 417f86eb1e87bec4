"""Queries about who has to do with which application, and pages of applications."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select, union

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
    """(application, requisition) of everything that a candidate applied for, oldest first."""
    query = _with_requisition().where(Application.candidate_id == candidate_id)
    return unit.session.execute(query.order_by(Application.id)).all()


def application_row(unit: Unit, application_id: UUID) -> Any:
    """(application, requisition), or None."""
    return unit.session.execute(_with_requisition().where(Application.id == application_id)).one_or_none()


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
    """(application, requisition) of those within reach, in the order in which they were made.

    Each way of having to do with one is a query of its own, cut to the page, so that each follows
    its index; one condition with `or` would read the table from end to end.
    """

    def cut(query: Select[Any]) -> Any:
        limited = query if after is None else query.where(Application.id > after)
        limited = limited if status is None else limited.where(Application.status == status)
        limited = limited if requisition_id is None else limited.where(Application.requisition_id == requisition_id)
        page = limited.distinct().order_by(Application.id).limit(limit).subquery()
        return select(page.c.id)

    found = union(*(cut(way) for way in _ways(reach))).subquery()
    query = _with_requisition().where(Application.id.in_(select(found.c.id)))
    return unit.session.execute(query.order_by(Application.id).limit(limit)).all()


def _with_requisition() -> Select[Application, Requisition]:
    return select(Application, Requisition).join(Requisition, Requisition.id == Application.requisition_id)


def _ways(reach: Reach) -> list[Select[Any]]:
    of_requisition = select(Application.id).join(Requisition, Requisition.id == Application.requisition_id)
    of_panel = select(Application.id).join(Interview, Interview.application_id == Application.id)
    of_panel = of_panel.join(PanelMember, PanelMember.interview_id == Interview.id)
    ways = [
        of_requisition.where(Requisition.hiring_manager_id == reach.staff_id),
        of_panel.where(PanelMember.staff_id == reach.staff_id, PanelMember.removed_at.is_(None)),
    ]
    if reach.is_recruiter:
        ways.append(select(Application.id).where(Application.recruiter_id == reach.staff_id))
    if reach.departments is None:
        ways.append(select(Application.id))
    elif reach.departments:
        ways.append(of_requisition.where(Requisition.department_id.in_(reach.departments)))
    return ways
