"""100,000 random measurements and deadlines by random calendars: Python and SQL say the same.

Weeks, hours, lunch breaks, night shifts, holidays and make-up days are drawn at random, in zones with
and without daylight saving; the cases go through one build of the project's own models. `--deeper 2` draws others.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from app.kit.calendars import CalendarDay
from app.kit.worktime import OutsideCalendar, WorkCalendar, build_calendar, due_at, openings_of
from tests.integration.transforms.conftest import Builder, Built, calendar_rows, clock, company, refresh

AS_OF = datetime(2026, 9, 30, 3, 14, 15, 926535, tzinfo=UTC)
FIRST = datetime(2025, 2, 1, tzinfo=UTC)
SECONDS = int((AS_OF - FIRST).total_seconds())
ZONES = (
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Chatham",
    "UTC",
)
SHAPES, MEASURED, DEADLINES = 39, 1875, 625  # random calendars beside China's; cases of each
OFFSETS = (0.25, 1, 4, 9, 13.5, 40, 100)  # hours of working time after the start


def _intervals(random: Random) -> tuple[tuple[time, time], ...]:
    """One to three intervals of a day in order, at odd minutes; at times the last one is a night shift."""
    edges = sorted(random.sample(range(0, 24 * 60, 7), 2 * random.randint(1, 3)))
    times = [time(minute // 60, minute % 60, random.choice([0, 0, 59])) for minute in edges]
    spans = [(opens, closes) for opens, closes in zip(times[::2], times[1::2], strict=True) if opens < closes]
    if random.random() < 0.3:
        return (*spans[:-1], (spans[-1][1], spans[0][0])) if spans[-1][1] > spans[0][0] else tuple(spans)
    return tuple(spans)


def _calendar(code: str, zone: str, random: Random) -> WorkCalendar:
    working = frozenset(random.sample(range(7), random.randint(3, 7)))
    days = []
    for number in range(731):
        day = date(2025, 1, 1) + timedelta(days=number)
        is_turned = random.random() < 0.05  # a holiday, or a make-up day
        days.append(CalendarDay(day, (day.weekday() in working) != is_turned, None))
    return WorkCalendar(code, zone, openings_of(days, zone, _intervals(random)))


def _instants(calendar: WorkCalendar, random: Random) -> Iterator[datetime]:
    """Edges of openings, a microsecond beside them, and any instant."""
    known = [o for o in calendar.openings if o.opens_at > FIRST and o.closes_at < AS_OF]
    while True:
        if random.random() < 0.3:
            opening = random.choice(known)
            edge = random.choice([opening.opens_at, opening.closes_at])
            yield edge + timedelta(microseconds=random.choice([-1, 0, 1]))
        else:
            yield FIRST + timedelta(seconds=random.randrange(SECONDS), microseconds=random.randrange(1_000_000))


def _policies() -> list[dict[str, Any]]:
    rung = {"rung": 1, "anchor": "start", "unit": "business_hours", "to": ["owner"], "template": "t"}
    return [
        {"id": f"after-{hours}", "unit": "business_hours", "ladder": [rung | {"offset": hours}]} for hours in OFFSETS
    ]


@pytest.fixture(scope="module")
def drawn(build_landing: Builder, deeper: int) -> tuple[dict[str, WorkCalendar], Built]:
    random = Random(20261124 if deeper == 1 else None)
    calendars = {"CN": build_calendar("CN", "Asia/Shanghai", "CN", 2025, 2026)}
    calendars |= {f"{number}": _calendar(f"{number}", ZONES[number % len(ZONES)], random) for number in range(SHAPES)}
    landing: dict[str, list[dict[str, Any]]] = {"calendars": [], "calendar_days": [], "calendar_openings": []}
    clocks = []
    for code, calendar in calendars.items():
        for name, rows in calendar_rows(code, calendar.zone, calendar.openings).items():
            landing[name] += rows
        instants = _instants(calendar, random)
        for number in range(MEASURED):
            start, stop = next(instants), next(instants)
            values = {"calendar_id": code, "started_at": start, "due_at": start, "stopped_at": stop}
            clocks.append(clock(f"{code}-{number}", outcome="met", **values))
        for number in range(DEADLINES):
            start = next(instants)
            values = {"calendar_id": code, "started_at": start, "policy_id": f"after-{random.choice(OFFSETS)}"}
            clocks.append(clock(f"{code}-due-{number}", due_at=start, **values))
    built = build_landing(company() | landing | refresh(AS_OF) | {"sla_clocks": clocks, "sla_policies": _policies()})
    return calendars, built


def test_a_hundred_thousand_cases_were_drawn(drawn: tuple[dict[str, WorkCalendar], Built]) -> None:
    calendars, built = drawn
    assert built.rows("select count(*) from marts.fct_sla_clocks") == [(100_000,)]
    crossing = [o for c in calendars.values() for o in c.openings if o.opens_at.date() != o.closes_at.date()]
    assert len(crossing) > 1000
    assert any(a.local_on == b.local_on for c in calendars.values() for a, b in pairwise(c.openings))


def test_random_spans_hold_the_same_working_time(drawn: tuple[dict[str, WorkCalendar], Built]) -> None:
    calendars, built = drawn
    rows = built.rows(
        "select calendar_id, started_at, stopped_at, business_seconds from marts.fct_sla_clocks"
        " where stopped_at is not null"
    )
    wrong = []
    for code, started_at, stopped_at, found in rows:
        start, stop = started_at.replace(tzinfo=UTC), stopped_at.replace(tzinfo=UTC)
        if found != max(calendars[code].seconds_between(start, stop), 0.0):
            wrong.append((code, start, stop, found))
    assert len(rows) == MEASURED * len(calendars)
    assert not wrong, wrong[:5]


def test_random_deadlines_fall_on_the_same_instant(drawn: tuple[dict[str, WorkCalendar], Built]) -> None:
    """What is owed after so many hours of working time: the ladder's SQL against Python's deadline."""
    calendars, built = drawn
    found = dict(built.rows("select clock_id, rung_due_at from marts.rpt_nudges"))
    policies = dict(built.rows("select id, policy_id from raw.raw_core__sla_clocks"))
    wrong, compared = [], 0
    for clock_id, code, started_at in built.rows(
        "select clock_id, calendar_id, started_at from marts.fct_sla_clocks where stopped_at is null"
    ):
        hours = float(policies[clock_id].removeprefix("after-"))
        try:
            due = calendars[code].add_business_hours(started_at.replace(tzinfo=UTC), hours)
        except OutsideCalendar:
            continue
        compared += 1
        seen = found.get(clock_id)
        if (seen.replace(tzinfo=UTC) if seen else None) != (due if due <= AS_OF else None):
            wrong.append((clock_id, started_at, hours, due, seen))
    assert compared > 20_000
    assert not wrong, wrong[:5]


def test_a_deadline_is_the_earliest_instant_at_which_that_much_working_time_has_passed(
    drawn: tuple[dict[str, WorkCalendar], Built],
) -> None:
    random, compared = Random(7), 0
    for calendar in drawn[0].values():
        instants = _instants(calendar, random)
        for _ in range(100):
            start, hours = next(instants), random.randint(1, 60)
            try:
                due = due_at(calendar, "business_hours", hours, start)
            except OutsideCalendar:  # some are open for minutes a week
                continue
            compared += 1
            assert calendar.microseconds_between(start, due) == hours * 3_600_000_000
            assert calendar.microseconds_between(start, due - timedelta(microseconds=1)) < hours * 3_600_000_000
    assert compared > 3_000
