"""Queries of interview sessions, and the lists of interviews that pages and the API walk through."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    text,
    true,
    tuple_,
)

from app.hiring.models import (
    Application,
    ApplicationStatus,
    Interview,
    InterviewPlan,
    InterviewRequest,
    InterviewReschedule,
    InterviewSession,
    InterviewStatus,
    PanelMember,
    Requisition,
    Round,
    SessionSeat,
    SessionStatus,
)
from app.hiring.rules import PLANNED, UNBEGUN
from app.kit.database import Unit
from app.people import service as people

LineRow = Sequence[Any]  # in the order of `InterviewLine`


def taken_places(unit: Unit, session_id: UUID) -> int:
    """How many of the session's places somebody has."""
    query = select(func.count()).where(Interview.session_id == session_id, Interview.status.in_(PLANNED))
    with unit.all_rows():
        return unit.session.scalar(query) or 0


def planned_of_session(unit: Unit, session_id: UUID) -> Sequence[Interview]:
    """The session's interviews that are still to come or run, held against others."""
    query = select(Interview).where(Interview.session_id == session_id, Interview.status.in_(PLANNED))
    return unit.session.scalars(query.order_by(Interview.id).with_for_update()).all()


def unbegun_in_round(unit: Unit, application_id: UUID, round_id: UUID) -> Interview | None:
    """The application's interview of the round that has not begun, held against others."""
    query = select(Interview).where(
        Interview.application_id == application_id, Interview.round_id == round_id, Interview.status.in_(UNBEGUN)
    )
    return unit.session.scalars(query.order_by(Interview.id.desc()).limit(1).with_for_update()).first()


