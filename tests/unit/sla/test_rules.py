"""Promises judged, counted and found, without a database; and the default ladders."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.sla.defaults import DEFAULTS
from app.sla.errors import BadPolicy
from app.sla.models import ClockKind, Outcome, Unit
from app.sla.rules import check_pauses, check_promise, choose_calendar, choose_policy, due_outcomes, judge, standing
from app.sla.schemas import SHARE, Anchor, Recipient, Rung, Standing
from tests.conftest import NOW

HOUR = timedelta(hours=1)
ROUND, REQUISITION, TEAM, DIVISION = uuid4(), uuid4(), uuid4(), uuid4()


@dataclass
class Policy:
    round_id: UUID | None = None
    requisition_id: UUID | None = None
    department_id: UUID | None = None


@dataclass
class Version:
    code: str
    version: int
    department_id: UUID | None = None


@dataclass
class Clock:
    outcome: Outcome = Outcome.RUNNING
    stopped_at: object = None
    started_at: object = NOW
    due_at: object = NOW + 8 * HOUR
    paused_at: object = None


COMPANY, OF_TEAM, OF_DIVISION = Policy(), Policy(department_id=TEAM), Policy(department_id=DIVISION)
OF_REQUISITION, OF_ROUND = Policy(requisition_id=REQUISITION), Policy(round_id=ROUND)


def test_the_nearest_policy_holds() -> None:
    held = [COMPANY, OF_DIVISION, OF_TEAM, OF_REQUISITION, OF_ROUND]
    for expected in reversed(held):
        found = choose_policy(
            held[: held.index(expected) + 1], round_id=ROUND, requisition_id=REQUISITION, departments=[TEAM, DIVISION]
        )
        assert found is expected


def test_another_rounds_or_departments_policy_does_not_hold() -> None:
    held = [COMPANY, OF_ROUND, OF_TEAM]
    assert choose_policy(held, round_id=uuid4(), requisition_id=None, departments=[DIVISION]) is COMPANY
    assert choose_policy([OF_ROUND], round_id=None, requisition_id=None, departments=[]) is None


def test_a_departments_own_calendar_comes_before_the_policys() -> None:
    old, new, own = Version("CN", 1), Version("CN", 2), Version("branch", 1, DIVISION)
    assert choose_calendar([new, old, own], code="CN", departments=[TEAM]) is new
    assert choose_calendar([new, old, own], code="CN", departments=[TEAM, DIVISION]) is own
    assert choose_calendar([new, own], code="DE", departments=[]) is None


def test_a_clock_is_met_up_to_its_due_time_itself() -> None:
    assert judge(NOW, NOW - timedelta(days=30)) is Outcome.MET
    assert judge(NOW, NOW) is Outcome.MET
    assert judge(NOW, NOW + timedelta(microseconds=1)) is Outcome.MISSED


@pytest.mark.parametrize(
    ("clock", "hours", "expected"),
    [
        (Clock(), -1, None),  # it starts later
        (Clock(), 7, Standing.NOT_YET_DUE),
        (Clock(), 8, Standing.OVERDUE_OPEN),
        (Clock(Outcome.MET, NOW + HOUR), 7, Standing.NOT_YET_DUE),  # kept early: due when it would have been
        (Clock(Outcome.MET, NOW - HOUR), 8, Standing.ON_TIME),  # stopped before its start
        (Clock(Outcome.MISSED, NOW + 9 * HOUR), 10, Standing.LATE),
        (Clock(Outcome.MISSED, NOW + 9 * HOUR), 8, Standing.OVERDUE_OPEN),  # at eight nobody had stopped it
        (Clock(paused_at=NOW + HOUR), 20, Standing.NOT_YET_DUE),  # it rests: its date moves on
        (Clock(paused_at=NOW + 9 * HOUR), 20, Standing.OVERDUE_OPEN),  # it was due before
        (Clock(Outcome.CANCELLED), 10, Standing.CANCELLED),
        (Clock(Outcome.EXCUSED), 10, Standing.EXCUSED),
    ],
)
def test_a_clock_counts_as_of_a_moment(clock: Clock, hours: int, expected: Standing | None) -> None:
    assert standing(clock, NOW + hours * HOUR) is expected


def test_what_is_due_is_counted_once() -> None:
    clocks = [
        Clock(),
        Clock(Outcome.MET, NOW),
        Clock(Outcome.MET, NOW),
        Clock(Outcome.MISSED, NOW + 9 * HOUR),
        Clock(Outcome.CANCELLED),
    ]
    counted = due_outcomes(clocks, NOW + 10 * HOUR)
    assert (counted.due_count, counted.counts[Standing.ON_TIME], counted.on_time_rate) == (4, 2, 0.5)
    assert due_outcomes([], NOW).on_time_rate is None


def test_every_kind_has_a_default_promise_with_a_valid_ladder() -> None:
    assert set(DEFAULTS) == set(ClockKind)
    for promise in DEFAULTS.values():
        check_promise(promise.amount, promise.ladder, (None, None, None))


def test_the_feedback_ladder_is_the_one_that_was_agreed() -> None:
    told = [(rung.anchor, rung.offset, rung.unit, rung.to) for rung in DEFAULTS[ClockKind.FEEDBACK].ladder]
    owner, hours, days = Recipient.OWNER, Unit.BUSINESS_HOURS, Unit.BUSINESS_DAYS
    assert told == [
        (Anchor.DUE, -4, hours, (owner,)),
        (Anchor.DUE, 0, hours, (owner,)),
        (Anchor.DUE, 4, hours, (owner, Recipient.RECRUITER)),
        (Anchor.DUE, 1, days, (Recipient.MANAGER,)),
        (Anchor.DUE, 3, days, (Recipient.HR_LEAD,)),
    ]


def test_a_clock_under_a_day_is_reminded_of_by_shares() -> None:
    assert [(rung.unit, rung.offset) for rung in DEFAULTS[ClockKind.REPLY].ladder] == [
        (SHARE, 0.5),
        (SHARE, 1.0),
        (SHARE, 2.0),
    ]


def test_a_candidate_gets_at_most_one_reminder_per_offer() -> None:
    to = [recipient for rung in DEFAULTS[ClockKind.OFFER_DECISION].ladder for recipient in rung.to]
    assert to == [Recipient.CANDIDATE]


@pytest.mark.parametrize(
    ("amount", "rung", "scopes"),
    [
        (-1, None, ()),
        (1, None, (uuid4(), uuid4())),
        (1, Rung(Anchor.DUE, 1, "days", (Recipient.OWNER,), "overdue"), ()),
        (1, Rung(Anchor.DUE, 1, SHARE, (Recipient.OWNER,), "overdue"), ()),
        (1, Rung(Anchor.DUE, 1, Unit.BUSINESS_DAYS, (), "overdue"), ()),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(amount: int, rung: Rung | None, scopes: tuple[UUID, ...]) -> None:
    with pytest.raises(BadPolicy):
        check_promise(amount, [rung] if rung else [], scopes)


@pytest.mark.parametrize("kind", ClockKind)
def test_what_is_owed_whatever_the_candidate_does_never_waits_for_them(kind: ClockKind) -> None:
    if kind in {"answer", "complaint", "privacy_request", "schedule", "screening"}:
        check_pauses(kind, ["waiting_for_candidate"])
    else:
        with pytest.raises(BadPolicy, match="whatever the candidate does"):
            check_pauses(kind, ["waiting_for_candidate"])


@pytest.mark.parametrize("kind", sorted(set(ClockKind) - {ClockKind.OFFER_DECISION}))
def test_a_requisition_on_hold_pauses_nothing_that_a_candidate_waits_for(kind: ClockKind) -> None:
    check_pauses(ClockKind.OFFER_DECISION, ["requisition_on_hold"])
    with pytest.raises(BadPolicy, match="a candidate waits"):
        check_pauses(kind, ["requisition_on_hold"])
    with pytest.raises(BadPolicy, match="lunch"):
        check_pauses(kind, ["lunch"])
