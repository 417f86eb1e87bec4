"""Typed input and results of delivery: what a guard says, what a topic brings, what was counted."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

from app.kit.database import Unit
from app.kit.ports import OutgoingMessage
from app.outbox.models import OutboxMessage


@dataclass(frozen=True)
class Deliver:
    """The guard found nothing against it."""


@dataclass(frozen=True)
class Suppress:
    """Never hand over, because of `reason` (a code)."""

    reason: str


@dataclass(frozen=True)
class WaitUntil:
    """Not now: look again at `at` (aware, UTC)."""

    at: datetime
    reason: str


Verdict = Deliver | Suppress | WaitUntil


def _nothing_to_note(_unit: Unit, _message: OutboxMessage) -> None:
    """The hook of a topic that keeps no ledger."""


@dataclass(frozen=True)
class Topic:
    """What the domain behind a topic brings to delivery.

    `guard` looks again just before the hand-over, `compose` writes the message (fresh, so that no
    text lies about), `note` is told of every outcome, in the transaction that enters it.
    """

    guard: Callable[[Unit, OutboxMessage], Verdict]
    compose: Callable[[Unit, OutboxMessage], OutgoingMessage]
    note: Callable[[Unit, OutboxMessage], None] = _nothing_to_note


@dataclass
class DeliveryCounts:
    """What became of the messages of one round of delivery."""

    sent: int = 0
    suppressed: int = 0
    waiting: int = 0
    retried: int = 0
    dead: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class OutboxStanding:
    """How the outbox stands: for `huiyin doctor` and the metrics."""

    oldest_due_at: datetime | None  # since when the oldest message should have been gone
    pending_count: int
    unknown_count: int
    dead_count: int
