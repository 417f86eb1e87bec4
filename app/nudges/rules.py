"""May this nudge go out, now? Pure: facts in, verdict out."""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.kit.worktime import WorkCalendar
from app.nudges.errors import SnoozeInThePast, SnoozeTooFar
from app.outbox.schemas import Deliver, Suppress, Verdict, WaitUntil
from app.people.models import Role
from app.sla.models import Origin, Outcome

MAY_NUDGE = frozenset({Role.RECRUITER, Role.HR_LEAD})
LONGEST_SNOOZE = timedelta(days=30)
MOST_OWN_SNOOZES, OWN_SNOOZE_DAYS = 2, 1  # by who owes it: how often, and working days each
BETWEEN_BY_HAND = timedelta(hours=1)
SATURDAY = 5


@dataclass(frozen=True)
class Politeness:
    """When people may be reached: on working days, from `opens_hour` to before `closes_hour`,
    in their own zone; `is_on=False` reaches them at any time (the demo says that it does).
    """

    is_on: bool = True
    opens_hour: int = 8
    closes_hour: int = 20


WHILE_RESTING = timedelta(hours=4)  # how often a message about a paused clock looks whether it runs on


@dataclass(frozen=True)
class Facts:
    """What is known about a clock, a rung and its recipient just before the hand-over."""

    outcome: Outcome
    origin: Origin
    owner_staff_id: object
    due_at: datetime
    recipient_staff_id: object
    recipient_role: str
    is_recipient_active: bool
    has_higher_rung: bool
    is_by_hand: bool
    listed_due_at: datetime  # when the promise was due as the nudge was listed
    listed_rung_due_at: datetime
    snoozed_until: datetime | None
    reachable_at: datetime  # now, or when quiet hours end
    is_replaced: bool = False  # its date was moved: the newer promise is nudged, never this one again
    is_paused: bool = False  # it rests
    is_decided: bool = False  # an outcome that is held back from the candidate: kept by itself when it is due


def judge(facts: Facts, now: datetime) -> Verdict:
    """Whether the nudge goes out. A promise kept or called off, imported history, a recipient who
    left or owes it no longer, a higher rung: never. A snooze, a rung that is not due yet (the
    promise moved), quiet hours: not yet. What a person sends by hand waits for none of these.
    """
    never = _never(facts)
    if never is not None:
        return Suppress(never)
    if facts.is_paused:  # also by hand: nobody owes anything until it runs on
        return WaitUntil(now + WHILE_RESTING, "clock_paused")
    if facts.is_decided and facts.due_at > now:
        return WaitUntil(facts.due_at, "decision_held_back")
    return Deliver() if facts.is_by_hand else _politely(facts, now)


def _politely(facts: Facts, now: datetime) -> Verdict:
    if facts.snoozed_until is not None and facts.snoozed_until > now:
        return WaitUntil(facts.snoozed_until, "snoozed")
    # A promise that moved moves its rungs, here by as much elapsed time; and the list may be one of
    # a later moment that somebody published.
    rung_due_at = facts.listed_rung_due_at + (facts.due_at - facts.listed_due_at)
    if rung_due_at > now:
        return WaitUntil(rung_due_at, "not_due_yet")
    if facts.reachable_at > now:
        return WaitUntil(facts.reachable_at, "quiet_hours")
    return Deliver()


def _never(facts: Facts) -> str | None:
    reasons = (
        (f"clock_{facts.outcome.value}", facts.outcome is not Outcome.RUNNING),
        ("clock_replaced", facts.is_replaced),
        ("imported_history", facts.origin is Origin.IMPORTED),
        ("recipient_left", not facts.is_recipient_active),
        ("no_longer_owner", facts.recipient_role == "owner" and facts.recipient_staff_id != facts.owner_staff_id),
        ("superseded", facts.has_higher_rung and not facts.is_by_hand),
    )
    return next((reason for reason, holds in reasons if holds), None)


def reachable_at(now: datetime, zone: str, calendar: WorkCalendar, politeness: Politeness) -> datetime:
    """`now` if a person in `zone` may be reached, else the next moment at which they may (UTC).

    The window is half-open: at the closing hour itself it is over.
    """
    if not politeness.is_on:
        return now
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    if local.hour >= politeness.closes_hour:
        day += timedelta(days=1)
    while not is_working_day(calendar, day):
        day += timedelta(days=1)
    opens = datetime.combine(day, time(politeness.opens_hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return max(now, opens)


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Whether anybody works on the local `day`; beyond the calendar's years Monday to Friday."""
    openings = calendar.openings
    if not openings or not openings[0].local_on <= day <= openings[-1].local_on:
        return day.weekday() < SATURDAY
    index = bisect_left(openings, day, key=lambda opening: opening.local_on)
    return openings[index].local_on == day


def may_nudge(roles: Collection[Role]) -> bool:
    """Who may send by hand."""
    return bool(MAY_NUDGE & set(roles))


def require_sensible_snooze(until_at: datetime, now: datetime) -> None:
    """A snooze ends in the future and does not bury the promise. Raises `SnoozeInThePast`, `SnoozeTooFar`."""
    if until_at <= now:
        raise SnoozeInThePast
    if until_at > now + LONGEST_SNOOZE:
        raise SnoozeTooFar(days=LONGEST_SNOOZE.days)
