"""Who did what, when: one audit entry per act. The chain's columns stay empty until the
sealer of part 3 fills them; entries are never updated otherwise.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped

from app.kit.records import Base, internal


class AuditEntry(Base):
    """One act. `details` holds ids, states and numbers, never a name or somebody's words."""

    __tablename__ = "audit_entries"
    __recorded__ = False

    seq: Mapped[int] = internal(BigInteger, Identity(always=True), primary_key=True)
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
