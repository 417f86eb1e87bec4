"""Clocks that rest, where their policy says so: while it rests a clock is not due and nobody is
nudged; on resuming, its date moves on by its own working time that passed meanwhile. The candidate
is told of both, and ends by a word of their own what rests until they answer.
"""

from datetime import datetime
from uuid import UUID

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.sla import repository
from app.sla.errors import (
    ClockNotPaused,
    ClockNotRunning,
    ClockOfHistory,
    ClockOverdue,
    ClockReplaced,
    PauseNotAllowed,
)
from app.sla.measuring import (
    later_by,
    load_work_calendar,
    note,
    own_micros,
    policy_of,
    require_mover,
    required,
    tell_of_new_date,
    tell_of_rest,
)
from app.sla.models import ClockPause, Origin, Outcome, PauseReason, SlaClock
from app.sla.rules import CLOCK_MOVES, may_pause_on, within_limit


def pause_clock(unit: Unit, clock_id: UUID, reason: PauseReason, waits_for: str) -> SlaClock:
    """The clock rests from now on; the candidate is told, and shown in words what is waited for. One
    that rests already is given back as it is.

    Raises `NotFound`, `NotYoursToMove` for all but its owner, whom the owner delegated to, and HR,
    `ReasonMissing`, `ClockNotRunning`, `ClockReplaced`, `ClockOfHistory`, `PauseNotAllowed`,
    `ClockOverdue` for what was due before: a rest mends no delay.
    """
    said = required(waits_for)
    clock = _locked(unit, clock_id)
    if clock.outcome is not Outcome.RUNNING:
        raise ClockNotRunning(clock.outcome, CLOCK_MOVES[clock.outcome])
    if clock.origin is Origin.IMPORTED:
        raise ClockOfHistory
    if clock.replaced_at is not None:
        raise ClockReplaced("replaced", ())
    if reason not in policy_of(unit, clock).pauses_on or not may_pause_on(clock.kind, reason):
        raise PauseNotAllowed
    if clock.paused_at is not None:
        return clock
    if clock.due_at <= unit.now:
        raise ClockOverdue(clock.outcome, CLOCK_MOVES[clock.outcome])
    clock.paused_at = unit.now
    by = unit.actor.id if unit.actor.kind == "staff" else None
    unit.session.add(
        ClockPause(
            id=new_id(), clock_id=clock.id, reason=reason, waits_for=said, paused_by_staff_id=by, paused_at=unit.now
        )
    )
    unit.session.flush()  # what ends the pause looks for it
    note(unit, "clock.paused", clock, reason=reason)
    tell_of_rest(unit, clock)
    return clock


def resume_clock(unit: Unit, clock_id: UUID) -> SlaClock:
    """The clock runs on, due later by its own working time that it rested; the candidate is told.

    Raises `NotFound`, `NotYoursToMove` as `pause_clock`, `ClockNotPaused`, `OutsideCalendar`.
    """
    clock = _locked(unit, clock_id)
    if clock.paused_at is None:
        raise ClockNotPaused(clock.outcome, CLOCK_MOVES[clock.outcome])
    _resume(unit, clock)
    return clock


def resume_on_reply(unit: Unit, application_id: UUID) -> list[SlaClock]:
    """The candidate has answered: what of the application waited for them runs on. Gives those clocks."""
    clocks = repository.resting_of_application(unit, application_id, PauseReason.WAITING_FOR_CANDIDATE)
    for clock in clocks:
        _resume(unit, clock)
    return clocks


def _resume(unit: Unit, clock: SlaClock) -> None:
    before = clock.due_at
    end_pause(unit, clock, unit.now)
    tell_of_new_date(unit, clock, before)


def end_pause(unit: Unit, clock: SlaClock, at: datetime) -> None:
    """Ends the pause of a clock, if it rests, at a moment: by resuming, and by all that ends the clock."""
    if clock.paused_at is None:
        return
    policy, hours = policy_of(unit, clock), load_work_calendar(unit, clock.calendar_id)
    micros = 0
    if clock.paused_at < clock.due_at:
        micros = own_micros(hours, policy.unit, max(clock.paused_at, clock.started_at), at)
    pause = repository.open_pause(unit, clock.id)
    if pause is not None:
        pause.resumed_at, pause.moved_seconds = max(at, pause.paused_at), micros / 1_000_000
    clock.due_at = within_limit(clock.kind, clock.started_at, later_by(hours, policy.unit, clock.due_at, micros))
    clock.paused_at = None
    clock.paused_seconds += micros / 1_000_000
    note(unit, "clock.resumed", clock, due_at=clock.due_at, paused_seconds=clock.paused_seconds)


def _locked(unit: Unit, clock_id: UUID) -> SlaClock:
    clock = repository.clock_by_id(unit, clock_id, for_update=True)
    if clock is None:
        raise NotFound
    require_mover(unit, clock)
    return clock
