"""What is allowed from requisition to round decision: pure functions of states, counts and
times. No database, no clock of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from app.hiring.errors import (
    ApplicationEnded,
    CapacityInvalid,
    ChanceToAskMissing,
    EmptyPanel,
    EndInFuture,
    InterviewNotTakingPlace,
    InterviewTooLong,
    LinkInvalid,
    NotYetStarted,
    ReasonMissing,
    RequisitionInvalid,
    SeatTwice,
    TimesOutOfOrder,
    ZoneUnknown,
)
from app.hiring.models import (
    ApplicationStatus,
    ChanceToAsk,
    InterviewStatus,
    PanelShown,
    PanelShownFrom,
    RequisitionStatus,
    SessionStatus,
)
from app.hiring.plan_errors import (
    DimensionNameMissing,
    DimensionTwice,
    DimensionWeight,
    PlanEmpty,
    RoundAmount,
    RoundNameMissing,
    RoundNameTwice,
    SuggestedQuestions,
)
from app.hiring.requisition_schemas import RequisitionInput
from app.hiring.schemas import RoundInput
from app.kit.errors import TimeWithoutZone
from app.sla.models import Unit as OwedUnit

# Least and most of a round's numbers; what may be left out is None.
ROUND_LIMITS: Mapping[str, tuple[int, int]] = {
    "duration_minutes": (5, 480),
    "min_questions": (0, 20),
    "panel_size": (1, 20),
    "release_hold_hours": (0, 24 * 60),
}
LONGEST_INTERVIEW = timedelta(hours=12)
MOST_WEIGHT = 100
MOST_HEADCOUNT = 1000

_A = ApplicationStatus
APPLICATION_MOVES: Mapping[ApplicationStatus, frozenset[ApplicationStatus]] = {
    _A.ACTIVE: frozenset({_A.HIRED, _A.REJECTED, _A.WITHDRAWN}),
    _A.HIRED: frozenset(),
    _A.REJECTED: frozenset(),
    _A.WITHDRAWN: frozenset(),
}

_I = InterviewStatus
INTERVIEW_MOVES: Mapping[InterviewStatus, frozenset[InterviewStatus]] = {
    _I.SCHEDULED: frozenset({_I.CONFIRMED, _I.CANCELLED}),
    _I.CONFIRMED: frozenset({_I.IN_PROGRESS, _I.HELD, _I.CANCELLED, _I.NO_SHOW}),
    _I.IN_PROGRESS: frozenset({_I.HELD, _I.CANCELLED, _I.NO_SHOW}),
    _I.HELD: frozenset(),
    _I.CANCELLED: frozenset(),
    _I.NO_SHOW: frozenset(),
}

# A confirmed interview owes feedback; until then nobody has promised anything.
PROMISED = frozenset({_I.CONFIRMED, _I.IN_PROGRESS, _I.HELD})
PLANNED = frozenset({_I.SCHEDULED, _I.CONFIRMED, _I.IN_PROGRESS})  # takes the panel's time
UNBEGUN = frozenset({_I.SCHEDULED, _I.CONFIRMED})

SESSION_MOVES: Mapping[SessionStatus, frozenset[SessionStatus]] = {
    SessionStatus.PLANNED: frozenset({SessionStatus.OVER, SessionStatus.CANCELLED}),
    SessionStatus.OVER: frozenset(),
    SessionStatus.CANCELLED: frozenset(),
}
LONGEST_LINK = 2000
LARGEST_SESSION = 500

_R = RequisitionStatus
REQUISITION_MOVES: Mapping[RequisitionStatus, frozenset[RequisitionStatus]] = {
    _R.DRAFT: frozenset({_R.SUBMITTED, _R.CANCELLED}),
    _R.SUBMITTED: frozenset({_R.APPROVED, _R.DECLINED, _R.CANCELLED}),
    _R.APPROVED: frozenset({_R.OPEN, _R.CANCELLED}),
    _R.DECLINED: frozenset({_R.DRAFT, _R.CANCELLED}),
    _R.OPEN: frozenset({_R.ON_HOLD, _R.FILLED, _R.CANCELLED}),
    _R.ON_HOLD: frozenset({_R.OPEN, _R.FILLED, _R.CANCELLED}),
    _R.FILLED: frozenset(),
    _R.CANCELLED: frozenset(),
}
EDITABLE = frozenset({_R.DRAFT, _R.DECLINED})
# Where a hand may move it; submitting, approving, declining and the first opening are acts of their own.
BY_HAND = frozenset({_R.DRAFT, _R.OPEN, _R.ON_HOLD, _R.FILLED, _R.CANCELLED})
CLOSING = frozenset({_R.FILLED, _R.CANCELLED})


def require_active(status: ApplicationStatus) -> None:
    """Raises `ApplicationEnded` for an application that was hired, rejected or withdrawn."""
    if not APPLICATION_MOVES[status]:
        raise ApplicationEnded(status, APPLICATION_MOVES[status])


def require_times(start: datetime, end: datetime) -> None:
    """Raises `TimeWithoutZone`, `TimesOutOfOrder`, or `InterviewTooLong`: its people are booked for all of it."""
    if start.tzinfo is None or end.tzinfo is None:
        raise TimeWithoutZone
    if start >= end:
        raise TimesOutOfOrder
    if end - start > LONGEST_INTERVIEW:
        raise InterviewTooLong(hours=LONGEST_INTERVIEW // timedelta(hours=1))


def is_shared(capacity: int, campus_event_id: UUID | None, *, is_open: bool) -> bool:
    """Whether a session goes on without a candidate: it has places for others, or waits for another."""
    return capacity > 1 or is_open or campus_event_id is not None


def require_zone(zone: str) -> None:
    """Raises `ZoneUnknown`."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # what the library raises depends on the name's shape
        raise ZoneUnknown from None


