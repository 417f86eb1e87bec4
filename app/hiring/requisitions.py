"""Verbs on requisitions: drafted, changed, posted, moved, filled. Approval is in app.hiring.approvals."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.errors import (
    CodeTaken,
    HeadcountReached,
    MoveByDecision,
    NotEditable,
    PostingClosed,
    PostingInvalid,
    RequisitionNotOpen,
)
from app.hiring.models import Posting, Requisition, RequisitionStatus
from app.hiring.plan_errors import PlanMissing
from app.hiring.plans import copy_plan
from app.hiring.repository import plans as plan_queries
from app.hiring.repository import requisitions as queries
from app.hiring.requisition_schemas import RequisitionInput
from app.hiring.rules import BY_HAND, CLOSING, EDITABLE, REQUISITION_MOVES, require_requisition
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move
from app.sla.models import Origin


def draft_requisition(unit: Unit, given: RequisitionInput) -> Requisition:
    """A wish to hire, not yet anybody's to approve. Raises `RequisitionInvalid`, `CodeTaken`."""
    require_requisition(given)
    _require_free_code(unit, given.code, None)
    requisition = Requisition(id=new_id(), status=RequisitionStatus.DRAFT, created_at=unit.now, **asdict(_tidy(given)))
    unit.session.add(requisition)
    unit.session.flush()  # its plan and approvals point at it
    record(unit, "requisition.drafted", requisition)
    return requisition


def edit_requisition(unit: Unit, requisition_id: UUID, given: RequisitionInput) -> Requisition:
    """Changes a draft or a declined one, which becomes a draft again.

    Raises `RequisitionInvalid`, `NotEditable`, `CodeTaken`.
    """
    require_requisition(given)
    requisition = repository.lock(unit, Requisition, requisition_id)
    if requisition.status not in EDITABLE:
        raise NotEditable(requisition.status, REQUISITION_MOVES[requisition.status])
    if given.code.strip() != requisition.code:
        _require_free_code(unit, given.code, requisition_id)
    wanted = asdict(_tidy(given)) | {"status": RequisitionStatus.DRAFT}
    changed = [column for column, value in wanted.items() if getattr(requisition, column) != value]
    for column in changed:
        setattr(requisition, column, wanted[column])
    if changed:
        record(unit, "requisition.edited", requisition, columns=", ".join(changed))
    return requisition


def _tidy(given: RequisitionInput) -> RequisitionInput:
    values = asdict(given)
    return RequisitionInput(**values | {name: values[name].strip() for name in ("code", "title", "job_family")})


def _require_free_code(unit: Unit, code: str, besides: UUID | None) -> None:
    queries.hold_code(unit, code.strip())
    if queries.is_code_taken(unit, code.strip(), besides):
        raise CodeTaken


def open_requisition(
    unit: Unit,
    *,
    code: str,
    title: str,
    job_family: str,
    department_id: UUID | None,
    hiring_manager_id: UUID | None = None,
    recruiter_id: UUID | None = None,
    headcount: int = 1,
    opened_at: datetime | None = None,
    origin: Origin = Origin.LIVE,
) -> Requisition:
    """A requisition that was approved elsewhere and is open at once: for imports and the example
    company. What is wished for here is drafted, submitted and approved.
    """
    requisition = Requisition(
        id=new_id(),
        code=code,
        title=title,
        job_family=job_family,
        department_id=department_id,
        hiring_manager_id=hiring_manager_id,
        recruiter_id=recruiter_id,
        headcount=headcount,
        status=RequisitionStatus.OPEN,
        opened_at=opened_at or unit.now,
        origin=origin,
        created_at=unit.now,
    )
    unit.session.add(requisition)
    unit.session.flush()  # its plan points at it
    record(unit, "requisition.opened", requisition)
    return requisition


