"""Promises: started, moved, stopped, judged. What they are measured by (calendars, policies) is
in app.sla.configuring, whose verbs are offered here too; pure rules are in rules.py.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.evidence.service import record
from app.kit import worktime
from app.kit.database import Actor, Unit
from app.kit.errors import Conflict, Forbidden, NotFound
from app.kit.ids import new_id
from app.people import service as people
from app.sla import repository
from app.sla.configuring import (
    ensure_default_calendar,
    ensure_default_policies,
    load_work_calendar,
    set_policy,
    write_calendar,
)
from app.sla.errors import BadDueDate, ClockNotRunning, NoCalendar, NoPolicy, OwnClock
from app.sla.models import Calendar, ClockKind, Origin, Outcome, SlaClock, SlaPolicy
from app.sla.reading import clocks_of_application
from app.sla.rules import choose_calendar, choose_policy, judge

__all__ = [
    "cancel_clock",
    "cancel_clocks_of_interview",
    "clock_of",
    "clocks_of_application",
    "ensure_default_calendar",
    "ensure_default_policies",
    "excuse_clock",
    "get_clock",
    "load_work_calendar",
    "measure_of",
    "move_clock_start",
    "overdue_clocks",
    "reassign_clock",
    "running_clocks_of",
    "set_policy",
    "start_clock",
    "stop_clock",
    "write_calendar",
]


def start_clock(
    unit: Unit,
    *,
    kind: ClockKind,
    subject_id: UUID,
    started_at: datetime,
    owner_staff_id: UUID | None,
    application_id: UUID | None = None,
    interview_id: UUID | None = None,
    candidate_id: UUID | None = None,
    requisition_id: UUID | None = None,
    department_id: UUID | None = None,
    round_id: UUID | None = None,
    origin: Origin = Origin.LIVE,
    due_at: datetime | None = None,
) -> SlaClock:
    """Makes the promise: one running clock of `kind` for the subject. One that runs already is
    given back as it is, also when two start it at the same moment.

    `started_at` may lie ahead. `due_at` is for a promise with a date of its own (an offer): the
    policy is recorded all the same. Raises `NoPolicy`, `NoCalendar`, `OutsideCalendar`,
    `BadDueDate` for a date of its own that is not after the start.
    """
    if due_at is not None and due_at <= started_at:
        raise BadDueDate("What is promised must be due after its start.")
    where = {"round_id": round_id, "requisition_id": requisition_id, "department_id": department_id}
    about = {
        "kind": kind,
        "subject_id": subject_id,
        "application_id": application_id,
        "interview_id": interview_id,
        "candidate_id": candidate_id,
        "owner_staff_id": owner_staff_id,
        "origin": origin,
    }
    return _enter(unit, about | where | _measured(unit, kind, started_at, due_at, where))


def measure_of(
    unit: Unit,
    kind: ClockKind,
    *,
    round_id: UUID | None = None,
    requisition_id: UUID | None = None,
    department_id: UUID | None = None,
) -> tuple[SlaPolicy, Calendar]:
    """The policy and calendar version by which a promise made now is measured. Raises `NoPolicy`, `NoCalendar`."""
    policies, calendars = repository.known_policies(unit, kind), repository.known_calendars(unit)
    # Most companies bind neither to a department, and then its place in the tree needs no look.
    bound = {row.department_id for row in policies} | {row.department_id for row in calendars}
    path = people.department_path(unit, department_id) if department_id and bound - {None} else []
    policy = choose_policy(policies, round_id=round_id, requisition_id=requisition_id, departments=path)
    if policy is None:
        raise NoPolicy(kind=kind)
    calendar = choose_calendar(calendars, code=policy.calendar_code, departments=path)
    if calendar is None:
        raise NoCalendar(calendar=policy.calendar_code)
    return policy, calendar


def move_clock_start(unit: Unit, kind: ClockKind, subject_id: UUID, started_at: datetime) -> SlaClock | None:
    """The event that starts the promise moved: so does its due time, by the policy and calendar
    version that it was made under. A clock that was stopped is judged anew; a cancelled or
    excused one stays. None without a clock. Raises `OutsideCalendar`.
    """
    clock = repository.clock_of(unit, kind, subject_id, for_update=True)
    if clock is None or clock.outcome in (Outcome.CANCELLED, Outcome.EXCUSED) or clock.started_at == started_at:
        return clock
    policy = repository.policy_by_id(unit, clock.policy_id)
    assert policy is not None  # a foreign key says so
    before = clock.started_at
    clock.started_at = started_at
    clock.due_at = worktime.due_at(load_work_calendar(unit, clock.calendar_id), policy.unit, policy.amount, started_at)
    if clock.stopped_at is not None:
        clock.outcome = judge(clock.due_at, clock.stopped_at)
    _note(unit, "clock.moved", clock, started_before=before.isoformat(), due_at=clock.due_at.isoformat())
    return clock


def stop_clock(unit: Unit, kind: ClockKind, subject_id: UUID, stopped_at: datetime) -> SlaClock | None:
    """The promise is kept: met, or missed when it was due before. A clock that does not run any
    more is given back as it is; None without one. Before its start is fine too.
    """
    clock = repository.stop_running(unit, kind, subject_id, stopped_at)
    if clock is None:
        return repository.clock_of(unit, kind, subject_id)
    _note(unit, "clock.stopped", clock, outcome=clock.outcome)
    return clock


def cancel_clock(unit: Unit, kind: ClockKind, subject_id: UUID, reason: str) -> SlaClock | None:
    """The promise is void (`reason` is a code or a sentence without names). Only a running clock
    is cancelled; another is given back as it is, None without one.
    """
    clock = repository.clock_of(unit, kind, subject_id, for_update=True)
    if clock is not None and clock.outcome is Outcome.RUNNING:
        _close(unit, clock, Outcome.CANCELLED, reason)
    return clock


def cancel_clocks_of_interview(unit: Unit, interview_id: UUID, reason: str) -> list[SlaClock]:
    """Cancels every running clock of an interview, and gives those."""
    clocks = repository.running_of_interview(unit, interview_id)
    for clock in clocks:
        _close(unit, clock, Outcome.CANCELLED, reason)
    return clocks


def excuse_clock(unit: Unit, clock_id: UUID, reason: str) -> SlaClock:
    """Takes a running clock out of the rates, visibly. Raises `NotFound`, `OwnClock` for its
    owner, `Forbidden` for a candidate, `ClockNotRunning`.
    """
    clock = repository.clock_by_id(unit, clock_id, for_update=True)
    if clock is None:
        raise NotFound
    if clock.owner_staff_id is not None and unit.actor == Actor.staff(clock.owner_staff_id):
        raise OwnClock
    if unit.actor.kind == "candidate":
        raise Forbidden
    if clock.outcome is not Outcome.RUNNING:
        raise ClockNotRunning(outcome=clock.outcome)
    _close(unit, clock, Outcome.EXCUSED, reason)
    return clock


def reassign_clock(unit: Unit, kind: ClockKind, subject_id: UUID, owner_staff_id: UUID) -> SlaClock | None:
    """Somebody else owes it now. Nothing restarts; None without a running clock."""
    clock = repository.clock_of(unit, kind, subject_id, for_update=True)
    if clock is None or clock.outcome is not Outcome.RUNNING:
        return None
    if clock.owner_staff_id != owner_staff_id:
        before, clock.owner_staff_id = clock.owner_staff_id, owner_staff_id
        _note(unit, "clock.reassigned", clock, owner_before=before, owner_staff_id=owner_staff_id)
    return clock


def get_clock(unit: Unit, clock_id: UUID) -> SlaClock:
    """The clock as it stands in the database now. Raises `NotFound`."""
    clock = repository.clock_by_id(unit, clock_id)
    if clock is None:
        raise NotFound
    return clock


def clock_of(unit: Unit, kind: ClockKind, subject_id: UUID) -> SlaClock | None:
    """The running clock of a subject, else its newest, else None."""
    return repository.clock_of(unit, kind, subject_id)


def running_clocks_of(unit: Unit, staff_id: UUID) -> list[SlaClock]:
    """What a member of staff owes, the soonest due first; clocks that start later included."""
    return repository.running_of_owner(unit, staff_id)


def overdue_clocks(unit: Unit, as_of: datetime) -> list[SlaClock]:
    """Running clocks that are due by `as_of`, the longest overdue first; imported history is nobody's task."""
    return repository.overdue_running(unit, as_of)


