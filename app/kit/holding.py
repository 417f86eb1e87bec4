"""Holding one row against other writers, for those who compare before they change (If-Match).

The table's name is our own identifier; nothing from outside stands in the statement but the id.
"""

from uuid import UUID

from sqlalchemy import text

from app.kit.database import Unit
from app.kit.errors import NotFound


def hold_row(unit: Unit, table: str, identity: UUID) -> None:
    """Waits until no other unit is changing the row, and keeps others waiting until this one ends.
    What was read of it before is read anew. Raises `NotFound`.
    """
    unit.session.flush()  # what is about to be forgotten must be written
    held = unit.session.execute(text(f"select from {table} where id = :id for update"), {"id": identity}).first()
    if held is None:
        raise NotFound
    unit.session.expire_all()
