"""What promises are measured by: calendars and policies, written as versions, never edited."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from uuid import UUID

from app.evidence.service import record
from app.kit.calendars import changed_days, library_version, parse_code, region_days
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.worktime import NINE_TO_SIX, WorkCalendar, openings_of
from app.sla import repository
from app.sla.defaults import DEFAULTS
from app.sla.errors import BadPolicy, NoCalendar
from app.sla.models import Calendar, ClockKind, SlaPolicy
from app.sla.models import Unit as OwedUnit
from app.sla.rules import check_promise
from app.sla.schemas import Rung

FIRST_YEAR, YEARS_AHEAD = 2015, 3
KEPT_CALENDARS = 64
_loaded: dict[UUID, WorkCalendar] = {}  # rows of a calendar version never change, so neither does this


def ensure_default_calendar(unit: Unit, code: str) -> None:
    """Writes the working calendar `code` (a region of `holidays`, for example CN) if it is not
    there, or if the newest version ends before the end of next year. Raises `UnknownCalendar`.
    """
    repository.lock(unit, f"calendar {code}")
    newest = max((c for c in repository.calendars(unit) if c.code == code), key=lambda c: c.version, default=None)
    last = repository.last_day(unit, newest.id) if newest else None
    if last is None or last.year <= unit.now.year:
        write_calendar(unit, code)


def write_calendar(
    unit: Unit,
    code: str,
    *,
    based_on: str | None = None,
    department_id: UUID | None = None,
    intervals: Iterable[tuple[time, time]] = NINE_TO_SIX,
    added: Iterable[date] = (),
    removed: Iterable[date] = (),
) -> Calendar:
    """Writes the next version of the calendar `code`, from 2015 to three years ahead, as the
    library knows the region `based_on` (default: `code`) today. Clocks that run keep theirs.

    Raises `UnknownCalendar`.
    """
    region = parse_code(based_on or code)
    changed = changed_days(region_days(region.region, FIRST_YEAR, unit.now.year + YEARS_AHEAD), added, removed)
    repository.lock(unit, f"calendar {code}")
    versions = [calendar.version for calendar in repository.calendars(unit) if calendar.code == code]
    made = Calendar(
        id=new_id(),
        code=code,
        version=max(versions, default=0) + 1,
        zone=region.zone,
        department_id=department_id,
        source=f"{library_version()} {region.region}",
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()  # its rows refer to it and are inserted past the session
    repository.insert_calendar_rows(unit, made.id, changed, openings_of(changed, region.zone, intervals))
    repository.forget_known(unit)
    record(unit, "calendar.written", made, code=code, version=made.version, source=made.source)
    return made


def load_work_calendar(unit: Unit, calendar_id: UUID) -> WorkCalendar:
    """A calendar version, ready to compute with; kept in this process. Raises `NoCalendar`."""
    found = _loaded.get(calendar_id)
    if found is None:
        calendar = repository.calendar_by_id(unit, calendar_id)
        if calendar is None:
            raise NoCalendar(calendar=calendar_id)
        openings = repository.openings_of(unit, calendar_id)
        found = WorkCalendar(calendar.code, calendar.zone, openings, repository.labels_of(unit, calendar_id))
        while len(_loaded) >= KEPT_CALENDARS:
            _loaded.pop(next(iter(_loaded)), None)
        _loaded[calendar_id] = found
    return found


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
    round_id: UUID | None = None,
    requisition_id: UUID | None = None,
    department_id: UUID | None = None,
) -> SlaPolicy:
    """Says what is owed from now on, for a round, a requisition, a department or (none given) the
    company; the policy that held there is superseded, and clocks started under it keep it.

    `ladder` defaults to the kind's own. Raises `BadPolicy`, `NoCalendar`.
    """
    rungs = DEFAULTS[kind].ladder if ladder is None else ladder
    check_promise(amount, rungs, (round_id, requisition_id, department_id))
    if all(calendar.code != calendar_code for calendar in repository.calendars(unit)):
        raise NoCalendar(calendar=calendar_code)
    version = _supersede(unit, kind, round_id or requisition_id or department_id)
    made = SlaPolicy(
        id=new_id(),
        kind=kind,
        version=version,
        amount=amount,
        unit=counted_in,
        calendar_code=calendar_code,
        ladder=[rung.as_row(number) for number, rung in enumerate(rungs, start=1)],
        round_id=round_id,
        requisition_id=requisition_id,
        department_id=department_id,
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()  # clocks refer to it and are inserted past the session
    repository.forget_known(unit)
    record(unit, "policy.set", made, kind=kind, version=made.version, amount=amount, counted_in=counted_in)
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
