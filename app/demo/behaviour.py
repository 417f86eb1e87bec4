"""How people behave: who is fast, who forgets, how long a thing takes; and whose diary is full.

All in working time of the bank's calendar, drawn from a generator that the caller seeds.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from app.demo.organisation import PACE
from app.demo.schemas import PlannedStaff
from app.kit.worktime import WorkCalendar

LONGEST_HOURS = 95.0  # nobody lets a thing lie for more than about ten working days
# One in each of the larger departments lets most scorecards lie: there is always somebody to nudge.
FORGETFUL = frozenset({"fang.luo", "qiu.shi", "liang.jun", "peng.yifan", "shi.tao"})
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Temper:
    """A person's way of answering: median and spread (log-normal, working hours), and how often
    they forget it for days."""

    median_hours: float
    spread: float
    forgets: float


def tempers(seed: int, staff: tuple[PlannedStaff, ...]) -> Mapping[str, Temper]:
    """Everybody's temper, from the seed alone."""
    drawn = {}
    for person in staff:
        chance = Random(f"{seed}:temper:{person.key}")
        pace = PACE.get(person.department, 1.0)
        drawn[person.key] = Temper(
            median_hours=pace * math.exp(chance.gauss(math.log(5.0), 0.6)),
            spread=chance.uniform(0.5, 0.9),
            forgets=0.6 if person.key in FORGETFUL else min(0.35, pace * chance.uniform(0.03, 0.16)),
        )
    return drawn


@dataclass(frozen=True)
class Pace:
    """Draws moments for one history. `eagerness` scales all waits (the bank gets better over the year)."""

    calendar: WorkCalendar
    chance: Random
    tempers: Mapping[str, Temper]
    eagerness: float

    def reaction(self, who: str, since: datetime, *, scale: float = 1.0) -> datetime:
        """When `who` has done what falls to them since `since`."""
        temper = self.tempers[who]
        hours = temper.median_hours * scale * self.eagerness * math.exp(self.chance.gauss(0, temper.spread))
        if self.chance.random() < temper.forgets * self.eagerness:
            hours += self.chance.uniform(9, 60)
        return self.later(since, hours)

    def later(self, since: datetime, hours: float) -> datetime:
        """`hours` of working time after `since`, to the minute."""
        moment = self.calendar.add_business_hours(since, min(max(hours, 0.1), LONGEST_HOURS))
        return moment.replace(second=0, microsecond=0)

    def soon(self, since: datetime, least: float, most: float) -> datetime:
        """Some working hours after `since`."""
        return self.later(since, self.chance.uniform(least, most))


class Diary:
    """Who is taken when, in half hours; two interviews never share a person."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._taken: dict[str, set[datetime]] = defaultdict(set)

    def book(
        self, people: list[str], earliest: datetime, length: timedelta, chance: Random
    ) -> tuple[datetime, datetime]:
        """The first time from `earliest` on that suits all, and books it.

        Nearly always in working time; now and then an evening or a Saturday.
        """
        if chance.random() < 0.03:
            evening = self._calendar.opening_from(earliest).closes_at + HALF_HOUR
            earliest, is_odd = evening, True
        else:
            earliest, is_odd = self._calendar.next_opening(earliest), False
        start = _up_to_half_hour(earliest)
        while not self._suits(people, start, length, is_odd=is_odd):
            start = start + HALF_HOUR if is_odd else _up_to_half_hour(self._calendar.next_opening(start + HALF_HOUR))
        for slot in _slots(start, length):
            for person in people:
                self._taken[person].add(slot)
        return start, start + length

    def _suits(self, people: list[str], start: datetime, length: timedelta, *, is_odd: bool) -> bool:
        fits = is_odd or start + length <= self._calendar.opening_from(start).closes_at
        return fits and not any(slot in self._taken[person] for slot in _slots(start, length) for person in people)


def _slots(start: datetime, length: timedelta) -> list[datetime]:
    return [start + HALF_HOUR * n for n in range(math.ceil(length / HALF_HOUR))]


def _up_to_half_hour(moment: datetime) -> datetime:
    whole = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    steps = math.ceil((moment - whole) / HALF_HOUR)
    return whole + HALF_HOUR * steps
