"""From the requisition to the round decision: plans, applications, interviews, panels.

Feedback, questions and messages are domains of their own above this one; offers come here.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, assessment, internal, personal
from app.sla.models import Origin


class RequisitionStatus(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    OPEN = "open"
    ON_HOLD = "on_hold"
    FILLED = "filled"
    CANCELLED = "cancelled"


class ApplicationStatus(enum.StrEnum):
    ACTIVE = "active"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class InterviewStatus(enum.StrEnum):
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    HELD = "held"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class ChanceToAsk(enum.StrEnum):
    """How an interview gave the chance to ask; `reason` closes it but does not count as given."""

    QUESTIONS = "questions"
    NOTHING_TO_ASK = "nothing_to_ask"
    REASON = "reason"


class NoShowBy(enum.StrEnum):
    """Who did not come to the interview."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"


class Decision(enum.StrEnum):
    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"


class Requisition(Base):
    """A wish to hire, with the people answerable for it."""

    __tablename__ = "requisitions"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    code: Mapped[str] = internal()
    title: Mapped[str] = internal()
    job_family: Mapped[str] = internal()
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    hiring_manager_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    recruiter_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    headcount: Mapped[int] = internal(default=1)
    status: Mapped[RequisitionStatus] = internal()
    opened_at: Mapped[datetime | None] = internal()
    closed_at: Mapped[datetime | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class InterviewPlan(Base):
    """Ordered rounds: a template of a job family (requisition null), or a requisition's own copy."""

    __tablename__ = "interview_plans"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = internal()
    job_family: Mapped[str | None] = internal()
    requisition_id: Mapped[UUID | None] = internal(ForeignKey("requisitions.id"), unique=True)
    created_at: Mapped[datetime] = internal()


class Round(Base):
    """One round of a plan, for example HR, business, executive."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        CheckConstraint("min_questions >= 0 and duration_minutes > 0", name="amounts"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = internal(ForeignKey("interview_plans.id"))
    position: Mapped[int] = internal()
    name: Mapped[str] = internal()
    duration_minutes: Mapped[int] = internal(default=60)
    min_questions: Mapped[int] = internal(default=1)
    question_owner_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))


class ScoreDimension(Base):
    """One line of a round's scorecard, on a scale of 1 to 10."""

    __tablename__ = "score_dimensions"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    position: Mapped[int] = internal()
    name: Mapped[str] = internal()
    guidance: Mapped[str | None] = internal()
    weight: Mapped[int] = internal(default=1)
    is_required: Mapped[bool] = internal(default=True)
    released_to_candidate: Mapped[bool] = internal(default=True)


class Application(Base):
    """One candidate for one requisition."""

    __tablename__ = "applications"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"), index=True)
    requisition_id: Mapped[UUID] = internal(ForeignKey("requisitions.id"), index=True)
    recruiter_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    source: Mapped[str | None] = internal()
    status: Mapped[ApplicationStatus] = internal(default=ApplicationStatus.ACTIVE)
    round_id: Mapped[UUID | None] = internal(ForeignKey("rounds.id"))  # the round it stands in
    applied_at: Mapped[datetime] = internal()
    ended_at: Mapped[datetime | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class ApplicationStage(Base):
    """One stage change. `to_stage` is a round's name or a final status; rows are never edited."""

    __tablename__ = "application_stages"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    from_stage: Mapped[str | None] = internal()
    to_stage: Mapped[str] = internal()
    round_id: Mapped[UUID | None] = internal(ForeignKey("rounds.id"))
    at: Mapped[datetime] = internal()
    by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    reason: Mapped[str | None] = personal()


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


class RoundDecision(Base):
    """What a named human decided after a round, and why."""

    __tablename__ = "round_decisions"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    decision: Mapped[Decision] = assessment()
    reason: Mapped[str] = personal()
    by_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    at: Mapped[datetime] = internal()
