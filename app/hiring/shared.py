"""Verbs on sessions with many candidates: joined, changed, moved, called off. Feedback, clocks and the
chance to ask are each interview's own; time, place and panel are the session's.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.diaries import service as diaries
from app.evidence.service import record
from app.hiring import promises, repository, sessions
from app.hiring.errors import AlreadyInSession, SessionNotOpen
from app.hiring.interviews import cancel_interview, require_own
from app.hiring.models import Application, Interview, InterviewSession, SessionStatus
from app.hiring.panels import new_seat, vacate
from app.hiring.repository import interviews as lists
from app.hiring.rules import PROMISED, SESSION_MOVES, require_reason, require_times
from app.hiring.scheduling import enter, move, proposed, standing_in, unbegun
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit


def join_session(unit: Unit, session_id: UUID, application_id: UUID) -> Interview:
    """Puts the application into a session of the round it stands in: an interview with the session's panel.

    Raises `NotFound`, `ApplicationEnded`, `NotInRound`, `AlreadyInSession`, `SessionNotOpen`, `SessionFull`,
    `DoubleBooked`.
    """
    round_id = repository.get(unit, InterviewSession, session_id).round_id
    application = standing_in(unit, application_id, round_id)
    require_own(unit, application)
    if lists.unbegun_in_round(unit, application_id, round_id) is not None:
        raise AlreadyInSession
    session, panel = sessions.take_place(unit, session_id, application.candidate_id)
    interview = proposed(unit, application, round_id, sessions.appointment_of(session))
    interview.session_id = session.id
    enter(unit, interview, panel)
    return interview


def change_session(unit: Unit, interview_id: UUID, session_id: UUID, reason: str | None = None) -> Interview:
    """Moves an interview that has not begun into another session of its round; its place in the old one is
    free in the same moment. A reschedule like any other, with the new session's panel.

    Raises those of `join_session` and `MoveNotAllowed`.
    """
    round_id = repository.get(unit, InterviewSession, session_id).round_id
    application_id = repository.get(unit, Interview, interview_id).application_id
    application = standing_in(unit, application_id, round_id)
    require_own(unit, application)
    interview = unbegun(unit, interview_id)
    before = interview.session_id
    if before == session_id:
        return interview
    # Its own old time must not stand in the way of the new one.
    interview.session_id = None
    unit.session.flush()  # the old session asks who is left
    sessions.leave(unit, before, application.candidate_id, SessionStatus.CANCELLED)
    session, panel = sessions.take_place(unit, session_id, application.candidate_id)
    interview.session_id = session.id
    _change_panel(unit, interview, panel)
    move(unit, interview, application, sessions.appointment_of(session), reason)
    return interview


def _change_panel(unit: Unit, interview: Interview, panel: Sequence[PanelSeat]) -> None:
    """The seats of the new panel; who sits in both keeps the seat and its clock."""
    wanted = {seat.staff_id: seat for seat in panel}
    for seat in repository.live_panel(unit, interview.id):
        if seat.staff_id in wanted:
            del wanted[seat.staff_id]
        else:
            vacate(unit, seat, "another session")
    added = [new_seat(unit, interview.id, seat) for seat in wanted.values()]
    unit.session.add_all(added)
    unit.session.flush()  # clocks have them as subjects
    if interview.status in PROMISED:
        promises.promise_feedback(unit, interview, added)


def move_session(unit: Unit, session_id: UUID, start: datetime, end: datetime, reason: str) -> InterviewSession:
    """Moves a session that has not begun with all its interviews; everybody's time is booked anew or nothing
    changes. Raises `TimesOutOfOrder`, `TimeWithoutZone`, `ReasonMissing`, `SessionNotOpen`, `DoubleBooked`.
    """
    require_times(start, end)
    why = require_reason(reason)
    session = _not_begun(unit, session_id)
    sessions.rebook(unit, session, replace(sessions.appointment_of(session), starts_at=start, ends_at=end))
    to = sessions.appointment_of(session)
    for interview in lists.planned_of_session(unit, session_id):
        application = repository.get(unit, Application, interview.application_id)
        move(unit, interview, application, to, why)
    record(unit, "session.moved", session, to_start_at=start.isoformat())
    return session


def cancel_session(unit: Unit, session_id: UUID, reason: str) -> InterviewSession:
    """Calls off a session that has not begun, with all its interviews. Raises `ReasonMissing`, `SessionNotOpen`."""
    why = require_reason(reason)
    session = _not_begun(unit, session_id)
    for interview in lists.planned_of_session(unit, session_id):
        cancel_interview(unit, interview.id, why)
    session.status = SessionStatus.CANCELLED
    diaries.free(unit, session_id)
    record(unit, "session.cancelled", session)
    return session


def _not_begun(unit: Unit, session_id: UUID) -> InterviewSession:
    session = repository.lock(unit, InterviewSession, session_id)
    if session.status is not SessionStatus.PLANNED:
        raise SessionNotOpen(session.status, SESSION_MOVES[session.status])
    if session.starts_at <= unit.now:
        raise SessionNotOpen("begun", {SessionStatus.OVER})
    return session
