"""Free slots: on the half hour, inside working hours, clear of everybody's busy time."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.diaries.rules import merged, slots
from app.diaries.schemas import BusyTime
from app.kit.worktime import Opening

DAY = datetime(2026, 3, 4, tzinfo=UTC)
MORNING = Opening(date(2026, 3, 4), DAY + timedelta(hours=1), DAY + timedelta(hours=4))
AFTERNOON = Opening(date(2026, 3, 4), DAY + timedelta(hours=5), DAY + timedelta(hours=7))
ALL_DAY = (DAY, DAY + timedelta(days=1))


def _busy(start: float, end: float) -> BusyTime:
    return BusyTime(UUID(int=1), UUID(int=2), DAY + timedelta(hours=start), DAY + timedelta(hours=end))


def _starts(busy: list[BusyTime], duration: float = 1, between: tuple[datetime, datetime] = ALL_DAY) -> list[float]:
    found = slots([MORNING, AFTERNOON], busy, timedelta(hours=duration), *between)
    return [(slot.starts_at - DAY) / timedelta(hours=1) for slot in found]


def test_nobody_busy_gives_every_half_hour_that_fits() -> None:
    assert _starts([]) == [1, 1.5, 2, 2.5, 3, 5, 5.5, 6]


def test_busy_times_of_several_people_are_left_out_together() -> None:
    assert _starts([_busy(1.25, 2.25), _busy(2, 2.5), _busy(5, 6)]) == [2.5, 3, 6]
    assert merged([_busy(2, 2.5), _busy(1.25, 2.25)]) == [(_busy(1.25, 2.5).starts_at, _busy(1.25, 2.5).ends_at)]


def test_a_slot_neither_crosses_the_lunch_break_nor_the_window() -> None:
    assert _starts([], duration=3) == [1]
    assert _starts([], between=(DAY + timedelta(hours=2.2), DAY + timedelta(hours=6))) == [2.5, 3, 5]


def test_what_ends_when_the_slot_begins_is_not_in_the_way() -> None:
    assert _starts([_busy(0, 1), _busy(2, 4), _busy(5, 7)]) == [1]
