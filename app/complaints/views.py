"""What is shown of complaints: to staff whom they do not concern, and to the candidate."""

from uuid import UUID

from app.complaints import repository
from app.complaints.models import Complaint, ComplaintResolution, ComplaintStatus
from app.complaints.rules import OPEN, may_see, require_staff
from app.complaints.schemas import CandidateComplaint, ComplaintLine, ComplaintView, NoteView, ResolutionView
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.sla import service as sla
from app.sla.models import ClockKind


def complaint_view(unit: Unit, complaint_id: UUID) -> ComplaintView:
    """One complaint for the member of staff who asks. Raises `ComplaintStaffOnly`, and `NotFound` to
    those whom it is about.
    """
    viewer = require_staff(unit.actor)
    complaint = repository.get(unit, complaint_id)
    concerns = repository.concerns_of(unit, complaint_id)
    if not may_see(viewer, concerns):
        raise NotFound
    clock = sla.clock_of(unit, ClockKind.COMPLAINT, complaint.id)
    return ComplaintView(
        **vars(_line(complaint)),
        text=complaint.text,
        interview_id=complaint.interview_id,
        question_id=complaint.question_id,
        offer_id=complaint.offer_id,
        concerned_staff_ids=tuple(sorted(concerns)),
        recorded_by_staff_id=complaint.recorded_by_staff_id,
        reopen_reason=complaint.reopen_reason,
        due_at=clock.due_at if clock else None,
        notes=tuple(
            NoteView(row.author_staff_id, row.text, row.written_at) for row in repository.notes_of(unit, complaint_id)
        ),
        resolutions=tuple(_resolution(row) for row in repository.resolutions_of(unit, complaint_id)),
    )


def may_look_after(unit: Unit, complaint_id: UUID, staff_id: UUID) -> bool:
    """Whether the complaint can be given to this person: it is not about them. For lists of choices."""
    return may_see(staff_id, repository.concerns_of(unit, complaint_id))


def list_complaints(
    unit: Unit,
    *,
    owner_staff_id: UUID | None = None,
    status: ComplaintStatus | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ComplaintLine]:
    """Complaints that do not concern who asks, oldest first. Raises `ComplaintStaffOnly`."""
    viewer = require_staff(unit.actor)
    rows = repository.complaints(
        unit, viewer_staff_id=viewer, owner_staff_id=owner_staff_id, status=status, after=after, limit=limit
    )
    return [_line(row) for row in rows]


def complaint_for_candidate(unit: Unit, complaint_id: UUID) -> CandidateComplaint:
    """One's own complaint. Raises `NotFound`."""
    complaint = repository.get(unit, complaint_id)
    if unit.actor.kind != "candidate" or unit.actor.id != complaint.candidate_id:
        raise NotFound
    return _for_candidate(unit, complaint)


def complaints_of_candidate(unit: Unit, *, after: UUID | None = None, limit: int = 50) -> list[CandidateComplaint]:
    """The complaints of the candidate who asks, oldest first. Raises `NotFound` for anybody else."""
    if unit.actor.kind != "candidate" or unit.actor.id is None:
        raise NotFound
    return [_for_candidate(unit, row) for row in repository.of_candidate(unit, unit.actor.id, after, limit)]


def _for_candidate(unit: Unit, complaint: Complaint) -> CandidateComplaint:
    clock = sla.clock_of(unit, ClockKind.COMPLAINT, complaint.id) if complaint.status in OPEN else None
    return CandidateComplaint(
        complaint_id=complaint.id,
        application_id=complaint.application_id,
        about=complaint.about,
        text=complaint.text,
        status=complaint.status,
        made_at=complaint.made_at,
        due_at=clock.due_at if clock else None,
        can_reopen=complaint.status is ComplaintStatus.RESOLVED and complaint.reopened_at is None,
        resolutions=tuple(_resolution(row, is_named=False) for row in repository.resolutions_of(unit, complaint.id)),
    )


def _line(complaint: Complaint) -> ComplaintLine:
    return ComplaintLine(
        complaint_id=complaint.id,
        candidate_id=complaint.candidate_id,
        application_id=complaint.application_id,
        about=complaint.about,
        status=complaint.status,
        owner_staff_id=complaint.owner_staff_id,
        outcome=complaint.outcome,
        made_at=complaint.made_at,
        resolved_at=complaint.resolved_at,
    )


def _resolution(row: ComplaintResolution, *, is_named: bool = True) -> ResolutionView:
    return ResolutionView(row.number, row.outcome, row.text, row.by_staff_id if is_named else None, row.told_at)
