"""What is owed, as the model keeps it: promises in the order they were made. Told a second time and simply.

It knows no database and no service; only working time itself is the product's, which has a property test.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from app.kit.worktime import WorkCalendar, due_at

# kind: (unit, amount), as domain.md has them; an offer names its own date.
OWED = {
    "feedback": ("business_days", 1),
    "answer": ("business_days", 1),
    "reply": ("business_hours", 4),
    "outcome": ("business_days", 3),
    "schedule": ("business_days", 2),
    "screening": ("business_days", 3),
    "complaint": ("business_days", 5),
}
RESTFUL = frozenset({"answer", "complaint", "schedule", "screening"})  # these may pause, on the model's stage
MOST_MOVES = 5


class Owed(NamedTuple):
    """A promise as the core must have it. `replaces` counts from the first promise of the history."""

    kind: str
    owner: str | None
    started_at: datetime
    due_at: datetime
    outcome: str = "running"
    stopped_at: datetime | None = None
    replaces: int | None = None
    rests: bool = False


@dataclass(eq=False)
class Promise:
    """One promise. `before` is the one that it replaced, `micros` the working time that it has rested."""

    kind: str
    subject: Hashable
    owner: str | None
    start: datetime
    due: datetime
    outcome: str = "running"
    stopped: datetime | None = None
    before: "Promise | None" = None
    is_replaced: bool = False
    has_own_date: bool = False
    rests_since: datetime | None = None
    micros: int = 0

    @property
    def runs(self) -> bool:
        return self.outcome == "running"

    def judge(self) -> None:
        if self.stopped is not None:
            self.outcome = "met" if self.stopped <= self.due else "missed"

    def chain(self) -> list["Promise"]:
        """This one and all that it replaced."""
        return [self, *(self.before.chain() if self.before else [])]


@dataclass
class Ledger:
    """All promises of one application."""

    calendar: WorkCalendar
    promises: list[Promise] = field(default_factory=list)

    def shown(self) -> list[Owed]:
        """Everything, to be laid beside the core."""
        places = {id(promise): place for place, promise in enumerate(self.promises)}
        return [
            Owed(
                promise.kind,
                promise.owner,
                promise.start,
                promise.due,
                promise.outcome,
                promise.stopped,
                places[id(promise.before)] if promise.before else None,
                promise.rests_since is not None,
            )
            for promise in self.promises
        ]

    def of(self, kind: str, subject: Hashable) -> list[Promise]:
        return [each for each in self.promises if each.kind == kind and each.subject == subject]

    def start(
        self, kind: str, subject: Hashable, owner: str | None, at: datetime, *, due: datetime | None = None
    ) -> None:
        """A promise, unless one of the kind holds for the subject."""
        if not any(each.runs and not each.is_replaced for each in self.of(kind, subject)):
            by = due or due_at(self.calendar, *OWED[kind], at)
            self.promises.append(Promise(kind, subject, owner, at, by, has_own_date=due is not None))

    def stop(self, kind: str, subject: Hashable, at: datetime) -> None:
        """Kept: each that runs is judged by its own date."""
        for promise in self._running(kind, subject):
            self._wake(promise, at)
            promise.stopped = at
            promise.judge()

    def cancel(self, kind: str, subject: Hashable, at: datetime) -> None:
        for promise in self._running(kind, subject):
            self.end(promise, "cancelled", at)

    def cancel_where(self, is_meant: Callable[[Promise], bool], at: datetime) -> None:
        for promise in [each for each in self.promises if each.runs and is_meant(each)]:
            self.end(promise, "cancelled", at)

    def end(self, promise: Promise, outcome: str, at: datetime) -> None:
        """It is void, or excused; what it replaced runs on."""
        self._wake(promise, at)
        promise.outcome = outcome

    def move_start(self, kind: str, subject: Hashable, at: datetime) -> None:
        """The event that starts it moved, and with it the due time of the whole chain; what was stopped is judged anew.

        A date of its own stays, unless the start has passed it.
        """
        held = self.of(kind, subject)
        newest = max(held, key=lambda each: (each.runs, not each.is_replaced, held.index(each)), default=None)
        for promise in newest.chain() if newest else []:
            if promise.outcome in {"running", "met", "missed"} and promise.start != at:
                if not (promise.has_own_date and promise.due > at):
                    by = due_at(self.calendar, *OWED[kind], at)
                    promise.due = self.calendar.add_microseconds(by, promise.micros)
                promise.start = at
                promise.judge()

    # by hand

    def may_move(self, promise: Promise, to: datetime, now: datetime, *, by_owner: bool) -> bool:
        """Who owes it moves it in time, and all in all by no more than the first promise was long."""
        first = promise.chain()[-1]
        if by_owner and (promise.due <= now or to - first.due > first.due - first.start):
            return False
        is_movable = promise.runs and not promise.is_replaced and promise.rests_since is None
        is_date = to > now and to > promise.start and to != promise.due
        return is_movable and is_date and len(promise.chain()) <= MOST_MOVES

    def move(self, promise: Promise, to: datetime) -> None:
        """Another date: the first promise stays, a second one is added."""
        promise.is_replaced = True
        self.promises.append(
            Promise(promise.kind, promise.subject, promise.owner, promise.start, to, before=promise, has_own_date=True)
        )

    def may_pause(self, promise: Promise, now: datetime) -> bool:
        is_open = promise.runs and not promise.is_replaced and promise.kind in RESTFUL
        return is_open and (promise.rests_since is not None or promise.due > now)

    def pause(self, promise: Promise, now: datetime) -> None:
        promise.rests_since = promise.rests_since or now

    def resume(self, promise: Promise, now: datetime) -> None:
        self._wake(promise, now)

    def candidate_answered(self, now: datetime) -> None:
        """All that rests waits for the candidate's word, on the model's stage."""
        for promise in self.promises:
            self._wake(promise, now)

    def _wake(self, promise: Promise, at: datetime) -> None:
        """Its rest ends: due later by the working time that it rested, unless it was due before it rested."""
        since, promise.rests_since = promise.rests_since, None
        if since is None or since >= promise.due:
            return
        begins = max(since, promise.start)
        micros = self.calendar.microseconds_between(begins, at) if at > begins else 0
        promise.due = self.calendar.add_microseconds(promise.due, micros)
        promise.micros += micros

    def _running(self, kind: str, subject: Hashable) -> Iterable[Promise]:
        return [each for each in self.of(kind, subject) if each.runs]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
