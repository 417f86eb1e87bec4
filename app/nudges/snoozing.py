"""Resting a promise's nudges for a while, and taking that back."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.holding import hold_row
from app.nudges import repository
from app.nudges.errors import NotYoursToNudge, OwnSnoozeTooFar, OwnSnoozeTooLate, TooManyOwnSnoozes
from app.nudges.models import NudgeSnooze
from app.nudges.rules import MOST_OWN_SNOOZES, OWN_SNOOZE_DAYS, may_nudge, require_sensible_snooze
from app.outbox import service as outbox
from app.people import service as people
from app.sla import service as sla
from app.sla.models import SlaClock


def snooze(unit: Unit, clock_id: UUID, until_at: datetime) -> NudgeSnooze:
    """No nudges about this clock before `until_at`: by its owner or a recruiter. Who owes it (the owner, or
    whom they delegated to) rests it before it is due only, for a working day at a time, twice at most.

    Raises `NotFound`, `NotYoursToNudge`, `SnoozeInThePast`, `SnoozeTooFar`; for who owes it
    `OwnSnoozeTooLate`, `OwnSnoozeTooFar`, `TooManyOwnSnoozes`.
    """
    clock = sla.get_clock(unit, clock_id)
    by = require_nudger(unit, owner_staff_id=clock.owner_staff_id)
    require_sensible_snooze(until_at, unit.now)
    if sla.owes(unit, clock):
        _require_own_snooze(unit, clock, until_at)
    made = NudgeSnooze(clock_id=clock_id, by_staff_id=by, until_at=until_at, at=unit.now)
    unit.session.add(made)
    unit.session.flush()  # the audit entry needs its id
    record(unit, "nudge.snoozed", made, application_id=clock.application_id, until_at=until_at)
    return made


def _require_own_snooze(unit: Unit, clock: SlaClock, until_at: datetime) -> None:
    """A snooze holds back every rung, also those that tell others: nobody silences what they owe for long."""
    hold_row(unit, "sla_clocks", clock.id)  # two at once are counted one after the other
    if clock.due_at <= unit.now:
        raise OwnSnoozeTooLate
    assert clock.owner_staff_id is not None  # somebody owes it
    if repository.snooze_count(unit, clock.id, people.acts_as(unit, clock.owner_staff_id)) >= MOST_OWN_SNOOZES:
        raise TooManyOwnSnoozes(limit=MOST_OWN_SNOOZES)
    calendar = sla.load_work_calendar(unit, clock.calendar_id)
    latest = calendar.add_business_days(unit.now, OWN_SNOOZE_DAYS)
    if until_at > latest:
        raise OwnSnoozeTooFar(latest=latest.astimezone(ZoneInfo(calendar.zone)).isoformat(timespec="minutes"))


def clock_of_snooze(unit: Unit, snooze_id: UUID) -> UUID:
    """The clock that a snooze is about. Raises `NotFound`."""
    found = repository.snooze(unit, snooze_id)
    if found is None:
        raise NotFound
    return found.clock_id


def undo_snooze(unit: Unit, snooze_id: UUID) -> NudgeSnooze:
    """Ends a snooze early; what waited for it is looked at again at once.

    Raises `NotFound`, `NotYoursToNudge`. Undoing again changes nothing.
    """
    found = repository.snooze(unit, snooze_id)
    if found is None:
        raise NotFound
    clock = sla.get_clock(unit, found.clock_id)
    require_nudger(unit, owner_staff_id=clock.owner_staff_id)
    if found.undone_at is None:
        found.undone_at = unit.now
        record(unit, "nudge.snooze_undone", found, application_id=clock.application_id)
        outbox.wake(unit, [nudge.id for nudge in repository.of_clock(unit, clock.id)])
    return found


def snoozed_until(unit: Unit, clock_id: UUID) -> datetime | None:
    """Until when a clock is snoozed, or None."""
    return repository.snoozed_until(unit, clock_id)


def require_nudger(unit: Unit, owner_staff_id: UUID | None = None) -> UUID:
    """The acting member of staff, if they may: a recruiter or HR lead, or the owner where named."""
    actor_id = unit.actor.id
    if unit.actor.kind != "staff" or actor_id is None:
        raise NotYoursToNudge
    if actor_id != owner_staff_id and not may_nudge(people.roles_of(unit, actor_id)):
        raise NotYoursToNudge
    return actor_id
