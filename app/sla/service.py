"""Promises: started, moved, stopped, judged. What they are measured by (calendars, policies) is
in app.sla.configuring, whose verbs are offered here too; pure rules are in rules.py.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.kit import worktime
from app.kit.database import Unit
from app.kit.errors import Conflict, Forbidden, NotFound
from app.kit.ids import new_id
from app.sla import repository
from app.sla.configuring import (
    copy_policies,
    end_policies_of_rounds,
    end_policy,
    ensure_default_calendar,
    ensure_default_policies,
    extend_calendars,
    preview_calendar,
    preview_policy,
    retire_calendar,
    set_policy,
    settings_of,
    write_calendar,
)
from app.sla.copied import copies_of
from app.sla.errors import BadDueDate, ClockNotRunning, OwnClock
from app.sla.measuring import due_from, load_work_calendar, measure_of, note, owes, required
from app.sla.models import ClockKind, Origin, Outcome, SlaClock
from app.sla.moving import move_promise
from app.sla.pausing import end_pause, pause_clock, resume_clock, resume_on_reply
from app.sla.reading import (
    calendars,
    clock_view,
    clocks_of_application,
    explain_policy,
    find_clocks,
    policies,
    users_of_calendar,
    users_of_template,
)
from app.sla.rules import CLOCK_MOVES, chain_to, judge, newest_promise, within_limit

__all__ = [
    "calendars",
    "cancel_clock",
    "cancel_clocks_of_interview",
    "clock_of",
    "clock_view",
    "clocks_of_application",
    "copies_of",
    "copy_policies",
    "end_policies_of_rounds",
    "end_policy",
    "ensure_default_calendar",
    "ensure_default_policies",
    "excuse_clock",
    "explain_policy",
    "extend_calendars",
    "find_clocks",
    "get_clock",
    "load_work_calendar",
    "measure_of",
    "move_clock_start",
    "move_promise",
    "overdue_clocks",
    "owes",
    "pause_clock",
    "policies",
    "preview_calendar",
    "preview_policy",
    "reassign_clock",
    "resume_clock",
    "resume_on_reply",
    "retire_calendar",
    "running_clocks_of",
    "set_policy",
    "settings_of",
    "start_clock",
    "stop_clock",
    "users_of_calendar",
    "users_of_template",
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


def move_clock_start(unit: Unit, kind: ClockKind, subject_id: UUID, started_at: datetime) -> SlaClock | None:
    """The event that starts the promise moved: so does its due time, by the policy and calendar
    version that it was made under; a date of its own stays, unless the start has passed it. So
    do the promises that it replaced. A clock that was stopped is judged anew; a cancelled or
    excused one stays. None without a clock. Raises `OutsideCalendar`.
    """
    clocks = repository.of_subject(unit, kind, subject_id, for_update=True)
    newest = newest_promise(clocks)
    for clock in chain_to(clocks, newest) if newest else []:
        if not CLOCK_MOVES[clock.outcome] or clock.started_at == started_at:
            continue
        before = clock.started_at
        clock.due_at = due_from(unit, clock, started_at)
        clock.started_at = started_at
        if clock.stopped_at is not None:
            clock.outcome = judge(clock.due_at, clock.stopped_at)
        note(unit, "clock.moved", clock, started_before=before.isoformat(), due_at=clock.due_at.isoformat())
    return newest


def stop_clock(unit: Unit, kind: ClockKind, subject_id: UUID, stopped_at: datetime) -> SlaClock | None:
    """The promise is kept, and with it those that it replaced: each met, or missed when it was due
    before. Gives the newest; one that does not run any more is given back as it is; None without
    one. Before its start is fine too.
    """
    alone = repository.stop_plain(unit, kind, subject_id, stopped_at)
    if alone is not None:
        note(unit, "clock.stopped", alone, outcome=alone.outcome)
        return alone
    clocks = repository.of_subject(unit, kind, subject_id, for_update=True)
    newest = newest_promise(clocks)
    for clock in _running(clocks):
        end_pause(unit, clock, stopped_at)
        clock.stopped_at = stopped_at
        clock.outcome = judge(clock.due_at, stopped_at)
        note(unit, "clock.stopped", clock, outcome=clock.outcome)
    return newest


def cancel_clock(unit: Unit, kind: ClockKind, subject_id: UUID, reason: str) -> SlaClock | None:
    """The promise is void, and those that it replaced (`reason` is a code or a sentence without
    names). Only running clocks are cancelled. Gives the newest, None without one.
    """
    clocks = repository.of_subject(unit, kind, subject_id, for_update=True)
    newest = newest_promise(clocks)
    for clock in _running(clocks):
        _close(unit, clock, Outcome.CANCELLED, reason)
    return newest


def cancel_clocks_of_interview(unit: Unit, interview_id: UUID, reason: str) -> list[SlaClock]:
    """Cancels every running clock of an interview, and gives those."""
    clocks = _running(repository.running_of_interview(unit, interview_id))
    for clock in clocks:
        _close(unit, clock, Outcome.CANCELLED, reason)
    return clocks


def excuse_clock(unit: Unit, clock_id: UUID, reason: str) -> SlaClock:
    """Takes one running clock out of the rates, visibly, with who did it. Promises that it replaced,
    or that replaced it, run on. Raises `NotFound`, `OwnClock` for its owner and for whom the
    owner delegated to, `Forbidden` for a candidate, `ReasonMissing`, `ClockNotRunning`.
    """
    if unit.actor.kind == "candidate":
        raise Forbidden
    clock = repository.clock_by_id(unit, clock_id, for_update=True)
    if clock is None:
        raise NotFound
    if owes(unit, clock):  # a manager who stands in for an absent owner may: absence is what excuses are for
        raise OwnClock
    said = required(reason)
    if clock.outcome is not Outcome.RUNNING:
        raise ClockNotRunning(clock.outcome, CLOCK_MOVES[clock.outcome])
    clock.excused_by_staff_id = unit.actor.id if unit.actor.kind == "staff" else None
    _close(unit, clock, Outcome.EXCUSED, said)
    return clock


def reassign_clock(unit: Unit, kind: ClockKind, subject_id: UUID, owner_staff_id: UUID) -> SlaClock | None:
    """Somebody else owes it now, and what it replaced. Nothing restarts; None without a running clock."""
    clocks = _running(repository.of_subject(unit, kind, subject_id, for_update=True))
    for clock in clocks:
        if clock.owner_staff_id != owner_staff_id:
            before, clock.owner_staff_id = clock.owner_staff_id, owner_staff_id
            note(unit, "clock.reassigned", clock, owner_before=before, owner_staff_id=owner_staff_id)
    return newest_promise(clocks)


def get_clock(unit: Unit, clock_id: UUID) -> SlaClock:
    """The clock as it stands in the database now. Raises `NotFound`."""
    clock = repository.clock_by_id(unit, clock_id)
    if clock is None:
        raise NotFound
    return clock


def clock_of(unit: Unit, kind: ClockKind, subject_id: UUID) -> SlaClock | None:
    """The newest promise of a subject: the running clock that none replaced, else the newest, else None."""
    return newest_promise(repository.of_subject(unit, kind, subject_id))


def running_clocks_of(unit: Unit, staff_id: UUID) -> list[SlaClock]:
    """What a member of staff owes, the soonest due first; clocks that start later included. Of a
    moved promise the newest."""
    return repository.running_of_owner(unit, staff_id)


def overdue_clocks(unit: Unit, as_of: datetime) -> list[SlaClock]:
    """Running clocks that are due by `as_of`, the longest overdue first: of a moved promise the newest,
    none that rests; imported history is nobody's task."""
    return repository.overdue_running(unit, as_of)


