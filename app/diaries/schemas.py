"""What goes into and comes out of the diaries: plain frozen data, no rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.diaries.models import ResourceKind


@dataclass(frozen=True)
class Resource:
    """Somebody or something whose time is wanted."""

    kind: ResourceKind
    id: UUID


@dataclass(frozen=True)
class Wanted:
    """One resource for one session in [starts_at, ends_at)."""

    session_id: UUID
    resource: Resource
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class BusyTime:
    """Time that is taken, half-open, UTC."""

    resource_id: UUID
    session_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Slot:
    """A proposal: everybody who was asked about is free in [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class RoomView:
    """A room as lists show it."""

    room_id: UUID
    name: str
    place: str | None
    capacity: int | None
    is_disabled: bool
