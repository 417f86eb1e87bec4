"""Pure rules of promises: which policy and calendar hold, how a clock is judged and counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from app.sla.errors import BadPolicy
from app.sla.models import ClockKind, Outcome, PauseReason, Unit
from app.sla.schemas import SHARE, Anchor, DueOutcomes, Rung, Standing


class Scoped(Protocol):
    """A policy, by where it holds (all None: the company)."""

    @property
    def round_id(self) -> UUID | None: ...
    @property
    def requisition_id(self) -> UUID | None: ...
    @property
    def department_id(self) -> UUID | None: ...


class Versioned(Protocol):
    """A calendar version, by code and by the department it belongs to."""

    @property
    def code(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def department_id(self) -> UUID | None: ...


class Judged(Protocol):
    """A clock, as far as judging it goes."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    outcome: Outcome
    paused_at: datetime | None


class Replaceable(Protocol):
    """A clock among those of its subject."""

    id: UUID
    outcome: Outcome
    replaced_at: datetime | None
    replaces_clock_id: UUID | None


CLOCK_MOVES: Mapping[Outcome, frozenset[Outcome]] = {
    Outcome.RUNNING: frozenset({Outcome.MET, Outcome.MISSED, Outcome.CANCELLED, Outcome.EXCUSED}),
    Outcome.MET: frozenset({Outcome.MISSED}),
    Outcome.MISSED: frozenset({Outcome.MET}),
    Outcome.CANCELLED: frozenset(),
    Outcome.EXCUSED: frozenset(),
}
# What may rest, and on what: never what we owe whatever the candidate does.
MAY_PAUSE_ON: Mapping[PauseReason, frozenset[ClockKind]] = {
    PauseReason.WAITING_FOR_CANDIDATE: frozenset(
        {
            ClockKind.ANSWER,
            ClockKind.SCHEDULE,
            ClockKind.SCREENING,
            ClockKind.COMPLAINT,
            ClockKind.PRIVACY_REQUEST,
        }
    ),
    PauseReason.REQUISITION_ON_HOLD: frozenset({ClockKind.OFFER_DECISION}),
}
# What no promise of a kind goes beyond, whatever a policy, a rest or a moved date says: to answer requests about
# personal data the law leaves a month.
HARD_LIMITS: Mapping[ClockKind, timedelta] = {ClockKind.PRIVACY_REQUEST: timedelta(days=30)}
AnyReplaceable = TypeVar("AnyReplaceable", bound=Replaceable)
AnyScoped = TypeVar("AnyScoped", bound=Scoped)
AnyVersioned = TypeVar("AnyVersioned", bound=Versioned)


def within_limit(kind: ClockKind, started_at: datetime, due_at: datetime) -> datetime:
    """`due_at`, or the last moment that the kind's hard limit leaves."""
    return min(due_at, started_at + HARD_LIMITS[kind]) if kind in HARD_LIMITS else due_at


def choose_policy(
    policies: Iterable[AnyScoped], *, round_id: UUID | None, requisition_id: UUID | None, departments: Sequence[UUID]
) -> AnyScoped | None:
    """The nearest of the current policies of a kind: the round's, else the requisition's, else
    that of the nearest of `departments` (own first, then those above), else the company's.
    """
    by_scope = {policy.round_id or policy.requisition_id or policy.department_id: policy for policy in policies}
    nearest = [scope for scope in (round_id, requisition_id, *departments) if scope is not None]
    return next((by_scope[scope] for scope in [*nearest, None] if scope in by_scope), None)


def choose_calendar(
    calendars: Iterable[AnyVersioned], *, code: str, departments: Sequence[UUID]
) -> AnyVersioned | None:
    """Of those in force, that of the nearest of `departments`, else the one named `code`."""
    newest = sorted(calendars, key=lambda calendar: calendar.version)
    of_department = {calendar.department_id: calendar for calendar in newest if calendar.department_id}
    named = {calendar.code: calendar for calendar in newest if calendar.department_id is None}
    return next((of_department[near] for near in departments if near in of_department), named.get(code))


def judge(due_at: datetime, stopped_at: datetime) -> Outcome:
    """How a clock ends that is stopped. What is stopped at the due time itself, or before its start, is met."""
    return Outcome.MET if stopped_at <= due_at else Outcome.MISSED


