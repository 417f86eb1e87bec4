"""What a candidate asks of an interview's time: another one, or not to come at all."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.interviews import answer_wishes, cancel_interview, require_own
from app.hiring.models import Application, Interview, InterviewRequest, Requisition, Side
from app.hiring.notices import tell_of_interview, tell_staff
from app.hiring.rules import INTERVIEW_MOVES, UNBEGUN, require_reason
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move


def ask_to_move(unit: Unit, interview_id: UUID, reason: str) -> InterviewRequest:
    """The candidate wishes another time; the recruiter is told. Nothing moves until somebody moves it.

    Staff who enter it say what the candidate told them. Raises `ReasonMissing`, `MoveNotAllowed`, `NotFound`.
    """
    why = require_reason(reason)
    interview, application = _still_ahead(unit, interview_id)
    wish = InterviewRequest(id=new_id(), interview_id=interview_id, reason=why, by=Side(unit.actor.kind), at=unit.now)
    unit.session.add(wish)
    interview.candidate_asked_to_move_at = interview.candidate_asked_to_move_at or unit.now
    record(unit, "interview.move_asked", wish, application_id=application.id, interview_id=interview_id)
    recruiter = application.recruiter_id or repository.get(unit, Requisition, application.requisition_id).recruiter_id
    if recruiter is not None:
        tell_staff(unit, "interview_move_asked", recruiter, interview_id, interview_id=interview_id)
    return wish


def keep_time(unit: Unit, interview_id: UUID) -> Interview:
    """The wish for another time can't be met: the candidate is told that the time stays."""
    interview, application = _still_ahead(unit, interview_id)
    answer_wishes(unit, interview)
    record(unit, "interview.time_kept", interview, application_id=application.id)
    tell_of_interview(unit, "interview_time_kept", application, interview)
    return interview


def cannot_come(unit: Unit, interview_id: UUID, reason: str) -> Interview:
    """The candidate can't come: called off, by the candidate, whoever enters it.

    Raises `ReasonMissing`, `MoveNotAllowed`, `NotFound`.
    """
    return cancel_interview(unit, interview_id, reason, by=Side.CANDIDATE)


def _still_ahead(unit: Unit, interview_id: UUID) -> tuple[Interview, Application]:
    interview = repository.lock(unit, Interview, interview_id)
    application = repository.get(unit, Application, interview.application_id)
    require_own(unit, application)
    if interview.status not in UNBEGUN:
        require_move(INTERVIEW_MOVES, "interview", interview.status, interview.status.SCHEDULED)
    return interview, application
