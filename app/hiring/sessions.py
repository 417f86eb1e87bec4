"""Interview sessions and their bookings: opened, and what the verbs on interviews do about them. A session
of one is made and ended with its interview; candidates join and leave the others (shared.py).
"""

from collections.abc import Sequence
from uuid import UUID

from app.diaries import service as diaries
from app.diaries.models import ResourceKind
from app.diaries.schemas import Resource, Wanted
from app.evidence.service import record
from app.hiring import repository
from app.hiring.errors import SessionFull, SessionNotOpen
from app.hiring.interview_schemas import Appointment, Place, SessionInput
from app.hiring.models import InterviewSession, Round, SessionSeat, SessionStatus
from app.hiring.panel_rules import require_panel_size
from app.hiring.repository import interviews as lists
from app.hiring.round_settings import settings_of_round
from app.hiring.rules import (
    SESSION_MOVES,
    is_shared,
    require_capacity,
    require_link,
    require_panel,
    require_times,
    require_zone,
)
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.ids import new_id


def check_place(unit: Unit, place: Place, people_count: int) -> None:
    """Raises `LinkInvalid`, `NotFound`, `RoomDisabled`, `RoomTooSmall`."""
    require_link(place.meeting_url)
    if place.room_id is not None:
        diaries.require_room(unit, place.room_id, people_count)


def resources(staff_ids: Sequence[UUID], room_id: UUID | None, candidate_id: UUID | None = None) -> list[Resource]:
    """Who and what a session takes the time of."""
    wanted = [Resource(ResourceKind.INTERVIEWER, each) for each in staff_ids]
    if candidate_id is not None:
        wanted.append(Resource(ResourceKind.CANDIDATE, candidate_id))
    if room_id is not None:
        wanted.append(Resource(ResourceKind.ROOM, room_id))
    return wanted


def make_for_one(unit: Unit, round_id: UUID, wanted: Sequence[Resource], at: Appointment) -> InterviewSession:
    """The session of a single interview, with everybody's time. Raises `DoubleBooked`."""
    session = _session(unit, round_id, at)
    diaries.book(unit, session.id, wanted, at.starts_at, at.ends_at)
    unit.session.add(session)
    unit.session.flush()  # the interview points at it
    return session


def _session(unit: Unit, round_id: UUID, at: Appointment) -> InterviewSession:
    return InterviewSession(
        id=new_id(),
        round_id=round_id,
        status=SessionStatus.PLANNED,
        starts_at=at.starts_at,
        ends_at=at.ends_at,
        zone=at.zone,
        room_id=at.place.room_id,
        location=at.place.location,
        meeting_url=at.place.meeting_url,
        capacity=1,
        is_open_to_candidates=False,
        created_at=unit.now,
    )


def open_sessions(
    unit: Unit,
    round_id: UUID,
    given: Sequence[SessionInput],
    *,
    zone: str = "Asia/Shanghai",
    campus_event_id: UUID | None = None,
) -> list[InterviewSession]:
    """Sessions that candidates are put into, or choose, later; panels and rooms are booked, all or none.

    Raises `TimesOutOfOrder`, `TimeWithoutZone`, `ZoneUnknown`, `EmptyPanel`, `SeatTwice`, `PanelTooSmall`,
    `PanelTooLarge`, `CapacityInvalid`, `DoubleBooked` and those of `check_place`.
    """
    repository.get(unit, Round, round_id)
    require_zone(zone)
    made = [_opened(unit, round_id, each, zone, campus_event_id) for each in given]
    diaries.book_all(unit, [wish for session, each in zip(made, given, strict=True) for wish in _wishes(session, each)])
    unit.session.add_all(made)
    unit.session.flush()  # their seats point at them
    for session, each in zip(made, given, strict=True):
        unit.session.add_all(_seat(unit, session, seat) for seat in each.panel)
        record(unit, "session.opened", session, capacity=session.capacity, panel_count=len(each.panel))
    return made


def _opened(
    unit: Unit, round_id: UUID, given: SessionInput, zone: str, campus_event_id: UUID | None
) -> InterviewSession:
    require_times(given.starts_at, given.ends_at)
    require_panel([seat.staff_id for seat in given.panel])
    require_panel_size(given.panel, settings_of_round(unit, round_id).panel_size)
    require_capacity(given.capacity)
    check_place(unit, given.place, given.capacity + len(given.panel))
    session = _session(unit, round_id, Appointment(given.starts_at, given.ends_at, zone, given.place))
    session.capacity, session.is_open_to_candidates = given.capacity, given.is_open_to_candidates
    session.campus_event_id = campus_event_id
    return session


def _wishes(session: InterviewSession, given: SessionInput) -> list[Wanted]:
    staff = [seat.staff_id for seat in given.panel]
    return [Wanted(session.id, each, session.starts_at, session.ends_at) for each in resources(staff, session.room_id)]


def _seat(unit: Unit, session: InterviewSession, seat: PanelSeat) -> SessionSeat:
    return SessionSeat(
        id=new_id(),
        session_id=session.id,
        staff_id=seat.staff_id,
        is_required=seat.is_required,
        created_at=unit.now,
    )


def take_place(unit: Unit, session_id: UUID, candidate_id: UUID) -> tuple[InterviewSession, list[PanelSeat]]:
    """One of the session's places and the candidate's time. The session is held against others until
    the unit ends, so a place is never given twice. (session, its panel).

    Raises `NotFound`, `SessionNotOpen`, `SessionFull`, `DoubleBooked`.
    """
    session = repository.lock(unit, InterviewSession, session_id)
    if session.status is not SessionStatus.PLANNED:
        raise SessionNotOpen(session.status, SESSION_MOVES[session.status])
    if session.starts_at <= unit.now:
        raise SessionNotOpen("begun", {SessionStatus.OVER})
    if lists.taken_places(unit, session_id) >= session.capacity:
        raise SessionFull
    diaries.book(unit, session_id, resources([], None, candidate_id), session.starts_at, session.ends_at)
    return session, [PanelSeat(each.staff_id, each.is_required) for each in lists.seats_of_session(unit, session_id)]


def leave(unit: Unit, session_id: UUID | None, candidate_id: UUID, to: SessionStatus) -> None:
    """The candidate's interview does not take up the session any more (it is over, called off or elsewhere).

    A session of one ends with it. A shared one goes on, and is over with its last interview. Callers
    have flushed what the interview has become.
    """
    if session_id is None:
        return  # imported
    session = repository.get(unit, InterviewSession, session_id)
    if not is_shared(session.capacity, session.campus_event_id, is_open=session.is_open_to_candidates):
        session.status = to
        diaries.free(unit, session_id)
        return
    has_begun = session.starts_at <= unit.now
    if has_begun and session.status is SessionStatus.PLANNED and not lists.taken_places(unit, session_id):
        session.status = SessionStatus.OVER
        diaries.free(unit, session_id)
    else:
        diaries.free(unit, session_id, [candidate_id])


def rebook(unit: Unit, session: InterviewSession, to: Appointment) -> None:
    """Books everybody anew at another time or place. Raises `DoubleBooked`; then all stays as it was."""
    diaries.rebook(unit, session.id, to.starts_at, to.ends_at, room_id=to.place.room_id)
    session.starts_at, session.ends_at = to.starts_at, to.ends_at
    session.room_id, session.location, session.meeting_url = to.place.room_id, to.place.location, to.place.meeting_url


def appointment_of(row: InterviewSession) -> Appointment:
    """When and where the session takes place."""
    return Appointment(row.starts_at, row.ends_at, row.zone, Place(row.room_id, row.location, row.meeting_url))
