"""Who did what, when: one audit entry per act. The chain's columns stay empty until the
sealer of part 3 fills them; entries are never updated otherwise.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped

from app.kit.changes import Xid8
from app.kit.records import Base, internal


class AuditEntry(Base):
    """One act. `details` holds ids, states and numbers, never a name or somebody's words.
    `xid` is the writing transaction, as in change rows: what lies below the oldest open one is
    complete and can be told to others once and for all.
    """

    __tablename__ = "audit_entries"
    __recorded__ = False
    __table_args__ = (Index("ix_audit_entries_xid", "xid"),)

    seq: Mapped[int] = internal(BigInteger, Identity(always=True), primary_key=True)
    xid: Mapped[str] = internal(Xid8(), server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime] = internal()
    actor_kind: Mapped[str] = internal()
    actor_id: Mapped[UUID | None] = internal()
    action: Mapped[str] = internal()
    subject_type: Mapped[str] = internal()
    subject_id: Mapped[UUID] = internal(index=True)
    application_id: Mapped[UUID | None] = internal(index=True)
    details: Mapped[dict[str, Any]] = internal()
    previous_hash: Mapped[str | None] = internal()
    entry_hash: Mapped[str | None] = internal()
