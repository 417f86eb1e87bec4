"""What is to leave the house: one row per hand-over to a channel, written in the transaction
of its cause and delivered after it.
"""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class DeliveryStatus(enum.StrEnum):
    """`handing_over` that outlives its lease becomes `unknown`: it may have gone out, so it is
    shown and never resent by itself.
    """

    PENDING = "pending"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"
    DEAD = "dead"


PENDING = text("status = 'pending'")  # as text: with a bound parameter its index is not recognised


class OutboxMessage(Base):
    """A message for one recipient through one channel. `topic` says what kind of thing it is
    (`nudge`, `feedback_updated`, `answer_given`); `payload` is what its template needs.
    """

    __tablename__ = "outbox"
    __recorded__ = False
    __table_args__ = (
        Index("ix_outbox_open", "next_attempt_at", postgresql_where=text("status in ('pending', 'handing_over')")),
        Index("ix_outbox_waiting_candidate", "recipient_candidate_id", postgresql_where=PENDING),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    topic: Mapped[str] = internal()
    subject_id: Mapped[UUID | None] = internal(index=True)
    channel: Mapped[str] = internal()
    recipient_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    recipient_candidate_id: Mapped[UUID | None] = internal(ForeignKey("candidates.id"))
    template: Mapped[str] = internal()
    payload: Mapped[dict[str, Any]] = personal()
    status: Mapped[DeliveryStatus] = internal(default=DeliveryStatus.PENDING)
    status_reason: Mapped[str | None] = internal()
    attempts: Mapped[int] = internal(default=0)
    next_attempt_at: Mapped[datetime] = internal()
    lease_until: Mapped[datetime | None] = internal()
    sent_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()
