"""All queries of the diaries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.diaries.models import Booking, Room
from app.diaries.schemas import Wanted
from app.kit.database import Unit
from app.kit.ids import new_id

ROWS = 1000  # of one statement


def insert_bookings(unit: Unit, wanted: Sequence[Wanted]) -> tuple[list[UUID], list[Wanted]]:
    """(ids of the bookings that stand now, what was not free). One statement per thousand.

    `on conflict do nothing` and not a plain insert: the constraint decides just the same, but two
    that come at once don't both insert and then wait for each other (PostgreSQL would end one as a
    deadlock after a second), and the transaction outlives the refusal.
    """
    made: list[UUID] = []
    refused: list[Wanted] = []
    # In one order for all, so that two who want the same people never wait for each other.
    ordered = sorted(wanted, key=lambda each: (each.resource.id, each.starts_at))
    for chunk in _chunks(ordered):
        by_id = {new_id(): each for each in chunk}
        rows = [_row(identity, each) for identity, each in by_id.items()]
        stands = set(unit.session.scalars(insert(Booking).values(rows).on_conflict_do_nothing().returning(Booking.id)))
        made += stands
        refused += [each for identity, each in by_id.items() if identity not in stands]
    return made, refused


def _chunks(wanted: Sequence[Wanted]) -> Iterable[Sequence[Wanted]]:
    for start in range(0, len(wanted), ROWS):
        yield wanted[start : start + ROWS]


def _row(identity: UUID, each: Wanted) -> dict[str, object]:
    return {
        "id": identity,
        "resource_kind": each.resource.kind,
        "resource_id": each.resource.id,
        "session_id": each.session_id,
        "starts_at": each.starts_at,
        "ends_at": each.ends_at,
        "is_planned": True,
    }


def drop_bookings(unit: Unit, ids: Sequence[UUID]) -> None:
    """Takes back bookings that were made a moment ago."""
    unit.session.execute(delete(Booking).where(Booking.id.in_(ids)))


def release(unit: Unit, session_ids: Sequence[UUID], resource_ids: Sequence[UUID] | None) -> None:
    """Sets bookings of sessions free: all, or only these resources'."""
    query = update(Booking).where(Booking.session_id.in_(session_ids), Booking.is_planned)
    if resource_ids is not None:
        query = query.where(Booking.resource_id.in_(resource_ids))
    unit.session.execute(query.values(is_planned=False).execution_options(synchronize_session=False))


def planned_of(unit: Unit, session_id: UUID) -> Sequence[Booking]:
    """What is booked for a session."""
    query = select(Booking).where(Booking.session_id == session_id, Booking.is_planned)
    return unit.session.scalars(query.order_by(Booking.id).execution_options(populate_existing=True)).all()


def busy(unit: Unit, resource_ids: Sequence[UUID], start: datetime, end: datetime) -> Sequence[Booking]:
    """Planned bookings of these resources that overlap [start, end), in time's order."""
    of_them = [
        func.uuidrange(Booking.resource_id, Booking.resource_id, "[]").op("=")(func.uuidrange(each, each, "[]"))
        for each in resource_ids
    ]
    during = func.tstzrange(Booking.starts_at, Booking.ends_at).op("&&")(func.tstzrange(start, end))
    query = select(Booking).where(Booking.is_planned, during, or_(*of_them))
    return unit.session.scalars(query.order_by(Booking.starts_at)).all()


def insert_room(unit: Unit, room: Room) -> bool:
    """Whether the room was made; not when its name is taken."""
    row = {column.name: getattr(room, column.name) for column in Room.__table__.columns}
    made = unit.session.scalar(insert(Room).values(row).on_conflict_do_nothing().returning(Room.id))
    return made is not None


def room_by_id(unit: Unit, room_id: UUID, *, for_update: bool = False) -> Room | None:
    """The room."""
    return unit.session.get(Room, room_id, with_for_update=True if for_update else None)


def rooms_by_names(unit: Unit, names: Iterable[str]) -> Sequence[Room]:
    """The rooms of these names."""
    return unit.session.scalars(select(Room).where(Room.name.in_(names))).all()


def rooms(unit: Unit, after: UUID | None, limit: int) -> Sequence[Room]:
    """Rooms in the order they were added, from `after` on."""
    query: Select[Room] = select(Room)
    if after is not None:
        query = query.where(Room.id > after)
    return unit.session.scalars(query.order_by(Room.id).limit(limit)).all()
