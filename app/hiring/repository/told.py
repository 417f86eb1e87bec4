"""Queries for what is told of applications: pages by filter, decisions, everything on a timeline."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.hiring.models import (
    Application,
    ApplicationStatus,
    Decision,
    Interview,
    InterviewReschedule,
    Requisition,
    RoundDecision,
    ScreeningDecision,
)
from app.hiring.repository.reach import application_lines
from app.kit.database import Unit


def application_page(
    unit: Unit,
    *,
    requisition_id: UUID | None,
    status: ApplicationStatus | None,
    recruiter_id: UUID | None,
    department_ids: Collection[UUID] | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Any]:
    """Applications that fit all that is given, in the order in which they were made."""
    query = application_lines()
    if requisition_id is not None:
        query = query.where(Application.requisition_id == requisition_id)
    if status is not None:
        query = query.where(Application.status == status)
    if recruiter_id is not None:
        query = query.where(Application.recruiter_id == recruiter_id)
    if department_ids is not None:
        query = query.where(Requisition.department_id.in_(department_ids))
    if after is not None:
        query = query.where(Application.id > after)
    return unit.session.execute(query.order_by(Application.id).limit(limit)).all()


def screenings_of(unit: Unit, application_id: UUID) -> Sequence[ScreeningDecision]:
    query = select(ScreeningDecision).where(ScreeningDecision.application_id == application_id)
    return unit.session.scalars(query.order_by(ScreeningDecision.id)).all()


def round_decisions_of(unit: Unit, application_id: UUID) -> Sequence[RoundDecision]:
    query = select(RoundDecision).where(RoundDecision.application_id == application_id)
    return unit.session.scalars(query.order_by(RoundDecision.id)).all()


def decisions_held_back(unit: Unit, application_id: UUID) -> Sequence[RoundDecision]:
    """Decisions that the candidate does not know of yet, oldest first. A hold has nothing to tell."""
    query = select(RoundDecision).where(
        RoundDecision.application_id == application_id,
        RoundDecision.shown_at.is_(None),
        RoundDecision.decision != Decision.HOLD,
    )
    return unit.session.scalars(query.order_by(RoundDecision.at, RoundDecision.id)).all()


def interviews_of(unit: Unit, application_id: UUID) -> Sequence[Interview]:
    query = select(Interview).where(Interview.application_id == application_id)
    return unit.session.scalars(query.order_by(Interview.id)).all()


def moves_of(unit: Unit, interview_ids: Collection[UUID]) -> Sequence[InterviewReschedule]:
    """The moves of these interviews, oldest first."""
    query = select(InterviewReschedule).where(InterviewReschedule.interview_id.in_(interview_ids))
    return unit.session.scalars(query.order_by(InterviewReschedule.id)).all()
