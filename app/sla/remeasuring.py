"""Which running clocks another policy or calendar would move, and moving them when asked.

Only clocks whose date comes from their policy: one that was moved, or has a date of its own,
keeps it, and so does imported history.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kit import worktime
from app.kit.database import Unit
from app.kit.worktime import WorkCalendar
from app.people import service as people
from app.sla import repository
from app.sla.measuring import later_by, load_work_calendar, note, tell_of_new_date
from app.sla.models import ClockKind, Outcome, SlaClock, SlaPolicy
from app.sla.models import Unit as OwedUnit
from app.sla.rules import Scoped, Versioned, choose_calendar, choose_policy, standing, within_limit
from app.sla.schemas import MovedClock, Standing


@dataclass(frozen=True)
class Measure:
    """What a clock would be measured by."""

    hours: WorkCalendar
    counted_in: OwedUnit
    amount: int


@dataclass(frozen=True)
class WantedPolicy:
    """A policy that might be set: what it owes and where it would hold."""

    amount: int
    unit: OwedUnit
    calendar_code: str
    round_id: UUID | None = None
    requisition_id: UUID | None = None
    department_id: UUID | None = None

    @property
    def scope(self) -> UUID | None:
        """The one place where it holds, or None: the company."""
        return self.round_id or self.requisition_id or self.department_id


@dataclass(frozen=True)
class WantedCalendar:
    """A calendar version that might be written."""

    code: str
    version: int
    department_id: UUID | None
    hours: WorkCalendar


Found = list[tuple[SlaClock, datetime]]  # clocks, and when each would be due


def under_policy(unit: Unit, kind: ClockKind, wanted: WantedPolicy) -> Found:
    """The running clocks that `wanted` would move."""
    held = repository.current_policies(unit, kind)
    others = [each for each in held if (each.round_id or each.requisition_id or each.department_id) != wanted.scope]
    policies: list[Scoped] = [*others, wanted]
    calendars, path_of = repository.calendars_in_force(unit), _paths(unit)

    def measure(clock: SlaClock, _policy: SlaPolicy) -> Measure | None:
        path = path_of(clock.department_id)
        scope = {"round_id": clock.round_id, "requisition_id": clock.requisition_id}
        if choose_policy(policies, **scope, departments=path) is not wanted:
            return None
        calendar = choose_calendar(calendars, code=wanted.calendar_code, departments=path)
        if calendar is None:
            return None
        return Measure(load_work_calendar(unit, calendar.id), wanted.unit, wanted.amount)

    return _moved(unit, kind, measure)


def under_calendar(unit: Unit, wanted: WantedCalendar) -> Found:
    """The running clocks that `wanted` would move, each by the policy version that it has."""
    others = [each for each in repository.calendars_in_force(unit) if each.code != wanted.code]
    calendars: list[Versioned] = [*others, wanted]
    path_of = _paths(unit)

    def measure(clock: SlaClock, policy: SlaPolicy) -> Measure | None:
        chosen = choose_calendar(calendars, code=policy.calendar_code, departments=path_of(clock.department_id))
        return Measure(wanted.hours, policy.unit, policy.amount) if chosen is wanted else None

    return _moved(unit, None, measure)


def apply(unit: Unit, found: Found, *, policy: SlaPolicy | None = None, calendar_id: UUID | None = None) -> None:
    """Moves these clocks: their new policy or calendar version is noted, their candidates are told."""
    for clock, due_at in found:
        before = clock.due_at
        if policy is not None:
            clock.policy_id, clock.policy_version = policy.id, policy.version
        if calendar_id is not None:
            clock.calendar_id = calendar_id
        clock.due_at = due_at
        note(unit, "clock.remeasured", clock, due_before=before, due_at=due_at, policy=clock.policy_id)
        tell_of_new_date(unit, clock, before)


def previewed(unit: Unit, found: Found) -> list[MovedClock]:
    """The same as plain data, the soonest new date first."""
    moved = [
        MovedClock(
            clock_id=clock.id,
            kind=clock.kind,
            application_id=clock.application_id,
            owner_staff_id=clock.owner_staff_id,
            due_at=clock.due_at,
            new_due_at=due_at,
            is_overdue_at_once=clock.paused_at is None
            and standing(clock, unit.now) is not Standing.OVERDUE_OPEN
            and clock.outcome is Outcome.RUNNING
            and due_at <= unit.now,
        )
        for clock, due_at in found
    ]
    return sorted(moved, key=lambda each: (each.new_due_at, each.clock_id))


def _moved(unit: Unit, kind: ClockKind | None, measure: Callable[[SlaClock, SlaPolicy], Measure | None]) -> Found:
    found = []
    for clock, policy in repository.running_by_policy(unit, kind):
        by = measure(clock, policy)
        if by is None:
            continue
        plain = worktime.due_at(by.hours, by.counted_in, by.amount, clock.started_at)
        rested = later_by(by.hours, by.counted_in, plain, round(clock.paused_seconds * 1_000_000))
        due = within_limit(clock.kind, clock.started_at, rested)
        if due != clock.due_at:
            found.append((clock, due))
    return found


def _paths(unit: Unit) -> Callable[[UUID | None], list[UUID]]:
    known: dict[UUID | None, list[UUID]] = {None: []}

    def path_of(department_id: UUID | None) -> list[UUID]:
        if department_id is not None and department_id not in known:
            known[department_id] = people.department_path(unit, department_id)
        return known[department_id]

    return path_of
