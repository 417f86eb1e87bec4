"""Applications, their stages and the decisions on their rounds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.hiring.models.states import ApplicationStatus, Decision, ScreeningResult
from app.kit.ids import new_id
from app.kit.records import Base, assessment, internal, personal
from app.sla.models import Origin


class Application(Base):
    """One candidate for one requisition."""

    __tablename__ = "applications"
    __table_args__ = (
        Index("ix_applications_requisition_id_id", "requisition_id", "id"),
        Index("ix_applications_requisition_id_status_id", "requisition_id", "status", "id"),
        Index("ix_applications_recruiter_id_id", "recruiter_id", "id"),
        Index("ix_applications_recruiter_id_status_id", "recruiter_id", "status", "id"),
        Index("ix_applications_status_id", "status", "id"),
        Index("ix_applications_round_id", "round_id"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"), index=True)
    requisition_id: Mapped[UUID] = internal(ForeignKey("requisitions.id"))
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


class ScreeningDecision(Base):
    """What a named human decided on the application itself, before any round, and why."""

    __tablename__ = "screening_decisions"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    decision: Mapped[ScreeningResult] = assessment()
    reason: Mapped[str] = personal()
    by_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    at: Mapped[datetime] = internal()


class RoundDecision(Base):
    """What a named human decided after a round, and why. `shown_at`: when the candidate was told; None while
    the round's policy holds it back, and always for a hold, which leaves the candidate waiting."""

    __tablename__ = "round_decisions"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    decision: Mapped[Decision] = assessment()
    reason: Mapped[str] = personal()
    by_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    at: Mapped[datetime] = internal()
    shown_at: Mapped[datetime | None] = internal()
