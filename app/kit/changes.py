"""Change rows: what the warehouse reads to know what is new. Triggers write them, so no way
of changing a recorded table leaves none (see app/migrations).
"""

from typing import Any

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import UserDefinedType

from app.kit.records import Base, internal

CHANNEL = "huiyin_change"  # NOTIFY name; one notice per transaction, whatever it changed


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id; it never wraps around."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class ChangeRow(Base):
    """One changed row of one table. `xid` is the writing transaction (PostgreSQL's xid8): what
    lies below the oldest open transaction is complete and can be read once and for all.
    """

    __tablename__ = "change_rows"
    __recorded__ = False
    __table_args__ = (Index("ix_change_rows_xid", "xid"),)

    seq: Mapped[int] = internal(BigInteger, Identity(always=True), primary_key=True)
    xid: Mapped[str] = internal(Xid8(), server_default=text("pg_current_xact_id()"))
    table_name: Mapped[str] = internal()
    row_id: Mapped[str] = internal()
    op: Mapped[str] = internal()
