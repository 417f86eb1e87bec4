"""Working calendars as a file. Applying writes a new version; clocks that run keep theirs."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any

from app.configuration import repository
from app.configuration.files import Document, Problems
from app.configuration.names import Names
from app.configuration.schemas import CalendarsFile, CalendarSpec, Wanted
from app.configuration.sections import Known, Running, Section, Stays, Value, in_use
from app.kit.calendars import UnknownCalendar, parse_code, region_days
from app.kit.database import Unit
from app.sla import service as sla
from app.sla.configuring import FIRST_YEAR
from app.sla.models import Calendar
from app.sla.schemas import Changes, MovedClock

FILE = "calendars.yml"
HEADER = """Working calendars: the public holidays and make-up days of a region (as the library `holidays` knows
them), in a time zone, with the company's own hours, working days and days off.
A calendar of a department is used in its subtree instead of the one that a policy names.

Applying writes new versions; promises that run already keep theirs, unless they are moved on purpose."""


def held(unit: Unit, names: Names) -> dict[str, Value]:
    """The newest version of each calendar."""
    return {calendar.code: _value(unit, names, calendar) for calendar in repository.current_calendars(unit)}


def _value(unit: Unit, names: Names, calendar: Calendar) -> Value:
    settings = sla.settings_of(unit, calendar)
    return {
        "code": calendar.code,
        "region": calendar.source.rpartition(" ")[2],
        "zone": calendar.zone,
        "department": names.path_of(calendar.department_id),
        "hours": [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in settings["intervals"]],
        "working_days": [day.isoformat() for day in settings["added"]],
        "days_off": [day.isoformat() for day in settings["removed"]],
    }


def wanted(file: CalendarsFile, document: Document, known: Known, problems: Problems) -> dict[str, Wanted]:
    """What the file asks for, each checked; what is at fault is said and left out."""
    found = {}
    for code, spec in file.calendars.items():
        where = document.where(["calendars", code])
        known.check_department(spec.department, document.where(["calendars", code, "department"]), problems)
        value = _normal(code, spec, known.last_year, where, problems)
        if value is not None:
            found[code] = Wanted(value, where)
    _refuse_shared_departments(found, problems)
    return found


def _refuse_shared_departments(found: Mapping[str, Wanted], problems: Problems) -> None:
    seen: dict[str, str] = {}
    for code, each in found.items():
        department = each.value["department"]
        if department in seen:
            problems.add(each.where, f"{department!r} has the calendar {seen[department]} already")
        if department is not None:
            seen[department] = code


def _normal(code: str, spec: CalendarSpec, last_year: int, where: str, problems: Problems) -> Value | None:
    """The value that the same calendar has when it is read back."""
    try:
        region = parse_code(f"{spec.region}@{spec.zone}")
    except UnknownCalendar as error:
        problems.add(where, error.text)
        return None
    _check_hours(spec.hours, where, problems)
    both = sorted({*spec.working_days} & {*spec.days_off})
    if both:
        problems.add(where, f"{both[0]} is both a working day and a day off")
    own = {*spec.working_days, *spec.days_off}
    if any(not FIRST_YEAR <= day.year <= last_year for day in own):
        problems.add(where, f"a day lies outside the years {FIRST_YEAR} to {last_year}")
        return None
    worked = {day.local_on for day in region_days(region.region, FIRST_YEAR, last_year) if day.is_working}
    off = set(spec.days_off)
    return {
        "code": code,
        "region": region.region,
        "zone": region.zone,
        "department": spec.department,
        "hours": list(spec.hours),
        "working_days": [day.isoformat() for day in sorted({*spec.working_days} - worked - off)],
        "days_off": [day.isoformat() for day in sorted(off)],
    }


def _check_hours(hours: Sequence[str], where: str, problems: Problems) -> None:
    spans = _intervals(hours)
    in_order = all(one[0] < one[1] <= two[0] for one, two in pairwise(spans))
    opens, closes = spans[-1]
    is_night = closes <= opens and closes <= spans[0][0]  # ends on the next day, before that one opens
    if not in_order or (closes <= opens and not is_night):
        problems.add(where, "the hours overlap or are not in the order of the day; a night shift stands last")


def _intervals(hours: Sequence[str]) -> list[tuple[time, time]]:
    halves = (each.partition("-") for each in hours)
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, _, closes in halves]


def shape(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """The file's data; what is as usual is left out."""
    return {FILE: {"calendars": {code: _short(values[code]) for code in sorted(values)}}}


def _short(value: Value) -> dict[str, Any]:
    return {key: kept for key, kept in value.items() if key != "code" and kept not in (None, [])}


def put(unit: Unit, names: Names, value: Value, running: Running) -> None:
    """Writes the calendar's next version."""
    changes = _changes_of(names, value)
    running.note(sla.preview_calendar(unit, value["code"], **changes))
    sla.write_calendar(unit, value["code"], **running.how, **changes)


def moves(unit: Unit, names: Names, value: Value) -> list[MovedClock]:
    """The running promises that the calendar would move."""
    return sla.preview_calendar(unit, value["code"], **_changes_of(names, value))


def _changes_of(names: Names, value: Value) -> Changes:
    return {
        "based_on": f"{value['region']}@{value['zone']}",
        "department_id": names.departments[value["department"]] if value["department"] else None,
        "intervals": _intervals(value["hours"]),
        "added": [date.fromisoformat(day) for day in value["working_days"]],
        "removed": [date.fromisoformat(day) for day in value["days_off"]],
    }


def drop(unit: Unit, _names: Names, value: Value) -> None:
    """Retires the calendar: its versions stay."""
    sla.retire_calendar(unit, value["code"])


def stays(unit: Unit, value: Value) -> Stays | None:
    return in_use(sla.users_of_calendar(unit, value["code"]))


SECTION = Section("calendar", FILE, HEADER, CalendarsFile, held, wanted, shape, put, drop, stays, moves)
