"""All queries of webhooks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import aliased

from app.evidence.models import AuditEntry
from app.kit.changes import Xid8
from app.kit.database import Unit
from app.webhooks.models import DisabledBecause, HookStatus, WebhookDelivery, WebhookSubscription
from app.webhooks.schemas import HooksStanding

OPEN = (HookStatus.PENDING, HookStatus.DELIVERING)
FIRST = UUID(int=0)
BATCH = 1000


def complete_below(unit: Unit) -> str:
    """The transaction below which all have ended."""
    xmin = func.pg_snapshot_xmin(func.pg_current_snapshot(), type_=Xid8())
    return unit.session.execute(select(xmin)).scalar_one()


def subscriptions(unit: Unit, after: UUID | None, limit: int) -> Sequence[WebhookSubscription]:
    """Those that have not been ended, oldest first."""
    return unit.session.scalars(
        select(WebhookSubscription)
        .where(WebhookSubscription.ended_at.is_(None), WebhookSubscription.id > (after or FIRST))
        .order_by(WebhookSubscription.id)
        .limit(limit)
    ).all()


def subscription(unit: Unit, subscription_id: UUID) -> WebhookSubscription | None:
    """One that has not been ended."""
    return unit.session.scalar(_one(subscription_id))


def lock_subscription(unit: Unit, subscription_id: UUID, *, or_skip: bool = False) -> WebhookSubscription | None:
    """The same, locked and read anew, but deliveries for it can still be entered; with `or_skip`
    None when another holds it.
    """
    return unit.session.scalar(
        _one(subscription_id)
        .with_for_update(key_share=True, skip_locked=or_skip)
        .execution_options(populate_existing=True)
    )


def _one(subscription_id: UUID) -> Select[WebhookSubscription]:
    return select(WebhookSubscription).where(
        WebhookSubscription.id == subscription_id, WebhookSubscription.ended_at.is_(None)
    )


def count_subscriptions(unit: Unit) -> int:
    return unit.session.scalar(select(func.count()).where(WebhookSubscription.ended_at.is_(None))) or 0


def active_ids(unit: Unit) -> Sequence[UUID]:
    """Subscriptions that are told of events now."""
    return unit.session.scalars(
        select(WebhookSubscription.id).where(
            WebhookSubscription.ended_at.is_(None), WebhookSubscription.disabled_at.is_(None)
        )
    ).all()


def has_entries(unit: Unit, read_below: str, below: str) -> bool:
    """Whether there are audit entries of transactions in [read_below, below)."""
    return unit.session.scalar(select(exists(select(AuditEntry.seq).where(*_window(read_below, below))))) or False


def entries(
    unit: Unit, read_below: str, below: str, names: Sequence[str], beginnings: Sequence[str]
) -> Iterator[Sequence[Any]]:
    """The entries of that window that somebody wants, in the order of their numbers, by the batch."""
    wanted = or_(AuditEntry.action.in_(names), *(func.starts_with(AuditEntry.action, each) for each in beginnings))
    yield from unit.session.execute(
        select(AuditEntry.__table__)
        .where(*_window(read_below, below), wanted)
        # `+ 0`: else the whole log might be read along its numbers instead of the window by its transactions.
        .order_by(AuditEntry.seq + 0)
        .execution_options(yield_per=BATCH)
    ).partitions()


def _window(read_below: str, below: str) -> tuple[Any, Any]:
    return AuditEntry.xid >= literal(read_below, Xid8()), AuditEntry.xid < literal(below, Xid8())


def insert_deliveries(unit: Unit, rows: list[dict[str, Any]]) -> None:
    unit.session.execute(insert(WebhookDelivery), rows)


def claim_next(unit: Unit, subscription_id: UUID) -> WebhookDelivery | None:
    """The delivery of this subscription that is due longest, that nobody holds, and whose subject
    has no earlier event still to be told; locked.
    """
    earlier = aliased(WebhookDelivery)
    is_kept_waiting = exists(
        select(earlier.id).where(
            earlier.subscription_id == WebhookDelivery.subscription_id,
            earlier.subject_id == WebhookDelivery.subject_id,
            earlier.event_seq < WebhookDelivery.event_seq,
            earlier.status.in_(OPEN),
        )
    )
    is_due = and_(WebhookDelivery.status == HookStatus.PENDING, WebhookDelivery.next_attempt_at <= unit.now)
    is_lost = and_(WebhookDelivery.status == HookStatus.DELIVERING, WebhookDelivery.lease_until < unit.now)
    return unit.session.scalar(
        select(WebhookDelivery)
        .where(WebhookDelivery.subscription_id == subscription_id, WebhookDelivery.status.in_(OPEN))
        .where(or_(is_due, is_lost), ~is_kept_waiting)
        .order_by(WebhookDelivery.next_attempt_at, WebhookDelivery.event_seq)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def delivery(unit: Unit, delivery_id: UUID) -> WebhookDelivery | None:
    return unit.session.get(WebhookDelivery, delivery_id)


def lock_delivery(unit: Unit, delivery_id: UUID) -> WebhookDelivery | None:
    """The delivery, locked and read anew."""
    return unit.session.get(WebhookDelivery, delivery_id, with_for_update=True, populate_existing=True)


def deliveries(
    unit: Unit, subscription_id: UUID, after: UUID | None, limit: int, status: HookStatus | None
) -> Sequence[WebhookDelivery]:
    """Deliveries of a subscription, oldest first."""
    statement = select(WebhookDelivery).where(
        WebhookDelivery.subscription_id == subscription_id, WebhookDelivery.id > (after or FIRST)
    )
    if status is not None:
        statement = statement.where(WebhookDelivery.status == status)
    return unit.session.scalars(statement.order_by(WebhookDelivery.id).limit(limit)).all()


def resume(unit: Unit, subscription_id: UUID) -> None:
    """What waits for this subscription is due now, with 72 hours of its own."""
    unit.session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.subscription_id == subscription_id, WebhookDelivery.status == HookStatus.PENDING)
        .values(next_attempt_at=unit.now, tried_from=unit.now, attempts=0)
    )


def give_up(unit: Unit, subscription_id: UUID, reason: str) -> None:
    """Nothing that waits for this subscription will be sent."""
    unit.session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.subscription_id == subscription_id, WebhookDelivery.status.in_(OPEN))
        .values(status=HookStatus.DEAD, status_reason=reason, settled_at=unit.now, lease_until=None)
    )


def forget_settled(unit: Unit, before: datetime) -> int:
    """Deletes deliveries that were settled before; returns how many."""
    old = select(WebhookDelivery.id).where(WebhookDelivery.settled_at < before).limit(BATCH)
    done = unit.session.execute(
        delete(WebhookDelivery).where(WebhookDelivery.id.in_(old)).returning(WebhookDelivery.id)
    )
    return len(done.all())


def standing(unit: Unit) -> HooksStanding:
    """How webhooks stand at the unit's moment."""
    is_open = WebhookDelivery.status.in_(OPEN)
    is_on = and_(WebhookSubscription.disabled_at.is_(None), WebhookSubscription.ended_at.is_(None))
    row = unit.session.execute(
        select(
            func.min(WebhookDelivery.next_attempt_at).filter(
                WebhookDelivery.status == HookStatus.PENDING, is_on, WebhookDelivery.next_attempt_at <= unit.now
            ),
            func.count().filter(is_open),
            func.count().filter(WebhookDelivery.status == HookStatus.DEAD),
        )
        .select_from(WebhookDelivery)
        .join(WebhookSubscription, WebhookSubscription.id == WebhookDelivery.subscription_id)
    ).one()
    failed = (DisabledBecause.GONE, DisabledBecause.FAILING)
    off = select(func.count()).where(
        WebhookSubscription.disabled_because.in_(failed), WebhookSubscription.ended_at.is_(None)
    )
    return HooksStanding(*row, unit.session.scalar(off) or 0)
