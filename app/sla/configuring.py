"""What promises are measured by: calendars and policies, written as versions, never edited."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from app.evidence.service import record
from app.kit.calendars import CalendarDay, changed_days, library_version, parse_code, region_days
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.worktime import NINE_TO_SIX, WorkCalendar, openings_of
from app.sla import remeasuring, repository
from app.sla.defaults import DEFAULTS
from app.sla.errors import BadCalendar, BadPolicy, CalendarInUse, NoSuchCalendar
from app.sla.measuring import required
from app.sla.models import Calendar, ClockKind, SlaPolicy
from app.sla.models import Unit as OwedUnit
from app.sla.remeasuring import WantedCalendar, WantedPolicy
from app.sla.rules import check_pauses, check_promise
from app.sla.schemas import Changes, MovedClock, Place, Rung

FIRST_YEAR, YEARS_AHEAD = 2015, 3


def ensure_default_calendar(unit: Unit, code: str) -> None:
    """Writes the working calendar `code` (a region of `holidays`, for example CN) if it is not
    there. Raises `NoSuchCalendar`.
    """
    repository.lock(unit, f"calendar {code}")
    if all(calendar.code != code for calendar in repository.calendars(unit)):
        write_calendar(unit, code)


def extend_calendars(unit: Unit) -> None:
    """Gives each calendar that ends before the end of next year its next version: as the newest
    is, hours and the company's own days included, by further years. Clocks that run keep theirs.
    """
    for calendar in repository.calendars_in_force(unit):
        last = repository.last_day(unit, calendar.id)
        if last is not None and last.year <= unit.now.year:
            write_calendar(unit, calendar.code, **settings_of(unit, calendar))


def retire_calendar(unit: Unit, code: str) -> None:
    """No promise is measured by the calendar from now on; its versions stay, for what they measured.
    Writing its next version brings it back. Raises `CalendarInUse`, `NoSuchCalendar`.
    """
    repository.lock(unit, f"calendar {code}")
    held = next((each for each in repository.calendars_in_force(unit) if each.code == code), None)
    if held is None:
        raise NoSuchCalendar(calendar=code)
    policy_count, clock_count = repository.users_of_calendar(unit, code)
    if policy_count or clock_count:
        raise CalendarInUse(calendar=code, policy_count=policy_count, clock_count=clock_count)
    held.retired_at = unit.now
    unit.session.flush()
    repository.forget_known(unit)
    record(unit, "calendar.retired", held, code=code, version=held.version)


def settings_of(unit: Unit, calendar: Calendar) -> Changes:
    """What a calendar version was written with."""
    zone, own = ZoneInfo(calendar.zone), repository.own_days(unit, calendar.id)
    openings = repository.openings_of_last_day(unit, calendar.id)
    return {
        "based_on": f"{calendar.source.rpartition(' ')[2]}@{calendar.zone}",
        "department_id": calendar.department_id,
        "intervals": [(opens.astimezone(zone).time(), closes.astimezone(zone).time()) for opens, closes in openings],
        "added": [day for day, is_working in own.items() if is_working],
        "removed": [day for day, is_working in own.items() if not is_working],
    }


def write_calendar(
    unit: Unit, code: str, *, apply_to_running: bool = False, reason: str | None = None, **changes: Unpack[Changes]
) -> Calendar:
    """Writes the next version of the calendar `code`, from 2015 to three years ahead, as the library
    knows the region `based_on` (default: `code`) today, with `changes`. Clocks that run keep theirs,
    unless `apply_to_running`: then those that it moves are measured by it, for a `reason`.

    Raises `NoSuchCalendar`, `ReasonMissing`, `BadCalendar` for openings that overlap.
    """
    said = required(reason or "") if apply_to_running else None
    repository.lock(unit, f"calendar {code}")
    drawn = _draw(unit, code, changes)
    found = remeasuring.under_calendar(unit, drawn.wanted) if apply_to_running else []
    made = Calendar(
        id=new_id(),
        code=code,
        version=drawn.wanted.version,
        zone=drawn.wanted.hours.zone,
        department_id=drawn.wanted.department_id,
        source=f"{library_version()} {drawn.region}",
        applied_reason=said,
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()  # its rows refer to it and are inserted past the session
    repository.insert_calendar_rows(unit, made.id, drawn.days, drawn.wanted.hours.openings)
    repository.forget_known(unit)
    record(unit, "calendar.written", made, code=code, version=made.version, source=made.source, moved=len(found))
    remeasuring.apply(unit, found, calendar_id=made.id)
    return made


def preview_calendar(unit: Unit, code: str, **changes: Unpack[Changes]) -> list[MovedClock]:
    """Which running clocks the next version of the calendar would move, if it were applied to them;
    writes nothing. Raises `NoSuchCalendar`, `BadCalendar`, `OutsideCalendar`."""
    return remeasuring.previewed(unit, remeasuring.under_calendar(unit, _draw(unit, code, changes).wanted))


@dataclass(frozen=True)
class Drawn:
    """A calendar version before it is written: its days, and what it would measure by."""

    region: str
    days: list[CalendarDay]
    wanted: WantedCalendar


def _draw(unit: Unit, code: str, changes: Changes) -> Drawn:
    region = parse_code(changes.get("based_on") or code)
    plain = region_days(region.region, FIRST_YEAR, unit.now.year + YEARS_AHEAD)
    days = changed_days(plain, changes.get("added", ()), changes.get("removed", ()))
    versions = [calendar.version for calendar in repository.calendars(unit) if calendar.code == code]
    try:
        hours = WorkCalendar(code, region.zone, openings_of(days, region.zone, changes.get("intervals", NINE_TO_SIX)))
    except ValueError as error:
        raise BadCalendar from error
    wanted = WantedCalendar(code, max(versions, default=0) + 1, changes.get("department_id"), hours)
    return Drawn(region.region, days, wanted)


def ensure_default_policies(unit: Unit, calendar_code: str) -> None:
    """Writes the company's default policy of each kind that has none."""
    for kind, promise in DEFAULTS.items():
        held = repository.current_policies(unit, kind)
        if not any(_scope(policy) is None for policy in held):
            set_policy(
                unit,
                kind=kind,
                amount=promise.amount,
                counted_in=promise.unit,
                ladder=promise.ladder,
                calendar_code=calendar_code,
            )


