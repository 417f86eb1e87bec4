"""Delivery of the outbox on a real PostgreSQL: each message at most once, and none forgotten."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from app.kit.database import Actor, Database, Unit
from app.kit.ports import AmbiguousHandOver, CertainFailure, NullChannel, OutgoingMessage
from app.outbox.dispatch import deliver_due
from app.outbox.errors import UnknownRecipient
from app.outbox.models import DeliveryStatus, OutboxMessage
from app.outbox.schemas import Deliver, DeliveryCounts, Suppress, Topic, Verdict, WaitUntil
from app.outbox.service import enqueue, standing
from tests.conftest import NOW
from tests.integration.outbox.conftest import MovingClock

Queue = Callable[[int], list[UUID]]
Stored = Callable[[UUID], OutboxMessage]


@dataclass
class Ledger:
    """A topic that says what it is told to say and keeps what it is told."""

    verdict: Verdict = field(default_factory=Deliver)
    noted: list[tuple[UUID, DeliveryStatus]] = field(default_factory=list)

    def topic(self) -> Topic:
        return Topic(
            guard=lambda _unit, _message: self.verdict,
            compose=lambda _unit, message: OutgoingMessage(message.id, "wang@bank.example", "s", "t"),
            note=lambda _unit, message: self.noted.append((message.id, message.status)),
        )


class Failing:
    """A channel that fails the first `times` and then works."""

    def __init__(self, error: Exception, times: int = 1_000_000) -> None:
        self.error, self.times, self.tried = error, times, 0

    def send(self, message: OutgoingMessage) -> None:
        self.tried += 1
        if self.tried <= self.times:
            raise self.error


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def deliver(database: Database, channel: object, ledger: Ledger, clock: MovingClock) -> DeliveryCounts:
    return deliver_due(database, {"email": channel}, {"probe": ledger.topic()}, clock)  # type: ignore[dict-item]


def test_a_message_is_delivered_once_and_noted(
    database: Database, queue: Queue, stored: Stored, ledger: Ledger, clock: MovingClock
) -> None:
    (message_id,) = queue(1)
    channel = NullChannel()
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(sent=1)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts()
    assert [each.id for each in channel.taken] == [message_id]
    assert ledger.noted == [(message_id, DeliveryStatus.SENT)]
    assert (stored(message_id).status, stored(message_id).sent_at) == (DeliveryStatus.SENT, NOW)


def test_what_the_guard_suppresses_never_leaves(
    database: Database, queue: Queue, stored: Stored, ledger: Ledger, clock: MovingClock
) -> None:
    (message_id,) = queue(1)
    ledger.verdict = Suppress("clock_met")
    channel = NullChannel()
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(suppressed=1)
    assert channel.taken == []
    assert (stored(message_id).status, stored(message_id).status_reason) == (DeliveryStatus.SUPPRESSED, "clock_met")


def test_what_must_wait_is_looked_at_again_then(
    database: Database, queue: Queue, stored: Stored, ledger: Ledger, clock: MovingClock
) -> None:
    (message_id,) = queue(1)
    ledger.verdict = WaitUntil(NOW + timedelta(hours=2), "quiet_hours")
    assert deliver(database, NullChannel(), ledger, clock) == DeliveryCounts(waiting=1)
    ledger.verdict = Deliver()
    clock.move(hours=2, microseconds=-1)
    assert deliver(database, NullChannel(), ledger, clock) == DeliveryCounts()
    clock.move(microseconds=1)
    assert deliver(database, NullChannel(), ledger, clock) == DeliveryCounts(sent=1)
    assert stored(message_id).attempts == 1


def test_a_certain_failure_is_tried_again_with_growing_pauses_then_given_up(
    database: Database, queue: Queue, stored: Stored, ledger: Ledger, clock: MovingClock
) -> None:
    (message_id,) = queue(1)
    channel = Failing(CertainFailure("connect_refused"))
    while stored(message_id).status is DeliveryStatus.PENDING:
        clock.at = stored(message_id).next_attempt_at
        deliver(database, channel, ledger, clock)
    message = stored(message_id)
    assert (message.status, message.status_reason) == (DeliveryStatus.DEAD, "connect_refused")
    assert NOW + timedelta(hours=60) < clock.at <= NOW + timedelta(hours=72)
    assert channel.tried == message.attempts == 20
    with database.unit(Actor.service(), clock.at) as unit:
        assert standing(unit).dead_count == 1


def test_a_failure_that_passes_is_delivered(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    queue(1)
    channel = Failing(CertainFailure("connect_refused"), times=1)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(retried=1)
    clock.move(minutes=1)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(sent=1)


def test_a_channel_that_is_down_is_tried_once_a_round(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    queue(5)
    channel = Failing(CertainFailure("connect_refused", is_channel_down=True), times=1)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(retried=1)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(sent=4)
    clock.move(minutes=1)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(sent=1)


def test_a_slow_channel_does_not_hold_up_what_comes_after(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    queue(5)

    class Slow:
        def send(self, message: OutgoingMessage) -> None:
            clock.move(seconds=20)

    assert deliver(database, Slow(), ledger, clock) == DeliveryCounts(sent=2)
    assert deliver(database, Slow(), ledger, clock) == DeliveryCounts(sent=2)


def test_a_permanent_failure_is_dead_at_once(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    queue(1)
    channel = Failing(CertainFailure("recipient_refused_550", is_permanent=True))
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(dead=1)


@pytest.mark.parametrize("error", [AmbiguousHandOver("no_reply"), RuntimeError("anything")])
def test_what_may_have_gone_out_is_never_sent_again(
    database: Database, queue: Queue, stored: Stored, ledger: Ledger, clock: MovingClock, error: Exception
) -> None:
    (message_id,) = queue(1)
    channel = Failing(error)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts(unknown=1)
    clock.move(days=10)
    assert deliver(database, channel, ledger, clock) == DeliveryCounts()
    assert (channel.tried, stored(message_id).status) == (1, DeliveryStatus.UNKNOWN)


def test_a_guard_that_breaks_sends_nothing_and_does_not_stop_the_others(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    bad, _good = queue(2)

    def guard(_unit: Unit, message: OutboxMessage) -> Verdict:
        if message.id == bad:
            raise KeyError("broken")
        return Deliver()

    topic = Topic(guard=guard, compose=ledger.topic().compose)
    channel = NullChannel()
    counts = deliver_due(database, {"email": channel}, {"probe": topic}, clock)
    assert counts == DeliveryCounts(sent=1, retried=1)


def test_dispatchers_at_once_send_each_message_once(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    wanted = queue(40)
    channel, counts = NullChannel(), []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        counts.append(deliver(database, channel, ledger, clock))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.id for each in channel.taken) == sorted(wanted)
    assert sum(each.sent for each in counts) == 40


def test_no_transaction_is_open_while_a_channel_is_spoken_to(
    database: Database, queue: Queue, ledger: Ledger, clock: MovingClock
) -> None:
    queue(1)
    seen = []

    class Looking:
        def send(self, message: OutgoingMessage) -> None:
            with database.engine.connect() as connection:
                seen.append(
                    connection.exec_driver_sql(
                        "select count(*) from pg_stat_activity where state like 'idle in transaction%%' "
                        "and usename = current_user and pid <> pg_backend_pid()"
                    ).scalar()
                )

    deliver(database, Looking(), ledger, clock)
    assert seen == [0]


@pytest.mark.parametrize("days", [-10, 10])
def test_a_clock_that_jumps_doubles_nothing(
    database: Database, queue: Queue, stored: Stored, ledger: Ledger, clock: MovingClock, days: int
) -> None:
    """Another dispatcher whose clock is ten days off runs while the first one is handing over."""
    (message_id,) = queue(1)
    taken: list[UUID] = []

    class Jumping:
        def send(self, message: OutgoingMessage) -> None:
            taken.append(message.id)
            if len(taken) == 1:
                deliver(database, self, ledger, MovingClock(clock.at + timedelta(days=days)))

    deliver(database, Jumping(), ledger, clock)
    assert taken == [message_id]
    assert stored(message_id).status is DeliveryStatus.SENT  # known in the end, whoever looked meanwhile


def test_in_app_is_delivered_by_being_written(database: Database, queue: Queue, stored: Stored) -> None:
    first = stored(queue(1)[0])
    with database.unit(Actor.service(), NOW) as unit:
        message = enqueue(
            unit,
            topic="answer_given",
            channel="in_app",
            template="t",
            payload={},
            recipient_staff_id=first.recipient_staff_id,
        )
        with pytest.raises(UnknownRecipient):
            enqueue(unit, topic="probe", channel="email", template="t", payload={})
    assert stored(message.id).status is DeliveryStatus.SENT
    with database.unit(Actor.service(), NOW) as unit:
        assert standing(unit).oldest_due_at == NOW  # the one that waits
