"""Verbs on questions: asked, answered, given to another owner, rated, asked again."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import InterviewContext
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.masking import mask_text
from app.outbox.service import enqueue
from app.people import service as people
from app.questions import repository
from app.questions.models import Answer, Question, QuestionStatus
from app.questions.rules import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    owner_for,
    require_answered,
    require_asker,
    require_may_answer,
    require_may_ask,
    require_rating,
    require_text,
)
from app.questions.schemas import AnswerView, OwnedQuestion, QuestionContext, QuestionView
from app.questions.views import question_context, questions_of, questions_owned_by
from app.sla import service as sla
from app.sla.models import ClockKind, Origin

__all__ = [
    "AnswerView",
    "OwnedQuestion",
    "QuestionContext",
    "QuestionView",
    "answer_question",
    "ask_question",
    "question_context",
    "questions_of",
    "questions_owned_by",
    "rate_answer",
    "reassign_question",
    "reopen_question",
]


def ask_question(unit: Unit, interview_id: UUID, text: str) -> Question:
    """Takes a candidate's question (asked by the candidate, or written down by staff) and starts
    its `answer` clock at `unit.now`; the owner is told inside the product.

    Raises `TextMissing`, `TextTooLong`, `InterviewOff`, `NotYourInterview`, `NotFound`.
    """
    words = require_text(text, LONGEST_QUESTION)
    hiring.note_question(unit, interview_id)
    context = hiring.interview_context(unit, interview_id)
    require_may_ask(unit.actor, context.candidate_id, context.status)
    question = Question(
        id=new_id(),
        interview_id=interview_id,
        application_id=context.application_id,
        candidate_id=context.candidate_id,
        text=words,
        text_masked=mask_text(words, _names_around(unit, context)),
        asked_at=unit.now,
        owner_staff_id=owner_for(context),
        status=QuestionStatus.OPEN,
        origin=context.origin,
        created_at=unit.now,
    )
    unit.session.add(question)
    _promise_answer(unit, question, context)
    record(unit, "question.asked", question, application_id=context.application_id, interview_id=interview_id)
    _tell(unit, "question_asked", question, staff_id=question.owner_staff_id)
    return question


def _names_around(unit: Unit, context: InterviewContext) -> list[str]:
    """The names that such a question may hold: the candidate's and those of the people it deals with."""
    staff = {seat.staff_id for seat in context.panel}
    staff |= {person for person in (context.recruiter_id, context.hiring_manager_id, owner_for(context)) if person}
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


def answer_question(unit: Unit, question_id: UUID, text: str, is_holding_reply: bool = False) -> Answer:
    """Gives a (further) version of the answer. The first real one stops the clock; a holding reply
    ("we are asking") is kept as such and stops nothing.

    Raises `TextMissing`, `TextTooLong`, `NotYourQuestion`, `NotFound`.
    """
    words = require_text(text, LONGEST_ANSWER)
    question = repository.lock(unit, question_id)
    recruiter_id = hiring.application_context(unit, question.application_id).recruiter_id
    require_may_answer(unit.actor, question.owner_staff_id, recruiter_id)
    answer = Answer(
        id=new_id(),
        question_id=question_id,
        version=repository.newest_version(unit, question_id) + 1,
        text=words,
        is_holding_reply=is_holding_reply,
        answered_by_id=unit.actor.id if unit.actor.kind == "staff" else None,
        answered_at=unit.now,
    )
    unit.session.add(answer)
    if not is_holding_reply:
        question.status = QuestionStatus.ANSWERED
        question.first_answered_at = question.first_answered_at or unit.now
        question.last_answered_at = unit.now
        sla.stop_clock(unit, ClockKind.ANSWER, question_id, unit.now)
        _tell(unit, "answer_given", question, candidate_id=question.candidate_id)
    verb = "question.held" if is_holding_reply else "question.answered"
    record(unit, verb, question, application_id=question.application_id, version=answer.version)
    return answer


def reassign_question(unit: Unit, question_id: UUID, owner_staff_id: UUID) -> Question:
    """Gives the question to another owner; the clock goes along and is not started again."""
    question = repository.lock(unit, question_id)
    recruiter_id = hiring.application_context(unit, question.application_id).recruiter_id
    require_may_answer(unit.actor, question.owner_staff_id, recruiter_id)
    before, question.owner_staff_id = question.owner_staff_id, owner_staff_id
    sla.reassign_clock(unit, ClockKind.ANSWER, question_id, owner_staff_id)
    record(
        unit,
        "question.reassigned",
        question,
        application_id=question.application_id,
        from_staff_id=before,
        to_staff_id=owner_staff_id,
    )
    _tell(unit, "question_asked", question, staff_id=owner_staff_id)
    return question


def rate_answer(unit: Unit, question_id: UUID, rating: int) -> Question:
    """The candidate's rating of the answer, 1 to 5; a later one replaces it."""
    question = repository.lock(unit, question_id)
    require_asker(unit.actor, question.candidate_id)
    require_answered(question.status, has_answer=question.first_answered_at is not None)
    question.rating = require_rating(rating)
    record(unit, "answer.rated", question, application_id=question.application_id, rating=rating)
    return question


def reopen_question(unit: Unit, question_id: UUID) -> Question:
    """The candidate asks on: a new answer clock starts; the first answer's stays as it was."""
    question = repository.lock(unit, question_id)
    require_asker(unit.actor, question.candidate_id)
    require_answered(question.status, has_answer=question.first_answered_at is not None)
    question.status = QuestionStatus.REOPENED
    _promise_answer(unit, question, hiring.interview_context(unit, question.interview_id))
    record(unit, "question.reopened", question, application_id=question.application_id)
    _tell(unit, "question_asked", question, staff_id=question.owner_staff_id)
    return question


def _tell(
    unit: Unit, topic: str, question: Question, *, staff_id: UUID | None = None, candidate_id: UUID | None = None
) -> None:
    if question.origin is Origin.IMPORTED or (staff_id is None and candidate_id is None):
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"question_id": str(question.id), "interview_id": str(question.interview_id)},
        subject_id=question.id,
        recipient_staff_id=staff_id,
        recipient_candidate_id=candidate_id,
    )
