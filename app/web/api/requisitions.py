"""Requisitions: drafted, approved in steps, posted, filled."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.hiring import service as hiring
from app.hiring.models import ApprovalDecision, RequisitionStatus
from app.hiring.requisition_schemas import ApprovalView, RequisitionInput, RequisitionView
from app.kit.errors import NotFound
from app.people.models import Role
from app.web.api.bodies import Body, Name, Out, PageOf, PageParameters, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import require_role_in
from app.web.api.route import ApiRouter
from app.web.policies import STAFF, staff_as

router = ApiRouter("requisitions")
HIRING = (Role.RECRUITER, Role.HR_LEAD, Role.HIRING_MANAGER)
HIRERS = staff_as(*HIRING)
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class RequisitionIn(Body):
    code: Name
    title: Name
    job_family: Name
    department_id: UUID | None = None
    hiring_manager_id: UUID | None = None
    recruiter_id: UUID | None = None
    headcount: Annotated[int, Field(ge=1, le=1000)] = 1

    example: ClassVar[dict[str, Any]] = {
        "code": "R-2026-118",
        "title": "授信审批岗",
        "job_family": "risk",
        "department_id": ID,
        "hiring_manager_id": ID,
        "recruiter_id": ID,
        "headcount": 2,
    }


class SubmitIn(Body):
    """Who approves, in this order; left out: the head of the department, then the HR lead."""

    approver_ids: Annotated[tuple[UUID, ...], Field(max_length=10)] | None = None

    example: ClassVar[dict[str, Any]] = {"approver_ids": [ID]}


class ApproveIn(Body):
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"reason": "In the plan for the year."}


class DeclineRequisitionIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "No budget before March."}


class RequisitionMoveIn(Body):
    to: Literal["on_hold", "open", "filled", "cancelled", "draft"]

    example: ClassVar[dict[str, Any]] = {"to": "on_hold"}


class WhichRequisitions(PageParameters):
    status: RequisitionStatus | None = None
    mine: Annotated[bool, Field(description="only those that I recruit for")] = False


class RequisitionOut(Out):
    id: UUID
    code: str
    title: str
    job_family: str
    department_id: UUID | None
    hiring_manager_id: UUID | None
    recruiter_id: UUID | None
    headcount: int
    status: RequisitionStatus
    submission: int
    submitted_at: When | None
    opened_at: When | None
    closed_at: When | None
    created_at: When


class StepOfApprovalOut(Out):
    """One step of one submission; `decided_by_staff_id` is the approver, or who stood in."""

    id: UUID
    submission: int
    position: int
    approver_staff_id: UUID
    decided_by_staff_id: UUID | None
    decision: ApprovalDecision | None
    reason: str | None
    at: When | None


class StepsOfApprovalOut(Out):
    items: list[StepOfApprovalOut]


class WaitingRequisitionsOut(Out):
    """Requisitions whose next approval is mine to give."""

    requisition_ids: list[UUID]


@router.post("/requisitions", HIRERS, "Draft a requisition", status=201)
def draft_requisition(call: Call, body: RequisitionIn) -> RequisitionOut:
    """For a department in which I recruit, lead HR or hire."""
    require_role_in(call, body.department_id, *HIRING)
    made = hiring.draft_requisition(call.unit, RequisitionInput(**body.model_dump()))
    return _out(hiring.requisition_view(call.unit, made.id))


@router.get("/requisitions", HIRERS, "Requisitions of my departments")
def list_requisitions(call: Call, which: Annotated[WhichRequisitions, Query()]) -> PageOf[RequisitionOut]:
    departments = call.staff.departments_as(*HIRING)

    def read(after: UUID | None, limit: int) -> Sequence[RequisitionView]:
        return hiring.requisitions_list(
            call.unit,
            statuses=[which.status] if which.status else (),
            department_ids=departments,
            recruiter_id=call.staff.staff_id if which.mine else None,
            after=after,
            limit=limit,
        )

    return PageOf[RequisitionOut].of_slice(which.read(read, lambda view: view.requisition_id), _out)


@router.get("/requisition-approvals", STAFF, "Requisitions that wait for my approval")
def list_waiting_requisitions(call: Call) -> WaitingRequisitionsOut:
    return WaitingRequisitionsOut(requisition_ids=hiring.requisitions_waiting_for(call.unit, call.staff.staff_id))


@router.get("/requisitions/{requisition_id}", STAFF, "One requisition")
def read_requisition(call: Call, requisition_id: UUID) -> RequisitionOut:
    return _shown(call, requisition_id)


@router.put("/requisitions/{requisition_id}", HIRERS, "Change a draft or a declined one", needs_match=True)
def edit_requisition(call: Call, requisition_id: UUID, body: RequisitionIn) -> RequisitionOut:
    """A declined one becomes a draft again."""
    match_requisition(call, requisition_id)
    if body.department_id != hiring.requisition_view(call.unit, requisition_id).department_id:
        require_role_in(call, body.department_id, *HIRING)
    hiring.edit_requisition(call.unit, requisition_id, RequisitionInput(**body.model_dump()))
    return _shown(call, requisition_id)


@router.post("/requisitions/{requisition_id}/submit", HIRERS, "Ask for approval", takes_match=True)
def submit_requisition(call: Call, requisition_id: UUID, body: SubmitIn) -> RequisitionOut:
    match_requisition(call, requisition_id)
    hiring.submit_requisition(call.unit, requisition_id, body.approver_ids)
    return _shown(call, requisition_id)


@router.get("/requisitions/{requisition_id}/approvals", STAFF, "Every step of every submission")
def list_approvals(call: Call, requisition_id: UUID) -> StepsOfApprovalOut:
    see_requisition(call, requisition_id)
    return StepsOfApprovalOut(items=[_step(view) for view in hiring.approvals_of(call.unit, requisition_id)])


@router.post("/requisitions/{requisition_id}/approve", STAFF, "Approve the step whose turn it is", takes_match=True)
def approve_requisition(call: Call, requisition_id: UUID, body: ApproveIn) -> StepsOfApprovalOut:
    """By the approver asked, or who stands in for them; never by who submitted it."""
    see_requisition(call, requisition_id)
    _match(call, requisition_id)
    hiring.approve_requisition(call.unit, requisition_id, body.reason)
    return StepsOfApprovalOut(items=[_step(view) for view in hiring.approvals_of(call.unit, requisition_id)])


@router.post("/requisitions/{requisition_id}/decline", STAFF, "Decline it, with the reason", takes_match=True)
def decline_requisition(call: Call, requisition_id: UUID, body: DeclineRequisitionIn) -> StepsOfApprovalOut:
    see_requisition(call, requisition_id)
    _match(call, requisition_id)
    hiring.decline_requisition(call.unit, requisition_id, body.reason)
    return StepsOfApprovalOut(items=[_step(view) for view in hiring.approvals_of(call.unit, requisition_id)])


@router.post(
    "/requisitions/{requisition_id}/move",
    RECRUITERS,
    "Put it on hold, open it again, fill or cancel it",
    takes_match=True,
)
def move_requisition(call: Call, requisition_id: UUID, body: RequisitionMoveIn) -> RequisitionOut:
    """Pauses nothing that a candidate waits for."""
    match_requisition(call, requisition_id)
    hiring.move_requisition(call.unit, requisition_id, RequisitionStatus(body.to))
    return _shown(call, requisition_id)


def see_requisition(call: ApiCall, requisition_id: UUID) -> RequisitionView:
    """For who may run it, and who is asked to approve. Raises `NotFound`."""
    view = hiring.requisition_view(call.unit, requisition_id)
    if _runs(call, view):
        return view
    me = call.staff.staff_id
    asked = {step.approver_staff_id for step in hiring.approvals_of(call.unit, requisition_id)}
    if me in asked or requisition_id in hiring.requisitions_waiting_for(call.unit, me):
        return view
    raise NotFound


def run_requisition(call: ApiCall, requisition_id: UUID) -> RequisitionView:
    """To change it, or what belongs to it: for its own people, and who recruits or leads HR there; not for who
    is only asked to approve. Raises `NotFound`.
    """
    view = hiring.requisition_view(call.unit, requisition_id)
    if not _runs(call, view):
        raise NotFound
    return view


def _runs(call: ApiCall, view: RequisitionView) -> bool:
    if call.staff.staff_id in (view.recruiter_id, view.hiring_manager_id, view.submitted_by_staff_id):
        return True
    return any(call.staff.may(role, view.department_id) for role in (Role.RECRUITER, Role.HR_LEAD))


def match_requisition(call: ApiCall, requisition_id: UUID) -> None:
    """`run_requisition`, and whether it is the version that the request is based on."""
    run_requisition(call, requisition_id)
    _match(call, requisition_id)


def _match(call: ApiCall, requisition_id: UUID) -> None:
    call.require_match("requisitions", requisition_id, lambda: _shown(call, requisition_id))


def _shown(call: ApiCall, requisition_id: UUID) -> RequisitionOut:
    return _out(see_requisition(call, requisition_id))


def _out(view: RequisitionView) -> RequisitionOut:
    return RequisitionOut.of(view, id=view.requisition_id)


def _step(view: ApprovalView) -> StepOfApprovalOut:
    return StepOfApprovalOut.of(view, id=view.approval_id)