def standing(clock: Judged, as_of: datetime) -> Standing | None:
    """How a clock counts as of a moment; None for one that has not started, which does not count yet.

    What happened after `as_of` has not happened. A clock stopped early is due when it would have
    been; one that rests since before its date is not due: the date moves on when it resumes.
    """
    if clock.outcome is Outcome.CANCELLED:
        return Standing.CANCELLED
    if clock.outcome is Outcome.EXCUSED:
        return Standing.EXCUSED
    if clock.started_at > as_of:
        return None
    is_resting = clock.paused_at is not None and clock.paused_at < clock.due_at
    if clock.due_at > as_of or is_resting:
        return Standing.NOT_YET_DUE
    if clock.stopped_at is None or clock.stopped_at > as_of:
        return Standing.OVERDUE_OPEN
    return Standing.ON_TIME if clock.stopped_at <= clock.due_at else Standing.LATE


def newest_promise(clocks: Sequence[AnyReplaceable]) -> AnyReplaceable | None:
    """Of a subject's clocks the one that holds: running and not replaced, else running, else the newest."""
    return max(
        clocks,
        key=lambda clock: (clock.outcome is Outcome.RUNNING, clock.replaced_at is None, clock.id),
        default=None,
    )


def chain_to(clocks: Sequence[AnyReplaceable], clock: AnyReplaceable) -> list[AnyReplaceable]:
    """A clock and those that it replaced, the newest first, out of its subject's."""
    by_id, chain = {each.id: each for each in clocks}, [clock]
    while chain[-1].replaces_clock_id in by_id:
        chain.append(by_id[chain[-1].replaces_clock_id])
    return chain


def has_gap(clocks: Sequence[Replaceable]) -> bool:
    """Whether one was replaced by a clock that is not among them: it was made while they were read."""
    replaced = {clock.replaces_clock_id for clock in clocks}
    return any(clock.replaced_at is not None and clock.id not in replaced for clock in clocks)


def due_outcomes(clocks: Iterable[Judged], as_of: datetime) -> DueOutcomes:
    """Clocks counted by standing as of a moment: the numbers that the warehouse must reach too."""
    counted = Counter(standing(clock, as_of) for clock in clocks)
    return DueOutcomes({each: counted[each] for each in Standing})


def may_pause_on(kind: ClockKind, reason: PauseReason) -> bool:
    """Whether a policy may let clocks of the kind rest for that reason."""
    return kind in MAY_PAUSE_ON[reason]


def check_pauses(kind: ClockKind, pauses_on: Sequence[str]) -> None:
    """Raises `BadPolicy` for an unknown reason, for a clock that a requisition on hold would pause while
    a candidate waits for it (only what the candidate owes may), and for a promise whose keeping never
    depends on the candidate: feedback, the outcome, a reply."""
    for reason in pauses_on:
        if reason not in list(PauseReason):
            raise BadPolicy(why=f"it can't pause on {reason}")
    if PauseReason.REQUISITION_ON_HOLD in pauses_on and kind is not ClockKind.OFFER_DECISION:
        raise BadPolicy(why="a candidate waits for it, also while the requisition is on hold")
    if PauseReason.WAITING_FOR_CANDIDATE in pauses_on and not may_pause_on(kind, PauseReason.WAITING_FOR_CANDIDATE):
        raise BadPolicy(why="it is owed whatever the candidate does")


def check_promise(amount: int, ladder: Sequence[Rung], scopes: Sequence[UUID | None]) -> None:
    """Raises `BadPolicy` for what can't be a policy: more than one scope, a negative amount, an
    unknown unit of a rung, a share that doesn't count from the start, a rung to nobody.
    """
    if sum(scope is not None for scope in scopes) > 1:
        raise BadPolicy(why="it holds for a round, a requisition or a department, not for several")
    if amount < 0:
        raise BadPolicy(why="the amount is negative")
    for number, rung in enumerate(ladder, start=1):
        if rung.unit != SHARE and rung.unit not in list(Unit):
            raise BadPolicy(why=f"rung {number} is counted in {rung.unit}")
        if rung.unit == SHARE and (rung.anchor is not Anchor.START or rung.offset < 0):
            raise BadPolicy(why=f"rung {number} is a share and must count from the start")
        if not rung.to:
            raise BadPolicy(why=f"rung {number} goes to nobody")
