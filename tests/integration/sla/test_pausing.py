"""Clocks that rest where their policy says so."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.messages import service as messages
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.people.models import Role
from app.sla.errors import (
    BadPolicy,
    ClockNotPaused,
    ClockNotRunning,
    ClockOverdue,
    ClockPaused,
    ClockReplaced,
    NotYoursToMove,
    PauseNotAllowed,
    ReasonMissing,
)
from app.sla.models import ClockKind, ClockPause, Outcome, PauseReason, SlaClock, SlaPolicy
from app.sla.models import Unit as OwedUnit
from app.sla.rules import standing
from app.sla.schemas import Standing
from app.sla.service import (
    cancel_clock,
    clock_view,
    find_clocks,
    move_clock_start,
    move_promise,
    overdue_clocks,
    pause_clock,
    resume_clock,
    set_policy,
    start_clock,
    stop_clock,
)
from tests.conftest import NOW
from tests.factories.bank import HOUR, found_bank
from tests.integration.sla.conftest import Start, shanghai

ANSWER, WAITING = ClockKind.ANSWER, PauseReason.WAITING_FOR_CANDIDATE
WHICH = "Which of the two teams do you mean?"


@pytest.fixture
def clock(unit: Unit, start: Start) -> SlaClock:
    """Owed from Wednesday 10:00 to Thursday 18:00, by a policy that may pause."""
    set_policy(
        unit,
        kind=ANSWER,
        amount=1,
        counted_in=OwedUnit.BUSINESS_DAYS,
        calendar_code="CN",
        pauses_on=[WAITING],
    )
    return start(kind=ANSWER)


def test_a_clock_that_rested_is_due_later_by_its_own_working_time(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit.at(shanghai("2026-03-04T16:00")), clock.id, WAITING, WHICH)
    resume_clock(unit.at(shanghai("2026-03-05T11:00")), clock.id)
    # Two hours on Wednesday and two on Thursday, on top of Thursday 18:00.
    assert clock.due_at == shanghai("2026-03-06T13:00")
    assert (clock.paused_at, clock.paused_seconds) == (None, 4 * 3600)
    pause = unit.session.scalars(select(ClockPause)).one()
    assert (pause.reason, pause.moved_seconds) == (WAITING, 4 * 3600)
    assert {"clock.paused", "clock.resumed"} <= set(unit.audited)


def test_a_clock_in_elapsed_hours_rests_by_the_clock_on_the_wall(unit: Unit, start: Start) -> None:
    set_policy(unit, kind=ANSWER, amount=24, counted_in=OwedUnit.ELAPSED_HOURS, calendar_code="CN", pauses_on=[WAITING])
    clock = start(kind=ANSWER)
    pause_clock(unit.at(NOW + timedelta(hours=1)), clock.id, WAITING, WHICH)
    resume_clock(unit.at(NOW + timedelta(hours=31)), clock.id)
    assert clock.due_at == NOW + timedelta(hours=54)


def test_while_it_rests_it_is_not_due_and_nobodys_task(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING, WHICH)
    unit.session.flush()
    later = NOW + timedelta(days=30)
    assert standing(clock, later) is Standing.NOT_YET_DUE
    assert overdue_clocks(unit, later) == []


def test_what_is_kept_while_it_rests_is_met(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING, WHICH)
    stop_clock(unit.at(NOW + timedelta(days=30)), ANSWER, clock.subject_id, NOW + timedelta(days=30))
    assert (clock.outcome, clock.paused_at) == (Outcome.MET, None)
    assert clock.due_at > NOW + timedelta(days=30)


def test_what_is_cancelled_while_it_rests_does_not_rest_any_more(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING, WHICH)
    cancel_clock(unit.at(NOW + timedelta(hours=1)), ANSWER, clock.subject_id, "withdrawn")
    assert (clock.outcome, clock.paused_at) == (Outcome.CANCELLED, None)


def test_a_moved_start_keeps_what_was_rested(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING, WHICH)
    resume_clock(unit.at(NOW + timedelta(hours=2)), clock.id)
    move_clock_start(unit, ANSWER, clock.subject_id, shanghai("2026-03-05T10:00"))
    assert clock.due_at == shanghai("2026-03-09T11:00")


def test_a_rest_before_the_start_moves_nothing(unit: Unit, clock: SlaClock, start: Start) -> None:
    ahead = start(kind=ANSWER, started_at=shanghai("2026-03-06T17:00"))
    pause_clock(unit, ahead.id, WAITING, WHICH)
    resume_clock(unit.at(NOW + timedelta(hours=3)), ahead.id)
    assert ahead.due_at == shanghai("2026-03-09T18:00")


def test_pausing_twice_keeps_the_first_pause_and_resuming_twice_is_refused(unit: Unit, clock: SlaClock) -> None:
    pause_clock(unit, clock.id, WAITING, WHICH)
    assert pause_clock(unit.at(NOW + timedelta(hours=1)), clock.id, WAITING, WHICH).paused_at == NOW
    with pytest.raises(ClockPaused):
        move_promise(unit, clock.id, NOW + timedelta(days=9), "later")
    resume_clock(unit, clock.id)
    with pytest.raises(ClockNotPaused):
        resume_clock(unit, clock.id)


def test_only_what_its_policy_names_pauses_a_clock(unit: Unit, clock: SlaClock, start: Start) -> None:
    with pytest.raises(PauseNotAllowed):
        pause_clock(unit, clock.id, PauseReason.REQUISITION_ON_HOLD, WHICH)
    with pytest.raises(PauseNotAllowed):
        pause_clock(unit, start(kind=ClockKind.REPLY).id, WAITING, WHICH)
    with pytest.raises(BadPolicy):
        set_policy(
            unit,
            kind=ANSWER,
            amount=1,
            counted_in=OwedUnit.BUSINESS_DAYS,
            calendar_code="CN",
            pauses_on=["requisition_on_hold"],
        )


def test_what_can_not_rest_is_refused(unit: Unit, clock: SlaClock) -> None:
    with pytest.raises(ClockOverdue):
        pause_clock(unit.at(NOW + timedelta(days=30)), clock.id, WAITING, WHICH)
    with pytest.raises(ReasonMissing):
        pause_clock(unit, clock.id, WAITING, "  ")
    with pytest.raises(NotFound):
        pause_clock(unit, uuid4(), WAITING, WHICH)
    move_promise(unit, clock.id, NOW + timedelta(days=9), "later")
    with pytest.raises(ClockReplaced):
        pause_clock(unit, clock.id, WAITING, WHICH)
    stop_clock(unit, ANSWER, clock.subject_id, NOW)
    with pytest.raises(ClockNotRunning):
        pause_clock(unit, clock.id, WAITING, WHICH)


def test_its_owner_and_hr_let_it_rest_and_nobody_else(unit: Unit, clock: SlaClock, owner_id: UUID) -> None:
    other, recruiter = (
        people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=None).id
        for name in ("other", "recruiter")
    )
    people.grant_role(unit, recruiter, Role.RECRUITER)
    for actor in (Actor.candidate(uuid4()), Actor.staff(other)):
        with pytest.raises(NotYoursToMove):
            pause_clock(unit.at(NOW, actor), clock.id, WAITING, WHICH)
    pause_clock(unit.at(NOW, Actor.staff(owner_id)), clock.id, WAITING, WHICH)
    assert unit.session.scalars(select(ClockPause)).one().paused_by_staff_id == owner_id
    with pytest.raises(NotYoursToMove):
        resume_clock(unit.at(NOW, Actor.staff(other)), clock.id)
    assert resume_clock(unit.at(NOW, Actor.staff(recruiter)), clock.id).paused_at is None


def test_a_policy_of_before_lets_no_feedback_rest(unit: Unit, start: Start) -> None:
    """Versions are never edited: one that named what is not allowed any more is not followed."""
    clock = start()
    policy = unit.session.get(SlaPolicy, clock.policy_id)
    assert policy is not None
    policy.pauses_on = ["waiting_for_candidate"]
    with pytest.raises(PauseNotAllowed):
        pause_clock(unit, clock.id, WAITING, WHICH)


def test_the_candidate_sees_what_is_waited_for_and_a_message_of_theirs_ends_it(unit: Unit) -> None:
    bank = found_bank(unit)
    company = {"counted_in": OwedUnit.BUSINESS_DAYS, "calendar_code": "CN", "amount": 1, "pauses_on": [WAITING]}
    set_policy(unit, kind=ClockKind.COMPLAINT, **company)
    about = {"application_id": bank.application, "candidate_id": bank.candidate, "owner_staff_id": bank.recruiter}
    clock = start_clock(unit, kind=ClockKind.COMPLAINT, subject_id=uuid4(), started_at=NOW, **about)
    pause_clock(unit, clock.id, WAITING, WHICH)
    shown = clock_view(unit, clock.id)
    assert (shown.pause_reason, shown.waits_for, shown.standing) == (WAITING, WHICH, Standing.NOT_YET_DUE)
    assert [view.clock_id for view in find_clocks(unit, application_id=bank.application, is_resting=True)] == [clock.id]
    for write in (messages.write_note, messages.send_message):
        write(unit.at(NOW + HOUR, Actor.staff(bank.recruiter)), bank.application, "And?")
    assert clock_view(unit, clock.id).paused_at == NOW, "our own words don't end it"
    messages.send_message(unit.at(NOW + 2 * HOUR, Actor.candidate(bank.candidate)), bank.application, "The second.")
    after = clock_view(unit, clock.id)
    assert (after.paused_at, after.waits_for, after.paused_seconds) == (None, None, 2 * 3600)
    assert after.due_at == shanghai("2026-03-06T11:00")
    told = unit.session.scalars(
        select(OutboxMessage.topic).where(OutboxMessage.subject_id == clock.id).order_by(OutboxMessage.id)
    )
    assert list(told) == ["promise_paused", "promise_moved"]
