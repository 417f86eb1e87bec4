"""Requisitions, their interview plans, rounds and scorecards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.hiring.models.states import RequisitionStatus
from app.kit.ids import new_id
from app.kit.records import Base, internal
from app.sla.models import Origin


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
