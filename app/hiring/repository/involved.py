"""Queries on who of the staff had to do with an application."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.hiring.models import Application, Interview, PanelMember, Requisition
from app.kit.database import Unit


def panels_of_applications(unit: Unit, application_ids: Sequence[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """(application, member of staff) for every seat, given up or not, of their interviews."""
    query = (
        select(Interview.application_id, PanelMember.staff_id)
        .join(PanelMember, PanelMember.interview_id == Interview.id)
        .where(Interview.application_id.in_(application_ids))
    )
    return [(row[0], row[1]) for row in unit.session.execute(query.distinct())]


def owners_of_applications(unit: Unit, application_ids: Sequence[UUID]) -> Sequence[tuple[UUID, UUID | None]]:
    """(application, member of staff) for recruiters and hiring managers."""
    query = select(
        Application.id, Application.recruiter_id, Requisition.recruiter_id, Requisition.hiring_manager_id
    ).join(Requisition, Requisition.id == Application.requisition_id)
    rows = unit.session.execute(query.where(Application.id.in_(application_ids)))
    return [(row[0], staff_id) for row in rows for staff_id in row[1:]]
