"""Verbs on panels: a seat is given up, given to another, added."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import promises, repository
from app.hiring.errors import SeatNotTaken, SeatTwice
from app.hiring.interviews import new_seat, require_free
from app.hiring.models import Application, Interview, InterviewStatus, PanelMember
from app.hiring.rules import INTERVIEW_MOVES, PLANNED, PROMISED, require_panel, require_reason
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.states import require_move
from app.sla import service as sla
from app.sla.models import ClockKind, Origin


def replace_panel_member(unit: Unit, panel_member_id: UUID, staff_id: UUID, reason: str) -> PanelMember:
    """Gives the seat to another person (a conflict of interest, an absence); nobody else's clock moves.

    The old seat's clock is cancelled, the new one's starts where the interview owes feedback.
    Raises `SeatNotTaken`, `SeatTwice`, `DoubleBooked`, `ReasonMissing`.
    """
    old, interview = _held_seat(unit, panel_member_id)
    _give_up(unit, old, reason)
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
    """Takes a seat away; the last one stays (`EmptyPanel`). Its clock is cancelled."""
    seat, interview = _held_seat(unit, panel_member_id)
    require_panel([other.id for other in repository.live_panel(unit, interview.id) if other.id != seat.id])
    _give_up(unit, seat, reason)
    record(unit, "panel_member.removed", seat, application_id=interview.application_id, interview_id=interview.id)
    return seat


def add_panel_member(unit: Unit, interview_id: UUID, seat: PanelSeat) -> PanelMember:
    """One more interviewer; owes feedback at once where the interview is confirmed."""
    interview = repository.lock(unit, Interview, interview_id)
    added = _take(unit, interview, seat)
    record(unit, "panel_member.added", added, application_id=interview.application_id, interview_id=interview.id)
    return added


def _held_seat(unit: Unit, panel_member_id: UUID) -> tuple[PanelMember, Interview]:
    seat = repository.lock(unit, PanelMember, panel_member_id)
    if seat.removed_at is not None:
        raise SeatNotTaken
    return seat, repository.lock(unit, Interview, seat.interview_id)


def _give_up(unit: Unit, seat: PanelMember, reason: str) -> None:
    seat.removed_reason, seat.removed_at = require_reason(reason), unit.now
    unit.session.flush()  # the seat must be free before it is taken again
    if seat.is_required:
        sla.cancel_clock(unit, ClockKind.FEEDBACK, seat.id, "seat given up")


def _take(unit: Unit, interview: Interview, seat: PanelSeat) -> PanelMember:
    if interview.status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}:
        require_move(INTERVIEW_MOVES, "interview", interview.status, InterviewStatus.CONFIRMED)
    if any(other.staff_id == seat.staff_id for other in repository.live_panel(unit, interview.id)):
        raise SeatTwice
    if interview.status in PLANNED and interview.origin is Origin.LIVE:
        application = repository.get(unit, Application, interview.application_id)
        times = (interview.scheduled_start_at, interview.scheduled_end_at)
        require_free(unit, application, [seat.staff_id], times, besides=interview.id)
    row = new_seat(unit, interview.id, seat)
    unit.session.add(row)
    unit.session.flush()  # the clock's subject
    if interview.status in PROMISED:
        promises.promise_feedback(unit, interview, [row])
    return row
