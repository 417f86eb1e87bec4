"""Approving requisitions: submitted with its approvers, decided by each in turn or by who stands in.

Nobody decides on what they submitted; every step stays as a row.
"""

from collections.abc import Sequence
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.errors import NeedsNamedHuman, NoApprover, NotApprover, OwnRequisition
from app.hiring.models import ApprovalDecision, Requisition, RequisitionApproval, RequisitionStatus
from app.hiring.repository import requisitions as queries
from app.hiring.requisition_schemas import ApprovalView
from app.hiring.rules import REQUISITION_MOVES, require_complete, require_reason
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move
from app.people import service as people
from app.people.models import Role


def submit_requisition(unit: Unit, requisition_id: UUID, approvers: Sequence[UUID] | None = None) -> Requisition:
    """Asks for approval, by `approvers` in this order; none given: the head of the department (or the
    next above), then the HR lead. By a named human.

    Raises `NeedsNamedHuman`, `MoveNotAllowed`, `RequisitionInvalid`, `NoApprover`, `OwnRequisition`,
    `NotFound` for an approver who is not there.
    """
    by = named_human(unit)
    requisition = repository.lock(unit, Requisition, requisition_id)
    require_move(REQUISITION_MOVES, "requisition", requisition.status, RequisitionStatus.SUBMITTED)
    require_complete(requisition.department_id, requisition.hiring_manager_id, requisition.recruiter_id)
    steps = list(dict.fromkeys(approvers or _found(unit, requisition, by)))
    if by in steps:
        raise OwnRequisition
    if not steps:
        raise NoApprover
    for approver in steps:
        people.staff_contact(unit, approver)
    requisition.status, requisition.submission = RequisitionStatus.SUBMITTED, requisition.submission + 1
    requisition.submitted_by_staff_id, requisition.submitted_at = by, unit.now
    unit.session.add_all(
        RequisitionApproval(
            id=new_id(),
            requisition_id=requisition_id,
            submission=requisition.submission,
            position=position,
            approver_staff_id=approver,
            created_at=unit.now,
        )
        for position, approver in enumerate(steps, start=1)
    )
    record(unit, "requisition.submitted", requisition, submission=requisition.submission, approver_count=len(steps))
    return requisition


def _found(unit: Unit, requisition: Requisition, by: UUID) -> list[UUID]:
    assert requisition.department_id is not None  # require_complete has seen to it
    heads = [head for head in people.heads_above(unit, requisition.department_id) if head != by][:1]
    leads = people.staff_with_role(unit, Role.HR_LEAD, requisition.department_id)
    return heads + [lead for lead in leads if lead not in {by, *heads}][:1]


def approve_requisition(unit: Unit, requisition_id: UUID, reason: str | None = None) -> Requisition:
    """Says yes to the step whose turn it is; the last yes approves the requisition.

    Raises `NeedsNamedHuman`, `MoveNotAllowed`, `OwnRequisition`, `NotApprover`.
    """
    requisition, step = _take_turn(unit, requisition_id, RequisitionStatus.APPROVED)
    _decide(unit, step, ApprovalDecision.APPROVED, (reason or "").strip() or None)
    if queries.next_step(unit, requisition) is None:
        requisition.status = RequisitionStatus.APPROVED
        record(unit, "requisition.approved", requisition, submission=requisition.submission)
    return requisition


def decline_requisition(unit: Unit, requisition_id: UUID, reason: str) -> Requisition:
    """Says no to the step whose turn it is, and so to the submission; changed, it can be submitted again.

    Raises those of `approve_requisition` and `ReasonMissing`.
    """
    why = require_reason(reason)
    requisition, step = _take_turn(unit, requisition_id, RequisitionStatus.DECLINED)
    _decide(unit, step, ApprovalDecision.DECLINED, why)
    requisition.status = RequisitionStatus.DECLINED
    record(unit, "requisition.declined", requisition, submission=requisition.submission)
    return requisition


def _take_turn(unit: Unit, requisition_id: UUID, wanted: RequisitionStatus) -> tuple[Requisition, RequisitionApproval]:
    by = named_human(unit)
    requisition = repository.lock(unit, Requisition, requisition_id)
    require_move(REQUISITION_MOVES, "requisition", requisition.status, wanted)
    step = queries.next_step(unit, requisition)
    assert step is not None  # a submitted requisition has one
    if by == requisition.submitted_by_staff_id:
        raise OwnRequisition
    if by not in {step.approver_staff_id, people.stands_in_for(unit, step.approver_staff_id)}:
        raise NotApprover
    return requisition, step


def _decide(unit: Unit, step: RequisitionApproval, decision: ApprovalDecision, reason: str | None) -> None:
    step.decision, step.decided_by_staff_id = decision, unit.actor.id
    step.reason, step.at = reason, unit.now
    unit.session.flush()  # whose turn is next is asked of the database
    approver = step.approver_staff_id
    record(unit, "requisition_approval.decided", step, decision=decision, approver_staff_id=approver)


def approvals_of(unit: Unit, requisition_id: UUID) -> list[ApprovalView]:
    """Every step of every submission, in order."""
    return [
        ApprovalView(
            approval_id=row.id,
            submission=row.submission,
            position=row.position,
            approver_staff_id=row.approver_staff_id,
            decided_by_staff_id=row.decided_by_staff_id,
            decision=row.decision,
            reason=row.reason,
            at=row.at,
        )
        for row in queries.approvals_of(unit, requisition_id)
    ]


def requisitions_waiting_for(unit: Unit, staff_id: UUID) -> list[UUID]:
    """The requisitions on which it is this person's turn to decide, or whom they stand in for; oldest first."""
    turns = queries.open_turns(unit)
    acting = {who: people.stands_in_for(unit, who) for who in {turn.approver_staff_id for turn in turns}}
    return [
        turn.requisition_id for turn in turns if staff_id in {turn.approver_staff_id, acting[turn.approver_staff_id]}
    ]


def named_human(unit: Unit) -> UUID:
    """Who acts. Raises `NeedsNamedHuman` unless it is a member of staff."""
    if unit.actor.kind != "staff" or unit.actor.id is None:
        raise NeedsNamedHuman
    return unit.actor.id
