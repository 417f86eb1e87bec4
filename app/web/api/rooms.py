"""Rooms for interviews, and times at which people and a room are free."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.diaries import service as diaries
from app.diaries.schemas import RoomView
from app.people.models import Role
from app.sla import service as sla
from app.sla.models import ClockKind
from app.web.api.bodies import Body, InPages, Line, Moment, Name, Out, PageOf, When
from app.web.api.call import Call
from app.web.api.route import ApiRouter
from app.web.policies import STAFF, staff_as

router = ApiRouter("rooms")
KEEPERS = staff_as(Role.RECRUITER, Role.HR_LEAD, Role.ADMINISTRATOR)
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class RoomIn(Body):
    name: Name
    place: Line | None = None
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None

    example: ClassVar[dict[str, Any]] = {"name": "18-3", "place": "总行 18 层", "capacity": 8}


class FreeIn(Body):
    """Looks for times within working hours at which all of these are free."""

    resource_ids: Annotated[list[UUID], Field(min_length=1, max_length=30)]
    starts_at: Moment
    ends_at: Moment
    duration_minutes: Annotated[int, Field(ge=5, le=600)] = 60

    example: ClassVar[dict[str, Any]] = {
        "resource_ids": [ID],
        "starts_at": "2026-12-01T09:00:00+08:00",
        "ends_at": "2026-12-04T18:00:00+08:00",
        "duration_minutes": 60,
    }


class RoomOut(Out):
    id: UUID
    name: str
    place: str | None
    capacity: int | None
    is_disabled: bool


class SlotOut(Out):
    starts_at: When
    ends_at: When


class SlotsOut(Out):
    items: list[SlotOut]


@router.get("/rooms", STAFF, "Rooms")
def list_rooms(call: Call, page: InPages) -> PageOf[RoomOut]:
    found = page.read(lambda after, limit: diaries.rooms(call.unit, after, limit), lambda view: view.room_id)
    return PageOf[RoomOut].of_slice(found, _out)


@router.post("/rooms", KEEPERS, "Add a room", status=201)
def add_room(call: Call, body: RoomIn) -> RoomOut:
    made = diaries.add_room(call.unit, name=body.name, place=body.place, capacity=body.capacity)
    return _out(diaries.room_of(call.unit, made.id))


@router.get("/rooms/{room_id}", STAFF, "One room")
def read_room(call: Call, room_id: UUID) -> RoomOut:
    return _out(diaries.room_of(call.unit, room_id))


@router.post("/rooms/{room_id}/disable", KEEPERS, "Take no new booking")
def disable_room(call: Call, room_id: UUID) -> RoomOut:
    """What is booked stays."""
    diaries.disable_room(call.unit, room_id)
    return _out(diaries.room_of(call.unit, room_id))


@router.ask("/free-times", RECRUITERS, "When are all of these free?")
def find_free_times(call: Call, body: FreeIn) -> SlotsOut:
    """Interviewers, candidates and rooms by id. Says when, never with whom they are busy."""
    _policy, calendar = sla.measure_of(call.unit, ClockKind.SCHEDULE)
    found = diaries.free_slots(
        call.unit,
        body.resource_ids,
        sla.load_work_calendar(call.unit, calendar.id),
        timedelta(minutes=body.duration_minutes),
        start=body.starts_at,
        end=body.ends_at,
    )
    return SlotsOut(items=[SlotOut.of(slot) for slot in found])


def _out(view: RoomView) -> RoomOut:
    return RoomOut.of(view, id=view.room_id)
