"""`huiyin sla due` without the command line: the deadline, its steps, and what is refused."""

from datetime import UTC, datetime

import pytest

from app.kit.calendars import UnknownCalendar, parse_code
from app.kit.worktime import OutsideCalendar
from app.kit.worktime_report import BadDueQuestion, due_report
from app.terminal import speaking


def test_a_report_tells_the_way_in_words() -> None:
    report = due_report("business_days", 1, "2026-02-14T20:00:00+08:00")
    assert report.due_at == datetime(2026, 2, 25, 10, tzinfo=UTC)
    told = " ".join(report.steps)
    assert "Saturday 2026-02-14 20:00:00+08:00" in report.steps[0]
    assert "not working time; it counts" in told  # the evening of a make-up day: the day itself is worked
    assert "Tuesday 2026-02-24" in told
    assert report.steps[-1] == "Due Wednesday 2026-02-25 18:00:00+08:00 (Asia/Shanghai)."


def test_the_days_between_are_named() -> None:
    steps = due_report("business_days", 1, "2026-02-14T10:00:00+08:00").steps
    assert "make-up working day" in steps[1]
    assert "2026-02-15 to 2026-02-23" in steps[2]
    assert "春节" in steps[2]


def test_a_start_on_a_holiday_says_which() -> None:
    assert "not working time (春节)" in due_report("business_days", 1, "2026-02-17T10:00:00+08:00").steps[1]


def test_hours_are_told_day_by_day_and_long_ways_are_shortened() -> None:
    steps = due_report("business_hours", 4, "2026-03-06T16:00:00+08:00").steps
    assert steps[1] == "Friday 2026-03-06, 16:00:00 to 18:00:00: 2 h of working time have passed."
    assert "4 h of working time have passed" in steps[2]
    assert len(due_report("business_days", 100, "2026-03-06T16:00:00Z").steps) < 15
    assert "nights and days off count" in due_report("elapsed_hours", 24, "2026-03-06T16:00:00Z", "DE").steps[1]


def test_a_start_without_a_zone_is_refused_unless_the_calendar_code_names_one() -> None:
    for calendar in (None, "CN"):
        with pytest.raises(BadDueQuestion, match="no time zone"):
            due_report("business_days", 1, "2026-03-06T17:00", calendar)
    report = due_report("business_days", 1, "2026-03-06T17:00", "CN@Asia/Shanghai")
    assert report.due_at == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert report.steps[0] == "No time zone was given: read in Asia/Shanghai, as the calendar says."


@pytest.mark.parametrize(
    ("start", "due", "counted"),
    [
        ("2026-03-06T17:00:00+08:00", "Due Monday 2026-03-09 18:00:00+08:00", "in the working day Friday"),
        ("2026-03-06T18:00:00+08:00", "Due Tuesday 2026-03-10 18:00:00+08:00", "next opening, Monday"),
        ("2026-03-06T20:00:00+08:00", "Due Tuesday 2026-03-10 18:00:00+08:00", "next opening, Monday"),
        ("2026-03-07T11:00:00+08:00", "Due Tuesday 2026-03-10 18:00:00+08:00", "next opening, Monday"),
    ],
)
def test_the_examples_that_the_promise_is_explained_by(start: str, due: str, counted: str) -> None:
    report = due_report("business_days", 1, start)
    assert report.steps[-1].startswith(due)
    assert counted in " ".join(report.steps)


def test_a_day_that_daylight_saving_shortens_is_told_in_local_time() -> None:
    report = due_report("business_hours", 9, "2026-03-27T17:00:00+01:00", "DE@Europe/Berlin")
    assert report.steps[-1] == "Due Monday 2026-03-30 17:00:00+02:00 (Europe/Berlin)."
    assert (
        due_report("elapsed_hours", 24, "2026-03-28T12:00:00+01:00", "DE")
        .steps[-1]
        .startswith("Due Sunday 2026-03-29 13:00:00+02:00")
    )


@pytest.mark.parametrize(
    ("counted_in", "start", "calendar"),
    [
        ("days", "2026-03-06T17:00Z", "CN"),
        ("business_days", "soon", "CN"),
        ("business_days", "2026-03-06T17:00", "CN"),
        ("business_days", "2026-03-06T17:00Z", "Atlantis"),
        ("business_days", "2026-03-06T17:00Z", "CN@Mars/Base"),
    ],
)
def test_a_command_used_wrongly_ends_with_code_2_and_a_sentence(
    counted_in: str, start: str, calendar: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, speaking():
        due_report(counted_in, 1, start, calendar)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("error ")


@pytest.mark.parametrize(
    ("counted_in", "amount", "start"),
    [("days", 1, "2026-03-06T17:00Z"), ("business_days", -1, "2026-03-06T17:00Z"), ("business_days", 1, "soon")],
)
def test_a_question_that_makes_no_sense_is_refused(counted_in: str, amount: int, start: str) -> None:
    with pytest.raises(BadDueQuestion):
        due_report(counted_in, amount, start)


def test_years_without_a_calendar_are_refused() -> None:
    with pytest.raises(BadDueQuestion, match="between 1950 and 2100"):
        due_report("business_days", 1, "1800-03-06T17:00Z")
    with pytest.raises(OutsideCalendar):
        due_report("business_days", 10_000, "2090-03-06T17:00Z")


def test_an_unknown_calendar_names_those_that_are_near() -> None:
    with pytest.raises(UnknownCalendar, match=r"DE \(Germany\)"):
        parse_code("Germny")
    with pytest.raises(UnknownCalendar, match="US-NY"):
        parse_code("US-NYC")
    with pytest.raises(UnknownCalendar, match="Asia/Shanghai"):
        parse_code("CN@Asia/Shanghia")


def test_a_country_with_several_zones_wants_one_named() -> None:
    with pytest.raises(UnknownCalendar, match="several time zones") as caught:
        parse_code("US")
    assert "America/New_York" in caught.value.advice
    assert parse_code("us-ny@America/New_York").region == "US-NY"
    assert parse_code("cn").zone == "Asia/Shanghai"
    assert parse_code("SG").zone == "Asia/Singapore"
