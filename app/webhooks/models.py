"""Who is told of what happens here, and every telling: signed, retried, in order per object."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.changes import Xid8
from app.kit.ids import new_id
from app.kit.records import Base, internal, secret


class HookStatus(enum.StrEnum):
    """`delivering` that outlives its lease is sent again: receivers know a double by its id."""

    PENDING = "pending"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    DEAD = "dead"


class DisabledBecause(enum.StrEnum):
    BY_HAND = "by_hand"
    GONE = "gone"  # the receiver answered 410
    FAILING = "failing"  # nothing was taken for 72 hours


class WebhookSubscription(Base):
    """Another system that wants to know. `events` are names or patterns (`interview.*`, `*`).
    Everything of transactions below `read_below` has become deliveries. While `disabled_at` is
    set nothing is read or sent, and nothing is lost; `ended_at` is for good.
    """

    __tablename__ = "webhook_subscriptions"
    __recorded__ = False

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    url: Mapped[str] = internal()
    events: Mapped[list[Any]] = internal()
    current_secret: Mapped[str] = secret()
    previous_secret: Mapped[str | None] = secret()
    previous_secret_until: Mapped[datetime | None] = internal()
    read_below: Mapped[str] = internal(Xid8())
    failing_since: Mapped[datetime | None] = internal()
    disabled_at: Mapped[datetime | None] = internal()
    disabled_because: Mapped[DisabledBecause | None] = internal()
    ended_at: Mapped[datetime | None] = internal()
    created_by: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = internal()


_OPEN = text("status in ('pending', 'delivering')")


class WebhookDelivery(Base):
    """One event for one subscription. `event_seq` is its audit entry's number (none: a ping) and
    orders the events of a subject; the 72 hours of trying count from `tried_from`.
    """

    __tablename__ = "webhook_deliveries"
    __recorded__ = False
    __table_args__ = (
        UniqueConstraint("subscription_id", "event_seq"),
        Index("ix_webhook_deliveries_page", "subscription_id", "id"),
        Index("ix_webhook_deliveries_due", "subscription_id", "next_attempt_at", "event_seq", postgresql_where=_OPEN),
        Index("ix_webhook_deliveries_order", "subscription_id", "subject_id", "event_seq", postgresql_where=_OPEN),
        Index("ix_webhook_deliveries_settled", "settled_at"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    subscription_id: Mapped[UUID] = internal(ForeignKey("webhook_subscriptions.id"))
    event_seq: Mapped[int | None] = internal(BigInteger)
    event: Mapped[str] = internal()
    subject_id: Mapped[UUID] = internal()
    payload: Mapped[dict[str, Any]] = internal()
    status: Mapped[HookStatus] = internal(default=HookStatus.PENDING)
    status_reason: Mapped[str | None] = internal()
    attempts: Mapped[int] = internal(default=0)
    tried_from: Mapped[datetime] = internal()
    next_attempt_at: Mapped[datetime] = internal()
    lease_until: Mapped[datetime | None] = internal()
    last_status_code: Mapped[int | None] = internal()
    settled_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()
