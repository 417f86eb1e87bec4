"""What happened to an application, told in order: stages, decisions, interviews with their moves.

Reads only. What was promised beside it is asked of app.sla; who may see which line is judged at
the edge.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from app.hiring import repository
from app.hiring.models import Application, ApplicationStatus, InterviewStatus, RoundDecision, ScreeningDecision
from app.hiring.repository import told
from app.hiring.requisition_schemas import DecisionView, TimelineKind, TimelineLine
from app.hiring.schemas import ApplicationView
from app.kit.database import Unit

STEPS = (TimelineKind.STAGE, TimelineKind.SCREENED, TimelineKind.ROUND_DECIDED)


def timeline(unit: Unit, application_id: UUID) -> list[TimelineLine]:
    """Everything that happened to the application, oldest first. Raises `NotFound`."""
    lines = [*_steps(unit, application_id), *_interviews(unit, application_id)]
    if not lines:
        repository.get(unit, Application, application_id)
    return sorted(lines, key=lambda line: line.at)


def decisions_of(unit: Unit, application_id: UUID) -> list[DecisionView]:
    """What was decided on the application, before any round and on each, oldest first."""
    rows: tuple[tuple[ScreeningDecision | RoundDecision, UUID | None, datetime | None], ...] = (
        *((row, None, row.at) for row in told.screenings_of(unit, application_id)),
        *((row, row.round_id, row.shown_at) for row in told.round_decisions_of(unit, application_id)),
    )
    found = [
        DecisionView(row.id, row.application_id, round_id, row.decision, row.by_staff_id, row.reason, row.at, shown_at)
        for row, round_id, shown_at in rows
    ]
    return sorted(found, key=lambda view: view.at)


def applications_list(
    unit: Unit,
    *,
    requisition_id: UUID | None = None,
    status: ApplicationStatus | None = None,
    recruiter_id: UUID | None = None,
    department_ids: Collection[UUID] | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ApplicationView]:
    """Applications that fit all that is given, in the order in which they were made."""
    rows = told.application_page(
        unit,
        requisition_id=requisition_id,
        status=status,
        recruiter_id=recruiter_id,
        department_ids=department_ids,
        after=after,
        limit=limit,
    )
    return [ApplicationView(*row) for row in rows]


def _steps(unit: Unit, application_id: UUID) -> Iterator[TimelineLine]:
    for kind, row_id, at, by_staff_id, round_id, what, reason, shown_at in told.steps_of(unit, application_id):
        yield TimelineLine(at, STEPS[kind], row_id, by_staff_id, round_id, what=what, reason=reason, shown_at=shown_at)


def _interviews(unit: Unit, application_id: UUID) -> Iterator[TimelineLine]:
    for _, rows in groupby(told.interviews_of(unit, application_id), key=attrgetter("id")):
        moves = list(rows)
        interview = moves[0]
        line = _line(interview)
        yield replace(line, starts_at=interview.from_start_at or interview.scheduled_start_at)
        for move in moves:
            if move.move_id is not None:
                yield replace(
                    line,
                    at=move.moved_at,
                    kind=TimelineKind.INTERVIEW_MOVED,
                    subject_id=move.move_id,
                    by_staff_id=move.moved_by,
                    starts_at=move.to_start_at,
                    reason=move.move_reason,
                )
        yield from _fate(interview)


def _line(interview: Any) -> TimelineLine:
    """Its proposal; what came of it is told by the same line with another kind and time."""
    return TimelineLine(
        at=interview.created_at,
        kind=TimelineKind.INTERVIEW_PROPOSED,
        subject_id=interview.id,
        round_id=interview.round_id,
        interview_id=interview.id,
        starts_at=interview.scheduled_start_at,
    )


def _fate(interview: Any) -> Iterator[TimelineLine]:
    line, status = _line(interview), interview.status
    if interview.confirmed_at is not None:
        yield replace(line, at=interview.confirmed_at, kind=TimelineKind.INTERVIEW_CONFIRMED)
    if status is InterviewStatus.HELD:
        ended = interview.actual_end_at or interview.scheduled_end_at
        yield replace(line, at=ended, kind=TimelineKind.INTERVIEW_HELD, what=interview.chance_to_ask)
    if status is InterviewStatus.CANCELLED and interview.cancelled_at is not None:
        kind, reason = TimelineKind.INTERVIEW_CANCELLED, interview.cancel_reason
        yield replace(line, at=interview.cancelled_at, kind=kind, reason=reason)
    if status is InterviewStatus.NO_SHOW and interview.closed_at is not None:
        yield replace(line, at=interview.closed_at, kind=TimelineKind.INTERVIEW_NO_SHOW, what=interview.no_show_by)
