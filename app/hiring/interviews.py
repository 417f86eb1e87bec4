"""Verbs on interviews: confirmed, started, held, cancelled, not attended. How they get their time is in
scheduling.py.
"""

from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import promises, repository, sessions
from app.hiring.chances import questions_needed
from app.hiring.models import Application, Interview, InterviewStatus, NoShowBy, SessionStatus, Side
from app.hiring.notices import tell_of_interview
from app.hiring.repository import interviews as lists
from app.hiring.rules import INTERVIEW_MOVES, actual_end, chance_to_ask, require_panel, require_reason
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.events import emit
from app.kit.states import require_move
from app.sla.models import Origin


def _held_for(unit: Unit, interview_id: UUID, wanted: InterviewStatus) -> Interview:
    """The interview, held against others, once its state allows the move; raises `MoveNotAllowed`."""
    interview = repository.lock(unit, Interview, interview_id)
    require_move(INTERVIEW_MOVES, "interview", interview.status, wanted)
    return interview


def require_own(unit: Unit, application: Application) -> None:
    """A candidate acts on its own applications only; to others' they do not exist (`NotFound`)."""
    if unit.actor.kind == "candidate" and unit.actor.id != application.candidate_id:
        raise NotFound


def confirm_interview(unit: Unit, interview_id: UUID) -> Interview:
    """The time stands, by the candidate's word or the recruiter's: from here each required seat owes
    feedback, and the round an outcome. Raises `MoveNotAllowed`, `EmptyPanel`.
    """
    interview = _held_for(unit, interview_id, InterviewStatus.CONFIRMED)
    application = repository.get(unit, Application, interview.application_id)
    require_own(unit, application)
    panel = list(repository.live_panel(unit, interview_id))
    require_panel([seat.staff_id for seat in panel])
    interview.status = InterviewStatus.CONFIRMED
    interview.confirmed_by, interview.confirmed_at = Side(unit.actor.kind), unit.now
    unit.session.flush()  # the last end of the round is asked of the database
    promises.promise_feedback(unit, interview, panel)
    promises.settle_outcome(unit, interview)
    record(unit, "interview.confirmed", interview, application_id=application.id)
    tell_of_interview(unit, "interview_confirmed", application, interview)
    return interview


def follow_end(unit: Unit, interview: Interview) -> None:
    """Its end moved: so do the starts of what is owed for it."""
    unit.session.flush()  # the last end of the round is asked of the database
    promises.move_feedback(unit, interview)
    promises.settle_outcome(unit, interview)


def start_interview(unit: Unit, interview_id: UUID) -> Interview:
    """Both sides are there."""
    interview = _held_for(unit, interview_id, InterviewStatus.IN_PROGRESS)
    interview.status = InterviewStatus.IN_PROGRESS
    record(unit, "interview.started", interview, application_id=interview.application_id)
    return interview


def hold_interview(
    unit: Unit,
    interview_id: UUID,
    ended_at: datetime | None = None,
    *,
    no_chance_reason: str | None = None,
) -> Interview:
    """Closes an interview that took place: after enough questions, or the candidate's own word that there
    is nothing to ask (`chances.nothing_to_ask`, nobody else's), or with a reason, which is no chance given.

    Feedback and outcome are owed from `ended_at`; without it from the scheduled end (or from now,
    if it is closed earlier). Raises `ChanceToAskMissing`, `NotYetStarted`, `EndInFuture`, `MoveNotAllowed`.
    """
    interview = _held_for(unit, interview_id, InterviewStatus.HELD)
    end = actual_end(interview.status, interview.scheduled_start_at, interview.scheduled_end_at, ended_at, unit.now)
    if interview.origin is Origin.LIVE:
        interview.chance_to_ask = chance_to_ask(
            interview.status,
            interview.question_count,
            questions_needed(unit, interview),
            nothing_to_ask=interview.nothing_to_ask_at is not None,
            reason=no_chance_reason,
        )
    interview.status, interview.chance_reason = InterviewStatus.HELD, no_chance_reason
    interview.actual_end_at, interview.closed_at = end, unit.now
    if end is not None:
        follow_end(unit, interview)
    _leave_session(unit, interview, SessionStatus.OVER)
    record(
        unit,
        "interview.held",
        interview,
        application_id=interview.application_id,
        question_count=interview.question_count,
        chance_to_ask=interview.chance_to_ask,
    )
    emit(unit, "interview.held", interview_id=interview.id)
    return interview


def _leave_session(unit: Unit, interview: Interview, to: SessionStatus) -> None:
    unit.session.flush()  # the session asks who is left
    application = repository.get(unit, Application, interview.application_id)
    sessions.leave(unit, interview.session_id, application.candidate_id, to)


def cancel_interview(unit: Unit, interview_id: UUID, reason: str, *, by: Side | None = None) -> Interview:
    """Calls it off: its clocks are cancelled, everybody's time is free. `by` is whose wish it was (by
    itself: who acts). Raises `ReasonMissing`, `MoveNotAllowed`.
    """
    interview = _held_for(unit, interview_id, InterviewStatus.CANCELLED)
    application = repository.get(unit, Application, interview.application_id)
    require_own(unit, application)
    interview.cancel_reason, interview.cancelled_at = require_reason(reason), unit.now
    interview.cancelled_by = by or Side(unit.actor.kind)
    interview.status = InterviewStatus.CANCELLED
    interview.calendar_sequence += 1
    answer_wishes(unit, interview)
    _leave_session(unit, interview, SessionStatus.CANCELLED)
    promises.release_interview(unit, interview, "interview cancelled")
    record(unit, "interview.cancelled", interview, application_id=application.id, by=interview.cancelled_by)
    tell_of_interview(unit, "interview_cancelled", application, interview)
    return interview


def answer_wishes(unit: Unit, interview: Interview) -> None:
    """What the candidate asked about the time is settled now."""
    if interview.candidate_asked_to_move_at is not None:
        interview.candidate_asked_to_move_at = None
        for wish in lists.requests_of(unit, interview.id):
            wish.answered_at = wish.answered_at or unit.now


def mark_no_show(unit: Unit, interview_id: UUID, by: NoShowBy) -> Interview:
    """Somebody did not come: nothing is owed for this interview. Raises `NotYetStarted`, `MoveNotAllowed`."""
    interview = _held_for(unit, interview_id, InterviewStatus.NO_SHOW)
    actual_end(interview.status, interview.scheduled_start_at, interview.scheduled_end_at, None, unit.now)
    interview.status, interview.no_show_by, interview.closed_at = InterviewStatus.NO_SHOW, by, unit.now
    _leave_session(unit, interview, SessionStatus.OVER)
    promises.release_interview(unit, interview, f"no show by {by}")
    record(unit, "interview.not_attended", interview, application_id=interview.application_id, by=by)
    return interview
