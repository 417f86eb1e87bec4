"""Queries for what is told of applications: pages by filter, decisions, everything on a timeline."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)

from app.hiring.models import (
    Application,
    ApplicationStage,
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


def decisions_held_back(unit: Unit, application_id: UUID) -> Sequence[Any]:
    """(id, application, round, at) of decisions that the candidate does not know of yet, oldest first. A hold has
    nothing to tell. Asked in each of their requests, so without loading objects.
    """
    return unit.rows(_held_back(), {"application": application_id})


@cache
def _held_back() -> Select[UUID, UUID, UUID, datetime]:
    made = (RoundDecision.id, RoundDecision.application_id, RoundDecision.round_id, RoundDecision.at)
    query = select(*made).where(
        RoundDecision.application_id == bindparam("application", type_=Uuid()),
        RoundDecision.shown_at.is_(None),
        RoundDecision.decision != Decision.HOLD,
    )
    return query.order_by(RoundDecision.at, RoundDecision.id)


def steps_of(unit: Unit, application_id: UUID) -> Sequence[Any]:
    """(kind, row, at, by, round, what, reason, shown at) of all stages and decisions, one kind after the other, each in
    the order in which it was made. The kind is a number: 0 stages, 1 screenings, 2 decisions on rounds.
    """
    return unit.rows(_steps(), {"application": application_id})


@cache
def _steps() -> CompoundSelect[*tuple[Any, ...]]:
    """In one look: on so few rows asking costs more than reading."""
    steps: tuple[tuple[Any, Any, Any, Any], ...] = (
        (ApplicationStage, ApplicationStage.round_id, ApplicationStage.to_stage, ApplicationStage.at),
        (ScreeningDecision, cast(null(), Uuid()), cast(ScreeningDecision.decision, String()), ScreeningDecision.at),
        (RoundDecision, RoundDecision.round_id, cast(RoundDecision.decision, String()), RoundDecision.shown_at),
    )
    kinds: list[Select[*tuple[Any, ...]]] = [
        select(
            literal_column(str(number)).label("kind"),
            row.id.label("row_id"),
            row.at,
            row.by_staff_id,
            round_id,
            what,
            row.reason,
            shown_at,
        ).where(row.application_id == bindparam("application", type_=Uuid()))
        for number, (row, round_id, what, shown_at) in enumerate(steps)
    ]
    return union_all(*kinds).order_by("kind", "row_id")


def interviews_of(unit: Unit, application_id: UUID) -> Sequence[Any]:
    """An application's interviews with their moves, each in the order in which it was made: a row per move
    (`move_id`, `moved_at`, `moved_by`, `from_start_at`, `to_start_at`, `move_reason`), one with none of it
    for what was never moved.
    """
    return unit.rows(_interviews(), {"application": application_id})


@cache
def _interviews() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(
        Interview.id,
        Interview.round_id,
        Interview.status,
        Interview.created_at,
        Interview.scheduled_start_at,
        Interview.scheduled_end_at,
        Interview.actual_end_at,
        Interview.confirmed_at,
        Interview.cancelled_at,
        Interview.cancel_reason,
        Interview.closed_at,
        Interview.chance_to_ask,
        Interview.no_show_by,
        InterviewReschedule.id.label("move_id"),
        InterviewReschedule.at.label("moved_at"),
        InterviewReschedule.by_staff_id.label("moved_by"),
        InterviewReschedule.from_start_at,
        InterviewReschedule.to_start_at,
        InterviewReschedule.reason.label("move_reason"),
    )
    query = query.outerjoin(InterviewReschedule, InterviewReschedule.interview_id == Interview.id)
    query = query.where(Interview.application_id == bindparam("application", type_=Uuid()))
    return query.order_by(Interview.id, InterviewReschedule.id)
