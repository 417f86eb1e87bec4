"""The chance to ask: questions counted, the candidate's own "nothing to ask", and what both change
about an interview that was closed already.
"""

from datetime import timedelta
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.errors import AskingOver, OnlyTheCandidate
from app.hiring.models import Application, ChanceToAsk, Interview, InterviewStatus
from app.hiring.round_settings import settings_for
from app.hiring.rules import ended_at, require_takes_place
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.sla.models import Origin

COUNTED_FOR = timedelta(hours=24)  # after the interview's end, questions still count


def note_question(unit: Unit, interview_id: UUID) -> Interview:
    """Counts one more question of the interview; the row is held, so that closing waits for it.

    Enough of them within 24 hours after the end make a chance of an interview that was closed with a reason.
    """
    interview = repository.lock(unit, Interview, interview_id)
    interview.question_count += 1
    if interview.question_count >= questions_needed(unit, interview):
        _give_chance(unit, interview, ChanceToAsk.QUESTIONS)
    return interview


def nothing_to_ask(unit: Unit, interview_id: UUID) -> Interview:
    """The candidate's own word, before the interview is closed (closing finds it) or up to 24 hours
    after its end. Saying it again changes nothing.

    Raises `OnlyTheCandidate`, `InterviewNotTakingPlace`, `AskingOver`, `NotFound` (also for another's interview).
    """
    interview = repository.lock(unit, Interview, interview_id)
    if unit.actor.kind != "candidate":
        raise OnlyTheCandidate
    if repository.get(unit, Application, interview.application_id).candidate_id != unit.actor.id:
        raise NotFound
    require_takes_place(interview.status)
    if interview.status is InterviewStatus.HELD and not _still_counts(unit, interview):
        raise AskingOver(interview.status, ())
    if interview.nothing_to_ask_at is None:
        interview.nothing_to_ask_at = unit.now
        record(unit, "interview.nothing_to_ask", interview, application_id=interview.application_id)
        _give_chance(unit, interview, ChanceToAsk.NOTHING_TO_ASK)
    return interview


def questions_needed(unit: Unit, interview: Interview) -> int:
    """How many questions make the chance to ask, by the interview's round."""
    return settings_for(unit, interview).min_questions


def _still_counts(unit: Unit, interview: Interview) -> bool:
    return unit.now <= ended_at(interview.scheduled_end_at, interview.actual_end_at) + COUNTED_FOR


def _give_chance(unit: Unit, interview: Interview, chance: ChanceToAsk) -> None:
    is_closed_without = interview.status is InterviewStatus.HELD and interview.chance_to_ask is ChanceToAsk.REASON
    if is_closed_without and interview.origin is Origin.LIVE and _still_counts(unit, interview):
        interview.chance_to_ask = chance
        record(
            unit,
            "interview.chance_given",
            interview,
            application_id=interview.application_id,
            chance_to_ask=chance,
        )
