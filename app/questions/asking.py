"""The candidate's side: a question asked, the answer rated, the question asked again."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import InterviewContext
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.masking import mask_text
from app.kit.states import require_move
from app.people import service as people
from app.questions import repository
from app.questions.models import Question, QuestionReopening, QuestionStatus
from app.questions.notices import tell_staff
from app.questions.owners import find_owner
from app.questions.rules import (
    LONGEST_QUESTION,
    QUESTION_MOVES,
    asked_by,
    optional_text,
    owners_in_line,
    require_answered,
    require_asker,
    require_may_ask,
    require_rating,
    require_room,
    require_text,
)
from app.sla import service as sla
from app.sla.models import ClockKind


def ask_question(unit: Unit, interview_id: UUID, text: str) -> Question:
    """Takes a candidate's question (asked by the candidate, or written down by staff) and starts
    its `answer` clock at `unit.now`; who acts for the owner is told inside the product.

    Raises `TextMissing`, `TextTooLong`, `InterviewOff`, `NotYourInterview`, `TooManyQuestions`, `NotFound`.
    """
    words = require_text(text, LONGEST_QUESTION)
    require_room(hiring.note_question(unit, interview_id).question_count)
    context = hiring.interview_context(unit, interview_id)
    require_may_ask(unit.actor, context.candidate_id, context.status)
    by_rule, acting = find_owner(unit, context)
    kind, staff_id = asked_by(unit.actor)
    question = Question(
        id=new_id(),
        interview_id=interview_id,
        application_id=context.application_id,
        candidate_id=context.candidate_id,
        asked_by_kind=kind,
        asked_by_staff_id=staff_id,
        text=words,
        text_masked=mask_text(words, names_around(unit, context)),
        asked_at=unit.now,
        owner_staff_id=acting,
        owner_by_rule_id=by_rule,
        status=QuestionStatus.OPEN,
        origin=context.origin,
        created_at=unit.now,
    )
    unit.session.add(question)
    _promise_answer(unit, question, context)
    record(unit, "question.asked", question, application_id=context.application_id, interview_id=interview_id)
    tell_staff(unit, "question_asked", question, question.owner_staff_id)
    return question


def names_around(unit: Unit, context: InterviewContext) -> list[str]:
    """The names that such a question may hold: the candidate's and those of the people it deals with."""
    staff = {seat.staff_id for seat in context.panel} | {*owners_in_line(context)}
    names = people.candidate_names_of(unit, [context.candidate_id])
    return [*names.values(), *people.names_of(unit, staff).values()]


def _promise_answer(unit: Unit, question: Question, context: InterviewContext) -> None:
    sla.start_clock(
        unit,
        kind=ClockKind.ANSWER,
        subject_id=question.id,
        started_at=unit.now,
        owner_staff_id=question.owner_staff_id,
        application_id=context.application_id,
        interview_id=context.interview_id,
        candidate_id=context.candidate_id,
        requisition_id=context.requisition_id,
        department_id=context.department_id,
        round_id=context.round_id,
        origin=question.origin,
    )


def rate_answer(unit: Unit, question_id: UUID, rating: int, comment: str | None = None) -> Question:
    """The candidate's rating of the answer, 1 to 5, with what they want to say about it; a later
    one replaces it. Raises `RatingOutOfRange`, `NotAnswered`, `AlreadyOpen`, `NotYourInterview`, `TextTooLong`.
    """
    words = optional_text(comment, LONGEST_QUESTION)
    question = repository.lock(unit, question_id)
    require_asker(unit.actor, question.candidate_id)
    require_answered(question.status, has_answer=question.first_answered_at is not None)
    question.rating, question.rating_comment, question.rated_at = require_rating(rating), words, unit.now
    record(unit, "answer.rated", question, application_id=question.application_id, rating=rating)
    return question


def reopen_question(unit: Unit, question_id: UUID, still_unclear: str | None = None) -> Question:
    """The candidate asks on: a new answer clock starts; the first answer's stays as it was. An
    owner who is away by now is replaced by who stands in.

    Raises `NotAnswered`, `AlreadyOpen`, `NotYourInterview`, `TextTooLong`, `NotFound`.
    """
    words = optional_text(still_unclear, LONGEST_QUESTION)
    question = repository.lock(unit, question_id)
    require_asker(unit.actor, question.candidate_id)
    require_answered(question.status, has_answer=question.first_answered_at is not None)
    require_move(QUESTION_MOVES, "question", question.status, QuestionStatus.REOPENED)
    question.status = QuestionStatus.REOPENED
    if question.owner_staff_id is not None:
        question.owner_staff_id = people.stands_in_for(unit, question.owner_staff_id)
    unit.session.add(QuestionReopening(id=new_id(), question_id=question_id, text=words, at=unit.now))
    _promise_answer(unit, question, hiring.interview_context(unit, question.interview_id))
    record(unit, "question.reopened", question, application_id=question.application_id)
    tell_staff(unit, "question_asked", question, question.owner_staff_id)
    return question