def active_in_round(unit: Unit, round_id: UUID, candidate_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Active applications in the round, by candidate."""
    query = select(Application.candidate_id, Application.id).where(
        Application.candidate_id.in_(candidate_ids),
        Application.round_id == round_id,
        Application.status == ApplicationStatus.ACTIVE,
    )
    return dict(unit.session.execute(query).all())


def seats_of_session(unit: Unit, session_id: UUID) -> Sequence[SessionSeat]:
    """Who sits on the session's panel."""
    query = select(SessionSeat).where(SessionSeat.session_id == session_id)
    return unit.session.scalars(query.order_by(SessionSeat.id)).all()


def sessions_of_event(unit: Unit, campus_event_id: UUID) -> Sequence[InterviewSession]:
    """A campus day's sessions, in time's order."""
    query = select(InterviewSession).where(InterviewSession.campus_event_id == campus_event_id)
    return unit.session.scalars(query.order_by(InterviewSession.starts_at, InterviewSession.id)).all()


def taken_of_sessions(unit: Unit, session_ids: Collection[UUID]) -> dict[UUID, int]:
    """Taken places by session; those without any are left out."""
    query = (
        select(Interview.session_id, func.count())
        .where(Interview.session_id.in_(session_ids), Interview.status.in_(PLANNED | {InterviewStatus.HELD}))
        .group_by(Interview.session_id)
    )
    with unit.all_rows():
        return {row[0]: row[1] for row in unit.session.execute(query) if row[0] is not None}


def staff_of_sessions(unit: Unit, session_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Panels by session."""
    query = select(SessionSeat.session_id, SessionSeat.staff_id).where(SessionSeat.session_id.in_(session_ids))
    found: dict[UUID, list[UUID]] = {}
    for session_id, staff_id in unit.session.execute(query.order_by(SessionSeat.id)):
        found.setdefault(session_id, []).append(staff_id)
    return found


def open_sessions(unit: Unit, round_id: UUID, limit: int) -> Sequence[Row[InterviewSession, int]]:
    """(session, places left) of the round's sessions that candidates may choose and that have room."""
    taken = (
        select(func.count())
        .where(Interview.session_id == InterviewSession.id, Interview.status.in_(PLANNED))
        .correlate(InterviewSession)
        .scalar_subquery()
    )
    query = (
        select(InterviewSession, InterviewSession.capacity - taken)
        .where(
            InterviewSession.round_id == round_id,
            InterviewSession.starts_at > unit.now,
            InterviewSession.status == SessionStatus.PLANNED,
            InterviewSession.is_open_to_candidates,
            InterviewSession.capacity > taken,
        )
        .order_by(InterviewSession.starts_at, InterviewSession.id)
    )
    with unit.all_rows():
        return unit.session.execute(query.limit(limit)).all()


def moves_of(unit: Unit, interview_id: UUID) -> Sequence[InterviewReschedule]:
    """The interview's reschedules, oldest first."""
    query = select(InterviewReschedule).where(InterviewReschedule.interview_id == interview_id)
    return unit.session.scalars(query.order_by(InterviewReschedule.id)).all()


def requests_of(unit: Unit, interview_id: UUID) -> Sequence[InterviewRequest]:
    """What the candidate asked for, oldest first."""
    query = select(InterviewRequest).where(InterviewRequest.interview_id == interview_id)
    return unit.session.scalars(query.order_by(InterviewRequest.id)).all()


def has_left_panel(unit: Unit, interview_id: UUID, staff_id: UUID) -> bool:
    """Whether the person gave up its seat on the panel and has no other."""
    query = select(PanelMember.removed_at).where(
        PanelMember.interview_id == interview_id, PanelMember.staff_id == staff_id
    )
    seats = unit.session.scalars(query).all()
    return bool(seats) and None not in seats


@dataclass(frozen=True)
class Wanted:
    """Which interviews a list shows: by time from `start` on and before `end`, in these states (empty: all)."""

    statuses: frozenset[InterviewStatus] = field(default=frozenset())
    start: datetime | None = None
    end: datetime | None = None
    not_over_at: datetime | None = None


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    """The columns of `InterviewLine` in its order: whole rows would cost more to load than to read."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Interview.id,
            Interview.application_id,
            Application.candidate_id,
            Application.requisition_id,
            Requisition.title,
            Interview.round_id,
            Round.name,
            Interview.status,
            Interview.scheduled_start_at,
            Interview.scheduled_end_at,
            Interview.zone,
            Interview.location,
            Interview.room_id,
            Interview.meeting_url,
            Interview.needs_panel,
            Interview.candidate_asked_to_move_at,
            people.candidate_name_of(Application.candidate_id),
        )
        .join(Application, Application.id == Interview.application_id)
        .join(Requisition, Requisition.id == Application.requisition_id)
        .join(Round, Round.id == Interview.round_id)
    )
    return query


def lines_of_application(
    unit: Unit, application_id: UUID, wanted: Wanted, after: UUID | None, limit: int
) -> list[LineRow]:
    """A page of an application's interviews, by time."""
    return _page(unit, _lines().where(Interview.application_id == application_id), wanted, after, limit)


def lines_of_interviewer(
    unit: Unit, staff_id: UUID, wanted: Wanted, after: UUID | None, limit: int
) -> Sequence[LineRow]:
    """A page of the interviews that a person sits in, by time; of `wanted` only what is not over is asked."""
    values: dict[str, Any] = {"staff": staff_id, "now": wanted.not_over_at}
    if after is not None:
        last = unit.session.get(Interview, after)
        if last is None:
            return []
        values |= {"start": last.scheduled_start_at, "last": last.id}
    return unit.rows(_of_interviewer(wanted.not_over_at is not None, after is not None, limit), values)


# As text: with bound parameters the partial index is not recognised once the driver prepares the statement.
IS_PLANNED = text("interviews.status in ('confirmed', 'in_progress', 'scheduled')")


@lru_cache(maxsize=512)
def _of_interviewer(is_upcoming: bool, is_later: bool, limit: int) -> Select[*tuple[Any, ...]]:
    """Lateral: seat by seat, since a person's seats are few among all; what is over is left out by an index
    that holds nothing else.
    """
    found = select(Interview.id, Interview.scheduled_start_at.label("start"))
    found = found.where(Interview.id == PanelMember.interview_id)
    if is_upcoming:
        now = bindparam("now", type_=Interview.scheduled_end_at.type)
        found = found.where(IS_PLANNED, Interview.scheduled_end_at > now)
    own = found.correlate(PanelMember).limit(literal_column("1")).lateral()
    seats = select(own.c.id).select_from(PanelMember).join(own, true())
    # Planning takes as long as running it. Hidden in a `select`, who asks does not make PostgreSQL plan anew.
    staff = select(bindparam("staff", type_=Uuid())).scalar_subquery()
    seats = seats.where(PanelMember.staff_id == staff, PanelMember.removed_at.is_(None))
    if is_later:
        place = tuple_(bindparam("start", type_=Interview.scheduled_start_at.type), bindparam("last", type_=Uuid()))
        seats = seats.where(tuple_(own.c.start, own.c.id) > place)
    page = seats.order_by(own.c.start, own.c.id).limit(literal_column(str(limit)))
    query = _lines().where(Interview.id.in_(page))
    return query.order_by(Interview.scheduled_start_at, Interview.id)


def lines_of_requisition(
    unit: Unit, requisition_id: UUID, wanted: Wanted, after: UUID | None, limit: int
) -> list[LineRow]:
    """A page of a requisition's interviews, by time. Its rounds are its own plan's, and lead to them by index."""
    rounds = (
        select(Round.id)
        .join(InterviewPlan, InterviewPlan.id == Round.plan_id)
        .where(InterviewPlan.requisition_id == requisition_id)
    )
    return _page(unit, _lines().where(Interview.round_id.in_(rounds)), wanted, after, limit)


def lines_of_departments(
    unit: Unit, department_ids: Collection[UUID], wanted: Wanted, after: UUID | None, limit: int
) -> list[LineRow]:
    """A page of the interviews for these departments' requisitions, by time."""
    rounds = (
        select(Round.id)
        .join(InterviewPlan, InterviewPlan.id == Round.plan_id)
        .join(Requisition, Requisition.id == InterviewPlan.requisition_id)
        .where(Requisition.department_id.in_(department_ids))
    )
    return _page(unit, _lines().where(Interview.round_id.in_(rounds)), wanted, after, limit)


def _page(
    unit: Unit,
    query: Select[*tuple[Any, ...]],
    wanted: Wanted,
    after: UUID | None,
    limit: int,
) -> list[LineRow]:
    """In the order of (start, id); `after` is the last interview of the page before."""
    if wanted.statuses:
        query = query.where(Interview.status.in_(wanted.statuses))
    if wanted.start is not None:
        query = query.where(Interview.scheduled_start_at >= wanted.start)
    if wanted.end is not None:
        query = query.where(Interview.scheduled_start_at < wanted.end)
    place = tuple_(Interview.scheduled_start_at, Interview.id)
    if after is not None:
        last = unit.session.get(Interview, after)
        if last is None:
            return []
        query = query.where(place > tuple_(last.scheduled_start_at, last.id))
    return list(unit.session.execute(query.order_by(Interview.scheduled_start_at, Interview.id).limit(limit)).all())
