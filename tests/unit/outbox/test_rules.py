"""When a hand-over is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from app.outbox.rules import GIVE_UP_AFTER, next_attempt, pause_after

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 360), (1000, 360)])
def test_pauses_double_from_a_minute_to_six_hours(attempts: int, minutes: int) -> None:
    assert pause_after(attempts) == timedelta(minutes=minutes)


def test_a_hand_over_is_given_up_after_three_days() -> None:
    last = NOW + GIVE_UP_AFTER - timedelta(hours=6)
    assert next_attempt(NOW, 20, last) == NOW + GIVE_UP_AFTER
    assert next_attempt(NOW, 20, last + timedelta(seconds=1)) is None
