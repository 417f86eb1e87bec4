"""Complaints: what is complained about, whom it concerns, who looks after it, what was told.

What people write is personal and stays out of the warehouse; what it is about, and when, goes.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class ComplaintAbout(enum.StrEnum):
    """What a complaint is about."""

    SILENCE = "silence"
    FEEDBACK = "feedback"
    QUESTION = "question"
    INTERVIEWER = "interviewer"
    OFFER = "offer"
    PRIVACY = "privacy"
    OTHER = "other"


class ComplaintStatus(enum.StrEnum):
    """A resolved complaint can be reopened once by its candidate."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class ComplaintOutcome(enum.StrEnum):
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    PARTLY_UPHELD = "partly_upheld"


class Complaint(Base):
    """One complaint of one candidate. `outcome` and `resolved_at` repeat the newest resolution's."""

    __tablename__ = "complaints"
    __table_args__ = (
        Index("ix_complaints_candidate_id_id", "candidate_id", "id"),
        Index("ix_complaints_owner_staff_id_id", "owner_staff_id", "id"),
        Index("ix_complaints_status_id", "status", "id"),
        CheckConstraint("status <> 'resolved' or (resolved_at is not null and outcome is not null)", name="resolved"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    application_id: Mapped[UUID | None] = internal(ForeignKey("applications.id"), index=True)
    interview_id: Mapped[UUID | None] = internal(ForeignKey("interviews.id"))
    question_id: Mapped[UUID | None] = internal(ForeignKey("questions.id"))
    offer_id: Mapped[UUID | None] = internal(ForeignKey("offers.id"))
    about: Mapped[ComplaintAbout] = internal()
    text: Mapped[str] = personal()
    status: Mapped[ComplaintStatus] = internal(default=ComplaintStatus.RECEIVED)
    owner_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    recorded_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))  # on the candidate's behalf
    outcome: Mapped[ComplaintOutcome | None] = internal()
    made_at: Mapped[datetime] = internal()
    resolved_at: Mapped[datetime | None] = internal()
    reopened_at: Mapped[datetime | None] = internal()
    reopen_reason: Mapped[str | None] = personal()
    withdrawn_at: Mapped[datetime | None] = internal()


class ComplaintConcern(Base):
    """A member of staff whom a complaint is about: hidden from them, and not theirs to resolve."""

    __tablename__ = "complaint_concerns"
    __table_args__ = (UniqueConstraint("complaint_id", "staff_id"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    complaint_id: Mapped[UUID] = internal(ForeignKey("complaints.id"))
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)


class ComplaintNote(Base):
    """What staff write down while they look into it; never shown to the candidate."""

    __tablename__ = "complaint_notes"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    complaint_id: Mapped[UUID] = internal(ForeignKey("complaints.id"), index=True)
    author_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    text: Mapped[str] = personal()
    written_at: Mapped[datetime] = internal()


class ComplaintResolution(Base):
    """What the candidate was told: the first, and after a reopening the second."""

    __tablename__ = "complaint_resolutions"
    __table_args__ = (UniqueConstraint("complaint_id", "number"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    complaint_id: Mapped[UUID] = internal(ForeignKey("complaints.id"))
    number: Mapped[int] = internal()
    outcome: Mapped[ComplaintOutcome] = internal()
    text: Mapped[str] = personal()
    by_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    told_at: Mapped[datetime] = internal()
