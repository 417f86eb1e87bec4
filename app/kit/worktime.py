"""Working time: a calendar's half-open openings, time between instants, deadlines. Pure.

Belongs here: arithmetic on instants, in whole microseconds. Which days are worked is in
kit.calendars; the words for a person are in kit.worktime_report.
"""

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from app.kit.calendars import CalendarDay, changed_days, region_days
from app.kit.errors import HuiyinError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000  # microseconds
NINE_TO_SIX = ((time(9), time(18)),)


class WorkUnit(enum.StrEnum):
    """What an amount of owed time is counted in."""

    ELAPSED_HOURS = "elapsed_hours"
    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"


class OutsideCalendar(HuiyinError):
    """An instant, or a deadline, lies before the first or after the last opening that is known."""

    code = "outside_calendar"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "The calendar {calendar} knows working time from {first_on} to {last_on} only."
    mend = "`huiyin init` writes further years; earlier history can't be measured."


@dataclass(frozen=True, slots=True)
class Opening:
    """Working interval [opens_at, closes_at) in UTC, belonging to the local day `local_on`."""

    local_on: date
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Openings in time's order, and arithmetic on them. Immutable; each question is a bisection.

    `labels` names holidays and make-up days for people. Raises `ValueError` for openings that
    are empty, overlap or are out of order. Every method takes aware times, gives UTC, and raises
    `OutsideCalendar` for what the openings don't cover.
    """

    code: str
    zone: str
    openings: tuple[Opening, ...]
    labels: Mapping[date, str] = field(default_factory=dict)
    _opens: list[int] = field(init=False, repr=False)
    _closes: list[int] = field(init=False, repr=False)
    _worked: list[int] = field(init=False, repr=False)  # working time before each opening, and after all
    _day_of: list[int] = field(init=False, repr=False)  # number of the working day of each opening
    _last_of: list[int] = field(init=False, repr=False)  # each working day's last opening

    def __post_init__(self) -> None:
        opens = [_micros(opening.opens_at) for opening in self.openings]
        closes = [_micros(opening.closes_at) for opening in self.openings]
        _require_order(opens, closes)
        worked: list[int] = [0]
        day_of: list[int] = []
        last_of: list[int] = []
        for index, opening in enumerate(self.openings):
            worked.append(worked[-1] + closes[index] - opens[index])
            if index and opening.local_on == self.openings[index - 1].local_on:
                last_of[-1] = index
            else:
                last_of.append(index)
            day_of.append(len(last_of) - 1)
        made = {"_opens": opens, "_closes": closes, "_worked": worked, "_day_of": day_of, "_last_of": last_of}
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def is_open(self, moment: datetime) -> bool:
        """Whether `moment` is working time; a closing time is not."""
        at = self._known(moment)
        index = bisect_right(self._opens, at) - 1
        return index >= 0 and at < self._closes[index]

    def opening_from(self, moment: datetime) -> Opening:
        """The opening in which `moment` lies, else the next one."""
        index = bisect_right(self._closes, self._known(moment))
        if index == len(self.openings):
            raise self._outside()
        return self.openings[index]

    def next_opening(self, moment: datetime) -> datetime:
        """From when time counts that starts at `moment`: itself in working time, else the next opening."""
        return max(moment.astimezone(UTC), self.opening_from(moment).opens_at)

    def microseconds_between(self, start: datetime, end: datetime) -> int:
        """Working microseconds in [start, end), exact; negative when `end` lies before `start`."""
        return self._worked_until(self._known(end)) - self._worked_until(self._known(start))

    def seconds_between(self, start: datetime, end: datetime) -> float:
        """Working seconds in [start, end): the float nearest to the exact microseconds."""
        return self.microseconds_between(start, end) / 1_000_000

    def add_business_hours(self, start: datetime, hours: float) -> datetime:
        """The earliest instant at which `hours` of working time have passed since `start`.

        With negative `hours` the latest instant from which that much is left until `start`.
        """
        return self.add_microseconds(start, round(hours * HOUR))

    def add_microseconds(self, start: datetime, owed: int) -> datetime:
        """As `add_business_hours`, in exact microseconds of working time."""
        if owed == 0:
            return start.astimezone(UTC)
        target = self._worked_until(self._known(start)) + owed
        if not 0 <= target <= self._worked[-1]:
            raise self._outside()
        if owed > 0:
            index = bisect_left(self._worked, target) - 1
        else:
            index = min(bisect_right(self._worked, target), len(self.openings)) - 1
        return _instant(self._opens[index] + target - self._worked[index])

    def add_business_days(self, start: datetime, days: int) -> datetime:
        """The close of the `days`-th working day after the one in which `start` counts.

        Raises `ValueError` for a negative count.
        """
        if days < 0:
            raise ValueError("working days are counted forwards only")
        index = bisect_right(self._closes, self._known(start))
        if index == len(self.openings) or self._day_of[index] + days >= len(self._last_of):
            raise self._outside()
        return _instant(self._closes[self._last_of[self._day_of[index] + days]])

    def _known(self, moment: datetime) -> int:
        at = _micros(moment)
        if not self.openings or not self._opens[0] <= at <= self._closes[-1]:
            raise self._outside()
        return at

    def _worked_until(self, at: int) -> int:
        index = bisect_right(self._opens, at) - 1
        return self._worked[index] + min(at, self._closes[index]) - self._opens[index]

    def _outside(self) -> OutsideCalendar:
        first, last = (self.openings[0].local_on, self.openings[-1].local_on) if self.openings else ("never", "never")
        return OutsideCalendar(calendar=self.code, first_on=first, last_on=last)


def due_at(calendar: WorkCalendar, unit: str, amount: int, start: datetime) -> datetime:
    """When `amount` of `unit` (a `WorkUnit`), owed from `start`, is due, in UTC.

    Raises `ValueError` for an unknown unit, a negative amount or a time without a zone, and
    `OutsideCalendar`.
    """
    if amount < 0:
        raise ValueError("what is owed is not negative")
    match WorkUnit(unit):
        case WorkUnit.ELAPSED_HOURS:
            _micros(start)
            return start.astimezone(UTC) + timedelta(hours=amount)
        case WorkUnit.BUSINESS_HOURS:
            return calendar.add_business_hours(start, amount)
        case WorkUnit.BUSINESS_DAYS:
            return calendar.add_business_days(start, amount)


def openings_of(
    days: Iterable[CalendarDay], zone: str, intervals: Iterable[tuple[time, time]] = NINE_TO_SIX
) -> tuple[Opening, ...]:
    """The openings of the working `days`. An interval that closes at or before its opening ends
    on the next local day (a night shift). A local time that daylight saving skips is the moment
    of the change; an interval that it skips as a whole is not there.
    """
    where, spans = ZoneInfo(zone), tuple(intervals)
    found = (
        Opening(
            day.local_on,
            _instant_of(day.local_on, opens, where),
            _instant_of(day.local_on + timedelta(days=int(closes <= opens)), closes, where),
        )
        for day in days
        if day.is_working
        for opens, closes in spans
    )
    return tuple(opening for opening in found if opening.opens_at < opening.closes_at)


def build_calendar(
    code: str,
    zone: str,
    country: str,
    first_year: int,
    last_year: int,
    *,
    intervals: Iterable[tuple[time, time]] = NINE_TO_SIX,
    added: Iterable[date] = (),
    removed: Iterable[date] = (),
) -> WorkCalendar:
    """A calendar from the library `holidays`: `country` is a code such as CN or US-NY, `intervals`
    local times, `added` and `removed` the company's own days. Raises `UnknownCalendar`.
    """
    days = changed_days(region_days(country, first_year, last_year), added, removed)
    labels = {day.local_on: day.label for day in days if day.label}
    return WorkCalendar(code, zone, openings_of(days, zone, intervals), labels)


def _instant_of(day: date, at: time, where: ZoneInfo) -> datetime:
    local = datetime.combine(day, at, tzinfo=where)
    after = local.astimezone(UTC)
    if after.astimezone(where).replace(tzinfo=None) == local.replace(tzinfo=None):
        return after
    # Skipped: read by the offset before the change it lies after it, by the one after before it.
    before = local.replace(fold=1).astimezone(UTC)
    offset = after.astimezone(where).utcoffset()
    while after - before > MICROSECOND:
        middle = before + (after - before) // 2
        is_changed = middle.astimezone(where).utcoffset() == offset
        before, after = (before, middle) if is_changed else (middle, after)
    return after


def _micros(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return (moment - EPOCH) // MICROSECOND


def _instant(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


def _require_order(opens: list[int], closes: list[int]) -> None:
    if any(start >= end for start, end in zip(opens, closes, strict=True)):
        raise ValueError("an opening closes before it opens")
    if any(end > start for end, start in zip(closes, opens[1:], strict=False)):
        raise ValueError("openings overlap or are out of order")
