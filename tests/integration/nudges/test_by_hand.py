"""What recruiters and owners do themselves: send now, snooze, take a snooze back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.kit.database import Actor, Database
from app.kit.errors import NotFound
from app.nudges.errors import (
    AlreadyNudged,
    NothingOwed,
    NotYoursToNudge,
    OwnSnoozeTooFar,
    OwnSnoozeTooLate,
    SnoozeInThePast,
    SnoozeTooFar,
    TooManyOwnSnoozes,
)
from app.nudges.schemas import NudgeReport
from app.nudges.service import send_now, snooze, snoozed_until, undo_snooze
from app.people import service as people
from app.people.models import Role
from tests.conftest import NOW
from tests.integration.nudges.conftest import Company, Post, Promise
from tests.integration.outbox.conftest import MovingClock

Nudge = Callable[..., NudgeReport]
Make = Callable[..., Promise]


def send(database: Database, by: UUID, clock_id: UUID, clock: MovingClock, rung: int | None = None) -> None:
    with database.unit(Actor.staff(by), clock.at) as unit:
        send_now(unit, clock_id, rung)


def test_by_hand_goes_at_any_hour_but_not_twice(
    promise: Make, company: Company, nudge: Nudge, post: Post, clock: MovingClock, database: Database
) -> None:
    made = promise()
    clock.move(hours=12)  # 22:00 in Shanghai
    send(database, company.recruiter, made.clock.id, clock)
    with pytest.raises(AlreadyNudged):
        send(database, company.recruiter, made.clock.id, clock)
    assert nudge().delivered.sent == 1
    clock.move(hours=1)
    send(database, company.recruiter, made.clock.id, clock)
    assert nudge().delivered.sent == 1
    assert len(post.mails()) == 2


def test_a_rung_sent_by_hand_is_not_sent_by_the_machine(
    promise: Make, company: Company, nudge: Nudge, clock: MovingClock, database: Database
) -> None:
    made = promise()
    send(database, company.recruiter, made.clock.id, clock, rung=2)
    report = nudge(made.row(2, company.owner))
    assert (report.queued.already, report.delivered.sent) == (1, 1)


def test_by_hand_is_refused_for_others_and_for_kept_promises(
    promise: Make, company: Company, clock: MovingClock, database: Database
) -> None:
    made = promise()
    with pytest.raises(NotYoursToNudge):
        send(database, company.owner, made.clock.id, clock)
    with pytest.raises(NotFound):
        send(database, company.recruiter, uuid4(), clock)
    made.keep()
    with pytest.raises(NothingOwed):
        send(database, company.recruiter, made.clock.id, clock)


def test_a_snoozed_promise_is_left_alone_until_then(
    promise: Make, company: Company, nudge: Nudge, clock: MovingClock, database: Database
) -> None:
    made = promise()
    with database.unit(Actor.staff(company.recruiter), clock.at) as unit:
        snooze(unit, made.clock.id, NOW + timedelta(hours=2))
    assert nudge(made.row(2, company.owner)).queued.snoozed == 1
    clock.move(hours=2)
    assert nudge(made.row(2, company.owner)).delivered.sent == 1


def test_taking_a_snooze_back_wakes_what_waits(
    promise: Make, company: Company, nudge: Nudge, clock: MovingClock, database: Database
) -> None:
    made = promise()
    clock.move(hours=11)
    assert nudge(made.row(2, company.owner)).delivered.waiting == 1  # queued, and quiet hours begin
    with database.unit(Actor.staff(company.recruiter), clock.at) as unit:
        made_snooze = snooze(unit, made.clock.id, NOW + timedelta(days=5))
    clock.move(hours=11)
    assert nudge().delivered.waiting == 1  # morning, but snoozed
    with database.unit(Actor.staff(company.recruiter), clock.at) as unit:
        undo_snooze(unit, made_snooze.id)
        assert snoozed_until(unit, made.clock.id) is None
        undo_snooze(unit, made_snooze.id)
    assert nudge().delivered.sent == 1


def test_a_snooze_is_for_the_owner_or_a_recruiter_and_ends(promise: Make, company: Company, database: Database) -> None:
    made = promise()
    with database.unit(Actor.staff(company.manager), NOW) as unit, pytest.raises(NotYoursToNudge):
        snooze(unit, made.clock.id, NOW + timedelta(hours=1))
    with database.unit(Actor.staff(company.owner), NOW) as unit:
        with pytest.raises(SnoozeInThePast):
            snooze(unit, made.clock.id, NOW)
        with pytest.raises(SnoozeTooFar):
            snooze(unit, made.clock.id, NOW + timedelta(days=31))
        with pytest.raises(NotFound):
            undo_snooze(unit, uuid4())


def test_who_owes_it_rests_it_before_it_is_due_a_day_at_a_time_and_twice(
    promise: Make, company: Company, database: Database
) -> None:
    made = promise()
    early, close = made.clock.due_at - timedelta(hours=6), made.clock.due_at + timedelta(days=1)  # the next day's close
    with database.unit(Actor.service(), early) as unit:
        people.grant_role(unit, company.owner, Role.RECRUITER)  # no way round it
        people.delegate(unit, company.owner, company.manager, early, close)
    with database.unit(Actor.staff(company.owner), early) as unit:
        with pytest.raises(OwnSnoozeTooFar):
            snooze(unit, made.clock.id, close + timedelta(minutes=1))
        undo_snooze(unit, snooze(unit, made.clock.id, close).id)
    with database.unit(Actor.staff(company.manager), early) as unit, pytest.raises(NotYoursToNudge):
        snooze(unit, made.clock.id, close)  # the owner's, or a recruiter's
    with database.unit(Actor.staff(company.owner), early) as unit:
        snooze(unit, made.clock.id, close)
        with pytest.raises(TooManyOwnSnoozes):
            snooze(unit, made.clock.id, early + timedelta(hours=1))
    with database.unit(Actor.staff(company.owner), NOW) as unit, pytest.raises(OwnSnoozeTooLate):
        snooze(unit, made.clock.id, NOW + timedelta(hours=1))
    with database.unit(Actor.staff(company.recruiter), NOW) as unit:
        assert snooze(unit, made.clock.id, NOW + timedelta(days=30)).until_at == NOW + timedelta(days=30)
