"""Interviews as lists and pages show them. Reads only; names of people are people's.

Lists are paged by time: `after` is the last interview of the page before. Who may see them is the edge's.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from app.diaries import service as diaries
from app.hiring import repository
from app.hiring.interview_schemas import (
    InterviewLine,
    InterviewView,
    Move,
    OpenSlot,
    Place,
    SessionView,
    WishToMove,
)
from app.hiring.models import Interview, InterviewReschedule, InterviewSession, InterviewStatus, Round
from app.hiring.repository import interviews as lists
from app.hiring.repository import scoring
from app.hiring.repository.interviews import LineRow, Wanted
from app.hiring.rules import is_shared, require_zone
from app.hiring.views import interview_context
from app.kit.database import Unit

PAGE = 50


def interviews_of_application(
    unit: Unit, application_id: UUID, *, after: UUID | None = None, limit: int = PAGE
) -> list[InterviewLine]:
    """An application's interviews, the earliest first."""
    return _shown(lists.lines_of_application(unit, application_id, Wanted(), after, limit))


def interviews_of_interviewer(
    unit: Unit, staff_id: UUID, *, is_upcoming: bool = False, after: UUID | None = None, limit: int = PAGE
) -> list[InterviewLine]:
    """The interviews that a person sits in: those that are not over yet, or all; the earliest first."""
    wanted = Wanted(not_over_at=unit.now if is_upcoming else None)
    return _shown(lists.lines_of_interviewer(unit, staff_id, wanted, after, limit))


def interviews_of_requisition(
    unit: Unit,
    requisition_id: UUID,
    *,
    statuses: Collection[InterviewStatus] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[InterviewLine]:
    """A requisition's interviews that begin in [start, end), in these states (none given: all), by time."""
    wanted = Wanted(frozenset(statuses), start, end)
    return _shown(lists.lines_of_requisition(unit, requisition_id, wanted, after, limit))


def interviews_of_departments(
    unit: Unit,
    department_ids: Collection[UUID],
    *,
    statuses: Collection[InterviewStatus] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[InterviewLine]:
    """The same for all requisitions of these departments (the subtrees that a viewer's roles reach)."""
    wanted = Wanted(frozenset(statuses), start, end)
    return _shown(lists.lines_of_departments(unit, department_ids, wanted, after, limit))


def _shown(rows: Sequence[LineRow]) -> list[InterviewLine]:
    return [InterviewLine(*row) for row in rows]


def interview_view(unit: Unit, interview_id: UUID) -> InterviewView:
    """One interview whole, with its session, room, panel, moves and wishes. Raises `NotFound`."""
    context = interview_context(unit, interview_id)
    interview = repository.get(unit, Interview, interview_id)
    session = repository.get(unit, InterviewSession, interview.session_id) if interview.session_id else None
    return InterviewView(
        context=context,
        session_id=interview.session_id,
        is_shared=session is not None
        and is_shared(session.capacity, session.campus_event_id, is_open=session.is_open_to_candidates),
        place=Place(interview.room_id, interview.location, interview.meeting_url),
        room_name=diaries.room_of(unit, interview.room_id).name if interview.room_id else None,
        proposed_by=interview.proposed_by,
        confirmed_by=interview.confirmed_by,
        confirmed_at=interview.confirmed_at,
        cancelled_by=interview.cancelled_by,
        cancelled_at=interview.cancelled_at,
        no_show_by=interview.no_show_by,
        needs_panel=interview.needs_panel,
        calendar_sequence=interview.calendar_sequence,
        moves=tuple(_moved(row) for row in lists.moves_of(unit, interview_id)),
        wishes=tuple(
            WishToMove(row.reason, row.by, row.at, row.answered_at) for row in lists.requests_of(unit, interview_id)
        ),
    )


def _moved(row: InterviewReschedule) -> Move:
    return Move(
        from_start_at=row.from_start_at,
        from_end_at=row.from_end_at,
        to_start_at=row.to_start_at,
        to_end_at=row.to_end_at,
        by=row.by,
        by_staff_id=row.by_staff_id,
        reason=row.reason,
        at=row.at,
    )


def require_round(unit: Unit, round_id: UUID, zone: str) -> None:
    """Raises `NotFound` for an unknown round, `ZoneUnknown`."""
    repository.get(unit, Round, round_id)
    require_zone(zone)


def active_applications_in(unit: Unit, round_id: UUID, candidate_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The active applications that stand in this round, by candidate; who has none is left out."""
    return lists.active_in_round(unit, round_id, candidate_ids)


def planned_interview_of(unit: Unit, application_id: UUID, round_id: UUID) -> tuple[UUID, UUID | None] | None:
    """(interview, session) of the application's interview of the round that has not begun; held against
    others until the unit ends. None without one.
    """
    row = lists.unbegun_in_round(unit, application_id, round_id)
    return (row.id, row.session_id) if row else None


def was_interviewed(unit: Unit, application_id: UUID, round_id: UUID) -> bool:
    """Whether an interview of the application in the round has begun since it last came into it."""
    return scoring.was_interviewed(unit, application_id, round_id)


def open_slots_of_round(unit: Unit, round_id: UUID, limit: int = PAGE) -> list[OpenSlot]:
    """Sessions of the round that candidates may choose and that have places left, the soonest first."""
    return [
        OpenSlot(
            session_id=session.id,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            zone=session.zone,
            room_id=session.room_id,
            location=session.location,
            places_left=left,
        )
        for session, left in lists.open_sessions(unit, round_id, limit)
    ]


def sessions_of_event(unit: Unit, campus_event_id: UUID) -> list[SessionView]:
    """A campus day's sessions with their panels and taken places, in time's order. Three queries."""
    rows = lists.sessions_of_event(unit, campus_event_id)
    ids = [row.id for row in rows]
    taken, staff = lists.taken_of_sessions(unit, ids), lists.staff_of_sessions(unit, ids)
    return [_session(row, taken.get(row.id, 0), staff.get(row.id, [])) for row in rows]


def session_view(unit: Unit, session_id: UUID) -> SessionView:
    """One session. Raises `NotFound`."""
    row = repository.get(unit, InterviewSession, session_id)
    taken, staff = lists.taken_of_sessions(unit, [row.id]), lists.staff_of_sessions(unit, [row.id])
    return _session(row, taken.get(row.id, 0), staff.get(row.id, []))


def _session(row: InterviewSession, taken: int, staff: Sequence[UUID]) -> SessionView:
    return SessionView(
        session_id=row.id,
        round_id=row.round_id,
        status=row.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        place=Place(row.room_id, row.location, row.meeting_url),
        capacity=row.capacity,
        taken_count=taken,
        is_open_to_candidates=row.is_open_to_candidates,
        campus_event_id=row.campus_event_id,
        staff_ids=tuple(staff),
    )
