"""Webhooks to real receivers: at least once, in order per object, never more than what was committed."""

import threading
from collections.abc import Callable
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Actor, Database
from app.kit.egress import Egress
from app.people.models import Department
from app.webhooks import service as webhooks
from app.webhooks.models import DisabledBecause, HookStatus
from app.webhooks.schemas import DeliveryView, HookCounts, NewSecret, SubscriptionView
from tests.conftest import NOW
from tests.integration.outbox.conftest import MovingClock
from tests.integration.webhooks.receivers import Arrival, in_turn, receiver, slow
from tests.unit.webhooks.test_rules import documented

Subscribe = Callable[..., NewSecret]
Subject = Callable[[], UUID]
Happen = Callable[..., None]
Deliver = Callable[..., HookCounts]
Told = Callable[[UUID], list[DeliveryView]]


def stands(database: Database, made: NewSecret) -> SubscriptionView:
    with database.unit(Actor.service(), NOW) as unit:
        return webhooks.subscription(unit, made.subscription.id)


def switch_on(database: Database, made: NewSecret, clock: MovingClock) -> None:
    with database.unit(Actor.service(), clock()) as unit:
        webhooks.update_subscription(unit, made.subscription.id, egress=Egress(), is_active=True)


def test_an_act_is_told_once_signed_and_without_words(
    subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock, told: Told
) -> None:
    with receiver() as there:
        made, about = subscribe(there), subject()
        happen(about, "done", rung=2, note="words of a person")
        assert deliver(there) == HookCounts(entered=1, delivered=1)
        assert deliver(there) == HookCounts()
    (arrival,) = there.arrivals
    assert documented()(made.secret, arrival.headers, arrival.body, now=clock().timestamp())
    assert arrival.told == {
        "id": arrival.headers["webhook-id"],
        "type": "probe.done",
        "occurred_at": NOW.isoformat(),
        "subject": {"type": "departments", "id": str(about)},
        "application_id": None,
        "actor_kind": "service",
        "details": {"rung": 2},
    }
    (seen,) = told(made.subscription.id)
    assert (seen.status, seen.attempts, seen.last_status_code) == (HookStatus.DELIVERED, 1, 200)
    assert (seen.settled_at, seen.next_attempt_at) == (NOW, None)


def test_only_what_was_asked_for_and_only_from_then_on_is_told(
    subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver
) -> None:
    with receiver() as there:
        about = subject()
        happen(about, "before")
        subscribe(there, "probe.wanted", "role.*")
        happen(about, "wanted", "unwanted")
        deliver(there)
    assert there.types() == ["probe.wanted"]


def test_what_was_rolled_back_is_not_told(
    database: Database, subscribe: Subscribe, subject: Subject, deliver: Deliver
) -> None:
    with receiver() as there:
        subscribe(there)
        about = subject()
        with database.unit(Actor.service(), NOW) as unit:
            record(unit, "probe.done", unit.session.get_one(Department, about))
            unit.session.flush()
            unit.session.rollback()
        assert deliver(there).entered == 0


def test_what_commits_late_is_not_missed_and_nothing_later_overtakes_it(
    database: Database, subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver
) -> None:
    with receiver() as there:
        subscribe(there)
        late, other = subject(), subject()
        with database.unit(Actor.service(), NOW) as unit:
            record(unit, "probe.late", unit.session.get_one(Department, late))
            unit.session.flush()
            happen(other, "meanwhile")
            assert deliver(there).entered == 0  # an older transaction is open
        assert deliver(there).entered == 2
    assert sorted(there.types()) == ["probe.late", "probe.meanwhile"]


def test_a_failure_is_tried_again_with_growing_pauses(
    database: Database, subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock
) -> None:
    with receiver(in_turn(500, None)) as there:
        made = subscribe(there)
        happen(subject(), "done")
        assert deliver(there).retried == 1
        assert stands(database, made).failing_since == NOW
        assert deliver(there) == HookCounts()  # not yet
        clock.move(minutes=1)
        assert deliver(there).retried == 1
        clock.move(minutes=1)
        assert deliver(there) == HookCounts()
        clock.move(minutes=1)
        assert deliver(there).delivered == 1
    assert len({each.headers["webhook-id"] for each in there.arrivals}) == 1
    assert len({each.body for each in there.arrivals}) == 1
    assert len({each.headers["webhook-timestamp"] for each in there.arrivals}) == 3
    assert stands(database, made).failing_since is None


def test_the_next_event_of_an_object_waits_and_other_objects_do_not(
    subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock
) -> None:
    def manner(arrival: Arrival) -> int:
        return 500 if arrival.told["type"] == "probe.bad" and len(there.arrivals) < 4 else 200

    with receiver(manner) as there:
        subscribe(there)
        first, second = subject(), subject()
        happen(first, "bad", "after")
        happen(second, "one", "two")
        assert deliver(there) == HookCounts(entered=4, delivered=2, retried=1)
        assert [each for each in there.types() if each != "probe.bad"] == ["probe.one", "probe.two"]
        clock.move(minutes=1)
        assert deliver(there).delivered == 2
        assert there.types()[-2:] == ["probe.bad", "probe.after"]