def _measured(
    unit: Unit, kind: ClockKind, started_at: datetime, due_at: datetime | None, where: dict[str, UUID | None]
) -> dict[str, Any]:
    policy, calendar = measure_of(unit, kind, **where)
    hours = load_work_calendar(unit, calendar.id)
    owed_by = due_at or worktime.due_at(hours, policy.unit, policy.amount, started_at)
    return {
        "policy_id": policy.id,
        "policy_version": policy.version,
        "calendar_id": calendar.id,
        "started_at": started_at,
        "due_at": owed_by,
    }


def _enter(unit: Unit, values: dict[str, Any]) -> SlaClock:
    unit.session.flush()  # the row is inserted past the session, after what it refers to
    made = repository.insert_clock(unit, values | {"id": new_id(), "outcome": Outcome.RUNNING, "created_at": unit.now})
    if made is not None:
        _note(unit, "clock.started", made, due_at=made.due_at.isoformat())
        return made
    running = repository.clock_of(unit, values["kind"], values["subject_id"])
    if running is None:
        raise Conflict
    return running


def _close(unit: Unit, clock: SlaClock, outcome: Outcome, reason: str) -> None:
    clock.outcome, clock.outcome_reason, clock.closed_at = outcome, reason, unit.now
    _note(unit, f"clock.{outcome}", clock)


def _note(unit: Unit, action: str, clock: SlaClock, **details: object) -> None:
    record(unit, action, clock, application_id=clock.application_id, kind=clock.kind, **details)
