"""What candidates ask, and the answers they get."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal
from app.sla.models import Origin


class QuestionStatus(enum.StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REOPENED = "reopened"


class Question(Base):
    """A candidate's question about an interview. `text_masked` is what analysis may read: the
    text with names, numbers and addresses masked at write time.
    """

    __tablename__ = "questions"
    __table_args__ = (CheckConstraint("rating between 1 and 5", name="rating"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"), index=True)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    text: Mapped[str] = personal()
    text_masked: Mapped[str] = internal()
    asked_at: Mapped[datetime] = internal()
    owner_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"), index=True)
    status: Mapped[QuestionStatus] = internal(default=QuestionStatus.OPEN)
    first_answered_at: Mapped[datetime | None] = internal()
    last_answered_at: Mapped[datetime | None] = internal()
    rating: Mapped[int | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class Answer(Base):
    """One version of an answer. A holding reply ("we are asking") stops no clock."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "version"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = internal(ForeignKey("questions.id"))
    version: Mapped[int] = internal()
    text: Mapped[str] = personal()
    is_holding_reply: Mapped[bool] = internal(default=False)
    answered_by_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    answered_at: Mapped[datetime] = internal()
