"""Reading questions: the owner's work list, an interview's thread."""

from uuid import UUID

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.questions import repository
from app.questions.schemas import AnswerView, OwnedQuestion, QuestionContext, QuestionView
from app.sla import service as sla
from app.sla.models import ClockKind


def questions_owned_by(unit: Unit, staff_id: UUID) -> list[OwnedQuestion]:
    """The questions that wait for this person's answer, most urgent first. Two queries."""
    clocks = {
        clock.subject_id: clock for clock in sla.running_clocks_of(unit, staff_id) if clock.kind is ClockKind.ANSWER
    }
    if not clocks:
        return []
    lines = [
        OwnedQuestion(
            question_id=row.id,
            interview_id=row.interview_id,
            application_id=row.application_id,
            candidate_id=row.candidate_id,
            text=row.text,
            status=row.status,
            asked_at=row.asked_at,
            due_at=clocks[row.id].due_at,
            clock_id=clocks[row.id].id,
        )
        for row in repository.questions(unit, list(clocks))
    ]
    return sorted(lines, key=lambda line: (line.due_at, line.question_id))


def question_context(unit: Unit, question_id: UUID) -> QuestionContext:
    """Whose a question is, and who owns it. Raises `NotFound`."""
    for row in repository.questions(unit, [question_id]):
        return QuestionContext(row.id, row.interview_id, row.application_id, row.candidate_id, row.owner_staff_id)
    raise NotFound


def questions_of(unit: Unit, interview_id: UUID) -> list[QuestionView]:
    """An interview's questions with their answers, oldest first. Two queries."""
    rows = repository.of_interview(unit, interview_id)
    answers: dict[UUID, list[AnswerView]] = {row.id: [] for row in rows}
    for answer in repository.answers_of(unit, list(answers)):
        answers[answer.question_id].append(
            AnswerView(
                version=answer.version,
                text=answer.text,
                is_holding_reply=answer.is_holding_reply,
                answered_by_id=answer.answered_by_id,
                answered_at=answer.answered_at,
            )
        )
    return [
        QuestionView(
            question_id=row.id,
            interview_id=row.interview_id,
            text=row.text,
            status=row.status,
            asked_at=row.asked_at,
            owner_staff_id=row.owner_staff_id,
            rating=row.rating,
            answers=tuple(answers[row.id]),
        )
        for row in rows
    ]
