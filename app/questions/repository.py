"""All queries of questions and answers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.questions.models import Answer, Question


def lock(unit: Unit, question_id: UUID) -> Question:
    """The question as it is now, held against others until the unit ends; raises `NotFound`."""
    row = unit.session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def newest_version(unit: Unit, question_id: UUID) -> int:
    """The number of the newest answer; 0 when there is none."""
    return unit.session.scalar(select(func.max(Answer.version)).where(Answer.question_id == question_id)) or 0


def questions(unit: Unit, question_ids: Sequence[UUID]) -> Sequence[Question]:
    """These questions, in one query."""
    return unit.session.scalars(select(Question).where(Question.id.in_(question_ids))).all()


def of_interview(unit: Unit, interview_id: UUID) -> Sequence[Question]:
    """An interview's questions, oldest first."""
    query = select(Question).where(Question.interview_id == interview_id)
    return unit.session.scalars(query.order_by(Question.asked_at, Question.id)).all()


def answers_of(unit: Unit, question_ids: Sequence[UUID]) -> Sequence[Answer]:
    """The answers to these questions, oldest first."""
    query = select(Answer).where(Answer.question_id.in_(question_ids))
    return unit.session.scalars(query.order_by(Answer.question_id, Answer.version)).all()
