"""Requisitions and postings as lists and their own pages show them. Reads only."""

from collections.abc import Collection
from uuid import UUID

from app.hiring import repository
from app.hiring.models import Posting, Requisition, RequisitionStatus
from app.hiring.repository import requisitions as queries
from app.hiring.requisition_schemas import PostingView, RequisitionView
from app.kit.database import Unit


def requisition_view(unit: Unit, requisition_id: UUID) -> RequisitionView:
    """One requisition. Raises `NotFound`."""
    return _view(repository.get(unit, Requisition, requisition_id))


def requisitions_list(
    unit: Unit,
    *,
    statuses: Collection[RequisitionStatus] = (),
    department_ids: Collection[UUID] | None = None,
    recruiter_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[RequisitionView]:
    """Requisitions that fit all that is given, in the order in which they were made."""
    rows = queries.requisition_page(
        unit,
        statuses=statuses,
        department_ids=department_ids,
        recruiter_id=recruiter_id,
        after=after,
        limit=limit,
    )
    return [_view(row) for row in rows]


def postings_of(unit: Unit, requisition_id: UUID) -> list[PostingView]:
    """A requisition's postings, closed ones too, oldest first."""
    return [_posting(row) for row in queries.postings_of(unit, requisition_id)]


def open_postings(unit: Unit, after: UUID | None = None, limit: int = 50) -> list[PostingView]:
    """What is published now, oldest first."""
    return [_posting(row) for row in queries.open_posting_page(unit, after, limit)]


def _view(row: Requisition) -> RequisitionView:
    return RequisitionView(
        requisition_id=row.id,
        code=row.code,
        title=row.title,
        job_family=row.job_family,
        department_id=row.department_id,
        hiring_manager_id=row.hiring_manager_id,
        recruiter_id=row.recruiter_id,
        headcount=row.headcount,
        status=row.status,
        submission=row.submission,
        submitted_by_staff_id=row.submitted_by_staff_id,
        submitted_at=row.submitted_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        origin=row.origin,
        created_at=row.created_at,
    )


def _posting(row: Posting) -> PostingView:
    return PostingView(
        posting_id=row.id,
        requisition_id=row.requisition_id,
        title=row.title,
        text=row.text,
        channel=row.channel,
        location=row.location,
        published_at=row.published_at,
        closed_at=row.closed_at,
    )
