"""What interviewers say of an interview: one feedback per panel seat, its versions and scores."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, assessment, internal, personal
from app.sla.models import Origin


class FeedbackStatus(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AMENDED = "amended"


class Recommendation(enum.StrEnum):
    STRONG_NO = "strong_no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong_yes"


class Feedback(Base):
    """One interviewer's feedback on one interview: its present state. `submitted_at` is of the
    first submission and never moves. `recommendation` repeats the newest version's.
    """

    __tablename__ = "feedback"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    panel_member_id: Mapped[UUID] = internal(ForeignKey("panel_members.id"), unique=True)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"), index=True)
    interviewer_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)
    status: Mapped[FeedbackStatus] = internal(default=FeedbackStatus.DRAFT)
    version: Mapped[int] = internal(default=0)  # 0 while a draft
    recommendation: Mapped[Recommendation | None] = assessment()
    source_recommendation: Mapped[str | None] = assessment()
    submitted_at: Mapped[datetime | None] = internal()
    updated_at: Mapped[datetime] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)


class FeedbackVersion(Base):
    """What was said, as it stood: version 0 is the draft and is overwritten, others never are."""

    __tablename__ = "feedback_versions"
    __table_args__ = (UniqueConstraint("feedback_id", "version"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    feedback_id: Mapped[UUID] = internal(ForeignKey("feedback.id"))
    version: Mapped[int] = internal()
    recommendation: Mapped[Recommendation | None] = assessment()
    text_for_panel: Mapped[str | None] = personal()
    text_for_candidate: Mapped[str | None] = personal()
    saved_at: Mapped[datetime] = internal()


class FeedbackScore(Base):
    """A score on one dimension (1 to 10), or the source's own word where it was no number."""

    __tablename__ = "feedback_scores"
    __table_args__ = (
        UniqueConstraint("feedback_version_id", "dimension_name"),
        CheckConstraint("score between 1 and 10", name="scale"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    feedback_version_id: Mapped[UUID] = internal(ForeignKey("feedback_versions.id"), index=True)
    dimension_name: Mapped[str] = internal()
    score: Mapped[int | None] = assessment()
    source_rating: Mapped[str | None] = assessment()