def set_policy(
    unit: Unit,
    *,
    kind: ClockKind,
    amount: int,
    counted_in: OwedUnit,
    calendar_code: str,
    ladder: Sequence[Rung] | None = None,
    pauses_on: Sequence[str] = (),
    apply_to_running: bool = False,
    reason: str | None = None,
    **scope: Unpack[Place],
) -> SlaPolicy:
    """Says what is owed from now on, for a round, a requisition, a department or (none given) the
    company; the policy that held there is superseded. Clocks started under it keep it, unless
    `apply_to_running`: then those that the new one moves are measured by it, for a `reason`.

    `ladder` defaults to the kind's own. Raises `BadPolicy`, `NoSuchCalendar`, `ReasonMissing`.
    """
    said = required(reason or "") if apply_to_running else None
    rungs = DEFAULTS[kind].ladder if ladder is None else ladder
    wanted = _wanted(unit, amount, counted_in, calendar_code, scope)
    check_promise(amount, rungs, (wanted.round_id, wanted.requisition_id, wanted.department_id))
    check_pauses(kind, pauses_on)
    found = remeasuring.under_policy(unit, kind, wanted) if apply_to_running else []
    made = SlaPolicy(
        id=new_id(),
        kind=kind,
        version=_supersede(unit, kind, wanted.scope),
        ladder=[rung.as_row(number) for number, rung in enumerate(rungs, start=1)],
        pauses_on=[*map(str, pauses_on)],
        applied_reason=said,
        created_at=unit.now,
        **asdict(wanted),
    )
    _keep(unit, made)
    record(unit, "policy.set", made, kind=kind, version=made.version, amount=amount, moved=len(found))
    remeasuring.apply(unit, found, policy=made)
    return made


