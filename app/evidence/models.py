"""Who did what, when: one audit entry per act; its seals, which chain the entries; the signed heads of the chain.
All three are only ever added to.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped

from app.kit.changes import Xid8
from app.kit.records import Base, internal


class AuditEntry(Base):
    """One act. `details` holds ids, states and numbers, never a name or somebody's words.
    `xid` is the writing transaction, as in change rows: what lies below the oldest open one is
    complete and can be told to others once and for all. A further column must enter the sealed
    form (repository.ENTRY), and be empty for the entries of before.
    """

    __tablename__ = "audit_entries"
    __recorded__ = False
    __table_args__ = (Index("ix_audit_entries_order", "xid", "seq"),)

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


class AuditSeal(Base):
    """An entry's place in the chain. `link` stands for all entries up to this one; `era` counts the
    database servers that the log has lived on. Nothing refers to the entry by key: that would
    cost every seal a lock on it, and one that is gone is named by `huiyin evidence verify`.
    """

    __tablename__ = "audit_seals"
    __recorded__ = False
    __table_args__ = (CheckConstraint("octet_length(digest) = 32 and octet_length(link) = 32", name="sizes"),)

    position: Mapped[int] = internal(BigInteger, primary_key=True, autoincrement=False)
    era: Mapped[int] = internal()
    xid: Mapped[str] = internal(Xid8())
    seq: Mapped[int] = internal(BigInteger, unique=True)
    digest: Mapped[bytes] = internal(LargeBinary)
    link: Mapped[bytes] = internal(LargeBinary)


class AuditHead(Base):
    """A signed statement about the chain up to `last`; `document` is what was signed, as canonical JSON."""

    __tablename__ = "audit_heads"
    __recorded__ = False

    number: Mapped[int] = internal(primary_key=True, autoincrement=False)
    last: Mapped[int] = internal(BigInteger)
    document: Mapped[str] = internal()
    signature: Mapped[str] = internal()
    made_at: Mapped[datetime] = internal()
