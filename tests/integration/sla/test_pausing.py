"""Clocks that rest where their policy says so."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.kit.database import Actor, Unit
from app.kit.errors import Forbidden, NotFound
from app.sla.errors import (
    BadPolicy,
    ClockNotPaused,
    ClockNotRunning,
    ClockOverdue,
    ClockPaused,
    ClockReplaced,
    PauseNotAllowed,
)
from app.sla.models import ClockKind, ClockPause, Outcome, PauseReason, SlaClock
from app.sla.models import Unit as OwedUnit
from app.sla.rules import standing
from app.sla.schemas import Standing
from app.sla.service import (
    cancel_clock,
    move_clock_start,
    move_promise,
    overdue_clocks,
    pause_clock,
    resume_clock,
    set_policy,
    stop_clock,
)
from tests.conftest import NOW
from tests.integration.sla.conftest import Start, shanghai

FEEDBACK = ClockKind.FEEDBACK
WAITING = PauseReason.WAITING_FOR_CANDIDATE


@pytest.fixture
def clock(unit: Unit, start: Start) -> SlaClock:
    """Owed from Wednesday 10:00 to Thursday 18:00, by a policy that may pause."""
    set_policy(
        unit,
        kind=FEEDBACK,
        amount=1,
        counted_in=OwedUnit.BUSINESS_DAYS,
        calendar_code="CN",
        pauses_on=[WAITING],
    )
    return start()


def test_a_clock_that_rested_is_due_later_by_its_own_working_time(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit.at(shanghai("2026-03-04T16:00")), clock.id, WAITING)
    resume_clock(unit.at(shanghai("2026-03-05T11:00")), clock.id)
    # Two hours on Wednesday and two on Thursday, on top of Thursday 18:00.
    assert clock.due_at == shanghai("2026-03-06T13:00")
    assert (clock.paused_at, clock.paused_seconds) == (None, 4 * 3600)
    pause = unit.session.scalars(select(ClockPause)).one()
    assert (pause.reason, pause.moved_seconds) == (WAITING, 4 * 3600)
    assert {"clock.paused", "clock.resumed"} <= set(unit.audited)


def test_a_clock_in_elapsed_hours_rests_by_the_clock_on_the_wall(unit: Unit, start: Start) -> None:
    set_policy(
        unit, kind=FEEDBACK, amount=24, counted_in=OwedUnit.ELAPSED_HOURS, calendar_code="CN", pauses_on=[WAITING]
    )
    clock = start()
    pause_clock(unit.at(NOW + timedelta(hours=1)), clock.id, WAITING)
    resume_clock(unit.at(NOW + timedelta(hours=31)), clock.id)
    assert clock.due_at == NOW + timedelta(hours=54)


def test_while_it_rests_it_is_not_due_and_nobodys_task(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING)
    unit.session.flush()
    later = NOW + timedelta(days=30)
    assert standing(clock, later) is Standing.NOT_YET_DUE
    assert overdue_clocks(unit, later) == []


def test_what_is_kept_while_it_rests_is_met(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING)
    stop_clock(unit.at(NOW + timedelta(days=30)), FEEDBACK, clock.subject_id, NOW + timedelta(days=30))
    assert (clock.outcome, clock.paused_at) == (Outcome.MET, None)
    assert clock.due_at > NOW + timedelta(days=30)


def test_what_is_cancelled_while_it_rests_does_not_rest_any_more(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING)
    cancel_clock(unit.at(NOW + timedelta(hours=1)), FEEDBACK, clock.subject_id, "withdrawn")
    assert (clock.outcome, clock.paused_at) == (Outcome.CANCELLED, None)


def test_a_moved_start_keeps_what_was_rested(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING)
    resume_clock(unit.at(NOW + timedelta(hours=2)), clock.id)
    move_clock_start(unit, FEEDBACK, clock.subject_id, shanghai("2026-03-05T10:00"))
    assert clock.due_at == shanghai("2026-03-09T11:00")


def test_a_rest_before_the_start_moves_nothing(unit: Unit, clock: SlaClock, start: Start) -> None:
    ahead = start(started_at=shanghai("2026-03-06T17:00"))
    pause_clock(unit, ahead.id, WAITING)
    resume_clock(unit.at(NOW + timedelta(hours=3)), ahead.id)
    assert ahead.due_at == shanghai("2026-03-09T18:00")


def test_pausing_twice_keeps_the_first_pause_and_resuming_twice_is_refused(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING)
    assert pause_clock(unit.at(NOW + timedelta(hours=1)), clock.id, WAITING).paused_at == NOW
    with pytest.raises(ClockPaused):
        move_promise(unit, clock.id, NOW + timedelta(days=9), "later")
    resume_clock(unit, clock.id)
    with pytest.raises(ClockNotPaused):
        resume_clock(unit, clock.id)


def test_only_what_its_policy_names_pauses_a_clock(unit: Unit, clock: SlaClock, start: Start) -> None:
    with pytest.raises(PauseNotAllowed):
        pause_clock(unit, clock.id, PauseReason.REQUISITION_ON_HOLD)
    with pytest.raises(PauseNotAllowed):
        pause_clock(unit, start(kind=ClockKind.REPLY).id, WAITING)
    with pytest.raises(BadPolicy):
        set_policy(
            unit,
            kind=FEEDBACK,
            amount=1,
            counted_in=OwedUnit.BUSINESS_DAYS,
            calendar_code="CN",
            pauses_on=["requisition_on_hold"],
        )


def test_what_can_not_rest_is_refused(unit: Unit, clock: SlaClock) -> None:
    with pytest.raises(ClockOverdue):
        pause_clock(unit.at(NOW + timedelta(days=30)), clock.id, WAITING)
    with pytest.raises(Forbidden):
        pause_clock(unit.at(NOW, Actor.candidate(uuid4())), clock.id, WAITING)
    with pytest.raises(NotFound):
        pause_clock(unit, uuid4(), WAITING)
    move_promise(unit, clock.id, NOW + timedelta(days=9), "later")
    with pytest.raises(ClockReplaced):
        pause_clock(unit, clock.id, WAITING)
    stop_clock(unit, FEEDBACK, clock.subject_id, NOW)
    with pytest.raises(ClockNotRunning):
        pause_clock(unit, clock.id, WAITING)
