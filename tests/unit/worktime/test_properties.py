"""What holds for every instant: order, additivity, and deadlines that are exactly due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.worktime import WorkCalendar, build_calendar, due_at
from tests.unit.worktime.conftest import LUNCH

CALENDARS = [
    build_calendar("CN", "Asia/Shanghai", "CN", 2024, 2027),
    build_calendar("CN-lunch", "Asia/Shanghai", "CN", 2024, 2027, intervals=LUNCH),
    build_calendar("DE", "Europe/Berlin", "DE", 2024, 2027),
]
FIRST, LAST = datetime(2024, 1, 3, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000

calendars = st.sampled_from(CALENDARS)
instants = st.integers(0, (LAST - FIRST) // MICROSECOND).map(lambda n: FIRST + n * MICROSECOND)
edges = st.builds(  # openings' own edges, where off-by-one lives
    lambda calendar, n, closes, shift: (
        (calendar.openings[n].closes_at if closes else calendar.openings[n].opens_at) + shift * MICROSECOND
    ),
    st.just(CALENDARS[1]),
    st.integers(10, 1200),
    st.booleans(),
    st.integers(-1, 1),
)
moments = instants | edges
many = settings(max_examples=150, deadline=None)


@many
@given(calendars, moments, moments, moments)
def test_working_time_adds_up(calendar: WorkCalendar, a: datetime, b: datetime, c: datetime) -> None:
    between = calendar.microseconds_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)
    assert abs(between(a, b)) <= abs((b - a) // MICROSECOND)


@many
@given(calendars, moments, moments, st.integers(0, 30), st.sampled_from(["business_days", "business_hours"]))
def test_what_starts_later_is_never_due_earlier(
    calendar: WorkCalendar, a: datetime, b: datetime, amount: int, counted_in: str
) -> None:
    early, late = sorted([a, b])
    assert due_at(calendar, counted_in, amount, early) <= due_at(calendar, counted_in, amount, late)
    assert due_at(calendar, counted_in, amount, early) <= due_at(calendar, counted_in, amount + 1, early)


@many
@given(calendars, moments, st.integers(1, 200))
def test_business_hours_are_due_at_the_earliest_instant(calendar: WorkCalendar, start: datetime, hours: int) -> None:
    due = due_at(calendar, "business_hours", hours, start)
    assert calendar.microseconds_between(start, due) == hours * HOUR
    assert calendar.microseconds_between(start, due - MICROSECOND) == hours * HOUR - 1


@many
@given(calendars, moments, st.integers(0, 30))
def test_business_days_are_due_at_a_days_last_closing(calendar: WorkCalendar, start: datetime, days: int) -> None:
    due = due_at(calendar, "business_days", days, start)
    closing = {opening.closes_at: opening.local_on for opening in calendar.openings}
    starts = calendar.opening_from(start).local_on
    worked = sorted({o.local_on for o in calendar.openings if starts <= o.local_on <= closing[due]})
    assert len(worked) == days + 1
    assert due == max(o.closes_at for o in calendar.openings if o.local_on == closing[due])
    assert due > start


@many
@given(calendars, moments, st.integers(1, 100))
def test_looking_back_undoes_looking_ahead(calendar: WorkCalendar, start: datetime, hours: int) -> None:
    due = calendar.add_business_hours(start, hours)
    back = calendar.add_business_hours(due, -hours)
    assert calendar.microseconds_between(back, due) == hours * HOUR
    assert calendar.microseconds_between(back, start) == 0


@many
@given(calendars, moments)
def test_open_and_next_opening_agree_with_the_openings(calendar: WorkCalendar, moment: datetime) -> None:
    is_open = any(o.opens_at <= moment < o.closes_at for o in calendar.openings)
    assert calendar.is_open(moment) is is_open
    assert (calendar.next_opening(moment) == moment) is is_open
    assert calendar.is_open(calendar.next_opening(moment))
    assert calendar.microseconds_between(moment, calendar.next_opening(moment)) == 0


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda calendar: calendar.code)
def test_a_calendar_can_not_be_changed(calendar: WorkCalendar) -> None:
    with pytest.raises(AttributeError):
        calendar.openings = ()  # type: ignore[misc]
