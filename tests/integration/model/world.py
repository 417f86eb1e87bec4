"""A small model of the core in memory: one application, its interviews, its offer, and what is owed after each event.

Told a second time and simply: it imports no rule of the services. What may be done is asked by the `may_…`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tests.integration.model.ledger import HOUR, Ledger, Promise

PLANNED = frozenset({"scheduled", "confirmed", "in_progress"})
OWING = frozenset({"confirmed", "in_progress", "held"})
OFF = frozenset({"cancelled", "no_show"})
HOLD_HOURS = (0, 20, 0)  # how long a decision on each round is held back from the candidate


@dataclass
class Meeting:
    """An interview. `seats`: person: (the seat's name, whether it is required)."""

    round: int
    start: datetime
    made: datetime
    seats: dict[str, tuple[str, bool]]
    status: str = "scheduled"
    ended: datetime | None = None
    asked: int = 0
    has_nothing_to_ask: bool = False

    @property
    def end(self) -> datetime:
        return self.ended or self.start + HOUR


@dataclass
class Offer:
    """The offer. `is_new` while its version was not submitted."""

    until: datetime
    status: str = "draft"
    is_new: bool = True


@dataclass
class World:
    """One application's world. `round` None is the time before any; `visit` counts the stays in rounds."""

    ledger: Ledger
    rounds: int
    now: datetime
    status: str = "active"
    round: int | None = None
    visit: int = 0
    since: datetime | None = None  # when the stay began
    meetings: dict[str, Meeting] = field(default_factory=dict)
    engaged: list[tuple[str, datetime]] = field(default_factory=list)  # (person, start) elsewhere
    given: dict[str, str] = field(default_factory=dict)  # seats whose feedback is in, with their person
    held_back: list[tuple[tuple[int | None, int], datetime]] = field(default_factory=list)  # (stay, shown from)
    shown: int = 0  # decisions that the candidate has been shown
    said: dict[str, list[str]] = field(default_factory=dict)  # versions of seats' feedback, answers, offers
    questions: dict[str, str] = field(default_factory=dict)  # open, answered, reopened
    about: dict[str, str] = field(default_factory=dict)  # the interview of each question
    complaints: dict[str, str] = field(default_factory=dict)
    reopened: set[str] = field(default_factory=set)  # complaints, once each
    waiting: str | None = None  # the candidate's message that nobody has answered
    offers: dict[str, Offer] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def stay(self) -> tuple[int | None, int]:
        return self.round, self.visit

    # the application

    def applied(self) -> None:
        self.ledger.start("screening", self.stay, "recruiter", self.now)

    def entered(self, round_: int, *, is_held_back: bool = False) -> None:
        """Moved into a round: what was owed for the stay before is kept; the next interview is owed."""
        self._settle(is_kept=True, is_held_back=is_held_back)
        self.round, self.visit, self.since = round_, self.visit + 1, self.now
        self.ledger.start("schedule", self.stay, "recruiter", self.now)

    def moved_on(self, round_: int) -> None:
        """By hand, which the candidate sees."""
        self.all_told()
        self.entered(round_)

    def left(self, status: str) -> None:
        """Withdrawn, hired, or rejected outside a decision. Who is rejected and does not know it yet can't withdraw:
        they are told."""
        self.all_told()
        if self.is_active:
            self.ended(status)

    def decided(self, decision: str) -> None:
        """A hold changes nothing; what is held back from the candidate is owed until it is shown."""
        if decision == "hold" or self.round is None:
            return
        if not self._hold_hours():
            self.all_told()
        stay, shown_at = self.stay, self._shown_at()
        if shown_at > self.now:
            self.held_back.append((stay, shown_at))
        else:
            self.shown += 1
            self.ledger.stop("outcome", stay, self.now)
        if decision == "reject":
            self.ended("rejected", is_held_back=shown_at > self.now)
        elif self.round + 1 < self.rounds:
            self.entered(self.round + 1, is_held_back=shown_at > self.now)

    def _shown_at(self) -> datetime:
        """When the candidate sees a decision that is made now: after the hold, but not later than was promised."""
        assert self.round is not None
        owed = [each.due for each in self.ledger.of("outcome", self.stay) if each.runs]
        return max(self.now, min([self.now + self._hold_hours() * HOUR, *owed]))

    def _hold_hours(self) -> int:
        """For how long a decision made now is held back: not at all where nobody was interviewed in this stay."""
        assert self.round is not None
        assert self.since is not None
        begun = [
            each
            for each in self.meetings.values()
            if each.round == self.round
            and each.made >= self.since
            and (each.status == "held" or (each.status in PLANNED and each.start <= self.now))
        ]
        return HOLD_HOURS[self.round] if begun else 0

    @property
    def would_hold_back(self) -> bool:
        """Whether a decision made now would be kept from the candidate."""
        return self.is_active and self.round is not None and self.may_decide("reject") and self._hold_hours() > 0

    def may_decide(self, decision: str) -> bool:
        """What would be held back is not decided while an interview is ahead."""
        if not self.is_active or self.round is None:
            return False
        is_ahead = any(each.status in PLANNED and each.start > self.now for each in self.meetings.values())
        return decision == "hold" or not HOLD_HOURS[self.round] or not is_ahead

    def shown_to_candidate(self) -> None:
        """Decisions whose time of being held back is over."""
        for stay, at in [each for each in self.held_back if each[1] <= self.now]:
            self.held_back.remove((stay, at))
            self.shown += 1
            self.ledger.stop("outcome", stay, self.now)

    def all_told(self) -> None:
        """What is told to the candidate now presupposes what was held back: that is shown first."""
        for stay, _ in self.held_back:
            self.ledger.stop("outcome", stay, self.now)
        self.shown += len(self.held_back)
        self.held_back.clear()

    def ended(self, status: str, *, is_held_back: bool = False) -> None:
        for name, meeting in self.meetings.items():
            if meeting.status in PLANNED and meeting.start > self.now:
                self.fell_through(name, "cancelled")
        self._settle(is_kept=status != "withdrawn", is_held_back=is_held_back)
        self.status = status
        if self.open_offer is not None:
            self.offer_ended(self.open_offer, "withdrawn")

    def _settle(self, *, is_kept: bool, is_held_back: bool) -> None:
        """The stay ends: its screening or outcome is kept or void, an interview is owed no longer."""
        kind = "screening" if self.round is None else "outcome"
        if is_kept and not is_held_back:
            self.ledger.stop(kind, self.stay, self.now)
        elif not is_kept:
            self.ledger.cancel(kind, self.stay, self.now)
        self.ledger.cancel("schedule", self.stay, self.now)

    # interviews

    def is_free(self, people: Iterable[str], start: datetime, *, besides: str | None = None) -> bool:
        """Whether the candidate and these people have the hour; what is planned takes it."""
        taken = [(None, other.start) for name, other in self.meetings.items() if self._takes(name, besides)]
        taken += [(person, begun) for person, begun in self.engaged if person in set(people)]
        return all(abs(begun - start) >= HOUR for _, begun in taken)

    def _takes(self, name: str, besides: str | None) -> bool:
        return name != besides and self.meetings[name].status in PLANNED  # each has the candidate in it

    def is_person_free(self, person: str, start: datetime) -> bool:
        """Whether the person alone has the hour."""
        sits = [other.start for other in self.meetings.values() if other.status in PLANNED and person in other.seats]
        sits += [begun for who, begun in self.engaged if who == person]
        return all(abs(begun - start) >= HOUR for begun in sits)

    def proposed(self, name: str, start: datetime, seats: dict[str, tuple[str, bool]]) -> None:
        assert self.round is not None
        self.all_told()
        self.meetings[name] = Meeting(self.round, start, self.now, seats)
        self.ledger.stop("schedule", self.stay, self.now)

    def confirmed(self, name: str) -> None:
        self.meetings[name].status = "confirmed"
        for person in self.meetings[name].seats:
            self._promise_feedback(name, person)
        self._settle_outcome(self.meetings[name].round)

    def _promise_feedback(self, name: str, person: str) -> None:
        meeting = self.meetings[name]
        seat, is_required = meeting.seats[person]
        if is_required and meeting.status in OWING:
            self.ledger.start("feedback", (name, seat), person, meeting.end)

    def moved(self, name: str, start: datetime) -> None:
        self.meetings[name].start = start
        if self.meetings[name].status == "confirmed":
            self._follow(name)

    def may_hold(self, name: str, way: str) -> bool:
        meeting = self.meetings[name]
        has_chance = way != "questions" or meeting.asked > 0 or meeting.has_nothing_to_ask
        return meeting.status in {"confirmed", "in_progress"} and self.now >= meeting.start and has_chance

    def held(self, name: str) -> None:
        """It took place. Closed before its time it ended now, whenever it was planned."""
        meeting = self.meetings[name]
        meeting.status = "held"
        if self.now < meeting.end:
            meeting.ended = self.now
            self._follow(name)

    def _follow(self, name: str) -> None:
        meeting = self.meetings[name]
        for seat, is_required in meeting.seats.values():
            if is_required:
                self.ledger.move_start("feedback", (name, seat), meeting.end)
        self._settle_outcome(meeting.round)

    def fell_through(self, name: str, status: str) -> None:
        """What does not take place owes nothing, and its questions are off."""
        self.meetings[name].status = status
        self.ledger.cancel_where(lambda each: self._is_of(each, name), self.now)
        self._settle_outcome(self.meetings[name].round)

    def _is_of(self, promise: Promise, meeting: str) -> bool:
        is_of_seat = promise.kind == "feedback" and isinstance(promise.subject, tuple) and promise.subject[0] == meeting
        return is_of_seat or (promise.kind == "answer" and self.about[str(promise.subject)] == meeting)

    def seat_taken(self, name: str, person: str, seat: str, *, is_required: bool) -> None:
        self.meetings[name].seats[person] = (seat, is_required)
        self._promise_feedback(name, person)

    def seat_given_up(self, name: str, person: str) -> None:
        """Nobody else's promise moves."""
        seat, _ = self.meetings[name].seats.pop(person)
        self.ledger.cancel("feedback", (name, seat), self.now)

    def may_submit(self, name: str, person: str) -> bool:
        meeting = self.meetings[name]
        is_new = meeting.seats[person][0] not in self.given
        return meeting.status in OWING and self.now >= meeting.start and is_new

    def _settle_outcome(self, round_: int) -> None:
        """The stay's outcome is owed from the end of its last interview that takes or took place."""
        if not self.is_active or self.round != round_ or self.since is None:
            return
        ends = [
            meeting.end
            for meeting in self.meetings.values()
            if meeting.round == round_ and meeting.status in OWING and self._is_of_stay(meeting)
        ]
        owed = self.ledger.of("outcome", self.stay)
        if not ends:
            self.ledger.cancel("outcome", self.stay, self.now)
        elif any(each.runs for each in owed):
            self.ledger.move_start("outcome", self.stay, max(ends))
        elif not owed or owed[-1].outcome == "cancelled":
            self.ledger.start("outcome", self.stay, "recruiter", max(ends))

    def _is_of_stay(self, meeting: Meeting) -> bool:
        """A round can be entered again: what was over before belongs to the stay before."""
        assert self.since is not None
        return meeting.made >= self.since or meeting.end > self.since

    # messages

    def written(self, name: str, way: str) -> None:
        """A word of staff answers all that waits; a candidate's that finds none waiting is owed a reply, and
        wakes what waited for it."""
        if way in {"reply", "call"} and self.waiting is not None:
            self.ledger.stop("reply", self.waiting, self.now)
            self.waiting = None
        if way == "candidate":
            self.ledger.candidate_answered(self.now)
        if way == "candidate" and self.waiting is None:
            self.waiting = name
            self.ledger.start("reply", name, "recruiter", self.now)

    # the offer

    @property
    def open_offer(self) -> str | None:
        return next(
            (name for name, each in self.offers.items() if each.status in {"draft", "submitted", "approved", "sent"}),
            None,
        )

    def add_offer(self, name: str, until: datetime) -> None:
        self.offers[name], self.said[name] = Offer(until), [name]

    def offer_forwarded(self, name: str, step: str) -> None:
        """A sent offer names its own date; to keep it is the candidate's."""
        offer = self.offers[name]
        offer.status, offer.is_new = step, False
        if step == "sent":
            self.all_told()
            self.ledger.start("offer_decision", name, None, self.now, due=offer.until)

    def offers_expired(self) -> None:
        for name, offer in self.offers.items():
            if offer.status == "sent" and self.now > offer.until:
                self.offer_ended(name, "expired")

    def offer_edited(self, name: str, until: datetime, title: str) -> None:
        """Taken back from the candidate, if they had it, until it is sent anew; a version that was submitted stays."""
        self.ledger.cancel("offer_decision", name, self.now)
        offer, versions = self.offers[name], self.said[name]
        if offer.is_new:
            versions.pop()
        versions.append(title)
        offer.status, offer.is_new, offer.until = "draft", True, until

    def offer_ended(self, name: str, status: str) -> None:
        if status == "withdrawn":
            self.ledger.cancel("offer_decision", name, self.now)
        else:
            self.ledger.stop("offer_decision", name, self.now)
        self.offers[name].status = status
        if status == "accepted":
            self.left("hired")

    def may_answer_offer(self, name: str) -> bool:
        return self.offers[name].status == "sent" and self.now <= self.offers[name].until
