"""What is owed: policies and calendars with their versions and previews; clocks: moved, excused, paused."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.hiring import service as hiring
from app.kit.errors import NotFound
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.sla import service as sla
from app.sla.models import SlaClock
from app.sla.schemas import CalendarView, ClockView, MovedClock, PolicyView
from app.web.api.bodies import PageOf
from app.web.api.call import ApiCall, Call
from app.web.api.objects import DECIDING, Relation, relation_to, require_role_in, see_application, see_promises
from app.web.api.route import ApiRouter
from app.web.api.sla_shapes import (
    CalendarIn,
    CalendarOut,
    CalendarsOut,
    ClockOut,
    ExcuseIn,
    ExplanationOut,
    MovedOut,
    PauseIn,
    PoliciesOut,
    PolicyIn,
    PolicyOut,
    PreviewOut,
    PromiseMoveIn,
    StepOut,
    WhichClocks,
    WhichPolicy,
    clock_out,
)
from app.web.policies import ANYONE_KNOWN, STAFF, staff_as

router = ApiRouter("sla")
KEEPING = (Role.ADMINISTRATOR, Role.HR_LEAD)
KEEPERS = staff_as(*KEEPING)
LEADS = staff_as(Role.HR_LEAD, Role.RECRUITER, Role.HIRING_MANAGER)


@router.get("/sla/policies", STAFF, "Every version of every policy", has_etag=False)
def list_policies(call: Call) -> PoliciesOut:
    return PoliciesOut(items=[_policy(view) for view in sla.policies(call.unit)])


@router.get("/sla/policies/explain", STAFF, "Which policy holds there, and why", has_etag=False)
def explain_policy(call: Call, which: Annotated[WhichPolicy, Query()]) -> ExplanationOut:
    found = sla.explain_policy(
        call.unit,
        which.kind,
        round_id=which.round_id,
        requisition_id=which.requisition_id,
        department_id=which.department_id,
    )
    steps = [StepOut.of(step) for step in found.steps]
    return ExplanationOut(policy=_policy(found.policy), calendar=_calendar(found.calendar), steps=steps)


@router.ask("/sla/policies/preview", KEEPERS, "Which running clocks it would move")
def preview_policy(call: Call, body: PolicyIn) -> PreviewOut:
    """Writes nothing."""
    return _preview(
        sla.preview_policy(
            call.unit,
            kind=body.kind,
            amount=body.amount,
            counted_in=body.unit,
            calendar_code=body.calendar_code,
            **body.scope,
        )
    )


@router.post("/sla/policies", KEEPERS, "Say what is owed from now on", status=201)
def set_policy(call: Call, body: PolicyIn) -> PolicyOut:
    """Where my role counts. Clocks that run keep their policy version, unless `apply_to_running`."""
    require_role_in(call, _department_of(call, body), *KEEPING)
    made = sla.set_policy(
        call.unit,
        kind=body.kind,
        amount=body.amount,
        counted_in=body.unit,
        calendar_code=body.calendar_code,
        ladder=body.rungs,
        pauses_on=body.pauses_on,
        apply_to_running=body.apply_to_running,
        reason=body.reason,
        **body.scope,
    )
    return _policy(next(view for view in sla.policies(call.unit) if view.policy_id == made.id))


@router.get("/sla/calendars", STAFF, "Every version of every calendar", has_etag=False)
def list_calendars(call: Call) -> CalendarsOut:
    return CalendarsOut(items=[_calendar(view) for view in sla.calendars(call.unit)])


@router.ask("/sla/calendars/preview", KEEPERS, "Which running clocks the next version would move")
def preview_calendar(call: Call, body: CalendarIn) -> PreviewOut:
    """Writes nothing."""
    return _preview(sla.preview_calendar(call.unit, body.code, **body.changes))


@router.post("/sla/calendars", KEEPERS, "Write the next version of a calendar", status=201)
def write_calendar(call: Call, body: CalendarIn) -> CalendarOut:
    """Of the company. Clocks that run keep their calendar version, unless `apply_to_running`."""
    require_role_in(call, body.department_id, *KEEPING)
    made = sla.write_calendar(
        call.unit, body.code, apply_to_running=body.apply_to_running, reason=body.reason, **body.changes
    )
    return _calendar(next(view for view in sla.calendars(call.unit) if view.calendar_id == made.id))


@router.get("/sla/clocks", STAFF, "Promises: mine, or of what I recruit for", has_etag=False)
def list_clocks(call: Call, which: Annotated[WhichClocks, Query()]) -> PageOf[ClockOut]:
    owner = _owner_asked_for(call, which)
    departments = [which.department_id] if which.department_id else None

    def read(after: UUID | None, limit: int) -> Sequence[ClockView]:
        return sla.find_clocks(
            call.unit,
            owner_staff_id=owner,
            application_id=which.application_id,
            department_ids=departments,
            kind=which.kind,
            outcome=which.outcome,
            is_overdue=which.overdue,
            is_resting=which.resting,
            after=after,
            limit=limit,
        )

    found = which.read(read, lambda view: view.clock_id)
    return PageOf[ClockOut].of_slice(found, lambda view: clock_out(view, is_candidate=False))


@router.get("/applications/{application_id}/clocks", ANYONE_KNOWN, "Everything promised about it", has_etag=False)
def list_clocks_of_application(call: Call, application_id: UUID) -> PageOf[ClockOut]:
    """The candidate's view has dates and states: a moved promise and the one that replaced it, both."""
    see_application(call, application_id, DECIDING | {Relation.CANDIDATE})
    is_candidate = isinstance(call.viewer, CandidateViewer)
    shown = [clock_out(view, is_candidate=is_candidate) for view in see_promises(call, application_id)]
    return PageOf[ClockOut](items=shown, next_cursor=None)


