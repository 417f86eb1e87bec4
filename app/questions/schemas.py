"""What comes out of the questions' services."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.questions.models import QuestionStatus


@dataclass(frozen=True)
class OwnedQuestion:
    """A line of the owner's work list; times are aware UTC."""

    question_id: UUID
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    text: str
    status: QuestionStatus
    asked_at: datetime
    due_at: datetime
    clock_id: UUID


@dataclass(frozen=True)
class QuestionContext:
    """A question with whom it concerns, without its words."""

    question_id: UUID
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    owner_staff_id: UUID | None


@dataclass(frozen=True)
class AnswerView:
    """One version of an answer."""

    version: int
    text: str
    is_holding_reply: bool
    answered_by_id: UUID | None
    answered_at: datetime


@dataclass(frozen=True)
class QuestionView:
    """A question with its answers, oldest first."""

    question_id: UUID
    interview_id: UUID
    text: str
    status: QuestionStatus
    asked_at: datetime
    owner_staff_id: UUID | None
    rating: int | None
    answers: tuple[AnswerView, ...]
