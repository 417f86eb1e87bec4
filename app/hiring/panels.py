"""Verbs on panels: a seat is given up, given to another, added; a conflict of interest is declared."""

from uuid import UUID

from app.diaries import service as diaries
from app.evidence.service import record
from app.hiring import promises, repository, sessions
from app.hiring.errors import SeatNotTaken, SeatTwice
from app.hiring.models import Application, Interview, InterviewSession, InterviewStatus, PanelMember, Requisition
from app.hiring.notices import tell_staff
from app.hiring.panel_rules import require_panel_room, require_panel_size
from app.hiring.round_settings import settings_for
from app.hiring.rules import (
    INTERVIEW_MOVES,
    PLANNED,
    PROMISED,
    UNBEGUN,
    is_shared,
    require_panel,
    require_reason,
)
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Unit
from app.kit.errors import Forbidden
from app.kit.ids import new_id
from app.kit.states import require_move
from app.sla import service as sla
from app.sla.models import ClockKind


def new_seat(unit: Unit, interview_id: UUID, seat: PanelSeat) -> PanelMember:
    """A seat's row, not yet saved."""
    return PanelMember(
        id=new_id(),
        interview_id=interview_id,
        staff_id=seat.staff_id,
        is_required=seat.is_required,
        created_at=unit.now,
    )


def replace_panel_member(unit: Unit, panel_member_id: UUID, staff_id: UUID, reason: str) -> PanelMember:
    """Gives the seat to another person (a conflict of interest, an absence); nobody else's clock moves.

    The old seat's clock is cancelled, the new one's starts where the interview owes feedback.
    Raises `SeatNotTaken`, `SeatTwice`, `DoubleBooked`, `ReasonMissing`.
    """
    old, interview = _held_seat(unit, panel_member_id)
    vacate(unit, old, reason)
    _set_free(unit, interview, old.staff_id)
    seat = _take(unit, interview, PanelSeat(staff_id, old.is_required))
    record(
        unit,
        "panel_member.replaced",
        seat,
        application_id=interview.application_id,
        interview_id=interview.id,
        replaced_id=old.id,
    )
    return seat


def remove_panel_member(unit: Unit, panel_member_id: UUID, reason: str) -> PanelMember:
    """Takes a seat away; the last one stays (`EmptyPanel`), and until the interview begins as many as
    its round asks for (`PanelTooSmall`). Its clock is cancelled."""
    seat, interview = _held_seat(unit, panel_member_id)
    left = [other for other in repository.live_panel(unit, interview.id) if other.id != seat.id]
    require_panel([other.id for other in left])
    if interview.status in UNBEGUN:
        require_panel_size(left, settings_for(unit, interview).panel_size)
    vacate(unit, seat, reason)
    interview.calendar_sequence += 1
    _set_free(unit, interview, seat.staff_id)
    record(unit, "panel_member.removed", seat, application_id=interview.application_id, interview_id=interview.id)
    return seat


def add_panel_member(unit: Unit, interview_id: UUID, seat: PanelSeat) -> PanelMember:
    """One more interviewer; owes feedback at once where the interview is confirmed. Raises `PanelTooLarge`
    where as many owe it as the round asks for.
    """
    interview = repository.lock(unit, Interview, interview_id)
    if seat.is_required:
        owing = [other for other in repository.live_panel(unit, interview_id) if other.is_required]
        require_panel_room(len(owing) + 1, settings_for(unit, interview).panel_size)
    added = _take(unit, interview, seat)
    record(unit, "panel_member.added", added, application_id=interview.application_id, interview_id=interview.id)
    return added


def _held_seat(unit: Unit, panel_member_id: UUID) -> tuple[PanelMember, Interview]:
    seat = repository.lock(unit, PanelMember, panel_member_id)
    if seat.removed_at is not None:
        raise SeatNotTaken("given_up", ())
    return seat, repository.lock(unit, Interview, seat.interview_id)


def vacate(unit: Unit, seat: PanelMember, reason: str) -> None:
    """The seat is given up and owes nothing; the person's time is the caller's. Raises `ReasonMissing`."""
    seat.removed_reason, seat.removed_at = require_reason(reason), unit.now
    unit.session.flush()  # the seat must be free before it is taken again
    if seat.is_required:
        sla.cancel_clock(unit, ClockKind.FEEDBACK, seat.id, "seat given up")


def _set_free(unit: Unit, interview: Interview, staff_id: UUID) -> None:
    """The person's time is its own again, unless others in the session still meet it."""
    if interview.session_id is None or interview.status not in PLANNED:
        return
    session = repository.get(unit, InterviewSession, interview.session_id)
    if not is_shared(session.capacity, session.campus_event_id, is_open=session.is_open_to_candidates):
        diaries.free(unit, session.id, [staff_id])


def _take(unit: Unit, interview: Interview, seat: PanelSeat) -> PanelMember:
    if interview.status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}:
        require_move(INTERVIEW_MOVES, "interview", interview.status, InterviewStatus.CONFIRMED)
    if any(other.staff_id == seat.staff_id for other in repository.live_panel(unit, interview.id)):
        raise SeatTwice
    if interview.status in PLANNED and interview.session_id is not None:
        _book(unit, interview.session_id, interview, seat.staff_id)
    row = new_seat(unit, interview.id, seat)
    interview.needs_panel = False
    interview.calendar_sequence += 1  # its file names the panel
    unit.session.add(row)
    unit.session.flush()  # the clock's subject
    if interview.status in PROMISED:
        promises.promise_feedback(unit, interview, [row])
    return row


def _book(unit: Unit, session_id: UUID, interview: Interview, staff_id: UUID) -> None:
    if staff_id in {each.id for each in diaries.booked_for(unit, session_id)}:
        return  # sits there for another candidate
    times = (interview.scheduled_start_at, interview.scheduled_end_at)
    diaries.book(unit, session_id, sessions.resources([staff_id], None), *times)


def declare_conflict(unit: Unit, panel_member_id: UUID, reason: str) -> PanelMember:
    """The interviewer's own word that it should not judge this candidate: the seat is given up, the recruiter
    is told, and an interview that has nobody left is marked `needs_panel`. Nobody else's clock moves.

    Raises `Forbidden` for anybody else, `SeatNotTaken`, `ReasonMissing`, `MoveNotAllowed` once it is called off.
    """
    seat, interview = _held_seat(unit, panel_member_id)
    if unit.actor != Actor.staff(seat.staff_id):
        raise Forbidden
    if interview.status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}:
        require_move(INTERVIEW_MOVES, "interview", interview.status, InterviewStatus.CONFIRMED)
    vacate(unit, seat, reason)
    interview.calendar_sequence += 1
    seat.conflict_declared_at = unit.now
    _set_free(unit, interview, seat.staff_id)
    interview.needs_panel = interview.status in PLANNED and not repository.live_panel(unit, interview.id)
    ids = {"application_id": interview.application_id, "interview_id": interview.id}
    record(unit, "panel_member.conflict_declared", seat, **ids, needs_panel=interview.needs_panel)
    application = repository.get(unit, Application, interview.application_id)
    recruiter = application.recruiter_id or repository.get(unit, Requisition, application.requisition_id).recruiter_id
    if recruiter is not None:
        tell_staff(unit, "conflict_declared", recruiter, interview.id, panel_member_id=seat.id, **ids)
    return seat
