"""When the schedule may leave the refreshing to the live loop."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.live import heartbeat_file, is_well

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silent_for", "error_code", "expected"),
    [
        (timedelta(seconds=30), None, True),
        (timedelta(minutes=6), None, False),
        (timedelta(seconds=30), "checks_failed", False),
    ],
)
def test_the_loop_is_well_while_it_beats_and_succeeds(
    tmp_path: Path, silent_for: timedelta, error_code: str | None, expected: bool
) -> None:
    beat = {"beat_at": (NOW - silent_for).isoformat(), "error_code": error_code}
    heartbeat_file(tmp_path).write_text(json.dumps(beat), encoding="utf-8")
    assert is_well(tmp_path, NOW) is expected


def test_a_loop_never_heard_of_is_not_well(tmp_path: Path) -> None:
    assert not is_well(tmp_path, NOW)


def test_half_a_heartbeat_is_none(tmp_path: Path) -> None:
    heartbeat_file(tmp_path).write_text('{"beat_at"', encoding="utf-8")
    assert not is_well(tmp_path, NOW)
