"""Business time exists once in Python and once in SQL: both say the same, to the microsecond."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from app.kit.worktime import CalendarDay, WorkCalendar, build_calendar, openings_of
from tests.integration.transforms.conftest import Builder, Built, calendar_rows, clock, company, refresh

AS_OF = datetime(2026, 9, 30, 3, 14, 15, 926535, tzinfo=UTC)
PAIRS = 4000  # per calendar
SECONDS = 400 * 86_400


def _calendars() -> dict[str, WorkCalendar]:
    """China with its make-up days, a lunch break, a zone whose day crosses midnight in UTC, night shifts."""
    china = build_calendar("CN", "Asia/Shanghai", "CN", 2025, 2026)
    days = [CalendarDay(date(2025, 1, 1) + timedelta(days=number), number % 7 < 5, None) for number in range(730)]
    lunch = (time(9), time(12)), (time(13, 30), time(18))
    shapes: dict[str, tuple[str, Any]] = {
        "lunch": ("Europe/London", lunch),
        "denver": ("America/Denver", ((time(9), time(18)),)),
        "night": ("Asia/Shanghai", ((time(22), time(6)),)),
        "odd": ("Asia/Kolkata", ((time(8, 59, 59, 999999), time(17, 0, 0, 1)),)),
    }
    working = [day for day in days if day.is_working]
    return {"CN": china} | {
        code: WorkCalendar(code=code, zone=zone, openings=openings_of(working, zone, intervals))
        for code, (zone, intervals) in shapes.items()
    }


def _instants(calendar: WorkCalendar, random: Random) -> Iterator[datetime]:
    """Edges of openings, a microsecond beside them, and any instant, in no order."""
    first = datetime(2025, 3, 1, tzinfo=UTC)
    while True:
        opening = random.choice(calendar.openings[50:400])
        edge = random.choice([opening.opens_at, opening.closes_at])
        yield random.choice(
            [
                edge + timedelta(microseconds=random.choice([-1, 0, 1])),
                first + timedelta(seconds=random.randrange(SECONDS), microseconds=random.randrange(1_000_000)),
            ]
        )


@pytest.fixture(scope="module")
def measured(build_landing: Builder) -> tuple[dict[str, WorkCalendar], Built]:
    random, calendars = Random(20260306), _calendars()
    landing: dict[str, list[dict[str, Any]]] = {
        name: [] for name in calendar_rows("x", "UTC", calendars["CN"].openings)
    }
    clocks = []
    for code, calendar in calendars.items():
        for name, rows in calendar_rows(code, calendar.zone, calendar.openings).items():
            landing[name] += rows
        instants = _instants(calendar, random)
        for number in range(PAIRS):
            start, stop = next(instants), next(instants)
            clocks.append(clock(f"{code}-{number}", calendar_id=code, started_at=start, due_at=start, stopped_at=stop))
    return calendars, build_landing(company() | landing | refresh(AS_OF) | {"sla_clocks": clocks})


def test_sql_and_python_measure_the_same_business_time(measured: tuple[dict[str, WorkCalendar], Built]) -> None:
    calendars, built = measured
    rows = built.rows("select calendar_id, started_at, stopped_at, business_seconds from marts.fct_sla_clocks")
    wrong = []
    for code, started_at, stopped_at, found in rows:
        start, stop = started_at.replace(tzinfo=UTC), stopped_at.replace(tzinfo=UTC)
        if found != max(calendars[code].seconds_between(start, stop), 0.0):
            wrong.append((code, start, stop, found))
    assert len(rows) == PAIRS * len(calendars)
    assert not wrong, wrong[:5]


def test_a_rung_falls_due_when_python_says_so(build_landing: Builder) -> None:
    """Offsets before and after due, over a weekend and a make-up day, to the microsecond."""
    calendar = build_calendar("CN", "Asia/Shanghai", "CN", 2025, 2026)
    due_at = datetime(2026, 2, 13, 7, 30, tzinfo=UTC)  # the last Friday before the Spring Festival
    ladder = [
        {"rung": rung, "anchor": "due", "offset": hours, "unit": "business_hours", "to": ["owner"], "template": "t"}
        for rung, hours in enumerate((-30, -4, 1, 3, 20), start=1)
    ]
    built = build_landing(
        company()
        | calendar_rows("CN", "Asia/Shanghai", calendar.openings)
        | {"sla_policies": [{"id": "policy", "unit": "business_days", "ladder": ladder}]}
        | {"sla_clocks": [clock("c", started_at=datetime(2026, 2, 2, 1, tzinfo=UTC), due_at=due_at)]}
    )
    rows = built.rows("select rung, rung_due_at from marts.rpt_nudges order by rung")
    between = {rung: calendar.seconds_between(due_at, at.replace(tzinfo=UTC)) / 3600 for rung, at in rows}
    assert between == {1: -30.0, 2: -4.0, 3: 1.0, 4: 3.0, 5: 20.0}
