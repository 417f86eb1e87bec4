"""Queries about requisitions: pages of them, approvals, postings, how many were hired."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.hiring.models import (
    Application,
    ApplicationStatus,
    Posting,
    Requisition,
    RequisitionApproval,
    RequisitionStatus,
)
from app.kit.database import Unit


def hold_code(unit: Unit, code: str) -> None:
    """Lets one unit at a time take this code; imported requisitions may share one, so no constraint can."""
    key = func.hashtextextended(f"hiring.code {code}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))


def is_code_taken(unit: Unit, code: str, besides: UUID | None) -> bool:
    query = select(exists().where(Requisition.code == code, Requisition.id.is_distinct_from(besides)))
    return bool(unit.session.scalar(query))


def requisition_page(
    unit: Unit,
    *,
    statuses: Collection[RequisitionStatus],
    department_ids: Collection[UUID] | None,
    recruiter_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Requisition]:
    """Requisitions in the order in which they were made; no `statuses` means any, None anywhere."""
    query = select(Requisition)
    if statuses:
        query = query.where(Requisition.status.in_(statuses))
    if department_ids is not None:
        query = query.where(Requisition.department_id.in_(department_ids))
    if recruiter_id is not None:
        query = query.where(Requisition.recruiter_id == recruiter_id)
    if after is not None:
        query = query.where(Requisition.id > after)
    return unit.session.scalars(query.order_by(Requisition.id).limit(limit)).all()


def approvals_of(unit: Unit, requisition_id: UUID) -> Sequence[RequisitionApproval]:
    """All steps of all submissions, in order."""
    query = select(RequisitionApproval).where(RequisitionApproval.requisition_id == requisition_id)
    return unit.session.scalars(query.order_by(RequisitionApproval.submission, RequisitionApproval.position)).all()


def next_step(unit: Unit, requisition: Requisition) -> RequisitionApproval | None:
    """The step of the present submission whose turn it is."""
    query = select(RequisitionApproval).where(
        RequisitionApproval.requisition_id == requisition.id,
        RequisitionApproval.submission == requisition.submission,
        RequisitionApproval.decision.is_(None),
    )
    return unit.session.scalars(query.order_by(RequisitionApproval.position).limit(1)).first()


def open_turns(unit: Unit) -> Sequence[RequisitionApproval]:
    """The step whose turn it is of each submitted requisition, oldest first."""
    present = and_(
        Requisition.id == RequisitionApproval.requisition_id,
        Requisition.submission == RequisitionApproval.submission,
        Requisition.status == RequisitionStatus.SUBMITTED,
    )
    query = (
        select(RequisitionApproval)
        .join(Requisition, present)
        .where(RequisitionApproval.decision.is_(None))
        .ext(distinct_on(RequisitionApproval.requisition_id))
        .order_by(RequisitionApproval.requisition_id, RequisitionApproval.position)
    )
    return unit.session.scalars(query).all()


def postings_of(unit: Unit, requisition_id: UUID) -> Sequence[Posting]:
    """A requisition's postings, oldest first."""
    query = select(Posting).where(Posting.requisition_id == requisition_id)
    return unit.session.scalars(query.order_by(Posting.id)).all()


def open_posting_page(unit: Unit, after: UUID | None, limit: int) -> Sequence[Posting]:
    """Postings that are published, oldest first."""
    query = select(Posting).where(Posting.closed_at.is_(None))
    page = query if after is None else query.where(Posting.id > after)
    return unit.session.scalars(page.order_by(Posting.id).limit(limit)).all()


def hired_count(unit: Unit, requisition_id: UUID) -> int:
    query = select(func.count()).where(
        Application.requisition_id == requisition_id, Application.status == ApplicationStatus.HIRED
    )
    with unit.all_rows():
        return unit.session.scalar(query) or 0
