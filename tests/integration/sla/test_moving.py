"""Promised dates moved: the first promise stays and is judged, the second holds; all verbs know both."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.worktime import OutsideCalendar
from app.outbox.models import OutboxMessage
from app.people.models import Role
from app.people.service import create_candidate, delegate, grant_role, hire_staff
from app.sla.errors import (
    BadDueDate,
    ClockNotRunning,
    ClockOfHistory,
    ClockReplaced,
    NotYoursToMove,
    OwnMoveTooFar,
    OwnMoveTooLate,
    ReasonMissing,
    TooManyMoves,
)
from app.sla.models import ClockKind, Origin, Outcome, SlaClock
from app.sla.schemas import Standing
from app.sla.service import (
    cancel_clock,
    clock_of,
    clocks_of_application,
    excuse_clock,
    get_clock,
    move_clock_start,
    move_promise,
    overdue_clocks,
    reassign_clock,
    running_clocks_of,
    start_clock,
    stop_clock,
)
from tests.conftest import NOW
from tests.integration.sla.conftest import Start, shanghai

OUTCOME = ClockKind.OUTCOME
LATER = shanghai("2026-03-20T18:00")


@pytest.fixture
def first(start: Start) -> SlaClock:
    """An outcome owed by 9 March, 18:00."""
    return start(kind=OUTCOME)


@pytest.fixture
def moved(unit: Unit, first: SlaClock) -> SlaClock:
    return move_promise(unit, first.id, LATER, "the panel meets later")


def test_a_moved_date_keeps_the_first_promise_and_adds_a_second(unit: Unit, first: SlaClock, moved: SlaClock) -> None:
    assert (first.outcome, first.due_at, first.replaced_at) == (Outcome.RUNNING, shanghai("2026-03-09T18:00"), NOW)
    assert (moved.due_at, moved.replaces_clock_id, moved.moved_reason) == (LATER, first.id, "the panel meets later")
    assert (moved.started_at, moved.policy_id, moved.has_own_date) == (first.started_at, first.policy_id, True)
    assert clock_of(unit, OUTCOME, first.subject_id) is moved
    assert unit.audited.count("promise.moved") == 1


@pytest.mark.parametrize(
    ("stopped", "outcomes"),
    [
        ("2026-03-05T10:00", (Outcome.MET, Outcome.MET)),
        ("2026-03-12T10:00", (Outcome.MISSED, Outcome.MET)),
        ("2026-03-21T10:00", (Outcome.MISSED, Outcome.MISSED)),
    ],
)
def test_what_keeps_the_promise_stops_both_each_by_its_own_date(
    unit: Unit, first: SlaClock, moved: SlaClock, stopped: str, outcomes: tuple[Outcome, Outcome]
) -> None:
    assert stop_clock(unit, OUTCOME, first.subject_id, shanghai(stopped)) is moved
    unit.session.flush()
    assert (first.outcome, moved.outcome) == outcomes
    assert clock_of(unit, OUTCOME, first.subject_id) is moved


def test_cancelling_and_reassigning_reach_both(unit: Unit, first: SlaClock, moved: SlaClock, owner_id: UUID) -> None:
    other = hire_staff(unit, name="made up", email="other@bank.example", department_id=None)
    assert reassign_clock(unit, OUTCOME, first.subject_id, other.id) is moved
    assert first.owner_staff_id == moved.owner_staff_id == other.id
    assert running_clocks_of(unit, other.id) == [moved]
    assert cancel_clock(unit, OUTCOME, first.subject_id, "withdrawn") is moved
    assert first.outcome is moved.outcome is Outcome.CANCELLED


def test_only_the_newest_promise_is_a_task(unit: Unit, first: SlaClock, moved: SlaClock) -> None:
    assert overdue_clocks(unit, shanghai("2026-03-12T10:00")) == []
    assert overdue_clocks(unit, LATER) == [moved]


def test_a_moved_start_moves_the_first_promise_and_keeps_the_given_date(
    unit: Unit, first: SlaClock, moved: SlaClock
) -> None:
    assert move_clock_start(unit, OUTCOME, first.subject_id, shanghai("2026-03-05T10:00")) is moved
    assert (first.due_at, moved.due_at) == (shanghai("2026-03-10T18:00"), LATER)
    move_clock_start(unit, OUTCOME, first.subject_id, shanghai("2026-03-23T10:00"))
    assert moved.due_at == first.due_at == shanghai("2026-03-26T18:00")  # the date would lie before the start


def test_starting_again_gives_the_moved_promise_back(start: Start, first: SlaClock, moved: SlaClock) -> None:
    assert start(kind=OUTCOME, subject_id=first.subject_id) is moved


def test_excusing_one_promise_leaves_the_other(unit: Unit, first: SlaClock, moved: SlaClock) -> None:
    excuse_clock(unit, first.id, "the office was flooded")
    assert (first.outcome, moved.outcome) == (Outcome.EXCUSED, Outcome.RUNNING)
    stop_clock(unit, OUTCOME, first.subject_id, shanghai("2026-03-12T10:00"))
    assert (first.outcome, moved.outcome) == (Outcome.EXCUSED, Outcome.MET)


def test_an_earlier_date_is_a_moved_promise_too(unit: Unit, first: SlaClock) -> None:
    assert move_promise(unit, first.id, shanghai("2026-03-05T18:00"), "sooner").due_at < first.due_at


def test_a_date_is_moved_by_its_owner_or_hr_only(unit: Unit, first: SlaClock, owner_id: UUID) -> None:
    other = hire_staff(unit, name="made up", email="other@bank.example", department_id=None).id
    for actor in (Actor.staff(other), Actor.candidate(uuid4())):
        with pytest.raises(NotYoursToMove):
            move_promise(unit.at(NOW, actor), first.id, LATER, "later")
    second = move_promise(unit.at(NOW, Actor.staff(owner_id)), first.id, shanghai("2026-03-13T18:00"), "later")
    grant_role(unit, other, Role.HR_LEAD)
    move_promise(unit.at(NOW, Actor.staff(other)), second.id, LATER + timedelta(days=1), "later")


def test_who_owes_it_moves_it_in_time_and_by_no_more_than_it_was_long(
    unit: Unit, first: SlaClock, owner_id: UUID
) -> None:
    latest = first.due_at + (first.due_at - first.started_at)
    owner = unit.at(NOW, Actor.staff(owner_id))
    grant_role(unit, owner_id, Role.HR_LEAD)  # a role does not lift it: it is their own promise
    clock = move_promise(owner, first.id, latest - timedelta(hours=1), "the panel meets later")
    with pytest.raises(OwnMoveTooFar, match=r"2026-03-1\dT\d\d:\d\d\+08:00"):
        move_promise(owner, clock.id, latest + timedelta(seconds=1), "and later")
    clock = move_promise(owner, clock.id, latest, "and later")  # several moves have the same end
    with pytest.raises(OwnMoveTooLate):
        move_promise(owner.at(latest), clock.id, latest + timedelta(days=1), "late already")
    other = hire_staff(unit, name="made up", email="other@bank.example", department_id=None).id
    grant_role(unit, other, Role.RECRUITER)
    hr = Actor.staff(other)
    assert move_promise(unit.at(latest, hr), clock.id, latest + timedelta(days=9), "agreed").due_at > latest


def test_whom_the_owner_delegated_to_moves_it_no_further(unit: Unit, first: SlaClock, owner_id: UUID) -> None:
    deputy = hire_staff(unit, name="made up", email="deputy@bank.example", department_id=None).id
    delegate(unit.at(NOW, Actor.staff(owner_id)), owner_id, deputy, NOW, NOW + timedelta(days=30))
    with pytest.raises(OwnMoveTooFar):
        move_promise(unit.at(NOW, Actor.staff(deputy)), first.id, first.due_at + timedelta(days=60), "later")


def test_what_is_no_date_for_a_promise_is_refused(unit: Unit, first: SlaClock, start: Start) -> None:
    ahead = start(kind=OUTCOME, started_at=shanghai("2026-03-16T10:00"))
    for clock, due in ((first, NOW), (first, first.due_at), (ahead, shanghai("2026-03-13T10:00"))):
        with pytest.raises(BadDueDate):
            move_promise(unit, clock.id, due, "later")
    with pytest.raises(OutsideCalendar):
        move_promise(unit, first.id, NOW + timedelta(days=3000), "later")
    for reason in ("  ", "x" * 501):
        with pytest.raises(ReasonMissing):
            move_promise(unit, first.id, LATER, reason)
    with pytest.raises(NotFound):
        move_promise(unit, uuid4(), LATER, "later")


def test_a_promise_that_ended_was_moved_or_is_history_does_not_move(
    unit: Unit, first: SlaClock, moved: SlaClock, start: Start
) -> None:
    with pytest.raises(ClockReplaced):
        move_promise(unit, first.id, LATER, "again")
    stop_clock(unit, OUTCOME, first.subject_id, NOW)
    with pytest.raises(ClockNotRunning):
        move_promise(unit, moved.id, LATER + timedelta(days=1), "again")
    with pytest.raises(ClockOfHistory):
        move_promise(unit, start(origin=Origin.IMPORTED).id, LATER, "later")


def test_a_date_moves_five_times_at_most(unit: Unit, first: SlaClock) -> None:
    clock = first
    for days in range(5):
        clock = move_promise(unit, clock.id, LATER + timedelta(days=days), "again")
    with pytest.raises(TooManyMoves):
        move_promise(unit, clock.id, LATER + timedelta(days=9), "again")
    stop_clock(unit, OUTCOME, first.subject_id, NOW)
    assert clock.outcome is first.outcome is Outcome.MET


def test_the_candidate_is_told_and_sees_both_dates(unit: Unit, start: Start, application_id: UUID) -> None:
    candidate = create_candidate(unit, name="made up")
    first = start(kind=OUTCOME, application_id=application_id, candidate_id=candidate.id)
    moved = move_promise(unit, first.id, LATER, "the panel meets later")
    told = unit.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "promise_moved")).one()
    assert (told.recipient_candidate_id, told.channel) == (candidate.id, "in_app")
    assert (told.payload["due_at"], told.payload["due_before_at"]) == (LATER.isoformat(), first.due_at.isoformat())
    views = clocks_of_application(unit.at(shanghai("2026-03-12T10:00")), application_id)
    assert [(view.standing, view.replaced_by_clock_id, view.moved_reason) for view in views] == [
        (Standing.OVERDUE_OPEN, moved.id, None),
        (Standing.NOT_YET_DUE, None, "the panel meets later"),
    ]


def test_one_who_stops_while_another_moves_stops_both(database: Database) -> None:
    subject_id, barrier = new_id(), Barrier(2)
    with database.unit(Actor.service(), NOW) as unit:
        clock_id = start_clock(unit, kind=OUTCOME, subject_id=subject_id, started_at=NOW, owner_staff_id=None).id

    def stop() -> None:
        with database.unit(Actor.service(), NOW) as unit:
            barrier.wait(timeout=30)
            stop_clock(unit, OUTCOME, subject_id, NOW)

    stopper = Thread(target=stop)
    with database.unit(Actor.service(), NOW) as unit:
        moved_id = move_promise(unit, clock_id, LATER, "later").id
        stopper.start()
        barrier.wait(timeout=30)
        _wait_for_a_lock(database)
    stopper.join(timeout=60)
    with database.unit(Actor.service(), NOW) as unit:
        assert {get_clock(unit, each).outcome for each in (clock_id, moved_id)} == {Outcome.MET}


def _wait_for_a_lock(database: Database) -> None:
    waiting = text("select count(*) from pg_locks where not granted")
    with database.engine.connect() as connection:
        while not connection.scalar(waiting):
            connection.rollback()


def test_of_two_who_move_at_once_one_is_refused(database: Database) -> None:
    subject_id, barrier, ends = new_id(), Barrier(4), []
    with database.unit(Actor.service(), NOW) as unit:
        clock_id = start_clock(unit, kind=OUTCOME, subject_id=subject_id, started_at=NOW, owner_staff_id=None).id

    def move(days: int) -> None:
        barrier.wait(timeout=30)
        try:
            with database.unit(Actor.service(), NOW) as unit:
                move_promise(unit, clock_id, LATER + timedelta(days=days), "later")
            ends.append("moved")
        except ClockReplaced:
            ends.append("refused")

    threads = [Thread(target=move, args=(days,)) for days in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ends) == ["moved", "refused", "refused", "refused"]
