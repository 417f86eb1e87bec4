"""Clocks on a real PostgreSQL: started, moved, stopped, closed; and two who start one at once."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.kit.database import Actor, Database, Unit
from app.kit.errors import Forbidden, NotFound
from app.kit.ids import new_id
from app.kit.worktime import OutsideCalendar
from app.people.service import delegate, hire_staff, record_absence, update_staff
from app.sla.errors import ClockNotRunning, OwnClock, ReasonMissing
from app.sla.models import ClockKind, Origin, Outcome
from app.sla.service import (
    cancel_clock,
    cancel_clocks_of_interview,
    clock_of,
    excuse_clock,
    get_clock,
    move_clock_start,
    move_promise,
    reassign_clock,
    running_clocks_of,
    start_clock,
    stop_clock,
)
from tests.conftest import NOW
from tests.integration.sla.conftest import Start, shanghai

FEEDBACK = ClockKind.FEEDBACK


def test_feedback_for_an_interview_of_friday_is_due_on_monday_evening(start: Start) -> None:
    clock = start(started_at=shanghai("2026-03-06T17:00"))
    assert clock.due_at == shanghai("2026-03-09T18:00")
    assert (clock.outcome, clock.policy_version, clock.origin) == (Outcome.RUNNING, 1, Origin.LIVE)


def test_a_clock_that_runs_is_given_back_and_not_started_again(start: Start, unit: Unit) -> None:
    first = start()
    again = start(subject_id=first.subject_id, started_at=NOW + timedelta(hours=5))
    assert again is first
    assert first.started_at == NOW
    assert unit.audited.count("clock.started") == 1


def test_a_subject_whose_clock_ended_can_be_promised_anew(start: Start, unit: Unit) -> None:
    first = start()
    stop_clock(unit, FEEDBACK, first.subject_id, NOW)
    second = start(subject_id=first.subject_id)
    assert second.id != first.id
    assert clock_of(unit, FEEDBACK, first.subject_id) is second


@pytest.mark.parametrize(
    ("stopped", "outcome"),
    [
        ("2026-03-06T09:00", Outcome.MET),  # before its start
        ("2026-03-09T18:00", Outcome.MET),
        ("2026-03-09T18:00:00.000001", Outcome.MISSED),
    ],
)
def test_a_stopped_clock_is_judged_by_its_due_time(start: Start, unit: Unit, stopped: str, outcome: Outcome) -> None:
    clock = start(started_at=shanghai("2026-03-06T17:00"))
    assert stop_clock(unit, FEEDBACK, clock.subject_id, shanghai(stopped)) is clock
    unit.session.flush()
    assert clock.outcome is outcome


def test_stopping_twice_keeps_the_first_stop_and_stopping_nothing_gives_none(start: Start, unit: Unit) -> None:
    clock = start()
    stop_clock(unit, FEEDBACK, clock.subject_id, NOW)
    assert stop_clock(unit, FEEDBACK, clock.subject_id, NOW + timedelta(days=30)) is clock
    assert (clock.stopped_at, clock.outcome) == (NOW, Outcome.MET)
    assert stop_clock(unit, FEEDBACK, uuid4(), NOW) is None


def test_a_moved_start_moves_the_due_time(start: Start, unit: Unit) -> None:
    clock = start(started_at=shanghai("2026-03-06T17:00"))
    move_clock_start(unit, FEEDBACK, clock.subject_id, shanghai("2026-03-06T20:00"))
    unit.session.flush()
    assert clock.due_at == shanghai("2026-03-10T18:00")


def test_a_stopped_clock_whose_start_moves_is_judged_anew(start: Start, unit: Unit) -> None:
    clock = start(started_at=shanghai("2026-03-06T17:00"))
    stop_clock(unit, FEEDBACK, clock.subject_id, shanghai("2026-03-10T10:00"))
    assert clock.outcome is Outcome.MISSED
    move_clock_start(unit, FEEDBACK, clock.subject_id, shanghai("2026-03-06T18:00"))
    assert clock.outcome is Outcome.MET


def test_a_cancelled_clock_neither_moves_nor_stops(start: Start, unit: Unit) -> None:
    clock = start()
    cancel_clock(unit, FEEDBACK, clock.subject_id, "interview cancelled")
    due = clock.due_at
    move_clock_start(unit, FEEDBACK, clock.subject_id, NOW + timedelta(days=3))
    stop_clock(unit, FEEDBACK, clock.subject_id, NOW)
    unit.session.flush()
    assert (clock.outcome, clock.due_at, clock.stopped_at) == (Outcome.CANCELLED, due, None)
    assert (clock.outcome_reason, clock.closed_at) == ("interview cancelled", NOW)


def test_cancelling_an_interview_without_clocks_does_nothing(unit: Unit) -> None:
    assert cancel_clocks_of_interview(unit, uuid4(), "cancelled") == []


def test_an_owner_can_not_excuse_their_own_clock(start: Start, unit: Unit, owner_id: UUID) -> None:
    clock = start()
    with pytest.raises(OwnClock):
        excuse_clock(unit.at(NOW, Actor.staff(owner_id)), clock.id, "was away")
    with pytest.raises(Forbidden):
        excuse_clock(unit.at(NOW, Actor.candidate(uuid4())), clock.id, "was away")
    with pytest.raises(NotFound):
        excuse_clock(unit, uuid4(), "was away")
    other = hire_staff(unit, name="made up", email="other@bank.example", department_id=None)
    excuse_clock(unit.at(NOW, Actor.staff(other.id)), clock.id, "was away")
    assert clock.outcome is Outcome.EXCUSED
    with pytest.raises(ClockNotRunning):
        excuse_clock(unit, clock.id, "again")


def test_who_acts_for_an_owner_by_delegation_can_not_excuse_a_clock_but_moves_its_date(
    start: Start, unit: Unit, owner_id: UUID
) -> None:
    chain = [
        hire_staff(unit, name="made up", email=f"{each}@bank.example", department_id=None).id for each in ("a", "b")
    ]
    delegate(unit, owner_id, chain[0], NOW - timedelta(days=1), NOW + timedelta(days=1))
    delegate(unit, chain[0], chain[1], NOW - timedelta(days=1), NOW + timedelta(days=1))
    clock = start()
    for each in chain:
        with pytest.raises(OwnClock):
            excuse_clock(unit.at(NOW, Actor.staff(each)), clock.id, "was away")
    moved = move_promise(unit.at(NOW, Actor.staff(chain[1])), clock.id, clock.due_at + timedelta(hours=1), "later")
    after = NOW + timedelta(days=2)  # the delegation is over
    excuse_clock(unit.at(after, Actor.staff(chain[0])), moved.id, "was away")
    assert (moved.outcome, moved.excused_by_staff_id) == (Outcome.EXCUSED, chain[0])


def test_a_manager_who_stands_in_for_an_absent_owner_excuses_a_clock(start: Start, unit: Unit, owner_id: UUID) -> None:
    manager = hire_staff(unit, name="made up", email="m@bank.example", department_id=None).id
    update_staff(unit, owner_id, manager_id=manager)
    record_absence(unit, owner_id, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert excuse_clock(unit.at(NOW, Actor.staff(manager)), start().id, "is ill").excused_by_staff_id == manager


def test_an_excuse_needs_a_reason(start: Start, unit: Unit) -> None:
    with pytest.raises(ReasonMissing):
        excuse_clock(unit, start().id, " ")


def test_reassigning_restarts_nothing(start: Start, unit: Unit, owner_id: UUID) -> None:
    clock = start()
    other = hire_staff(unit, name="made up", email="other@bank.example", department_id=None)
    started, due = clock.started_at, clock.due_at
    reassign_clock(unit, FEEDBACK, clock.subject_id, other.id)
    unit.session.flush()
    assert (clock.owner_staff_id, clock.started_at, clock.due_at) == (other.id, started, due)
    assert running_clocks_of(unit, owner_id) == []
    assert running_clocks_of(unit, other.id) == [clock]
    stop_clock(unit, FEEDBACK, clock.subject_id, NOW)
    assert reassign_clock(unit, FEEDBACK, clock.subject_id, owner_id) is None


def test_what_is_owed_comes_with_the_soonest_first(start: Start, unit: Unit, owner_id: UUID) -> None:
    late, soon = start(started_at=NOW + timedelta(days=7)), start()
    assert running_clocks_of(unit, owner_id) == [soon, late]


def test_history_before_the_calendar_is_refused(start: Start) -> None:
    with pytest.raises(OutsideCalendar, match="from 2015-01-04"):
        start(started_at=datetime(2014, 6, 1, tzinfo=UTC))


def test_a_clock_is_read_as_it_is_in_the_database_now(database: Database) -> None:
    """What the nudges rely on: a look sees what another transaction has committed since the last look."""
    subject_id = new_id()
    with database.unit(Actor.service(), NOW) as unit:
        clock_id = start_clock(unit, kind=FEEDBACK, subject_id=subject_id, started_at=NOW, owner_staff_id=None).id
    with database.unit(Actor.service(), NOW) as looking:
        assert get_clock(looking, clock_id).outcome is Outcome.RUNNING
        with database.unit(Actor.service(), NOW) as acting:
            stop_clock(acting, FEEDBACK, subject_id, NOW)
        assert get_clock(looking, clock_id).outcome is Outcome.MET


def test_two_who_start_a_clock_at_once_make_one(database: Database) -> None:
    subject_id, barrier, made = new_id(), Barrier(6), []

    def begin() -> None:
        with database.unit(Actor.service(), NOW) as unit:
            barrier.wait(timeout=30)
            clock = start_clock(unit, kind=FEEDBACK, subject_id=subject_id, started_at=NOW, owner_staff_id=None)
            made.append(clock.id)

    threads = [Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(made) == 6
    assert len(set(made)) == 1
    with database.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from sla_clocks")) == 1
        assert connection.scalar(text("select count(*) from audit_entries where action = 'clock.started'")) == 1
