"""Requisitions, who approved them, where they are posted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.hiring.models.states import ApprovalDecision, RequisitionStatus
from app.kit.ids import new_id
from app.kit.records import Base, internal, personal, public
from app.sla.models import Origin


class Requisition(Base):
    """A wish to hire, with the people answerable for it. `submission` counts how often it was submitted."""

    __tablename__ = "requisitions"
    __table_args__ = (
        Index("ix_requisitions_status_id", "status", "id"),
        Index("ix_requisitions_department_id_id", "department_id", "id"),
        Index("ix_requisitions_recruiter_id_id", "recruiter_id", "id"),
        Index("ix_requisitions_hiring_manager_id", "hiring_manager_id"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    code: Mapped[str] = internal(index=True)
    title: Mapped[str] = internal()
    job_family: Mapped[str] = internal()
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    hiring_manager_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    recruiter_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    headcount: Mapped[int] = internal(default=1)
    status: Mapped[RequisitionStatus] = internal()
    submission: Mapped[int] = internal(default=0, server_default="0")
    submitted_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    submitted_at: Mapped[datetime | None] = internal()
    opened_at: Mapped[datetime | None] = internal()
    closed_at: Mapped[datetime | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class RequisitionApproval(Base):
    """One step of a submission, in order. `decided_by_staff_id` is the approver or who stood in."""

    __tablename__ = "requisition_approvals"
    __table_args__ = (
        UniqueConstraint("requisition_id", "submission", "position"),
        Index("ix_requisition_approvals_open", "approver_staff_id", postgresql_where=text("decision is null")),
        CheckConstraint("(decision is null) = (decided_by_staff_id is null)", name="decided"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    requisition_id: Mapped[UUID] = internal(ForeignKey("requisitions.id"))
    submission: Mapped[int] = internal()
    position: Mapped[int] = internal()
    approver_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    decided_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    decision: Mapped[ApprovalDecision | None] = internal()
    reason: Mapped[str | None] = personal()
    at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()


class Posting(Base):
    """Where and in which words an open requisition is made known. Its text is for everybody."""

    __tablename__ = "postings"
    __table_args__ = (Index("ix_postings_open", "id", postgresql_where=text("closed_at is null")),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    requisition_id: Mapped[UUID] = internal(ForeignKey("requisitions.id"), index=True)
    title: Mapped[str] = public()
    text: Mapped[str] = public()
    channel: Mapped[str] = public()
    location: Mapped[str | None] = public()
    published_at: Mapped[datetime] = internal()
    closed_at: Mapped[datetime | None] = internal()
