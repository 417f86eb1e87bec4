"""Deadlines as domain.md tells them: weekends, holidays, make-up days, lunch, sharp edges."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.kit.calendars import CalendarDay
from app.kit.worktime import Opening, OutsideCalendar, WorkCalendar, build_calendar, due_at, openings_of
from tests.unit.worktime.conftest import shanghai


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-06T17:00", 1, "2026-03-09T18:00"),  # Friday afternoon: Monday
        ("2026-03-06T20:00", 1, "2026-03-10T18:00"),  # Friday evening starts on Monday
        ("2026-03-07T11:00", 1, "2026-03-10T18:00"),  # so does Saturday
        ("2026-03-06T17:59:59.999999", 1, "2026-03-09T18:00"),
        ("2026-03-06T18:00", 1, "2026-03-10T18:00"),  # half-open: sharp at closing is outside
        ("2026-03-06T09:00", 1, "2026-03-09T18:00"),
        ("2026-03-06T08:59:59.999999", 0, "2026-03-06T18:00"),
        ("2026-03-06T18:00", 0, "2026-03-09T18:00"),
        ("2026-02-13T17:00", 1, "2026-02-14T18:00"),  # a Saturday that is worked (调休)
        ("2026-02-14T17:00", 1, "2026-02-24T18:00"),  # and the Spring Festival after it
        ("2026-02-18T10:00", 1, "2026-02-25T18:00"),  # in the festival: starts on the 24th
        ("2025-12-31T17:00", 3, "2026-01-06T18:00"),  # New Year's days, and Sunday the 4th is worked
    ],
)
def test_business_days_end_at_the_close_of_the_nth_working_day_after(
    china: WorkCalendar, start: str, days: int, due: str
) -> None:
    assert due_at(china, "business_days", days, shanghai(start)) == shanghai(due)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-06T16:00", 4, "2026-03-09T11:00"),
        ("2026-03-06T14:00", 4, "2026-03-06T18:00"),  # the earliest instant, not the next morning
        ("2026-03-06T18:00", 4, "2026-03-09T13:00"),
        ("2026-03-07T03:00", 9, "2026-03-09T18:00"),
        ("2026-03-07T03:00", 0, "2026-03-07T03:00"),  # nothing is owed: at once
        ("2026-02-13T16:00", 4, "2026-02-14T11:00"),
    ],
)
def test_business_hours_end_when_that_much_working_time_has_passed(
    china: WorkCalendar, start: str, hours: int, due: str
) -> None:
    assert due_at(china, "business_hours", hours, shanghai(start)) == shanghai(due)


@pytest.mark.parametrize(
    ("start", "counted_in", "amount", "due"),
    [
        ("2026-03-06T12:30", "business_days", 1, "2026-03-09T18:00"),  # lunch: the same day's next opening
        ("2026-03-06T12:00", "business_hours", 1, "2026-03-06T14:00"),
        ("2026-03-06T11:00", "business_hours", 1, "2026-03-06T12:00"),
        ("2026-03-06T11:00", "business_hours", 2, "2026-03-06T14:00"),
        ("2026-03-06T17:30", "business_hours", 8, "2026-03-09T17:30"),
    ],
)
def test_a_lunch_break_is_not_worked_and_does_not_end_the_day(
    with_lunch: WorkCalendar, start: str, counted_in: str, amount: int, due: str
) -> None:
    assert due_at(with_lunch, counted_in, amount, shanghai(start)) == shanghai(due)


def test_elapsed_hours_count_nights_and_days_off_and_need_no_calendar_years(china: WorkCalendar) -> None:
    start = datetime(1999, 12, 31, 12, tzinfo=UTC)
    assert due_at(china, "elapsed_hours", 24, start) == start + timedelta(days=1)


def test_negative_hours_look_back_to_the_latest_instant(china: WorkCalendar) -> None:
    assert china.add_business_hours(shanghai("2026-03-09T18:00"), -4) == shanghai("2026-03-09T14:00")
    assert china.add_business_hours(shanghai("2026-03-09T11:00"), -4) == shanghai("2026-03-06T16:00")
    assert china.add_business_hours(shanghai("2026-03-09T13:00"), -4) == shanghai("2026-03-09T09:00")


def test_working_time_between_is_exact_to_the_microsecond(china: WorkCalendar) -> None:
    start, end = shanghai("2026-03-06T17:59:59.999999"), shanghai("2026-03-09T09:00:00.000001")
    assert china.microseconds_between(start, end) == 2
    assert china.microseconds_between(end, start) == -2
    assert china.seconds_between(start, end) == 0.000002


def test_the_fourteenth_of_february_2026_is_a_working_saturday(china: WorkCalendar) -> None:
    assert china.is_open(shanghai("2026-02-14T09:00"))
    assert not china.is_open(shanghai("2026-02-14T18:00"))
    assert not china.is_open(shanghai("2026-02-16T10:00"))
    assert "调休" in china.labels[date(2026, 2, 14)]


def test_the_company_adds_and_removes_days() -> None:
    calendar = build_calendar(
        "CN", "Asia/Shanghai", "CN", 2026, 2026, added=[date(2026, 3, 7)], removed=[date(2026, 3, 9)]
    )
    assert due_at(calendar, "business_days", 1, shanghai("2026-03-06T10:00")) == shanghai("2026-03-07T18:00")
    assert due_at(calendar, "business_days", 2, shanghai("2026-03-06T10:00")) == shanghai("2026-03-10T18:00")


def test_other_countries_and_summer_time_work() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    germany = build_calendar("DE", "Europe/Berlin", "DE", 2026, 2026)
    friday = datetime(2026, 3, 27, 17, tzinfo=berlin)  # the clocks go forward on Sunday
    due = due_at(germany, "business_days", 1, friday)
    assert due == datetime(2026, 3, 30, 16, tzinfo=UTC)
    assert germany.seconds_between(friday, due) == 10 * 3600
    assert not germany.is_open(datetime(2026, 10, 3, 12, tzinfo=berlin))


def test_a_night_shift_ends_on_the_next_local_day() -> None:
    nights = build_calendar("CN", "Asia/Shanghai", "CN", 2026, 2026, intervals=[(time(22), time(6))])
    assert nights.is_open(shanghai("2026-03-07T05:59"))  # Friday's night
    assert due_at(nights, "business_days", 0, shanghai("2026-03-07T01:00")) == shanghai("2026-03-07T06:00")


def test_what_the_calendar_does_not_cover_is_refused(china: WorkCalendar) -> None:
    with pytest.raises(OutsideCalendar, match="from 2024-01-02 to 2027-12-31"):
        due_at(china, "business_days", 1, shanghai("2023-12-29T10:00"))
    with pytest.raises(OutsideCalendar):
        due_at(china, "business_days", 5, shanghai("2027-12-30T10:00"))
    with pytest.raises(OutsideCalendar):
        china.add_business_hours(shanghai("2027-12-31T17:00"), 2)
    with pytest.raises(OutsideCalendar):
        WorkCalendar("none", "UTC", ()).is_open(shanghai("2026-03-06T10:00"))


@pytest.mark.parametrize(("counted_in", "amount"), [("days", 1), ("business_days", -1)])
def test_nonsense_is_refused(china: WorkCalendar, counted_in: str, amount: int) -> None:
    with pytest.raises(ValueError, match=r"days|negative"):
        due_at(china, counted_in, amount, shanghai("2026-03-06T10:00"))


def test_a_time_without_a_zone_is_refused(china: WorkCalendar) -> None:
    naive = datetime(2026, 3, 6, 10)  # noqa: DTZ001 - the point of the test
    for unit in ("elapsed_hours", "business_hours", "business_days"):
        with pytest.raises(ValueError, match="without a zone"):
            due_at(china, unit, 1, naive)


def test_openings_that_overlap_or_are_empty_are_refused() -> None:
    day = date(2026, 3, 6)
    nine, noon, six = (datetime(2026, 3, 6, hour, tzinfo=UTC) for hour in (9, 12, 18))
    for openings in ([Opening(day, nine, six), Opening(day, noon, six)], [Opening(day, six, nine)]):
        with pytest.raises(ValueError, match="opening"):
            WorkCalendar("x", "UTC", tuple(openings))


def test_a_local_time_that_daylight_saving_skips_is_the_moment_of_the_change() -> None:
    """Berlin, 29 March 2026: there is no 02:00 to 03:00."""
    sunday = [CalendarDay(date(2026, 3, 29), is_working=True, label=None)]
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)

    def opened(*spans: tuple[time, time]) -> list[tuple[datetime, datetime]]:
        return [(o.opens_at, o.closes_at) for o in openings_of(sunday, "Europe/Berlin", spans)]

    assert opened((time(2, 10), time(2, 50))) == []
    assert opened((time(1), time(2, 30)), (time(2, 45), time(4))) == [
        (change - timedelta(hours=1), change),
        (change, change + timedelta(hours=1)),
    ]
    assert opened((time(22), time(6))) == [
        (datetime(2026, 3, 29, 20, tzinfo=UTC), datetime(2026, 3, 30, 4, tzinfo=UTC))
    ]
