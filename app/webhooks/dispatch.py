"""Delivering webhooks: at least once, the events of a subject one after the other, different
subjects in parallel, and with no transaction open while a receiver is spoken to.

A delivery goes through two short transactions: *claim* (lease) and *settle*. Who dies between
them may have sent; the lease runs out and it is sent again under the same id.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.kit.database import Actor, Database, Unit
from app.kit.log import get_logger
from app.kit.ports import AmbiguousHandOver, CertainFailure, HookSender
from app.outbox.rules import next_attempt
from app.webhooks import repository, rules
from app.webhooks.fanout import enter_events
from app.webhooks.models import DisabledBecause, HookStatus, WebhookDelivery, WebhookSubscription
from app.webhooks.schemas import HookCounts
from app.webhooks.service import switch_off

log = get_logger(__name__)
WORKERS, PER_SUBSCRIPTION = 4, 2  # one slow receiver never holds all who deliver
REST = timedelta(seconds=30)  # how long a receiver that can't be reached is left alone
GONE = 410


@dataclass(frozen=True)
class Claim:
    """A delivery that we hold; `lease_until` proves it, another claim would have moved it."""

    delivery_id: UUID
    subscription_id: UUID
    lease_until: datetime
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What came of a hand-over: the receiver's status, or why there is none."""

    status: int | None = None
    reason: str | None = None
    is_unreachable: bool = False

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver_due(
    database: Database, sender: HookSender, now: Callable[[], datetime], *, workers: int = WORKERS
) -> HookCounts:
    """One round: enters what happened, then delivers until nothing is due.

    Several processes may do so at once. Raises `DatabaseUnavailable`.
    """
    deliverer = Deliverer(database, sender, now)
    deliverer.enter()

    def work() -> None:
        while deliverer.deliver_one():
            continue

    with ThreadPoolExecutor(workers, thread_name_prefix="webhooks") as pool:
        for done in [pool.submit(work) for _ in range(workers)]:
            done.result()
    deliverer.forget()
    return deliverer.counts


class Deliverer:
    """Delivers one at a time and call; safe to be shared by threads."""

    def __init__(self, database: Database, sender: HookSender, now: Callable[[], datetime]) -> None:
        self._database, self._sender, self._now = database, sender, now
        self._guard = threading.Lock()
        self._under_way: Counter[UUID] = Counter()
        self._resting: dict[UUID, datetime] = {}
        self.counts = HookCounts()

    def enter(self) -> int:
        """Enters what happened as deliveries; returns how many."""
        entered = enter_events(self._database, self._now)
        with self._guard:
            self.counts.entered += entered
        return entered

    def deliver_one(self) -> bool:
        """Claims, sends and settles one delivery; False when none is due."""
        moment = self._now()
        with self._database.unit(Actor.service(), moment) as unit:
            ids = list(repository.active_ids(unit))
        random.shuffle(ids)  # no subscription is always first
        for subscription_id in ids:
            with self._taking_part(subscription_id, moment) as may:
                claim = self._claim(subscription_id) if may else None
                if claim is not None:
                    self._settle(claim, self._hand_over(claim))
                    return True
        return False

    def forget(self) -> int:
        """Deletes deliveries that were settled long ago; returns how many."""
        with self._database.unit(Actor.service(), self._now()) as unit:
            return repository.forget_settled(unit, unit.now - rules.KEPT)

    @contextmanager
    def _taking_part(self, subscription_id: UUID, moment: datetime) -> Iterator[bool]:
        """Whether one more may be under way for this subscription, for the length of the block."""
        with self._guard:
            is_resting = self._resting.get(subscription_id, moment) > moment
            may = not is_resting and self._under_way[subscription_id] < PER_SUBSCRIPTION
            self._under_way[subscription_id] += may
        try:
            yield may
        finally:
            with self._guard:
                self._under_way[subscription_id] -= may

    def _claim(self, subscription_id: UUID) -> Claim | None:
        with self._database.unit(Actor.service(), self._now()) as unit:
            subscription = repository.subscription(unit, subscription_id)
            found = repository.claim_next(unit, subscription_id)
            if subscription is None or found is None:
                return None
            found.status = HookStatus.DELIVERING
            found.attempts += 1
            found.lease_until = unit.now + rules.LEASE
            body = rules.body_of(found.payload)
            keys = rules.keys_now(
                subscription.current_secret, subscription.previous_secret, subscription.previous_secret_until, unit.now
            )
            headers = rules.headers_of(found.id, body, unit.now, keys)
            return Claim(found.id, subscription_id, found.lease_until, subscription.url, headers, body)

    def _hand_over(self, claim: Claim) -> Answer:
        try:
            return Answer(status=self._sender.post(claim.url, claim.headers, claim.body))
        except CertainFailure as failure:
            return Answer(reason=failure.reason, is_unreachable=failure.is_channel_down)
        except AmbiguousHandOver as failure:
            return Answer(reason=failure.reason, is_unreachable=True)
        except Exception as error:  # a fault of ours must not stop the others
            log.warning("webhooks.fault", kind=type(error).__name__, delivery_id=str(claim.delivery_id))
            return Answer(reason=f"fault_{type(error).__name__}")

    def _settle(self, claim: Claim, answer: Answer) -> None:
        if answer.is_unreachable:
            self._resting[claim.subscription_id] = self._now() + REST
        with self._database.unit(Actor.service(), self._now()) as unit:
            subscription = repository.lock_subscription(unit, claim.subscription_id)
            found = repository.lock_delivery(unit, claim.delivery_id)
            if subscription is None or found is None or found.lease_until != claim.lease_until:
                return  # ended meanwhile, or our lease ran out and another took it
            found.last_status_code, found.lease_until = answer.status, None
            if answer.is_taken:
                subscription.failing_since = None
                _close(unit, found, HookStatus.DELIVERED, None)
                self._count("delivered")
            else:
                self._failed(unit, subscription, found, answer)

    def _failed(self, unit: Unit, subscription: WebhookSubscription, found: WebhookDelivery, answer: Answer) -> None:
        """Tries again later; gives up after 72 hours; switches off who is gone or takes nothing for as long."""
        reason = answer.reason or f"status_{answer.status}"
        subscription.failing_since = subscription.failing_since or unit.now
        again = next_attempt(found.tried_from, found.attempts, unit.now)
        lasts = next_attempt(subscription.failing_since, found.attempts, unit.now)
        if answer.status == GONE or lasts is None:
            because = DisabledBecause.GONE if answer.status == GONE else DisabledBecause.FAILING
            if subscription.disabled_at is None:
                switch_off(unit, subscription, because)
                self._count("disabled")
            again = again or unit.now  # it is not this event's fault: it waits, as all the others
        if again is None:
            _close(unit, found, HookStatus.DEAD, reason)
            self._count("dead")
        else:
            found.status, found.status_reason, found.next_attempt_at = HookStatus.PENDING, reason, again
            self._count("retried")
        log.warning("webhooks.not_taken", delivery_id=str(found.id), reason=reason, attempts=found.attempts)

    def _count(self, what: str) -> None:
        with self._guard:
            setattr(self.counts, what, getattr(self.counts, what) + 1)


def _close(unit: Unit, found: WebhookDelivery, status: HookStatus, reason: str | None) -> None:
    found.status, found.status_reason, found.settled_at = status, reason, unit.now
