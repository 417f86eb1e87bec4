"""Verbs of campus days: made, planned and filled from sheets (planning.py); slots that candidates choose
and leave. Sessions, interviews and their rules are hiring's.
"""

from uuid import UUID

from app.campus import repository
from app.campus.models import CampusEvent
from app.campus.planning import assign_candidates, create_event, plan_campus_day, plan_new_day
from app.campus.schemas import EventView
from app.hiring import service as hiring
from app.hiring.errors import SessionNotOpen
from app.hiring.interview_schemas import OpenSlot
from app.hiring.models import InterviewStatus, Side
from app.kit.database import Unit
from app.kit.errors import NotFound

__all__ = [
    "assign_candidates",
    "choose_slot",
    "create_event",
    "event_of",
    "events",
    "leave_slot",
    "open_slots",
    "plan_campus_day",
    "plan_new_day",
]

NOT_OPEN = "not_open_to_candidates"


def open_slots(unit: Unit, application_id: UUID, limit: int = 50) -> list[OpenSlot]:
    """The sessions that the application may choose in the round it stands in, the soonest first.

    A candidate asks for its own application only, and finds none once they were interviewed, so that it makes
    no difference whether a decision is held back from them. Raises `NotFound`.
    """
    context = hiring.application_context(unit, application_id)
    _require_own(unit, context.candidate_id)
    if context.round_id is None or _chooses_no_more(unit, application_id, context.round_id):
        return []
    return hiring.open_slots_of_round(unit, context.round_id, limit)


def choose_slot(unit: Unit, session_id: UUID, application_id: UUID) -> UUID:
    """The candidate's choice, or staff's for it: an interview in that session, confirmed at once if the
    candidate chose. A second choice moves the first, whose place is free in the same moment. The interview's id.

    Raises `SessionNotOpen`, `SessionFull`, `DoubleBooked`, `NotInRound`, `ApplicationEnded`, `NotFound`.
    """
    context = hiring.hold_application(unit, application_id)
    _require_own(unit, context.candidate_id)
    session = hiring.session_view(unit, session_id)  # first: what is not there is so for everybody
    is_candidate = unit.actor.kind == Side.CANDIDATE
    is_own = session.is_open_to_candidates and session.round_id == context.round_id
    if is_candidate and (not is_own or _chooses_no_more(unit, application_id, session.round_id)):
        raise SessionNotOpen(NOT_OPEN, ())
    before = hiring.planned_interview_of(unit, application_id, session.round_id)
    if before is None:
        interview = hiring.join_session(unit, session_id, application_id)
    else:
        interview = hiring.change_session(unit, before[0], session_id)
    if is_candidate and interview.status is InterviewStatus.SCHEDULED:
        hiring.confirm_interview(unit, interview.id)
    return interview.id


def leave_slot(unit: Unit, application_id: UUID, reason: str) -> UUID:
    """Gives the place up: its interview is called off by the candidate, who may choose another later.
    The interview's id. Raises `NotFound` without one, `ReasonMissing`.
    """
    context = hiring.hold_application(unit, application_id)
    _require_own(unit, context.candidate_id)
    planned = hiring.planned_interview_of(unit, application_id, context.round_id) if context.round_id else None
    if planned is None:
        raise NotFound
    return hiring.cannot_come(unit, planned[0], reason).id


def _chooses_no_more(unit: Unit, application_id: UUID, round_id: UUID) -> bool:
    """A candidate who was interviewed chooses no more. One who does not know yet what was decided was interviewed,
    and must not learn it from what can be chosen, in the next round neither.
    """
    if unit.actor.kind != Side.CANDIDATE:
        return False
    is_waiting = hiring.held_back_since(unit, application_id) is not None
    return is_waiting or hiring.was_interviewed(unit, application_id, round_id)


def _require_own(unit: Unit, candidate_id: UUID) -> None:
    if unit.actor.kind == Side.CANDIDATE and unit.actor.id != candidate_id:
        raise NotFound


def events(unit: Unit, after: UUID | None = None, limit: int = 50) -> list[EventView]:
    """Campus days in the order they were made, a page from `after` on."""
    return [_view(row) for row in repository.events(unit, after, limit)]


def event_of(unit: Unit, event_id: UUID) -> EventView:
    """One campus day. Raises `NotFound`."""
    return _view(repository.event(unit, event_id))


def _view(row: CampusEvent) -> EventView:
    return EventView(row.id, row.name, row.round_id, row.place, row.starts_on, row.ends_on, row.zone)
