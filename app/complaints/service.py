"""Verbs on complaints: made, assigned, looked into, resolved, reopened, withdrawn; and their reads.

Each verb of staff answers `NotFound` to those whom the complaint is about: they do not learn of it.
"""

from uuid import UUID

from app.complaints import repository
from app.complaints.copied import copies_of
from app.complaints.errors import AlreadyReopened, ConcernsYou
from app.complaints.making import find_owner, make_complaint, promise
from app.complaints.models import (
    Complaint,
    ComplaintNote,
    ComplaintOutcome,
    ComplaintResolution,
    ComplaintStatus,
)
from app.complaints.notices import tell_candidate, tell_owner
from app.complaints.rules import COMPLAINT_MOVES, OPEN, may_see, require_staff, require_text
from app.complaints.schemas import CandidateComplaint, ComplaintInput, ComplaintLine, ComplaintView
from app.complaints.views import (
    complaint_for_candidate,
    complaint_view,
    complaints_of_candidate,
    list_complaints,
    may_look_after,
)
from app.evidence.service import record
from app.hiring import service as hiring
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.states import MoveNotAllowed, require_move
from app.people import service as people
from app.sla import service as sla
from app.sla.models import ClockKind

__all__ = [
    "CandidateComplaint",
    "ComplaintInput",
    "ComplaintLine",
    "ComplaintView",
    "assign_complaint",
    "complaint_for_candidate",
    "complaint_view",
    "complaints_of_candidate",
    "copies_of",
    "list_complaints",
    "make_complaint",
    "may_look_after",
    "reopen_complaint",
    "resolve_complaint",
    "review_complaint",
    "withdraw_complaint",
    "write_note",
]


def assign_complaint(unit: Unit, complaint_id: UUID, staff_id: UUID) -> Complaint:
    """Somebody else looks after it from now on; its clock goes on. By staff whom it does not concern.

    Raises `ComplaintStaffOnly`, `NotFound`, `ConcernsYou` when it is about that person, `MoveNotAllowed`
    once it is resolved or withdrawn.
    """
    complaint, concerns = _open_to_staff(unit, complaint_id)
    _require_open(complaint)
    people.staff_contact(unit, staff_id)  # there must be one, and not a disabled one
    if not may_see(staff_id, concerns):
        raise ConcernsYou
    before, complaint.owner_staff_id = complaint.owner_staff_id, staff_id
    sla.reassign_clock(unit, ClockKind.COMPLAINT, complaint.id, staff_id)
    _record(unit, "complaint.assigned", complaint, owner_before=before, owner_staff_id=staff_id)
    tell_owner(unit, "complaint_assigned", complaint)
    return complaint


def review_complaint(unit: Unit, complaint_id: UUID) -> Complaint:
    """Somebody has begun to look into it; the candidate sees that. Raises as `assign_complaint`."""
    complaint, _ = _open_to_staff(unit, complaint_id)
    _move(complaint, ComplaintStatus.IN_REVIEW)
    _record(unit, "complaint.review_started", complaint)
    tell_candidate(unit, "complaint_in_review", complaint)
    return complaint


def write_note(unit: Unit, complaint_id: UUID, text: str) -> ComplaintNote:
    """An internal note, at any time. Raises `ComplaintStaffOnly`, `NotFound`, `ComplaintTextMissing`, `TextTooLong`."""
    words = require_text(text)
    complaint, _ = _open_to_staff(unit, complaint_id)
    note = ComplaintNote(
        id=new_id(),
        complaint_id=complaint.id,
        author_staff_id=require_staff(unit.actor),
        text=words,
        written_at=unit.now,
    )
    unit.session.add(note)
    record(unit, "complaint.note_written", note, application_id=complaint.application_id, complaint_id=complaint.id)
    return note


