"""A deadline in words: how it was reached, step by step, and the report behind `huiyin sla due`.

Belongs here: English sentences about working time. The arithmetic is in kit.worktime.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.kit.calendars import parse_code
from app.kit.errors import HuiyinError
from app.kit.worktime import HOUR, Opening, WorkCalendar, WorkUnit, build_calendar, due_at

DEFAULT_CALENDAR = "CN"
SHOWN = 8  # days told one by one; of longer stretches only the ends
YEARS = range(1950, 2101)


class BadDueQuestion(HuiyinError):
    code = "bad_due_question"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "The due time can't be told."
    exit_code = 2


@dataclass(frozen=True)
class DueReport:
    """A deadline (UTC) and the steps to it, for a person."""

    due_at: datetime
    steps: list[str]


def due_report(unit: str, amount: int, start: str, calendar_code: str | None = None) -> DueReport:
    """When `amount` of `unit`, owed from `start` (RFC 3339), is due by `calendar_code` (default CN).

    A start without a zone is refused, unless the calendar's code names one (CN@Asia/Shanghai):
    then it is read in that zone, and the first step says so. Raises `BadDueQuestion`,
    `UnknownCalendar`, `OutsideCalendar`.
    """
    if unit not in list(WorkUnit):
        raise BadDueQuestion("The unit {unit} is not known.", mend=f"Use one of {', '.join(WorkUnit)}.", unit=unit)
    if not 0 <= amount <= 10_000:
        raise BadDueQuestion("The amount must lie between 0 and 10000.")
    code = parse_code(calendar_code or DEFAULT_CALENDAR)
    moment, read_as = _read_start(start, code.zone if "@" in code.code else None)
    if moment.year not in YEARS:
        raise BadDueQuestion("The year must lie between 1950 and 2100.")
    last_year = min(moment.year + amount // 200 + 2, YEARS[-1] + 1)
    calendar = build_calendar(code.code, code.zone, code.region, moment.year - 1, last_year)
    steps = [read_as] if read_as else []
    return DueReport(due_at(calendar, unit, amount, moment), steps + explain_due(calendar, unit, amount, moment))


def explain_due(calendar: WorkCalendar, unit: str, amount: int, start: datetime) -> list[str]:
    """The steps from `start` to its deadline, one sentence each. Raises as `due_at`."""
    due = due_at(calendar, unit, amount, start)
    steps = [f"Starts {_when(calendar, start)}."]
    match WorkUnit(unit):
        case WorkUnit.ELAPSED_HOURS:
            steps.append(f"{amount} hours on the clock are added; nights and days off count.")
        case WorkUnit.BUSINESS_HOURS:
            steps += _from_opening(calendar, start) if amount else ["Nothing is added."]
            steps += _hours(calendar, calendar.next_opening(start), due) if amount else []
        case WorkUnit.BUSINESS_DAYS:
            steps += _from_opening(calendar, start) + _days(calendar, calendar.opening_from(start), due)
    return [*steps, f"Due {_when(calendar, due)}."]


def _read_start(start: str, zone: str | None) -> tuple[datetime, str | None]:
    try:
        moment = datetime.fromisoformat(start.strip())
    except ValueError:
        raise BadDueQuestion("The start is not a time.", mend="Write it so: 2026-03-06T17:00:00+08:00.") from None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC), None
    if zone is None:
        raise BadDueQuestion(
            "The start has no time zone.",
            mend="Write it so: 2026-03-06T17:00:00+08:00, or name the calendar's: CN@Asia/Shanghai.",
        )
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(
        UTC
    ), f"No time zone was given: read in {zone}, as the calendar says."


def _from_opening(calendar: WorkCalendar, start: datetime) -> list[str]:
    if calendar.is_open(start):
        return []
    opens = calendar.next_opening(start)
    local = start.astimezone(ZoneInfo(calendar.zone)).date()
    is_worked = any(opening.local_on == local for opening in calendar.openings)  # an evening of a make-up day
    reason = "" if is_worked or local not in calendar.labels else f" ({calendar.labels[local]})"
    return [f"That is not working time{reason}; it counts from the next opening, {_when(calendar, opens)}."]


def _days(calendar: WorkCalendar, first: Opening, due: datetime) -> list[str]:
    days = sorted({o.local_on for o in _between(calendar, first.opens_at, due)})
    lines = [f"It counts in the working day {_day(calendar, days[0])}."]
    for number, (before, day) in enumerate(pairwise(days), start=1):
        lines.append(f"Working day {number} after it: {_day(calendar, day)}{_skipped(calendar, before, day)}.")
    return _shortened(lines)


def _hours(calendar: WorkCalendar, start: datetime, due: datetime) -> list[str]:
    lines, passed = [], 0.0
    zone = ZoneInfo(calendar.zone)
    for opening in _between(calendar, start, due):
        begin, end = max(opening.opens_at, start), min(opening.closes_at, due)
        passed += calendar.microseconds_between(begin, end) / HOUR
        span = f"{begin.astimezone(zone):%H:%M:%S} to {end.astimezone(zone):%H:%M:%S}"
        lines.append(f"{_day(calendar, opening.local_on)}, {span}: {passed:g} h of working time have passed.")
    return _shortened(lines)


def _between(calendar: WorkCalendar, start: datetime, due: datetime) -> list[Opening]:
    return [o for o in calendar.openings if o.closes_at > start and o.opens_at < due]


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= SHOWN + 1:
        return lines
    return [*lines[: SHOWN - 1], f"… {len(lines) - SHOWN} more …", lines[-1]]


def _skipped(calendar: WorkCalendar, before: date, after: date) -> str:
    off = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    if not off:
        return ""
    names = dict.fromkeys(calendar.labels.get(day, "weekend" if day.weekday() > 4 else "closed") for day in off)
    span = f"{off[0]}" if len(off) == 1 else f"{off[0]} to {off[-1]}"
    return f" (not worked: {span}, {', '.join(names)})"


def _day(calendar: WorkCalendar, day: date) -> str:
    label = calendar.labels.get(day)
    return f"{day:%A} {day}" + (f", {label}" if label else "")


def _when(calendar: WorkCalendar, moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    return f"{local:%A} {local.isoformat(sep=' ')} ({calendar.zone})"
