"""Turning what happened into deliveries: the audit log is read once per subscription, by complete
transactions, so that nothing is missed that commits late, and nothing told that was rolled back.

A window is all transactions in [read_below, the oldest open one): entered whole, in one
transaction, sorted by the entries' numbers. Whoever changes an object after somebody else waited
for that one's commit, so within and across windows these numbers are an object's true order.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kit.database import Actor, Database, Unit
from app.kit.ids import new_id
from app.webhooks import repository, rules
from app.webhooks.service import waiting


def enter_events(database: Database, now: Callable[[], datetime]) -> int:
    """Enters deliveries for all that subscriptions have not been told of; returns how many.

    A subscription that another process reads for is left to it. Raises `DatabaseUnavailable`.
    """
    with database.unit(Actor.service(), now()) as unit:
        ids = repository.active_ids(unit)
    entered = 0
    for subscription_id in ids:
        with database.unit(Actor.service(), now()) as unit:
            entered += _enter(unit, subscription_id)
    return entered


def _enter(unit: Unit, subscription_id: UUID) -> int:
    found = repository.lock_subscription(unit, subscription_id, or_skip=True)
    if found is None or found.disabled_at is not None:
        return 0
    below = repository.complete_below(unit)
    if not repository.has_entries(unit, found.read_below, below):
        return 0
    names, beginnings = rules.split_patterns(found.events)
    entered = 0
    for batch in repository.entries(unit, found.read_below, below, names, beginnings):
        entered += _insert(unit, subscription_id, batch)
    found.read_below = below
    return entered


def _insert(unit: Unit, subscription_id: UUID, batch: Sequence[Any]) -> int:
    repository.insert_deliveries(unit, [_row(subscription_id, entry, unit.now) for entry in batch])
    return len(batch)


def _row(subscription_id: UUID, entry: Any, now: datetime) -> dict[str, Any]:
    made_id = new_id()
    payload = rules.tell(
        made_id,
        entry.action,
        entry.at,
        (entry.subject_type, entry.subject_id),
        application_id=entry.application_id,
        actor_kind=entry.actor_kind,
        details=entry.details,
    )
    told = {"event_seq": entry.seq, "event": entry.action, "subject_id": entry.subject_id, "payload": payload}
    return {"id": made_id, "subscription_id": subscription_id, **told, **waiting(now)}