def open_requisition_posting(
    unit: Unit, requisition_id: UUID, *, title: str, text: str, channel: str, location: str | None = None
) -> Posting:
    """Makes an approved or open requisition known; the first posting opens it. One without a plan
    of its own gets a copy of its job family's template, else of the company's.

    Raises `PostingInvalid`, `RequisitionNotOpen` (before its approval, on hold, closed), `PlanMissing`.
    """
    if not (title.strip() and text.strip() and channel.strip()):
        raise PostingInvalid
    requisition = repository.lock(unit, Requisition, requisition_id)
    if requisition.status not in {RequisitionStatus.APPROVED, RequisitionStatus.OPEN}:
        raise RequisitionNotOpen(requisition.status, REQUISITION_MOVES[requisition.status])
    if requisition.status is RequisitionStatus.APPROVED:
        _require_plan(unit, requisition)
        requisition.status, requisition.opened_at = RequisitionStatus.OPEN, unit.now
        record(unit, "requisition.opened", requisition)
    posting = Posting(
        id=new_id(),
        requisition_id=requisition_id,
        title=title.strip(),
        text=text.strip(),
        channel=channel.strip(),
        location=location,
        published_at=unit.now,
    )
    unit.session.add(posting)
    record(unit, "posting.published", posting, requisition_id=requisition_id)
    return posting


def _require_plan(unit: Unit, requisition: Requisition) -> None:
    if repository.plan_of(unit, requisition.id) is None:
        template = plan_queries.template_for(unit, requisition.job_family)
        if template is None:
            raise PlanMissing
        copy_plan(unit, template.id, requisition.id)
    if not repository.rounds_of_requisition(unit, requisition.id):
        raise PlanMissing


def close_posting(unit: Unit, posting_id: UUID) -> Posting:
    """Takes a posting down; the requisition stays open. Raises `PostingClosed`."""
    posting = repository.lock(unit, Posting, posting_id)
    if posting.closed_at is not None:
        raise PostingClosed("closed", ())
    posting.closed_at = unit.now
    record(unit, "posting.closed", posting, requisition_id=posting.requisition_id)
    return posting


def move_requisition(unit: Unit, requisition_id: UUID, status: RequisitionStatus) -> Requisition:
    """Puts it on hold, opens it again, fills or cancels it, takes a declined one back to draft. Pauses
    no clock; what closes it takes its postings down.

    Raises `MoveByDecision` for what is submitted, approved, declined or opened first, `MoveNotAllowed`.
    """
    requisition = repository.lock(unit, Requisition, requisition_id)
    is_first_opening = (requisition.status, status) == (RequisitionStatus.APPROVED, RequisitionStatus.OPEN)
    if status not in BY_HAND or is_first_opening:
        allowed = REQUISITION_MOVES[requisition.status] & BY_HAND
        if requisition.status is RequisitionStatus.APPROVED:
            allowed -= {RequisitionStatus.OPEN}
        raise MoveByDecision(requisition.status, allowed, wanted=status)
    require_move(REQUISITION_MOVES, "requisition", requisition.status, status)
    _move(unit, requisition, status)
    return requisition


def _move(unit: Unit, requisition: Requisition, status: RequisitionStatus) -> None:
    before, requisition.status = requisition.status, status
    if status in CLOSING:
        requisition.closed_at = unit.now
        for posting in queries.postings_of(unit, requisition.id):
            posting.closed_at = posting.closed_at or unit.now
    record(unit, "requisition.moved", requisition, before=before, to=status)


def hold_place(unit: Unit, requisition_id: UUID) -> Requisition:
    """Holds the requisition for one more hire; others who hire for it wait. Raises `HeadcountReached`.

    Imported ones don't know their headcount.
    """
    requisition = repository.lock(unit, Requisition, requisition_id)
    is_counted = requisition.origin is Origin.LIVE
    if is_counted and queries.hired_count(unit, requisition_id) >= requisition.headcount:
        raise HeadcountReached(headcount=requisition.headcount)
    return requisition


def fill_if_complete(unit: Unit, requisition: Requisition) -> None:
    """After a hire: the last place fills the requisition. Applications that still stand are decided on as ever."""
    unit.session.flush()  # the hire itself is counted
    may_fill = RequisitionStatus.FILLED in REQUISITION_MOVES[requisition.status]
    is_counted = requisition.origin is Origin.LIVE
    if is_counted and may_fill and queries.hired_count(unit, requisition.id) >= requisition.headcount:
        _move(unit, requisition, RequisitionStatus.FILLED)
