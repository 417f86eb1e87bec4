"""Subscribing other systems to what happens here, and looking at what they were told. Entering
events is in fanout.py, delivering them in dispatch.py.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.egress import Egress
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.webhooks import repository, rules
from app.webhooks.errors import BadOverlap, DeliveryUnderWay, SubscriptionOff, TooManySubscriptions
from app.webhooks.models import DisabledBecause, HookStatus, WebhookDelivery, WebhookSubscription
from app.webhooks.schemas import DeliveryView, HooksStanding, NewSecret, SubscriptionView

PAGE = 50


def subscribe(unit: Unit, *, url: str, events: Sequence[str], egress: Egress) -> NewSecret:
    """Tells `url` of every act from now on that fits `events`; the secret is shown this once.

    Raises `BadAddress`, `HostNotAllowed`, `NoEvents`, `BadEventPattern`, `TooManySubscriptions`.
    """
    egress.target(url)
    chosen = rules.check_events(events)
    if repository.count_subscriptions(unit) >= rules.MOST_SUBSCRIPTIONS:
        raise TooManySubscriptions(most=rules.MOST_SUBSCRIPTIONS)
    made = WebhookSubscription(
        id=new_id(),
        url=url,
        events=chosen,
        current_secret=rules.new_secret(),
        read_below=repository.complete_below(unit),
        created_by=unit.actor.id if unit.actor.kind == "staff" else None,
        created_at=unit.now,
    )
    unit.session.add(made)
    record(unit, "webhook.subscribed", made, event_count=len(chosen))
    return NewSecret(_view(made), made.current_secret)


def update_subscription(
    unit: Unit,
    subscription_id: UUID,
    *,
    egress: Egress,
    url: str | None = None,
    events: Sequence[str] | None = None,
    is_active: bool | None = None,
) -> SubscriptionView:
    """Changes what is given. Switched on again, a subscription is sent what it missed.

    Raises `NotFound` and those of `subscribe`.
    """
    found = _locked(unit, subscription_id)
    if url is not None:
        egress.target(url)
        found.url = url
    if events is not None:
        found.events = rules.check_events(events)
    if is_active is False and found.disabled_at is None:
        switch_off(unit, found, DisabledBecause.BY_HAND)
    elif is_active and found.disabled_at is not None:
        found.disabled_at = found.disabled_because = found.failing_since = None
        repository.resume(unit, found.id)
        record(unit, "webhook.switched_on", found)
    if url is not None or events is not None:
        record(unit, "webhook.updated", found, event_count=len(found.events), is_new_address=url is not None)
    return _view(found)


def switch_off(unit: Unit, subscription: WebhookSubscription, because: DisabledBecause) -> None:
    """Stops telling a (locked) subscription; what it would be told waits."""
    subscription.disabled_at, subscription.disabled_because = unit.now, because
    record(unit, "webhook.switched_off", subscription, because=because)


def unsubscribe(unit: Unit, subscription_id: UUID) -> None:
    """Ends a subscription for good; its secrets are wiped, what waits is given up. Raises `NotFound`."""
    found = _locked(unit, subscription_id)
    found.ended_at = unit.now
    found.current_secret, found.previous_secret = "", None
    unit.session.flush()
    repository.give_up(unit, found.id, "unsubscribed")
    record(unit, "webhook.unsubscribed", found)


def rotate_secret(unit: Unit, subscription_id: UUID, *, overlap_hours: int = 24) -> NewSecret:
    """A new secret; for `overlap_hours` deliveries are signed with the old one too.

    Raises `NotFound`, `BadOverlap`.
    """
    if not 0 <= overlap_hours <= rules.LONGEST_OVERLAP:
        raise BadOverlap(most=rules.LONGEST_OVERLAP)
    found = _locked(unit, subscription_id)
    found.previous_secret, found.current_secret = found.current_secret, rules.new_secret()
    found.previous_secret_until = unit.now + timedelta(hours=overlap_hours)
    record(unit, "webhook.secret_rotated", found, overlap_hours=overlap_hours)
    return NewSecret(_view(found), found.current_secret)


def subscriptions(unit: Unit, *, after: UUID | None = None, limit: int = PAGE) -> list[SubscriptionView]:
    """Subscriptions that were not ended, oldest first; switched off ones too."""
    return [_view(each) for each in repository.subscriptions(unit, after, limit)]


def subscription(unit: Unit, subscription_id: UUID) -> SubscriptionView:
    """One of them. Raises `NotFound`."""
    found = repository.subscription(unit, subscription_id)
    if found is None:
        raise NotFound
    return _view(found)


def deliveries_of(
    unit: Unit,
    subscription_id: UUID,
    *,
    after: UUID | None = None,
    limit: int = PAGE,
    status: HookStatus | None = None,
) -> list[DeliveryView]:
    """What a subscription was told, and is to be told, oldest first. Raises `NotFound`."""
    subscription(unit, subscription_id)
    return [_delivery_view(each) for each in repository.deliveries(unit, subscription_id, after, limit, status)]


def delivery(unit: Unit, delivery_id: UUID) -> DeliveryView:
    """One delivery. Raises `NotFound`."""
    found = repository.delivery(unit, delivery_id)
    if found is None:
        raise NotFound
    return _delivery_view(found)


def redeliver(unit: Unit, delivery_id: UUID) -> DeliveryView:
    """Sends a settled delivery once more, under its own id, with 72 hours of trying; later events
    of its subject wait for it. Raises `NotFound`, `DeliveryUnderWay`, `SubscriptionOff`.
    """
    seen = repository.delivery(unit, delivery_id)
    if seen is None:
        raise NotFound
    _require_on(_locked(unit, seen.subscription_id))  # before the delivery: as the dispatcher locks
    found = repository.lock_delivery(unit, delivery_id)
    if found is None:
        raise NotFound
    if found.status in repository.OPEN:
        raise DeliveryUnderWay(found.status, {HookStatus.DELIVERED, HookStatus.DEAD})
    found.status, found.status_reason, found.settled_at = HookStatus.PENDING, "by_hand", None
    found.tried_from = found.next_attempt_at = unit.now
    found.attempts = 0
    record(unit, "webhook.redelivered", found, subscription_id=found.subscription_id)
    return _delivery_view(found)


def ping(unit: Unit, subscription_id: UUID) -> DeliveryView:
    """Sends a `webhook.ping`, so that a receiver can be tried out. Raises `NotFound`, `SubscriptionOff`."""
    found = _locked(unit, subscription_id)
    _require_on(found)
    made_id = new_id()
    made = WebhookDelivery(
        id=made_id,
        subscription_id=found.id,
        event=rules.PING,
        subject_id=found.id,
        payload=rules.tell(
            made_id, rules.PING, unit.now, (found.__tablename__, found.id), actor_kind=unit.actor.kind, details={}
        ),
        **waiting(unit.now),
    )
    unit.session.add(made)
    record(unit, "webhook.pinged", found)
    return _delivery_view(made)


def waiting(now: datetime) -> dict[str, object]:
    """The columns of a delivery that is due at once."""
    return {
        "status": HookStatus.PENDING,
        "attempts": 0,
        "tried_from": now,
        "next_attempt_at": now,
        "created_at": now,
    }


def standing(unit: Unit) -> HooksStanding:
    """How webhooks stand, for the doctor."""
    return repository.standing(unit)


def _locked(unit: Unit, subscription_id: UUID) -> WebhookSubscription:
    found = repository.lock_subscription(unit, subscription_id)
    if found is None:
        raise NotFound
    return found


def _require_on(found: WebhookSubscription) -> None:
    if found.disabled_at is not None:
        raise SubscriptionOff("off", {"on"})


def _view(row: WebhookSubscription) -> SubscriptionView:
    return SubscriptionView(
        id=row.id,
        url=row.url,
        events=tuple(row.events),
        is_active=row.disabled_at is None,
        disabled_at=row.disabled_at,
        disabled_because=row.disabled_because,
        failing_since=row.failing_since,
        previous_secret_until=row.previous_secret_until,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def _delivery_view(row: WebhookDelivery) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        subscription_id=row.subscription_id,
        event=row.event,
        subject_id=row.subject_id,
        status=row.status,
        status_reason=row.status_reason,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.status in repository.OPEN else None,
        last_status_code=row.last_status_code,
        settled_at=row.settled_at,
        created_at=row.created_at,
        payload=row.payload,
    )
