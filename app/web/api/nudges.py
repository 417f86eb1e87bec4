"""Nudges: what is being chased, the ledger, and acting on a promise: send, snooze, hand over, look again."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.kit.errors import NotFound
from app.nudges import service as nudges
from app.nudges.chased import Chased, chased
from app.nudges.models import NudgeStatus
from app.nudges.schemas import LedgerEntry
from app.people.models import Role
from app.questions import service as questions
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome, SlaClock
from app.web.api.bodies import Body, Line, Moment, Out, PageOf, PageParameters, When
from app.web.api.call import ApiCall, Call
from app.web.api.objects import reach_of
from app.web.api.route import ApiRouter
from app.web.policies import STAFF, staff_as

router = ApiRouter("nudges")
CHASERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class SendIn(Body):
    """A nudge by hand, to the clock's owner; `rung` sends that rung of its ladder before its time."""

    rung: Annotated[int, Field(ge=1, le=50)] | None = None

    example: ClassVar[dict[str, Any]] = {"rung": 2}


class SnoozeIn(Body):
    until_at: Moment

    example: ClassVar[dict[str, Any]] = {"until_at": "2026-12-02T09:00:00+08:00"}


class NotMineIn(Body):
    """Not mine: who it is, and why. Only questions can be handed on from here; a seat is given up at its interview."""

    owner_staff_id: UUID
    reason: Line

    example: ClassVar[dict[str, Any]] = {"owner_staff_id": ID, "reason": "She knows the team."}


class WhichEntries(PageParameters):
    clock_id: UUID | None = None
    status: NudgeStatus | None = None


class ChasedOut(Out):
    """An open promise that is late or was nudged about. `overdue_hours` is working time."""

    clock_id: UUID
    kind: ClockKind
    application_id: UUID | None
    department_id: UUID | None
    owner_staff_id: UUID | None
    due_at: When
    overdue_hours: float
    sent_count: int
    waiting_count: int
    last_at: When | None
    rests_until: When | None


class ChasedListOut(Out):
    items: list[ChasedOut]


class EntryOut(Out):
    id: UUID
    clock_id: UUID
    rung: int
    recipient_staff_id: UUID
    channel: str
    template: str
    status: NudgeStatus
    status_reason: str | None
    is_by_hand: bool
    computed_at: When
    sent_at: When | None


class SnoozeOut(Out):
    id: UUID
    clock_id: UUID
    until_at: When
    undone_at: When | None


class DoneOut(Out):
    """ "Done" stops nothing: it looks again. While the promise is open, `still_owed` names what is missing."""

    clock_id: UUID
    outcome: Outcome
    is_open: bool
    still_owed: ClockKind | None


@router.get("/nudges", CHASERS, "What is being chased in my departments")
def list_chased(call: Call) -> ChasedListOut:
    """The longest overdue first. The list of what is to be sent next is the mart `rpt_nudges`."""
    departments = call.staff.departments_as(Role.RECRUITER, Role.HR_LEAD)
    return ChasedListOut(items=[_chased(one) for one in chased(call.unit, departments)])


@router.get("/nudges/ledger", CHASERS, "What was sent, suppressed, escalated")
def list_ledger(call: Call, which: Annotated[WhichEntries, Query()]) -> PageOf[EntryOut]:
    """About my own promises and those of my departments; the newest first."""
    statuses = [which.status] if which.status else []
    found = which.read(
        lambda before, limit: nudges.ledger(
            call.unit,
            reach=reach_of(call.staff),
            clock_id=which.clock_id,
            statuses=statuses,
            before_id=before,
            limit=limit,
        ),
        lambda entry: entry.nudge_id,
    )
    return PageOf[EntryOut].of_slice(found, _entry)


@router.post("/nudges/{clock_id}/send", CHASERS, "Nudge the owner now", status=201)
def send_nudge(call: Call, clock_id: UUID, body: SendIn) -> EntryOut:
    _see(call, clock_id)
    return _entry(nudges.send_now(call.unit, clock_id, body.rung))


@router.post("/nudges/{clock_id}/snooze", STAFF, "No nudges about it until then", status=201)
def snooze_nudges(call: Call, clock_id: UUID, body: SnoozeIn) -> SnoozeOut:
    """By its owner or a recruiter."""
    _see(call, clock_id)
    return SnoozeOut.of(nudges.snooze(call.unit, clock_id, body.until_at))


@router.post("/nudges/snoozes/{snooze_id}/undo", STAFF, "End a snooze early")
def undo_snooze(call: Call, snooze_id: UUID) -> SnoozeOut:
    _see(call, nudges.clock_of_snooze(call.unit, snooze_id))
    return SnoozeOut.of(nudges.undo_snooze(call.unit, snooze_id))


@router.post("/nudges/{clock_id}/reassign", STAFF, "It is not mine")
def reassign_nudged(call: Call, clock_id: UUID, body: NotMineIn) -> None:
    """The question goes to another owner, the clock with it; it does not start again."""
    clock = _see(call, clock_id)
    if clock.kind is not ClockKind.ANSWER:
        raise NotFound
    questions.reassign_question(call.unit, clock.subject_id, body.owner_staff_id, reason=body.reason)


@router.post("/nudges/{clock_id}/done", STAFF, "It is done: look again")
def look_again(call: Call, clock_id: UUID) -> DoneOut:
    clock = _see(call, clock_id)
    is_open = clock.outcome is Outcome.RUNNING
    return DoneOut(
        clock_id=clock_id, outcome=clock.outcome, is_open=is_open, still_owed=clock.kind if is_open else None
    )


def _may_chase(call: ApiCall, clock: SlaClock) -> bool:
    if clock.owner_staff_id == call.staff.staff_id:
        return True
    return any(call.staff.may(role, clock.department_id) for role in (Role.RECRUITER, Role.HR_LEAD))


def _see(call: ApiCall, clock_id: UUID) -> SlaClock:
    clock = sla.get_clock(call.unit, clock_id)
    if not _may_chase(call, clock):
        raise NotFound
    return clock


def _chased(one: Chased) -> ChasedOut:
    return ChasedOut.of(one)


def _entry(entry: LedgerEntry) -> EntryOut:
    return EntryOut.of(entry, id=entry.nudge_id)
