"""What webhooks' verbs answer, as frozen views; no secret is in any but `NewSecret`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.webhooks.models import DisabledBecause, HookStatus


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription as an administrator sees it. `is_active` is false while it is switched off."""

    id: UUID
    url: str
    events: tuple[str, ...]
    is_active: bool
    disabled_at: datetime | None
    disabled_because: DisabledBecause | None
    failing_since: datetime | None  # since when nothing was taken; None: all is well
    previous_secret_until: datetime | None
    created_by: UUID | None
    created_at: datetime


@dataclass(frozen=True)
class NewSecret:
    """A subscription with its secret, which is shown this once."""

    subscription: SubscriptionView
    secret: str = field(repr=False)


@dataclass(frozen=True)
class DeliveryView:
    """One event for one subscription, and how far it got."""

    id: UUID
    subscription_id: UUID
    event: str
    subject_id: UUID
    status: HookStatus
    status_reason: str | None
    attempts: int
    next_attempt_at: datetime | None  # None once settled
    last_status_code: int | None
    settled_at: datetime | None
    created_at: datetime
    payload: dict[str, Any]


@dataclass
class HookCounts:
    """What one round did: events entered, and what became of the deliveries tried."""

    entered: int = 0
    delivered: int = 0
    retried: int = 0
    dead: int = 0
    disabled: int = 0


@dataclass(frozen=True)
class HooksStanding:
    """How webhooks stand: for `huiyin doctor` and the metrics."""

    oldest_due_at: datetime | None  # since when the oldest delivery of a working subscription is due
    pending_count: int
    dead_count: int
    disabled_count: int  # subscriptions that were switched off because of their receiver
