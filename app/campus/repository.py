"""All queries of campus days."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.campus.models import CampusEvent
from app.kit.database import Unit
from app.kit.errors import NotFound


def event(unit: Unit, event_id: UUID) -> CampusEvent:
    """The campus day; raises `NotFound`."""
    row = unit.session.get(CampusEvent, event_id)
    if row is None:
        raise NotFound
    return row


def events(unit: Unit, after: UUID | None, limit: int) -> Sequence[CampusEvent]:
    """Campus days in the order they were made, from `after` on."""
    query = select(CampusEvent)
    if after is not None:
        query = query.where(CampusEvent.id > after)
    return unit.session.scalars(query.order_by(CampusEvent.id).limit(limit)).all()