def test_a_receiver_that_is_gone_is_not_told_any_more(
    database: Database, subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock
) -> None:
    with receiver(in_turn(410)) as there:
        made, about = subscribe(there), subject()
        happen(about, "one", "two")
        counts = deliver(there)
        assert (counts.disabled, counts.delivered) == (1, 0)
        off = stands(database, made)
        assert (off.is_active, off.disabled_because) == (False, DisabledBecause.GONE)
        happen(about, "three")
        clock.move(hours=1)
        assert deliver(there) == HookCounts()
        switch_on(database, made, clock)
        assert deliver(there).delivered == 3
    assert there.types() == ["probe.one", "probe.one", "probe.two", "probe.three"]


def test_a_receiver_that_takes_nothing_for_72_hours_is_switched_off_and_nothing_is_lost(
    database: Database,
    subscribe: Subscribe,
    subject: Subject,
    happen: Happen,
    deliver: Deliver,
    clock: MovingClock,
    told: Told,
) -> None:
    with receiver() as there:
        made, about = subscribe(there), subject()
    happen(about, "one", "two")
    rounds = 0
    while stands(database, made).is_active:
        rounds += 1
        deliver(there)
        clock.move(hours=1)
        assert rounds < 80
    assert stands(database, made).disabled_because is DisabledBecause.FAILING
    assert rounds > 60
    assert {each.status for each in told(made.subscription.id)} == {HookStatus.PENDING}


def test_an_event_that_a_working_receiver_never_takes_is_given_up_and_can_be_sent_by_hand(
    database: Database, subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock
) -> None:
    def manner(arrival: Arrival) -> int:
        return 422 if arrival.told["type"] == "probe.poison" else 200

    with receiver(manner) as there:
        made, about, other = subscribe(there), subject(), subject()
        happen(about, "poison", "after")
        dead = 0
        for _ in range(80):
            happen(other, "fine")
            dead += deliver(there).dead
            clock.move(hours=1)
        assert dead == 1
        assert stands(database, made).is_active
        assert there.types().count("probe.after") == 1
        with database.unit(Actor.service(), clock()) as unit:
            (lost,) = webhooks.deliveries_of(unit, made.subscription.id, status=HookStatus.DEAD)
            assert (lost.status_reason, lost.last_status_code) == ("status_422", 422)
            webhooks.redeliver(unit, lost.id)
        there.manner = lambda _: 200
        assert deliver(there).delivered >= 1
    again = [each for each in there.arrivals if each.told["type"] == "probe.poison"]
    assert {each.headers["webhook-id"] for each in again} == {str(lost.id)}


def test_a_rotated_secret_signs_beside_the_old_one(
    database: Database, subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock
) -> None:
    verify = documented()
    with receiver() as there:
        made = subscribe(there)
        with database.unit(Actor.service(), clock()) as unit:
            fresh = webhooks.rotate_secret(unit, made.subscription.id)
        about = subject()
        happen(about, "one")
        deliver(there)
        clock.move(hours=25)
        happen(about, "two")
        deliver(there)
    one, two = there.arrivals
    assert verify(made.secret, one.headers, one.body, now=NOW.timestamp())
    assert verify(fresh.secret, one.headers, one.body, now=NOW.timestamp())
    assert verify(fresh.secret, two.headers, two.body, now=clock().timestamp())
    assert not verify(made.secret, two.headers, two.body, now=clock().timestamp())


def test_a_ping_arrives(database: Database, subscribe: Subscribe, deliver: Deliver, clock: MovingClock) -> None:
    with receiver() as there:
        made = subscribe(there)
        with database.unit(Actor.service(), clock()) as unit:
            webhooks.ping(unit, made.subscription.id)
        assert deliver(there).delivered == 1
    assert there.arrivals[0].told["type"] == "webhook.ping"


def test_two_deliverers_at_once_keep_each_objects_order_and_double_nothing(
    subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver
) -> None:
    with receiver(slow(0.005)) as there:
        subscribe(there)
        objects = [subject() for _ in range(6)]
        for number in range(8):
            for each in objects:
                happen(each, "done", number=number)
        threads = [threading.Thread(target=deliver, args=(there,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        deliver(there)
    assert len(there.arrivals) == 48
    for each in objects:
        numbers = [got.told["details"]["number"] for got in there.arrivals if got.told["subject"]["id"] == str(each)]
        assert numbers == list(range(8))


def test_a_slow_receiver_does_not_hold_another_up(
    subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver
) -> None:
    with receiver(slow(1.5)) as sluggish, receiver() as quick:
        subscribe(sluggish)
        subscribe(quick)
        for _ in range(8):
            happen(subject(), "done")
        begun = threading.Thread(target=deliver, args=(sluggish, quick), kwargs={"within": 5.0})
        begun.start()
        begun.join(1.4)
        assert len(quick.arrivals) == 8
        begun.join()


def test_settled_deliveries_are_forgotten_after_a_month(
    subscribe: Subscribe, subject: Subject, happen: Happen, deliver: Deliver, clock: MovingClock, told: Told
) -> None:
    with receiver() as there:
        made = subscribe(there)
        happen(subject(), "done")
        deliver(there)
        clock.move(days=29)
        deliver(there)
        assert len(told(made.subscription.id)) == 1
        clock.move(days=2)
        deliver(there)
        assert told(made.subscription.id) == []
