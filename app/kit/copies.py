"""Rows copied out as plain values, whole: for evidence, which shows what was kept as it was kept.

Only columns of the class `secret` stay behind. Who may have copies is judged by who asks for them.
"""

import enum
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Table, select

from app.kit.database import Unit
from app.kit.records import Base, FieldClass

Copy = dict[str, object]  # a row: column name -> what JSON can hold
Copies = Mapping[str, list[Copy]]  # table name -> its rows


def copies(unit: Unit, model: type[Base], column: str, values: Collection[object]) -> list[Copy]:
    """The rows whose `column` is one of `values`, in the order of their keys."""
    table: Table = model.metadata.tables[model.__tablename__]
    kept = [each for each in table.columns if each.info["class"] is not FieldClass.SECRET]
    wanted = {UUID(each) if isinstance(each, str) else each for each in values if each is not None}
    if not wanted:
        return []
    found = unit.session.execute(select(*kept).where(table.c[column].in_(wanted)).order_by(*table.primary_key.columns))
    return [{name: plain(value) for name, value in row._asdict().items()} for row in found]


def ids(rows: list[Copy], column: str = "id") -> list[object]:
    """What the rows have in that column."""
    return [row[column] for row in rows]


def plain(value: object) -> object:
    """The value as JSON holds it: moments in UTC, amounts and ids as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
