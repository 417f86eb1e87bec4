"""May a nudge go out, now: at each boundary."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from app.kit.worktime import build_calendar
from app.nudges.errors import SnoozeInThePast, SnoozeTooFar
from app.nudges.rules import (
    WHILE_RESTING,
    Facts,
    Politeness,
    is_working_day,
    judge,
    may_nudge,
    reachable_at,
    require_sensible_snooze,
)
from app.outbox.schemas import Deliver, Suppress, WaitUntil
from app.people.models import Role
from app.sla.models import Origin, Outcome

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALENDAR = build_calendar("CN", "Asia/Shanghai", "CN", 2026, 2026)
SHANGHAI = "Asia/Shanghai"
OWNER = uuid4()
FACTS = Facts(
    outcome=Outcome.RUNNING,
    origin=Origin.LIVE,
    owner_staff_id=OWNER,
    due_at=NOW - HOUR,
    recipient_staff_id=OWNER,
    recipient_role="owner",
    is_recipient_active=True,
    has_higher_rung=False,
    is_by_hand=False,
    listed_due_at=NOW - HOUR,
    listed_rung_due_at=NOW - HOUR,
    snoozed_until=None,
    reachable_at=NOW,
)


def test_a_running_overdue_promise_is_nudged() -> None:
    assert judge(FACTS, NOW) == Deliver()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"outcome": Outcome.MET}, "clock_met"),
        ({"outcome": Outcome.MISSED}, "clock_missed"),
        ({"outcome": Outcome.CANCELLED}, "clock_cancelled"),
        ({"outcome": Outcome.EXCUSED}, "clock_excused"),
        ({"origin": Origin.IMPORTED}, "imported_history"),
        ({"is_recipient_active": False}, "recipient_left"),
        ({"owner_staff_id": uuid4()}, "no_longer_owner"),
        ({"has_higher_rung": True}, "superseded"),
        ({"is_replaced": True}, "clock_replaced"),  # its date was moved: the newer promise is nudged
    ],
)
def test_what_must_never_be_nudged(changed: dict[str, object], reason: str) -> None:
    assert judge(replace(FACTS, **changed), NOW) == Suppress(reason)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"snoozed_until": NOW + HOUR}, WaitUntil(NOW + HOUR, "snoozed")),
        ({"snoozed_until": NOW}, Deliver()),
        ({"is_paused": True}, WaitUntil(NOW + WHILE_RESTING, "clock_paused")),
        ({"is_paused": True, "is_by_hand": True}, WaitUntil(NOW + WHILE_RESTING, "clock_paused")),
        ({"is_decided": True, "due_at": NOW + HOUR}, WaitUntil(NOW + HOUR, "decision_held_back")),
        ({"is_decided": True, "due_at": NOW}, Deliver()),  # it should have been shown by now
        ({"reachable_at": NOW + HOUR}, WaitUntil(NOW + HOUR, "quiet_hours")),
        ({"due_at": NOW + HOUR}, WaitUntil(NOW + HOUR, "not_due_yet")),
        ({"listed_rung_due_at": NOW + HOUR}, WaitUntil(NOW + HOUR, "not_due_yet")),
        ({"due_at": NOW - 2 * HOUR}, Deliver()),
    ],
)
def test_what_must_wait(changed: dict[str, object], verdict: object) -> None:
    assert judge(replace(FACTS, **changed), NOW) == verdict


def test_by_hand_waits_for_nothing_but_never_chases_a_kept_promise() -> None:
    by_hand = replace(
        FACTS, is_by_hand=True, snoozed_until=NOW + HOUR, reachable_at=NOW + HOUR, has_higher_rung=True, due_at=NOW
    )
    assert judge(by_hand, NOW) == Deliver()
    assert judge(replace(by_hand, outcome=Outcome.MET), NOW) == Suppress("clock_met")


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026 in Shanghai, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - 8 * HOUR


@pytest.mark.parametrize(
    ("now", "reached"),
    [
        (at(4, 8), at(4, 8)),
        (at(4, 7, 59), at(4, 8)),
        (at(4, 19, 59), at(4, 19, 59)),
        (at(4, 20), at(5, 8)),
        (at(6, 20), at(9, 8)),  # Friday evening: Monday
        (at(14, 12), at(16, 8)),  # Saturday noon: Monday
        (at(30, 20, month=4), at(6, 8, month=5)),  # Labour Day
        (at(8, 23, month=5), at(9, 8, month=5)),  # the evening before a make-up Saturday
    ],
)
def test_quiet_hours_end_on_the_next_working_morning(now: datetime, reached: datetime) -> None:
    assert reachable_at(now, SHANGHAI, CALENDAR, Politeness()) == reached


def test_quiet_hours_are_the_recipients() -> None:
    assert reachable_at(at(4, 10), "Europe/Berlin", CALENDAR, Politeness()) == datetime(2026, 3, 4, 7, tzinfo=UTC)


def test_quiet_hours_can_be_off() -> None:
    assert reachable_at(at(14, 3), SHANGHAI, CALENDAR, Politeness(is_on=False)) == at(14, 3)


def test_beyond_the_calendar_a_week_has_five_days() -> None:
    assert is_working_day(CALENDAR, date(2030, 1, 4))
    assert not is_working_day(CALENDAR, date(2030, 1, 5))


def test_who_may_send_by_hand_and_how_long_a_snooze_may_be() -> None:
    assert may_nudge({Role.RECRUITER})
    assert may_nudge({Role.HR_LEAD, Role.INTERVIEWER})
    assert not may_nudge({Role.INTERVIEWER, Role.LEADERSHIP, Role.ADMINISTRATOR})
    require_sensible_snooze(NOW + 30 * 24 * HOUR, NOW)
    with pytest.raises(SnoozeTooFar):
        require_sensible_snooze(NOW + 30 * 24 * HOUR + HOUR, NOW)
    with pytest.raises(SnoozeInThePast):
        require_sensible_snooze(NOW, NOW)
