"""Verbs and reads of the diaries: rooms are added, time is booked, moved and set free.

Bookings belong to an interview session of the domain above, whose verbs enter the act in the audit log.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError

from app.diaries import repository
from app.diaries.errors import DoubleBooked, RoomDisabled, RoomInvalid, RoomNameTaken, RoomTooSmall, SearchInvalid
from app.diaries.models import ResourceKind, Room
from app.diaries.rules import LONGEST_NAME, slots
from app.diaries.schemas import BusyTime, Resource, RoomView, Slot, Wanted
from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import Conflict, NotFound
from app.kit.ids import new_id
from app.kit.worktime import WorkCalendar

PROPOSALS = 20
ORDER = (ResourceKind.INTERVIEWER, ResourceKind.CANDIDATE, ResourceKind.ROOM)  # who is named first


def add_room(unit: Unit, *, name: str, place: str | None = None, capacity: int | None = None) -> Room:
    """A new room. Raises `RoomInvalid`, `RoomNameTaken`."""
    title = name.strip()
    if not 0 < len(title) <= LONGEST_NAME or (capacity is not None and capacity <= 0):
        raise RoomInvalid(limit=LONGEST_NAME)
    room = Room(id=new_id(), name=title, place=place, capacity=capacity, created_at=unit.now)
    if not repository.insert_room(unit, room):
        raise RoomNameTaken
    made = _room(unit, room.id)
    record(unit, "room.added", made, capacity=capacity)
    return made


def disable_room(unit: Unit, room_id: UUID) -> Room:
    """The room takes no new booking; what is booked stays. Raises `NotFound`."""
    room = repository.room_by_id(unit, room_id, for_update=True)
    if room is None:
        raise NotFound
    if room.disabled_at is None:
        room.disabled_at = unit.now
        record(unit, "room.disabled", room)
    return room


def require_room(unit: Unit, room_id: UUID, people_count: int) -> Room:
    """The room, fit for so many. Raises `NotFound`, `RoomDisabled`, `RoomTooSmall`."""
    room = _room(unit, room_id)
    if room.disabled_at is not None:
        raise RoomDisabled("disabled", ())
    if room.capacity is not None and people_count > room.capacity:
        raise RoomTooSmall(capacity=room.capacity, wanted=people_count)
    return room


def _room(unit: Unit, room_id: UUID) -> Room:
    room = repository.room_by_id(unit, room_id)
    if room is None:
        raise NotFound
    return room


def book(unit: Unit, session_id: UUID, resources: Sequence[Resource], start: datetime, end: datetime) -> None:
    """Takes the time of all these for the session, or of none. Raises `DoubleBooked`.

    The database decides (an exclusion constraint), so this holds for two requests at once: the
    second waits until the first has ended, then is refused or served.
    """
    book_all(unit, [Wanted(session_id, each, start, end) for each in resources])


def book_all(unit: Unit, wanted: Sequence[Wanted]) -> None:
    """The same for many sessions in one go: all or none. Raises `DoubleBooked`."""
    if not wanted:
        return
    try:
        made, refused = repository.insert_bookings(unit, wanted)
    except OperationalError as error:
        if isinstance(error.orig, DeadlockDetected):
            raise Conflict from error  # two moved into each other's time at once
        raise
    if refused:
        repository.drop_bookings(unit, made)
        raise DoubleBooked(min((each.resource.kind for each in refused), key=ORDER.index), refused)


def rebook(unit: Unit, session_id: UUID, start: datetime, end: datetime, *, room_id: UUID | None = None) -> None:
    """Moves all that is booked for a session to another time, and into `room_id` (`None`: no room).
    Refused, everything stays as it was. Raises `DoubleBooked`.
    """
    booked = [
        Resource(each.resource_kind, each.resource_id)
        for each in repository.planned_of(unit, session_id)
        if each.resource_kind is not ResourceKind.ROOM
    ]
    if room_id is not None:
        booked.append(Resource(ResourceKind.ROOM, room_id))
    with unit.session.begin_nested():
        repository.release(unit, [session_id], None)
        book(unit, session_id, booked, start, end)


def free(unit: Unit, session_id: UUID, resource_ids: Sequence[UUID] | None = None) -> None:
    """Sets the session's time free: everybody's, or only these resources'. Nothing booked is fine."""
    repository.release(unit, [session_id], resource_ids)


def booked_for(unit: Unit, session_id: UUID) -> list[Resource]:
    """Who and what is booked for a session."""
    return [Resource(each.resource_kind, each.resource_id) for each in repository.planned_of(unit, session_id)]


def busy_times(unit: Unit, resource_ids: Sequence[UUID], start: datetime, end: datetime) -> list[BusyTime]:
    """What is taken of these resources' time in [start, end), in time's order."""
    found = repository.busy(unit, resource_ids, start, end) if resource_ids else []
    return [BusyTime(each.resource_id, each.session_id, each.starts_at, each.ends_at) for each in found]


def free_slots(
    unit: Unit,
    resource_ids: Sequence[UUID],
    calendar: WorkCalendar,
    duration: timedelta,
    *,
    start: datetime,
    end: datetime,
    limit: int = PROPOSALS,
) -> list[Slot]:
    """The first times within working hours of [start, end) at which all of these are free.

    Raises `SearchInvalid`.
    """
    if end <= start:
        raise SearchInvalid
    taken = busy_times(unit, resource_ids, start, end)
    return list(islice(slots(calendar.openings, taken, duration, max(start, unit.now), end), limit))


def rooms_by_name(unit: Unit, names: Iterable[str]) -> dict[str, RoomView]:
    """The rooms of these names; unknown ones are left out."""
    return {room.name: _view(room) for room in repository.rooms_by_names(unit, set(names))}


def rooms(unit: Unit, after: UUID | None = None, limit: int = 50) -> list[RoomView]:
    """Rooms in the order they were added, a page from `after` on; disabled ones are marked."""
    return [_view(room) for room in repository.rooms(unit, after, limit)]


def room_of(unit: Unit, room_id: UUID) -> RoomView:
    """One room. Raises `NotFound`."""
    return _view(_room(unit, room_id))


def _view(room: Room) -> RoomView:
    return RoomView(room.id, room.name, room.place, room.capacity, room.disabled_at is not None)