def require_link(link: str | None) -> None:
    """Raises `LinkInvalid` for what is not a plain https address: candidates will open it."""
    if link is None:
        return
    is_plain = link.isprintable() and not any(each.isspace() for each in link)
    if not is_plain or len(link) > LONGEST_LINK or not _is_https(link):
        raise LinkInvalid(limit=LONGEST_LINK)


def _is_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def require_capacity(capacity: int) -> None:
    """Raises `CapacityInvalid`."""
    if not 1 <= capacity <= LARGEST_SESSION:
        raise CapacityInvalid(limit=LARGEST_SESSION)


def require_panel(staff_ids: Sequence[object]) -> None:
    """Raises `EmptyPanel` or `SeatTwice`."""
    if not staff_ids:
        raise EmptyPanel
    if len(set(staff_ids)) != len(staff_ids):
        raise SeatTwice


def require_reason(reason: str | None) -> str:
    """The reason without blanks around it; raises `ReasonMissing` for an empty one."""
    stripped = (reason or "").strip()
    if not stripped:
        raise ReasonMissing
    return stripped


def require_takes_place(status: InterviewStatus) -> None:
    """Raises `InterviewNotTakingPlace` for one that was called off or not attended."""
    if status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}:
        raise InterviewNotTakingPlace(status, INTERVIEW_MOVES[status])


def chance_to_ask(
    status: InterviewStatus, asked: int, needed: int, *, nothing_to_ask: bool, reason: str | None
) -> ChanceToAsk:
    """How the interview gave the chance to ask; raises `ChanceToAskMissing` if it did not.

    Enough questions count first, then the candidate's own word, then a reason, which closes
    the interview but is not a chance given. A round that needs none counts as given.
    """
    if asked >= needed:
        return ChanceToAsk.QUESTIONS
    if nothing_to_ask:
        return ChanceToAsk.NOTHING_TO_ASK
    if reason and reason.strip():
        return ChanceToAsk.REASON
    raise ChanceToAskMissing(status, INTERVIEW_MOVES[status] - {_I.HELD}, asked=asked, needed=needed)


