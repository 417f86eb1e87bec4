"""All queries about complaints."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from app.complaints.models import (
    Complaint,
    ComplaintConcern,
    ComplaintNote,
    ComplaintResolution,
    ComplaintStatus,
)
from app.kit.database import Unit
from app.kit.errors import NotFound


def get(unit: Unit, complaint_id: UUID) -> Complaint:
    """The complaint; raises `NotFound`."""
    complaint = unit.session.get(Complaint, complaint_id)
    if complaint is None:
        raise NotFound
    return complaint


def lock(unit: Unit, complaint_id: UUID) -> Complaint:
    """The complaint as it is now, held against others until the unit ends; raises `NotFound`."""
    complaint = unit.session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if complaint is None:
        raise NotFound
    return complaint


def hold_candidate(unit: Unit, candidate_id: UUID) -> None:
    """Lets one unit at a time make a candidate's complaints: the number of open ones is limited."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"complaints:{candidate_id}", 0))))


def count_of_candidate(unit: Unit, candidate_id: UUID, states: Collection[ComplaintStatus]) -> int:
    """How many of the candidate's complaints are in these states."""
    statement = select(func.count()).where(Complaint.candidate_id == candidate_id, Complaint.status.in_(states))
    return unit.session.scalar(statement) or 0


def concerns_of(unit: Unit, complaint_id: UUID) -> frozenset[UUID]:
    """The staff whom it is about."""
    statement = select(ComplaintConcern.staff_id).where(ComplaintConcern.complaint_id == complaint_id)
    return frozenset(unit.session.scalars(statement))


def notes_of(unit: Unit, complaint_id: UUID) -> Sequence[ComplaintNote]:
    """Its notes, oldest first."""
    statement = select(ComplaintNote).where(ComplaintNote.complaint_id == complaint_id)
    return unit.session.scalars(statement.order_by(ComplaintNote.written_at, ComplaintNote.id)).all()


def resolutions_of(unit: Unit, complaint_id: UUID) -> Sequence[ComplaintResolution]:
    """What was told, oldest first."""
    statement = select(ComplaintResolution).where(ComplaintResolution.complaint_id == complaint_id)
    return unit.session.scalars(statement.order_by(ComplaintResolution.number)).all()


def complaints(
    unit: Unit,
    *,
    viewer_staff_id: UUID,
    owner_staff_id: UUID | None,
    status: ComplaintStatus | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Complaint]:
    """Complaints that do not concern the viewer, in the order they were made, from after that id."""
    concerns_viewer = (
        select(ComplaintConcern.id)
        .where(ComplaintConcern.complaint_id == Complaint.id, ComplaintConcern.staff_id == viewer_staff_id)
        .exists()
    )
    statement = select(Complaint).where(~concerns_viewer)
    if owner_staff_id is not None:
        statement = statement.where(Complaint.owner_staff_id == owner_staff_id)
    if status is not None:
        statement = statement.where(Complaint.status == status)
    return unit.session.scalars(_page(statement, after, limit)).all()


def of_candidate(unit: Unit, candidate_id: UUID, after: UUID | None, limit: int) -> Sequence[Complaint]:
    """A candidate's complaints in the order they were made, from after that id."""
    statement = select(Complaint).where(Complaint.candidate_id == candidate_id)
    return unit.session.scalars(_page(statement, after, limit)).all()


def _page(statement: Select[Complaint], after: UUID | None, limit: int) -> Select[Complaint]:
    if after is not None:
        statement = statement.where(Complaint.id > after)
    return statement.order_by(Complaint.id).limit(limit)
