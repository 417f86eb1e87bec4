"""When people are free: pure functions of openings and busy times."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from app.diaries.schemas import BusyTime, Slot
from app.kit.worktime import Opening

LONGEST_NAME = 200
STEP = timedelta(minutes=30)  # people meet on the half hour
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def merged(busy: Iterable[BusyTime]) -> list[tuple[datetime, datetime]]:
    """The time in which anybody is busy, in order and without overlaps."""
    found: list[tuple[datetime, datetime]] = []
    for each in sorted((one.starts_at, one.ends_at) for one in busy):
        if found and each[0] <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], each[1]))
        else:
            found.append(each)
    return found


def slots(
    openings: Sequence[Opening], busy: Iterable[BusyTime], duration: timedelta, start: datetime, end: datetime
) -> Iterator[Slot]:
    """Slots of `duration` on the half hour within [start, end), inside one opening, clear of all busy
    time. They may overlap each other: each is a proposal of its own.
    """
    taken = merged(busy)
    first = 0  # busy times before this one are over
    for opening in openings:
        at = _on_step(max(opening.opens_at, start))
        while at + duration <= min(opening.closes_at, end):
            while first < len(taken) and taken[first][1] <= at:
                first += 1
            if first < len(taken) and taken[first][0] < at + duration:
                at = _on_step(taken[first][1])
                continue
            yield Slot(at, at + duration)
            at += STEP


def _on_step(moment: datetime) -> datetime:
    """The next half hour at or after `moment`."""
    return moment + (_EPOCH - moment) % STEP
