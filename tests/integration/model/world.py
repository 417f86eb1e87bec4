"""A small model of the core in memory: what is owed to whom after each event, told a second time and simply.

It knows no database and no service. Clocks are values without ids, so that the core's are compared as a bag.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.kit.worktime import WorkCalendar, due_at

HOUR = timedelta(hours=1)
NEVER = datetime.max  # noqa: DTZ901 - compared with itself alone
# kind: (unit, amount), as domain.md has them.
OWED = {
    "feedback": ("business_days", 1),
    "answer": ("business_days", 1),
    "reply": ("business_hours", 4),
    "outcome": ("business_days", 3),
    "schedule": ("business_days", 2),
    "screening": ("business_days", 3),
    "complaint": ("business_days", 5),
}


@dataclass(frozen=True)
class Owed:
    """A clock as the core must have it, whatever its id."""

    kind: str
    started_at: datetime
    due_at: datetime
    outcome: str = "running"
    stopped_at: datetime | None = None


def settled(clock: Owed) -> Owed:
    """As it is compared: what was owed from when does not matter once it is void, and where several interviews
    are called off at once it depends on their order."""
    return replace(clock, started_at=NEVER, due_at=NEVER) if clock.outcome == "cancelled" else clock


@dataclass
class Meeting:
    """An interview: `seats` are the people, the required ones first named."""

    round: int
    start: datetime
    seats: dict[str, bool]  # person: is required
    status: str = "scheduled"
    asked: int = 0
    given: set[str] = field(default_factory=set)

    @property
    def end(self) -> datetime:
        return self.start + HOUR


@dataclass
class World:
    """One application's world. `rounds` is how many its plan has; round None is the time before any."""

    calendar: WorkCalendar
    rounds: int
    now: datetime
    status: str = "active"
    round: int | None = None
    visit: int = 0  # how often a round was entered; names the stay
    meetings: dict[str, Meeting] = field(default_factory=dict)
    clocks: dict[tuple[object, ...], list[Owed]] = field(default_factory=dict)
    waiting: str | None = None  # the candidate's message that nobody has answered
    offer: str | None = None  # the offer that the candidate has before them

    def bag(self) -> Counter[Owed]:
        """All clocks."""
        return Counter(settled(clock) for clocks in self.clocks.values() for clock in clocks)

    # clocks

    def start(self, kind: str, subject: object, at: datetime, due: datetime | None = None) -> None:
        """A promise, unless one of the kind runs for the subject."""
        held = self.clocks.setdefault((kind, subject), [])
        if not any(clock.outcome == "running" for clock in held):
            held.append(Owed(kind, at, due or due_at(self.calendar, *OWED[kind], at)))

    def stop(self, kind: str, subject: object, at: datetime | None = None) -> None:
        moment = at or self.now
        self._change(
            kind,
            subject,
            lambda clock: replace(clock, outcome="met" if moment <= clock.due_at else "missed", stopped_at=moment),
        )

    def cancel(self, kind: str, subject: object) -> None:
        self._change(kind, subject, lambda clock: replace(clock, outcome="cancelled"))

    def move(self, kind: str, subject: object, at: datetime) -> None:
        """The event that starts it moved; a stopped one is judged anew."""
        held = self.clocks.get((kind, subject), [])
        for index, clock in enumerate(held):
            if clock.outcome in {"running", "met", "missed"} and index == len(held) - 1:
                moved = replace(clock, started_at=at, due_at=due_at(self.calendar, *OWED[kind], at))
                if moved.stopped_at is not None:
                    moved = replace(moved, outcome="met" if moved.stopped_at <= moved.due_at else "missed")
                held[index] = moved

    def runs(self, kind: str, subject: object) -> bool:
        return any(clock.outcome == "running" for clock in self.clocks.get((kind, subject), []))

    def _change(self, kind: str, subject: object, change) -> None:  # type: ignore[no-untyped-def]
        held = self.clocks.get((kind, subject), [])
        for index, clock in enumerate(held):
            if clock.outcome == "running":
                held[index] = change(clock)

    # events

    @property
    def stay(self) -> tuple[int | None, int]:
        return self.round, self.visit

    def applied(self) -> None:
        self.start("screening", self.stay, self.now)

    def entered(self, round_: int) -> None:
        """Moved into a round: what was owed for the stay before is kept."""
        self._settle(is_kept=True)
        self.round, self.visit = round_, self.visit + 1
        self.start("schedule", self.stay, self.now)

    def proposed(self, name: str, start: datetime, seats: dict[str, bool]) -> None:
        assert self.round is not None
        self.meetings[name] = Meeting(self.round, start, seats)
        self.stop("schedule", self.stay)

    def confirmed(self, name: str) -> None:
        meeting = self.meetings[name]
        meeting.status = "confirmed"
        for person, is_required in meeting.seats.items():
            if is_required:
                self.start("feedback", (name, person), meeting.end)
        self._settle_outcome()

    def moved(self, name: str, start: datetime) -> None:
        meeting = self.meetings[name]
        meeting.start = start
        if meeting.status == "confirmed":
            self._follow(name, meeting.end)

    def held(self, name: str) -> None:
        meeting = self.meetings[name]
        meeting.status = "held"
        if self.now < meeting.end:
            meeting.start = self.now - HOUR  # it ended now, whenever it was planned
            self._follow(name, self.now)

    def fell_through(self, name: str, status: str) -> None:
        meeting = self.meetings[name]
        meeting.status = status
        for key in list(self.clocks):
            if isinstance(key[1], tuple) and key[1][0] == name:
                self.cancel(str(key[0]), key[1])
        self._settle_outcome()

    def given_up(self, name: str, person: str, successor: str) -> None:
        """A seat goes to another person."""
        meeting = self.meetings[name]
        is_required = meeting.seats.pop(person)
        self.cancel("feedback", (name, person))
        meeting.seats[successor] = is_required
        if is_required and meeting.status in {"confirmed", "in_progress", "held"}:
            self.start("feedback", (name, successor), meeting.end)

    def decided(self, decision: str) -> None:
        if decision == "hold":
            return
        self.stop("outcome", self.stay)
        if decision == "reject":
            self.ended("rejected")
        elif self.round is not None and self.round + 1 < self.rounds:
            self.entered(self.round + 1)

    def ended(self, status: str) -> None:
        for name, meeting in self.meetings.items():
            if meeting.status in {"scheduled", "confirmed", "in_progress"} and meeting.start > self.now:
                self.fell_through(name, "cancelled")
        self._settle(is_kept=status != "withdrawn")
        self.status = status
        if self.offer is not None:
            self.cancel("offer_decision", self.offer)  # an open offer ends with its application
            self.offer = None

    def offered(self, name: str, until: datetime) -> None:
        """An offer names its own date."""
        self.offer = name
        self.start("offer_decision", name, self.now, until)

    def offer_answered(self, *, is_accepted: bool) -> None:
        self.stop("offer_decision", self.offer)
        self.offer = None
        if is_accepted:
            self.ended("hired")

    def _settle(self, *, is_kept: bool) -> None:
        """The stay ends: its screening or outcome is kept or void, an interview is owed no longer."""
        kind = "screening" if self.round is None else "outcome"
        (self.stop if is_kept else self.cancel)(kind, self.stay)
        if self.round is not None:
            self.cancel("schedule", self.stay)

    def _follow(self, name: str, end: datetime) -> None:
        for person, is_required in self.meetings[name].seats.items():
            if is_required:
                self.move("feedback", (name, person), end)
        self._settle_outcome()

    def _settle_outcome(self) -> None:
        """The round's outcome is owed from the end of its last interview that takes or took place."""
        if self.status != "active" or self.round is None:
            return
        ends = [
            meeting.end
            for meeting in self.meetings.values()
            if meeting.round == self.round and meeting.status in {"confirmed", "in_progress", "held"}
        ]
        if not ends:
            self.cancel("outcome", self.stay)
        elif self.runs("outcome", self.stay):
            self.move("outcome", self.stay, max(ends))
        elif not any(clock.outcome != "cancelled" for clock in self.clocks.get(("outcome", self.stay), [])):
            self.start("outcome", self.stay, max(ends))