def actual_end(
    status: InterviewStatus, start: datetime, scheduled_end: datetime, told_end: datetime | None, now: datetime
) -> datetime | None:
    """When the interview really ended, as far as is known: what was told; else now if it is
    closed before its scheduled end; else unknown (`None`: the scheduled end counts).

    Raises `NotYetStarted` when closed before its start, `EndInFuture` for an impossible end.
    """
    if now < start:
        raise NotYetStarted(status, INTERVIEW_MOVES[status] - {_I.HELD, _I.NO_SHOW})
    if told_end is None:
        return now if now < scheduled_end else None
    if told_end.tzinfo is None:
        raise TimeWithoutZone
    if not start < told_end <= now:
        raise EndInFuture
    return told_end


def ended_at(scheduled_end: datetime, actual: datetime | None) -> datetime:
    """When feedback and outcome start to be owed: the actual end, else the scheduled one."""
    return actual or scheduled_end


def panel_visible_from(
    shown: PanelShown, shown_from: PanelShownFrom, confirmed_at: datetime | None, start: datetime, zone: str
) -> datetime | None:
    """From when the candidate sees the panel: the confirmation, midnight of the day before the interview
    in its own zone, or its start; never before the confirmation. None while that is open, or for never.
    """
    if shown is PanelShown.NOTHING or confirmed_at is None:
        return None
    if shown_from is PanelShownFrom.CONFIRMED:
        return confirmed_at
    if shown_from is PanelShownFrom.START:
        return max(confirmed_at, start)
    there = start.astimezone(ZoneInfo(zone))
    day_before = datetime.combine(there.date() - timedelta(days=1), time(), there.tzinfo)
    return max(confirmed_at, day_before.astimezone(UTC))


def require_requisition(given: RequisitionInput) -> None:
    """Raises `RequisitionInvalid`, naming the field."""
    for name in ("code", "title", "job_family"):
        if not getattr(given, name).strip():
            raise RequisitionInvalid(what=name)
    if not 1 <= given.headcount <= MOST_HEADCOUNT:
        raise RequisitionInvalid(what="headcount")


def require_complete(department_id: object, hiring_manager_id: object, recruiter_id: object) -> None:
    """A requisition that is submitted names who is answerable. Raises `RequisitionInvalid`."""
    named = {"department_id": department_id, "hiring_manager_id": hiring_manager_id, "recruiter_id": recruiter_id}
    for name, value in named.items():
        if value is None:
            raise RequisitionInvalid(what=name)


def require_plan(rounds: Sequence[RoundInput]) -> None:
    """Raises one of the `PlanInvalid`, which names the round and the fault."""
    names = [entry.name.strip() for entry in rounds]
    if not rounds:
        raise PlanEmpty
    if not all(names):
        raise RoundNameMissing
    if len({name.casefold() for name in names}) != len(names):
        raise RoundNameTwice
    for entry in rounds:
        require_round(entry)


def require_round(entry: RoundInput) -> None:
    """Raises one of the `PlanInvalid`: a number out of its limits, a scorecard or a list of questions amiss."""
    for what, (least, most) in ROUND_LIMITS.items():
        value = getattr(entry, what)
        if value is not None and not least <= value <= most:
            raise RoundAmount(round=entry.name.strip(), what=what, least=least, most=most)
    names = [line.name.strip() for line in entry.dimensions]
    if not all(names):
        raise DimensionNameMissing(round=entry.name.strip())
    if len(set(names)) != len(names):
        raise DimensionTwice(round=entry.name.strip())
    if any(not 1 <= line.weight <= MOST_WEIGHT for line in entry.dimensions):
        raise DimensionWeight(round=entry.name.strip(), most=MOST_WEIGHT)
    questions = [text.strip() for text in entry.suggested_questions]
    if not all(questions) or len(set(questions)) != len(questions):
        raise SuggestedQuestions(round=entry.name.strip())


def shortest_hours(amount: int, counted_in: OwedUnit) -> int:
    """The fewest elapsed hours that a promise can last: a business day counts from just before one
    closing to the next, working hours one by one.
    """
    return amount * 24 if counted_in is OwedUnit.BUSINESS_DAYS else amount
