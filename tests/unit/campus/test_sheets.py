"""Sheets of campus days: what is understood, and what is said about a row that is not."""

from datetime import UTC, datetime

import pytest

from app.campus.errors import SheetColumnsMissing, SheetEmpty, SheetInvalid
from app.campus.rules import days_of, read_assignments, read_sessions
from app.campus.schemas import RowFault, SheetRow

ZONE = "Asia/Shanghai"
NINE = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
GOOD = {"start": "2026-03-20 09:00", "end": "10:00", "panel": "anna@bank.example"}


def _fault(zone: str = ZONE, **values: str) -> str:
    found, faults = read_sessions([SheetRow(2, GOOD | values)], zone)
    assert not found
    (fault,) = faults
    assert fault.line == 2
    return fault.problem


@pytest.mark.parametrize(
    "written",
    ["2026-03-20 09:00", "2026/3/20 9:00", "2026-03-20 09:00:00", "2026-03-20T09:00:00+08:00", "2026年3月20日 9:00"],
)
def test_a_time_is_understood_as_people_and_workbooks_write_it(written: str) -> None:
    (row,), _ = read_sessions([SheetRow(2, GOOD | {"start": written})], ZONE)
    assert row.starts_at == NINE


def test_a_row_of_either_language_becomes_a_session() -> None:
    values = {
        "开始时间": "2026-03-20 09:00",
        "结束时间": "2026-03-20 10:30",
        "面试官": "Anna@bank.example；ben@bank.example",
        "观察员": "owner@bank.example",
        "会议室": "报告厅",
        "名额": "12",
    }
    (row,), faults = read_sessions([SheetRow(7, values)], ZONE)
    assert faults == []
    assert (row.line, row.starts_at, (row.ends_at - row.starts_at).seconds) == (7, NINE, 5400)
    assert (row.required, row.requested) == (("anna@bank.example", "ben@bank.example"), ("owner@bank.example",))
    assert (row.room_name, row.capacity) == ("报告厅", 12)
    assert [str(day) for day in days_of([row], ZONE)] == ["2026-03-20", "2026-03-20"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"start": "tomorrow"}, "not a date and time"),
        ({"start": "09:00"}, "not a date and time"),
        ({"start": "2026-02-30 09:00"}, "not a date and time"),
        ({"end": "08:00"}, "does not end after its start"),
        ({"panel": ""}, "names no interviewer"),
        ({"panel": "anna at bank"}, "not an e-mail address"),
        ({"panel": "anna@bank.example, ANNA@bank.example"}, "an interviewer twice"),
        ({"capacity": "many"}, "capacity"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "-3"}, "capacity"),
        ({"capacity": "1e3"}, "capacity"),
        ({"capacity": "²"}, "capacity"),
    ],
)
def test_a_bad_value_is_named_by_line_and_kind(values: dict[str, str], problem: str) -> None:
    assert problem in _fault(**values)


def test_a_time_that_the_clocks_jump_over_is_refused() -> None:
    assert "does not exist" in _fault("Europe/Berlin", start="2026-03-29 02:30", end="2026-03-29 04:00")


def test_faults_are_all_told_and_repeat_nothing_of_the_sheet() -> None:
    rows = [SheetRow(line, GOOD | {"panel": "li.secret"}) for line in range(2, 40)]
    _, faults = read_sessions([*rows, SheetRow(40, GOOD, "ragged_row")], ZONE)
    error = SheetInvalid(faults)
    assert len(error.faults) == 39
    assert "line 2: " in error.text
    assert "secret" not in error.text


def test_braces_in_a_fault_do_no_harm() -> None:
    assert "{count}" in SheetInvalid([RowFault(2, "its {count} is odd")]).text


def test_a_sheet_without_rows_or_columns_is_refused() -> None:
    with pytest.raises(SheetEmpty):
        read_sessions([], ZONE)
    with pytest.raises(SheetColumnsMissing, match="end, panel"):
        read_sessions([SheetRow(2, {"start": "2026-03-20 09:00"})], ZONE)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"email": ""}, "exactly one candidate"),
        ({"email": "a@x.example b@x.example"}, "exactly one candidate"),
        ({"room": ""}, "neither room nor interviewer"),
    ],
)
def test_a_bad_assignment_is_named(values: dict[str, str], problem: str) -> None:
    good = {"email": "li@mail.example", "start": "2026-03-20 09:00", "room": "报告厅"}
    found, _ = read_assignments([SheetRow(2, good)], ZONE)
    assert (found[0].email, found[0].starts_at, found[0].room_name) == ("li@mail.example", NINE, "报告厅")
    _, (fault,) = read_assignments([SheetRow(3, good | values)], ZONE)
    assert problem in fault.problem