@router.get("/sla/clocks/{clock_id}", STAFF, "One promise", has_etag=False)
def read_clock(call: Call, clock_id: UUID) -> ClockOut:
    return _shown(call, _see(call, clock_id))


@router.post("/sla/clocks/{clock_id}/move", STAFF, "Promise another date")
def move_promise(call: Call, clock_id: UUID, body: PromiseMoveIn) -> ClockOut:
    """Keeps this clock (missed if its date passes) and adds a second one; both are shown to the candidate."""
    _see(call, clock_id)
    return _shown(call, sla.move_promise(call.unit, clock_id, body.due_at, body.reason))


@router.post("/sla/clocks/{clock_id}/excuse", LEADS, "Take it out of the rates, visibly")
def excuse_clock(call: Call, clock_id: UUID, body: ExcuseIn) -> ClockOut:
    """Never by its owner."""
    _see(call, clock_id)
    return _shown(call, sla.excuse_clock(call.unit, clock_id, body.reason))


@router.post("/sla/clocks/{clock_id}/pause", STAFF, "Let it rest, where its policy allows that")
def pause_clock(call: Call, clock_id: UUID, body: PauseIn) -> ClockOut:
    """By its owner or HR, before it is due. The candidate is told; a message of theirs ends what waits for them."""
    _see(call, clock_id)
    return _shown(call, sla.pause_clock(call.unit, clock_id, body.reason, body.waits_for))


@router.post("/sla/clocks/{clock_id}/resume", STAFF, "Let it run on")
def resume_clock(call: Call, clock_id: UUID) -> ClockOut:
    """Due later by its own working time that it rested. By its owner or HR."""
    _see(call, clock_id)
    return _shown(call, sla.resume_clock(call.unit, clock_id))


def _department_of(call: ApiCall, body: PolicyIn) -> UUID | None:
    """The department that a policy is for; None: the company. Raises `NotFound`."""
    requisition_id = body.requisition_id
    if body.round_id is not None:
        requisition_id = hiring.plan_of_round(call.unit, body.round_id).requisition_id
    if requisition_id is not None:
        return hiring.requisition_view(call.unit, requisition_id).department_id
    return body.department_id


def _owner_asked_for(call: ApiCall, which: WhichClocks) -> UUID | None:
    """The viewer, unless they ask for an application or a department of theirs. Raises `NotFound` for another's."""
    if which.application_id is not None:
        see_application(call, which.application_id, DECIDING)
        return None
    if which.department_id is not None:
        if not any(call.staff.may(role, which.department_id) for role in (Role.RECRUITER, Role.HR_LEAD)):
            raise NotFound
        return None
    return call.staff.staff_id


def _see(call: ApiCall, clock_id: UUID) -> SlaClock:
    """For its owner, and for who recruits or decides where it belongs. Raises `NotFound`."""
    clock = sla.get_clock(call.unit, clock_id)
    if clock.owner_staff_id == call.staff.staff_id or call.staff.may(Role.HR_LEAD, clock.department_id):
        return clock
    if clock.application_id is not None:
        relation = relation_to(call, hiring.application_context(call.unit, clock.application_id))
        if relation in DECIDING:
            return clock
    raise NotFound


def _shown(call: ApiCall, clock: SlaClock) -> ClockOut:
    call.unit.session.flush()  # what was just done is read anew
    return clock_out(sla.clock_view(call.unit, clock.id), is_candidate=False)


def _policy(view: PolicyView) -> PolicyOut:
    return PolicyOut.of(view, id=view.policy_id, ladder=list(view.ladder), pauses_on=list(view.pauses_on))


def _calendar(view: CalendarView) -> CalendarOut:
    return CalendarOut.of(view, id=view.calendar_id)


def _preview(moved: Sequence[MovedClock]) -> PreviewOut:
    items = [MovedOut.of(one) for one in moved]
    return PreviewOut(
        moved_count=len(items), overdue_at_once_count=sum(one.is_overdue_at_once for one in moved), items=items
    )
