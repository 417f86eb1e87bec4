"""Cleaning of imported frames: blanks, times with their zones, flags, hashes."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from quality.cleaning import (
    keyed_hash,
    parse_flag,
    parse_local_times,
    parse_utc_times,
    row_hashes,
    to_datetimes,
    to_frame,
)

KEY = b"k" * 32


def series(*values: str) -> "pd.Series[str]":
    return to_frame(["x"], [(value,) for value in values])["x"]


def test_blanks_around_values_go_also_full_width_ones() -> None:
    frame = to_frame(["a", "b"], [("\u3000x ", "\u00a0"), ("", " y\n")])
    assert frame["a"].tolist()[0] == "x"
    assert frame["b"].tolist()[1] == "y"
    assert frame.isna().to_numpy().tolist() == [[False, True], [True, False]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-04-13 08:30:00.000 ", datetime(2026, 4, 13, 8, 30, tzinfo=UTC)),
        ("2026-04-13T08:30:00Z", datetime(2026, 4, 13, 8, 30, tzinfo=UTC)),
        ("2026-04-13 08:30:00.123456+08:00", datetime(2026, 4, 13, 0, 30, 0, 123456, tzinfo=UTC)),
        ("2026-13-45 99:00:00", None),
        ("2026-02-29 09:00:00", None),
        ("2026", None),
        ("0026-04-13 08:30:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_utc_times(text: str, expected: datetime | None) -> None:
    assert to_datetimes(parse_utc_times(series(text))) == [expected]


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        ("Asia/Shanghai", "2025/09/04 11:30", datetime(2025, 9, 4, 3, 30, tzinfo=UTC)),
        ("Asia/Shanghai", "2025-09-04 11:30:00", datetime(2025, 9, 4, 3, 30, tzinfo=UTC)),
        ("Asia/Shanghai", "昨天下午", None),
        ("Asia/Shanghai", "2025/09/31 11:30", None),
        ("America/New_York", "2026/03/08 02:30", None),  # skipped by the change of clocks
        ("America/New_York", "2026/11/01 01:30", None),  # there twice
        ("America/New_York", "2026/07/01 09:00", datetime(2026, 7, 1, 13, tzinfo=UTC)),
    ],
)
def test_local_times(zone: str, text: str, expected: datetime | None) -> None:
    assert to_datetimes(parse_local_times(series(text), zone, ["%Y/%m/%d %H:%M"])) == [expected]


def test_a_hash_depends_on_content_not_on_column_order_or_bookkeeping() -> None:
    one = to_frame(["a", "b", "synced"], [("1", "2", "today")])
    other = to_frame(["synced", "b", "a"], [("tomorrow", "2", "1")])
    assert row_hashes(one, KEY, leave_out=["synced"]) == row_hashes(other, KEY, leave_out=["synced"])
    assert row_hashes(one, KEY) != row_hashes(other, KEY)
    assert keyed_hash(KEY, ["1"]) != keyed_hash(b"other", ["1"])


def test_flags() -> None:
    assert [parse_flag(text) for text in ("true", "TRUE", "1", "false", "")] == [True, True, True, False, False]
