"""Applications, their stages and the decisions on their rounds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from app.hiring.models.states import ApplicationStatus, Decision
from app.kit.ids import new_id
from app.kit.records import Base, assessment, internal, personal
from app.sla.models import Origin


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
