"""Moving a promised date: the first promise stays and is judged; a second one, with the reason,
holds from then on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.sla import repository
from app.sla.errors import (
    BadDueDate,
    ClockNotRunning,
    ClockOfHistory,
    ClockPaused,
    ClockReplaced,
    DateOfOffer,
    OwnMoveTooFar,
    OwnMoveTooLate,
    TooManyMoves,
)
from app.sla.measuring import load_work_calendar, note, owes, require_mover, required, tell_of_new_date
from app.sla.models import ClockKind, Origin, Outcome, SlaClock
from app.sla.rules import CLOCK_MOVES, HARD_LIMITS, chain_to, within_limit

MOST_MOVES = 5
KEPT = (
    "kind",
    "subject_id",
    "application_id",
    "interview_id",
    "candidate_id",
    "requisition_id",
    "department_id",
    "round_id",
    "owner_staff_id",
    "policy_id",
    "policy_version",
    "calendar_id",
    "started_at",
    "origin",
)


def move_promise(unit: Unit, clock_id: UUID, new_due_at: datetime, reason: str) -> SlaClock:
    """Promises another date, also an earlier one. The clock stays as it is (missed if its date
    passes, met if it is kept in time) and the new one, which replaces it, is given back; both are
    shown to the candidate, who is told. The reason is shown too.

    Raises `NotFound`, `NotYoursToMove`, `ReasonMissing`, `ClockNotRunning`, `ClockReplaced`,
    `ClockPaused`, `ClockOfHistory`, `DateOfOffer`, `BadDueDate`, `TooManyMoves`, `OutsideCalendar`; for
    who owes it `OwnMoveTooLate`, `OwnMoveTooFar`.
    """
    said = required(reason)
    clock = repository.clock_by_id(unit, clock_id, for_update=True)
    if clock is None:
        raise NotFound
    require_mover(unit, clock)
    replaced = _require_movable(unit, clock)
    _require_date(unit, clock, new_due_at)
    if owes(unit, clock):
        _require_own_reach(unit, clock, replaced[-1], new_due_at)
    moved = SlaClock(
        id=new_id(),
        due_at=new_due_at,
        outcome=Outcome.RUNNING,
        has_own_date=True,
        replaces_clock_id=clock.id,
        moved_reason=said,
        created_at=unit.now,
        **{name: getattr(clock, name) for name in KEPT},
    )
    clock.replaced_at = unit.now
    unit.session.flush()  # before the new row: only one that runs is not replaced
    unit.session.add(moved)
    unit.session.flush()  # the next verb looks for it
    note(unit, "promise.moved", moved, replaces=clock.id, due_before=clock.due_at, due_at=new_due_at)
    tell_of_new_date(unit, moved, clock.due_at)
    return moved


def _require_movable(unit: Unit, clock: SlaClock) -> Sequence[SlaClock]:
    """The promise and those that it replaced, the first one last."""
    if clock.outcome is not Outcome.RUNNING:
        raise ClockNotRunning(clock.outcome, CLOCK_MOVES[clock.outcome])
    if clock.origin is Origin.IMPORTED:
        raise ClockOfHistory
    if clock.kind is ClockKind.OFFER_DECISION:
        raise DateOfOffer  # the candidate would be told a date on which the offer has long expired
    if clock.replaced_at is not None:
        raise ClockReplaced("replaced", ())
    if clock.paused_at is not None:
        raise ClockPaused("paused", {Outcome.RUNNING})
    before = chain_to(repository.of_subject(unit, clock.kind, clock.subject_id), clock)
    if len(before) > MOST_MOVES:
        raise TooManyMoves(limit=MOST_MOVES)
    return before


def _require_own_reach(unit: Unit, clock: SlaClock, first: SlaClock, due_at: datetime) -> None:
    """Nudges follow the newest date: one who could move it without end would never be chased. All their moves
    together are no longer than the first promise was.
    """
    if clock.due_at <= unit.now:
        raise OwnMoveTooLate
    latest = first.due_at + (first.due_at - first.started_at)
    if due_at > latest:
        zone = load_work_calendar(unit, clock.calendar_id).zone
        raise OwnMoveTooFar(latest=latest.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"))


def _require_date(unit: Unit, clock: SlaClock, due_at: datetime) -> None:
    if due_at <= unit.now:
        raise BadDueDate("The new date must lie ahead.")
    if due_at <= clock.started_at:
        raise BadDueDate("What is promised must be due after its start.")
    if due_at == clock.due_at:
        raise BadDueDate("That is the date that holds already.")
    if within_limit(clock.kind, clock.started_at, due_at) < due_at:
        raise BadDueDate("The law leaves no more than {days} days for this.", days=HARD_LIMITS[clock.kind].days)
    load_work_calendar(unit, clock.calendar_id).is_open(due_at)  # its years must reach that far
