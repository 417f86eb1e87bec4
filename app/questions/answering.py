"""The owner's side: a question answered, held, its answer corrected."""

from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.states import require_move
from app.questions import repository
from app.questions.models import Answer, LibraryStatus, Question, QuestionStatus
from app.questions.notices import tell_candidate
from app.questions.owners import require_answerer
from app.questions.rules import (
    LONGEST_ANSWER,
    QUESTION_MOVES,
    require_correctable,
    require_still_open,
    require_text,
)
from app.sla import service as sla
from app.sla.models import ClockKind


def answer_question(
    unit: Unit,
    question_id: UUID,
    text: str,
    is_holding_reply: bool = False,
    *,
    library_answer_id: UUID | None = None,
) -> Answer:
    """Gives a (further) version of the answer; one after the first is a correction. The first real
    one stops the clock; a holding reply ("we are asking") is kept as such and stops nothing. The
    candidate is told of each. `library_answer_id`: the published answer that was used.

    Raises `TextMissing`, `TextTooLong`, `NotYourQuestion`, `AlreadyAnswered` (a holding reply), `NotFound`.
    """
    words = require_text(text, LONGEST_ANSWER)
    question = repository.lock(unit, question_id)
    require_answerer(unit, question)
    if is_holding_reply:
        require_still_open(question.status)
    if library_answer_id is not None:
        _require_published(unit, library_answer_id)
    return _give(unit, question, words, is_holding_reply=is_holding_reply, library_answer_id=library_answer_id)


def correct_answer(unit: Unit, question_id: UUID, text: str) -> Answer:
    """Replaces an answer that was given; the old version stays and the candidate is told.

    Raises `NothingToCorrect` for a question that waits, and what `answer_question` raises.
    """
    words = require_text(text, LONGEST_ANSWER)
    question = repository.lock(unit, question_id)
    require_answerer(unit, question)
    require_correctable(question.status)
    return _give(unit, question, words)


def _require_published(unit: Unit, library_answer_id: UUID) -> None:
    found = repository.library_answer(unit, library_answer_id)
    if found is None or found.status is not LibraryStatus.PUBLISHED:
        raise NotFound


def _give(
    unit: Unit,
    question: Question,
    words: str,
    *,
    is_holding_reply: bool = False,
    library_answer_id: UUID | None = None,
) -> Answer:
    is_correction = question.status is QuestionStatus.ANSWERED
    answer = Answer(
        id=new_id(),
        question_id=question.id,
        version=repository.newest_version(unit, question.id) + 1,
        text=words,
        is_holding_reply=is_holding_reply,
        is_correction=is_correction,
        library_answer_id=library_answer_id,
        answered_by_id=unit.actor.id if unit.actor.kind == "staff" else None,
        answered_at=unit.now,
    )
    unit.session.add(answer)
    if not is_holding_reply:
        _note_answered(unit, question)
    verb = "held" if is_holding_reply else "corrected" if is_correction else "answered"
    record(unit, f"question.{verb}", question, application_id=question.application_id, version=answer.version)
    topics = {"held": "answer_held", "corrected": "answer_corrected", "answered": "answer_given"}
    tell_candidate(unit, topics[verb], question)
    return answer


def _note_answered(unit: Unit, question: Question) -> None:
    if question.status is not QuestionStatus.ANSWERED:
        require_move(QUESTION_MOVES, "question", question.status, QuestionStatus.ANSWERED)
        question.status = QuestionStatus.ANSWERED
        sla.stop_clock(unit, ClockKind.ANSWER, question.id, unit.now)
    question.first_answered_at = question.first_answered_at or unit.now
    question.last_answered_at = unit.now
