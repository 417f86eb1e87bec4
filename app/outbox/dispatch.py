"""Handing messages over to channels: each at most once, whatever crashes, and with no database
transaction open while a channel is spoken to.

A message goes through three short transactions: *claim* (lease), *look again* (guard; from its
commit on the message counts as `handing_over`), *settle*. Who dies before the second commit has
sent nothing, so the lease runs out and another takes it; who dies after it may have sent, so the
message becomes `unknown` and is never resent by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kit.database import Actor, Database, Unit
from app.kit.errors import DatabaseUnavailable
from app.kit.log import get_logger
from app.kit.ports import AmbiguousHandOver, CertainFailure, Channel, OutgoingMessage
from app.outbox import repository, rules
from app.outbox.models import DeliveryStatus, OutboxMessage
from app.outbox.schemas import DeliveryCounts, Suppress, Topic, WaitUntil

log = get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    """A message that we hold: `attempt` proves it, another claim would have counted on."""

    message_id: UUID
    attempt: int


def deliver_due(
    database: Database,
    channels: Mapping[str, Channel],
    topics: Mapping[str, Topic],
    now: Callable[[], datetime],
    *,
    limit: int = 1000,
) -> DeliveryCounts:
    """Delivers up to `limit` messages that are due, one after the other, for half a minute at most.

    A channel that is down is left alone for the rest of the round. Several dispatchers may run at
    once. Messages of a topic that is not in `topics` stay until one comes that knows it.
    Raises `DatabaseUnavailable`.
    """
    dispatcher = _Dispatcher(database, channels, topics, now)
    dispatcher.sweep()
    ends_at = now() + rules.ROUND
    for _ in range(limit):
        if now() > ends_at:
            break
        claim = dispatcher.claim()
        if claim is None:
            break
        dispatcher.deliver(claim)
    return dispatcher.counts


class _Dispatcher:
    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        topics: Mapping[str, Topic],
        now: Callable[[], datetime],
    ) -> None:
        self.database, self.channels, self.topics, self.now = database, channels, topics, now
        self.counts = DeliveryCounts()
        self.down: set[str] = set()

    def sweep(self) -> None:
        """Marks hand-overs whose dispatcher died: they may have gone out."""
        with self.database.unit(Actor.service(), self.now()) as unit:
            for message in repository.lock_lost(unit):
                self._settle(unit, message, DeliveryStatus.UNKNOWN, "lease_ran_out")
                self.counts.unknown += 1

    def claim(self) -> Claim | None:
        """Takes the next due message for the length of a lease."""
        with self.database.unit(Actor.service(), self.now()) as unit:
            message = repository.claim_next(unit, list(self.topics), list(self.down))
            if message is None:
                return None
            message.attempts += 1
            message.lease_until = unit.now + rules.LEASE
            return Claim(message.id, message.attempts)

    def deliver(self, claim: Claim) -> None:
        """Looks again, hands over, settles. What fails before the hand-over certainly failed."""
        try:
            ready = self._look_again(claim)
        except CertainFailure as failure:
            self._failed(claim, failure)
            return
        if ready is None:
            return
        channel, message = ready
        try:
            channel.send(message)
        except CertainFailure as failure:
            self._failed(claim, failure)
        except Exception as error:  # nobody knows whether it went out
            self._doubtful(claim, error)
        else:
            self._finish(claim, DeliveryStatus.SENT, None)
            self.counts.sent += 1

    def _look_again(self, claim: Claim) -> tuple[Channel, OutgoingMessage] | None:
        with self.database.unit(Actor.service(), self.now()) as unit:
            message = repository.lock(unit, claim.message_id)
            if message.status != DeliveryStatus.PENDING or message.attempts != claim.attempt:
                return None  # our lease ran out before we got here, and another took it
            topic = self.topics[message.topic]
            with _before_hand_over("guard"):
                verdict = topic.guard(unit, message)
            if isinstance(verdict, Suppress):
                self._settle(unit, message, DeliveryStatus.SUPPRESSED, verdict.reason)
                self.counts.suppressed += 1
                return None
            if isinstance(verdict, WaitUntil):
                self._postpone(message, verdict)
                return None
            if message.channel not in self.channels:
                raise CertainFailure("no_such_channel")
            with _before_hand_over("compose"):
                outgoing = topic.compose(unit, message)
            message.status = DeliveryStatus.HANDING_OVER
            message.lease_until = unit.now + rules.LEASE
            return self.channels[message.channel], outgoing

    def _postpone(self, message: OutboxMessage, verdict: WaitUntil) -> None:
        message.next_attempt_at = verdict.at
        message.status_reason = verdict.reason
        message.attempts -= 1  # nothing was tried
        message.lease_until = None
        self.counts.waiting += 1

    def _failed(self, claim: Claim, failure: CertainFailure) -> None:
        with self.database.unit(Actor.service(), self.now()) as unit:
            message = repository.lock(unit, claim.message_id)
            if message.attempts != claim.attempt:
                return
            if failure.is_channel_down:
                self.down.add(message.channel)
            again = rules.next_attempt(message.created_at, message.attempts, unit.now)
            if failure.is_permanent or again is None:
                self._settle(unit, message, DeliveryStatus.DEAD, failure.reason)
                self.counts.dead += 1
                return
            message.next_attempt_at = again
            self._settle(unit, message, DeliveryStatus.PENDING, failure.reason)
            self.counts.retried += 1
        log.warning("outbox.retried", outbox_id=str(claim.message_id), reason=failure.reason)

    def _doubtful(self, claim: Claim, error: Exception) -> None:
        reason = error.reason if isinstance(error, AmbiguousHandOver) else type(error).__name__
        self._finish(claim, DeliveryStatus.UNKNOWN, reason)
        self.counts.unknown += 1
        log.warning("outbox.unknown", outbox_id=str(claim.message_id), reason=reason)

    def _finish(self, claim: Claim, status: DeliveryStatus, reason: str | None) -> None:
        with self.database.unit(Actor.service(), self.now()) as unit:
            self._settle(unit, repository.lock(unit, claim.message_id), status, reason)

    def _settle(self, unit: Unit, message: OutboxMessage, status: DeliveryStatus, reason: str | None) -> None:
        message.status = status
        message.status_reason = reason
        message.lease_until = None
        if status == DeliveryStatus.SENT:
            message.sent_at = unit.now
        if message.topic in self.topics:
            self.topics[message.topic].note(unit, message)


@contextmanager
def _before_hand_over(step: str) -> Iterator[None]:
    """Nothing has left the house yet, so whatever fails here certainly failed."""
    try:
        yield
    except (CertainFailure, DatabaseUnavailable):
        raise
    except Exception as error:
        raise CertainFailure(f"{step}_failed_{type(error).__name__}") from error
