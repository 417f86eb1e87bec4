"""The ledger of nudges: a row per clock and rung that was ever due, and what became of it."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal


class NudgeStatus(enum.StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"
    DEAD = "dead"


class Nudge(Base):
    """One rung of one clock for one recipient. The key is the promise that it is sent at most
    once: (clock, rung, recipient) is entered before anything is handed over.
    """

    __tablename__ = "nudges"
    __table_args__ = (UniqueConstraint("clock_id", "rung", "recipient_staff_id"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = internal(ForeignKey("sla_clocks.id"))
    rung: Mapped[int] = internal()
    recipient_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    channel: Mapped[str] = internal()
    template: Mapped[str] = internal()
    status: Mapped[NudgeStatus] = internal(default=NudgeStatus.QUEUED)
    status_reason: Mapped[str | None] = internal()
    outbox_id: Mapped[UUID | None] = internal(ForeignKey("outbox.id"))
    warehouse_version: Mapped[str | None] = internal()
    is_by_hand: Mapped[bool] = internal(default=False)
    computed_at: Mapped[datetime] = internal()
    sent_at: Mapped[datetime | None] = internal()


class NudgeSnooze(Base):
    """A clock is not nudged before `until_at`, because somebody asked for that."""

    __tablename__ = "nudge_snoozes"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = internal(ForeignKey("sla_clocks.id"), index=True)
    by_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    until_at: Mapped[datetime] = internal()
    undone_at: Mapped[datetime | None] = internal()
    at: Mapped[datetime] = internal()


class NudgeTemplate(Base):
    """One version of a company's own words under a name, in every language:
    `{"en": {"subject": …, "text": …, "button": …, "footer": …}, "zh-CN": {…}}`. Of the product's
    names without a current row the product's words hold.
    """

    __tablename__ = "nudge_templates"
    __table_args__ = (
        UniqueConstraint("name", "version"),
        Index("uq_nudge_templates_current", "name", unique=True, postgresql_where=text("superseded_at is null")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = internal()
    version: Mapped[int] = internal()
    words: Mapped[dict[str, Any]] = internal()
    created_at: Mapped[datetime] = internal()
    superseded_at: Mapped[datetime | None] = internal()
