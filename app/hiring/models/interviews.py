"""Interviews, their moves and panels."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from app.hiring.models.states import ChanceToAsk, InterviewStatus, NoShowBy
from app.kit.ids import new_id
from app.kit.records import Base, internal, personal
from app.sla.models import Origin


class Interview(Base):
    """A planned or held conversation of one round of one application. `question_count` is kept
    by the questions domain above, so that closing can be judged here.
    """

    __tablename__ = "interviews"
    __table_args__ = (CheckConstraint("scheduled_start_at < scheduled_end_at", name="order"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    status: Mapped[InterviewStatus] = internal(default=InterviewStatus.SCHEDULED)
    scheduled_start_at: Mapped[datetime] = internal()
    scheduled_end_at: Mapped[datetime] = internal()
    zone: Mapped[str] = internal(default="Asia/Shanghai")
    location: Mapped[str | None] = internal()
    actual_end_at: Mapped[datetime | None] = internal()
    closed_at: Mapped[datetime | None] = internal()
    cancelled_at: Mapped[datetime | None] = internal()
    cancel_reason: Mapped[str | None] = personal()
    no_show_by: Mapped[NoShowBy | None] = internal()
    question_count: Mapped[int] = internal(default=0)
    chance_to_ask: Mapped[ChanceToAsk | None] = internal()
    chance_reason: Mapped[str | None] = personal()
    source_status: Mapped[str | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class InterviewReschedule(Base):
    """A move of an interview: from when to when, by whom, why. Never overwritten."""

    __tablename__ = "interview_reschedules"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"), index=True)
    from_start_at: Mapped[datetime] = internal()
    to_start_at: Mapped[datetime] = internal()
    by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    reason: Mapped[str | None] = personal()
    at: Mapped[datetime] = internal()


class PanelMember(Base):
    """A seat on an interview's panel; the feedback clock's subject when `is_required`."""

    __tablename__ = "panel_members"
    __table_args__ = (
        Index(
            "uq_panel_members_seat",
            "interview_id",
            "staff_id",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"))
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)
    is_required: Mapped[bool] = internal(default=True)
    removed_at: Mapped[datetime | None] = internal()
    removed_reason: Mapped[str | None] = personal()
    created_at: Mapped[datetime] = internal()