def resolve_complaint(unit: Unit, complaint_id: UUID, outcome: ComplaintOutcome, text: str) -> Complaint:
    """Tells the candidate what came of it; stops its clock. By a named human whom it does not concern.

    Raises `ComplaintStaffOnly`, `NotFound`, `ComplaintTextMissing`, `TextTooLong`, `MoveNotAllowed`.
    """
    words = require_text(text)
    complaint, _ = _open_to_staff(unit, complaint_id)
    _move(complaint, ComplaintStatus.RESOLVED)
    complaint.outcome, complaint.resolved_at = outcome, unit.now
    resolution = ComplaintResolution(
        id=new_id(),
        complaint_id=complaint.id,
        number=len(repository.resolutions_of(unit, complaint.id)) + 1,
        outcome=outcome,
        text=words,
        by_staff_id=require_staff(unit.actor),
        told_at=unit.now,
    )
    unit.session.add(resolution)
    sla.stop_clock(unit, ClockKind.COMPLAINT, complaint.id, unit.now)
    _record(unit, "complaint.resolved", complaint, outcome=outcome, number=resolution.number)
    tell_candidate(unit, "complaint_resolved", complaint, outcome=str(outcome))
    return complaint


def reopen_complaint(unit: Unit, complaint_id: UUID, reason: str) -> Complaint:
    """The candidate is not content: once, with the reason; a new clock starts. If nobody owned it,
    an owner is looked for again. Raises `NotFound`, `ComplaintTextMissing`, `AlreadyReopened`, `MoveNotAllowed`.
    """
    words = require_text(reason)
    complaint = _own(unit, complaint_id)
    if complaint.reopened_at is not None and complaint.status is ComplaintStatus.RESOLVED:
        raise AlreadyReopened(complaint.status, COMPLAINT_MOVES[complaint.status] - {ComplaintStatus.REOPENED})
    _move(complaint, ComplaintStatus.REOPENED)
    complaint.reopened_at, complaint.reopen_reason = unit.now, words
    context = hiring.application_context(unit, complaint.application_id) if complaint.application_id else None
    if complaint.owner_staff_id is None:
        concerns = repository.concerns_of(unit, complaint.id)
        complaint.owner_staff_id = find_owner(unit, context.department_id if context else None, concerns)
    promise(unit, complaint, context)
    _record(unit, "complaint.reopened", complaint)
    tell_owner(unit, "complaint_reopened", complaint)
    return complaint


def withdraw_complaint(unit: Unit, complaint_id: UUID) -> Complaint:
    """The candidate takes it back; nothing is owed any more. Raises `NotFound`, `MoveNotAllowed`."""
    complaint = _own(unit, complaint_id)
    _move(complaint, ComplaintStatus.WITHDRAWN)
    complaint.withdrawn_at = unit.now
    sla.cancel_clock(unit, ClockKind.COMPLAINT, complaint.id, "complaint withdrawn")
    _record(unit, "complaint.withdrawn", complaint)
    tell_owner(unit, "complaint_withdrawn", complaint)
    return complaint


def _open_to_staff(unit: Unit, complaint_id: UUID) -> tuple[Complaint, frozenset[UUID]]:
    """The complaint, held, with whom it concerns; `NotFound` if that is who acts."""
    by = require_staff(unit.actor)
    complaint = repository.lock(unit, complaint_id)
    concerns = repository.concerns_of(unit, complaint_id)
    if not may_see(by, concerns):
        raise NotFound
    return complaint, concerns


def _own(unit: Unit, complaint_id: UUID) -> Complaint:
    """The complaint, held; `NotFound` unless its candidate acts."""
    complaint = repository.lock(unit, complaint_id)
    if unit.actor.kind != "candidate" or unit.actor.id != complaint.candidate_id:
        raise NotFound
    return complaint


def _require_open(complaint: Complaint) -> None:
    if complaint.status not in OPEN:
        raise MoveNotAllowed("complaint", complaint.status, "assigned", COMPLAINT_MOVES[complaint.status])


def _move(complaint: Complaint, wanted: ComplaintStatus) -> None:
    require_move(COMPLAINT_MOVES, "complaint", complaint.status, wanted)
    complaint.status = wanted


def _record(unit: Unit, action: str, complaint: Complaint, **details: object) -> None:
    record(unit, action, complaint, application_id=complaint.application_id, **details)
