"""What interviewers say of an interview: one feedback per panel seat, its versions and scores; and what
of it is released to the candidate, with the record of what was shown."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, assessment, internal, personal
from app.sla.models import Origin


class FeedbackStatus(enum.StrEnum):
    """Feedback: submitted once, and amended, as a further version each time."""

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


class ReleaseStatus(enum.StrEnum):
    """`held` until `release_at`; `pending` where only texts are released and none is approved yet."""

    HELD = "held"
    PENDING = "pending"
    RELEASED = "released"


class TextStatus(enum.StrEnum):
    """An interviewer's text for the candidate in a release: shown by somebody's word only."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


class ReleasedPart(enum.StrEnum):
    DECISION = "decision"
    SCORE = "score"
    TEXT = "text"


class FeedbackRelease(Base):
    """What of a decided round the candidate gets to see, by the round's policy as it stood: `policy_version`
    is the version of `round_version_id` (0 where an imported round never had any). Releasing again
    makes the next `number`; the candidate sees the newest, what earlier ones showed stays recorded.
    """

    __tablename__ = "feedback_releases"
    __table_args__ = (
        UniqueConstraint("decision_id", "number"),
        Index("ix_feedback_releases_held", "release_at", "id", postgresql_where=text("status = 'held'")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    decision_id: Mapped[UUID] = internal(ForeignKey("round_decisions.id"))
    number: Mapped[int] = internal()
    round_version_id: Mapped[UUID | None] = internal(ForeignKey("round_versions.id"))
    policy_version: Mapped[int] = internal()
    releases_decision: Mapped[bool] = internal()
    releases_scores: Mapped[bool] = internal()
    releases_text: Mapped[bool] = internal()
    text_needs_approval: Mapped[bool] = internal()
    status: Mapped[ReleaseStatus] = internal()
    release_at: Mapped[datetime] = internal()
    released_at: Mapped[datetime | None] = internal()
    first_opened_at: Mapped[datetime | None] = internal()
    by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))  # who released again
    created_at: Mapped[datetime] = internal()


class ReleaseText(Base):
    """The text for the candidate of one feedback in one release, and what became of it. Who decided
    is null where the policy asks nobody. `feedback_version_id` is the version that was decided on.
    """

    __tablename__ = "release_texts"
    __table_args__ = (
        UniqueConstraint("release_id", "feedback_id"),
        Index("ix_release_texts_waiting", "owner_staff_id", "id", postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = internal(ForeignKey("feedback_releases.id"))
    feedback_id: Mapped[UUID] = internal(ForeignKey("feedback.id"), index=True)
    feedback_version_id: Mapped[UUID | None] = internal(ForeignKey("feedback_versions.id"))
    status: Mapped[TextStatus] = internal(default=TextStatus.WAITING)
    owner_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    decided_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = internal()
    declined_reason: Mapped[str | None] = personal()
    created_at: Mapped[datetime] = internal()


class ReleasedField(Base):
    """One thing that the candidate was shown: the decision, one score of one version (as part of the
    panel's mean), one version's text. Never changed but for when it was first opened.
    """

    __tablename__ = "released_fields"
    __table_args__ = (
        UniqueConstraint(
            "release_id", "feedback_version_id", "field", "dimension_name", postgresql_nulls_not_distinct=True
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = internal(ForeignKey("feedback_releases.id"))
    feedback_version_id: Mapped[UUID | None] = internal(ForeignKey("feedback_versions.id"), index=True)
    field: Mapped[ReleasedPart] = internal()
    dimension_name: Mapped[str | None] = internal()
    released_at: Mapped[datetime] = internal()
    first_opened_at: Mapped[datetime | None] = internal()