def end_policy(
    unit: Unit,
    kind: ClockKind,
    *,
    round_id: UUID | None = None,
    requisition_id: UUID | None = None,
    department_id: UUID | None = None,
) -> None:
    """Ends the policy of a round, a requisition or a department, if one holds there: the next wider
    one holds from now on. Raises `BadPolicy` for the company's: something must be owed.
    """
    scope = round_id or requisition_id or department_id
    if scope is None:
        raise BadPolicy(why="the company's own can be changed, not ended")
    held = next((policy for policy in repository.current_policies(unit, kind) if _scope(policy) == scope), None)
    if held is not None:
        _supersede(unit, kind, scope)
        repository.forget_known(unit)
        record(unit, "policy.ended", held, kind=kind, version=held.version)


def end_policies_of_rounds(unit: Unit, round_ids: Collection[UUID]) -> None:
    """Ends the policies of rounds that nobody plans by any more."""
    for kind in ClockKind:
        for held in repository.current_policies(unit, kind):
            if held.round_id in round_ids:
                end_policy(unit, kind, round_id=held.round_id)


def copy_policies(unit: Unit, rounds: Mapping[UUID, UUID]) -> int:
    """Gives rounds the policies that other rounds have (from which to which); returns how many."""
    count = 0
    for kind in ClockKind if rounds else ():
        for held in repository.current_policies(unit, kind):
            if held.round_id is not None and held.round_id in rounds:
                _keep_as(unit, held, rounds[held.round_id])
                count += 1
    return count


def _keep_as(unit: Unit, held: SlaPolicy, round_id: UUID) -> None:
    made = SlaPolicy(
        id=new_id(),
        kind=held.kind,
        version=_supersede(unit, held.kind, round_id),
        amount=held.amount,
        unit=held.unit,
        calendar_code=held.calendar_code,
        ladder=held.ladder,
        pauses_on=held.pauses_on,
        round_id=round_id,
        created_at=unit.now,
    )
    _keep(unit, made)
    record(unit, "policy.set", made, kind=made.kind, version=made.version, amount=made.amount, moved=0)


def _keep(unit: Unit, policy: SlaPolicy) -> None:
    unit.session.add(policy)
    unit.session.flush()  # clocks refer to it and are inserted past the session
    repository.forget_known(unit)


def preview_policy(
    unit: Unit, *, kind: ClockKind, amount: int, counted_in: OwedUnit, calendar_code: str, **scope: Unpack[Place]
) -> list[MovedClock]:
    """Which running clocks that policy would move, if it were applied to them; writes nothing.

    Raises `BadPolicy`, `NoSuchCalendar`, `OutsideCalendar`.
    """
    wanted = _wanted(unit, amount, counted_in, calendar_code, scope)
    check_promise(amount, (), (wanted.round_id, wanted.requisition_id, wanted.department_id))
    return remeasuring.previewed(unit, remeasuring.under_policy(unit, kind, wanted))


def _wanted(unit: Unit, amount: int, counted_in: OwedUnit, calendar_code: str, scope: Place) -> WantedPolicy:
    # A department's calendar holds in its subtree whatever a policy names; elsewhere it could not be found.
    company = {calendar.code for calendar in repository.calendars_in_force(unit) if calendar.department_id is None}
    if calendar_code not in company:
        raise NoSuchCalendar(calendar=calendar_code)
    return WantedPolicy(amount, counted_in, calendar_code, **scope)


def _supersede(unit: Unit, kind: ClockKind, scope: UUID | None) -> int:
    """Ends the policy that holds there, if one does, and gives the next one's version."""
    repository.lock(unit, f"policy {kind} {scope}")
    held = next((policy for policy in repository.current_policies(unit, kind) if _scope(policy) == scope), None)
    if held is None:
        return 1
    held.superseded_at = unit.now
    unit.session.flush()  # before the new row: only one may be current
    return held.version + 1


def _scope(policy: SlaPolicy) -> UUID | None:
    return policy.round_id or policy.requisition_id or policy.department_id