def _running(clocks: list[SlaClock]) -> list[SlaClock]:
    return [clock for clock in clocks if clock.outcome is Outcome.RUNNING]


def _measured(
    unit: Unit, kind: ClockKind, started_at: datetime, due_at: datetime | None, where: dict[str, UUID | None]
) -> dict[str, Any]:
    policy, calendar = measure_of(unit, kind, **where)
    hours = load_work_calendar(unit, calendar.id)
    if due_at is not None:
        hours.is_open(due_at)  # its years must reach that far
    by_policy = worktime.due_at(hours, policy.unit, policy.amount, started_at)
    owed_by = within_limit(kind, started_at, due_at or by_policy)
    return {
        "policy_id": policy.id,
        "policy_version": policy.version,
        "calendar_id": calendar.id,
        "started_at": started_at,
        "due_at": owed_by,
        "has_own_date": due_at is not None,
    }


def _enter(unit: Unit, values: dict[str, Any]) -> SlaClock:
    unit.session.flush()  # the row is inserted past the session, after what it refers to
    made = repository.insert_clock(unit, values | {"id": new_id(), "outcome": Outcome.RUNNING, "created_at": unit.now})
    if made is not None:
        note(unit, "clock.started", made, due_at=made.due_at.isoformat())
        return made
    running = clock_of(unit, values["kind"], values["subject_id"])
    if running is None:
        raise Conflict
    return running


def _close(unit: Unit, clock: SlaClock, outcome: Outcome, reason: str) -> None:
    end_pause(unit, clock, unit.now)
    clock.outcome, clock.outcome_reason, clock.closed_at = outcome, reason, unit.now
    note(unit, f"clock.{outcome}", clock)
