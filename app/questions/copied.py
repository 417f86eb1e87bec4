"""What evidence about an application shows of its questions: who owed the answer, and every answer. Reads only."""

from uuid import UUID

from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit
from app.questions.models import Answer, Question, QuestionReassignment, QuestionReopening


def copies_of(unit: Unit, application_id: UUID) -> Copies:
    """Rows about the application, by table."""
    questions = copies(unit, Question, "application_id", [application_id])
    return {
        "questions": questions,
        "answers": copies(unit, Answer, "question_id", ids(questions)),
        "question_reassignments": copies(unit, QuestionReassignment, "question_id", ids(questions)),
        "question_reopenings": copies(unit, QuestionReopening, "question_id", ids(questions)),
    }
