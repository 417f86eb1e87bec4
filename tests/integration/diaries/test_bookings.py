"""Bookings on a real database: what overlaps is refused by it, whoever comes first, also at once."""

import threading
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.diaries import service as diaries
from app.diaries.errors import DoubleBooked, RoomDisabled, RoomInvalid, RoomNameTaken, RoomTooSmall
from app.diaries.models import ResourceKind
from app.diaries.schemas import Resource
from app.kit.database import Actor, Database, Unit
from app.kit.errors import Conflict, NotFound
from app.kit.worktime import build_calendar
from tests.conftest import NOW

HOUR = timedelta(hours=1)
ANNA, BEN, LI = (Resource(ResourceKind.INTERVIEWER, uuid4()) for _ in range(3))
CHEN = Resource(ResourceKind.CANDIDATE, uuid4())
ROOM = Resource(ResourceKind.ROOM, uuid4())


def _booked(unit: Unit, *resources: Resource, start: float = 0, end: float = 1) -> UUID:
    session_id = uuid4()
    diaries.book(unit, session_id, resources, NOW + start * HOUR, NOW + end * HOUR)
    return session_id


@pytest.mark.parametrize("taken", [ANNA, CHEN, ROOM])
def test_whoever_is_taken_is_named_by_kind_and_the_unit_goes_on(unit: Unit, taken: Resource) -> None:
    first = _booked(unit, ANNA, CHEN, ROOM)
    with pytest.raises(DoubleBooked, match=taken.kind) as refused:
        _booked(unit, BEN, taken, start=0.5, end=1.5)
    assert (refused.value.code, refused.value.status) == ("double_booked", 409)
    assert diaries.busy_times(unit, [BEN.id], NOW, NOW + 2 * HOUR) == [], "none of the refused ones is booked"
    assert len(diaries.booked_for(unit, first)) == 3


def test_times_are_half_open_and_freed_time_can_be_taken_again(unit: Unit) -> None:
    first = _booked(unit, ANNA)
    _booked(unit, ANNA, start=1, end=2)
    diaries.free(unit, first)
    _booked(unit, ANNA)


def test_only_the_named_are_set_free(unit: Unit) -> None:
    session = _booked(unit, ANNA, BEN)
    diaries.free(unit, session, [ANNA.id])
    assert diaries.booked_for(unit, session) == [BEN]


def test_rebooking_moves_all_or_leaves_all(unit: Unit) -> None:
    session = _booked(unit, ANNA, BEN, ROOM)
    _booked(unit, BEN, start=2, end=3)
    with pytest.raises(DoubleBooked):
        diaries.rebook(unit, session, NOW + 2 * HOUR, NOW + 3 * HOUR, room_id=ROOM.id)
    (kept,) = diaries.busy_times(unit, [ROOM.id], NOW, NOW + HOUR)
    assert kept.starts_at == NOW
    diaries.rebook(unit, session, NOW + HOUR / 2, NOW + 1.5 * HOUR)  # over its own old time, without a room
    assert {each.id for each in diaries.booked_for(unit, session)} == {ANNA.id, BEN.id}
    assert diaries.busy_times(unit, [ROOM.id], NOW, NOW + 9 * HOUR) == []


def test_the_database_itself_refuses_an_overlap_to_the_web_role(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        session = _booked(unit, ANNA)
    again = text(
        "insert into bookings select gen_random_uuid(), resource_kind, resource_id, session_id,"
        " starts_at + interval '30 minutes', ends_at, true from bookings where session_id = :session"
    )
    with pytest.raises(IntegrityError, match="ex_bookings_no_overlap"), database.engine.begin() as connection:
        connection.execute(again, {"session": session})


def test_of_many_requests_at_once_exactly_one_gets_the_time(database: Database) -> None:
    together = threading.Barrier(8)
    outcomes: Counter[str] = Counter()

    def ask(number: int) -> None:
        wanted = [*[ANNA, BEN, LI][number % 3 :], ANNA]
        together.wait()
        try:
            with database.unit(Actor.service(), NOW) as unit:
                _booked(unit, *dict.fromkeys(wanted), start=number / 100, end=1)
            outcomes["booked"] += 1
        except DoubleBooked:
            outcomes["refused"] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"booked": 1, "refused": 7}
    with database.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from bookings where resource_id = :id"), {"id": ANNA.id}) == 1


def test_two_that_move_into_each_others_time_at_once_end_with_no_error_of_ours(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        sessions = [_booked(unit, ANNA), _booked(unit, ANNA, start=1, end=2)]
    together = threading.Barrier(2)
    errors: list[Exception] = []

    def move(number: int) -> None:
        with database.unit(Actor.service(), NOW) as unit:
            diaries.free(unit, sessions[number])
            together.wait()  # both have let go and neither has committed
            diaries.book(unit, sessions[number], [ANNA], NOW + (1 - number) * HOUR, NOW + (2 - number) * HOUR)

    def run(number: int) -> None:
        try:
            move(number)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The one that PostgreSQL ends keeps its time, so the other is refused: both stay where they were.
    assert {type(error) for error in errors} <= {Conflict, DoubleBooked}
    with database.unit(Actor.service(), NOW) as unit:
        assert len(diaries.busy_times(unit, [ANNA.id], NOW, NOW + 2 * HOUR)) == 2


def test_proposals_are_free_for_everybody_in_working_hours(unit: Unit) -> None:
    calendar = build_calendar("CN", "Asia/Shanghai", "CN", 2026, 2026)
    _booked(unit, ANNA, start=1, end=2)
    _booked(unit, BEN, start=3, end=4)
    found = diaries.free_slots(
        unit, [ANNA.id, BEN.id], calendar, HOUR, start=NOW - HOUR, end=NOW + timedelta(days=1), limit=3
    )
    assert [slot.starts_at - NOW for slot in found] == [0 * HOUR, 2 * HOUR, 4 * HOUR]


def test_rooms_are_named_once_and_hold_so_many(unit: Unit) -> None:
    room = diaries.add_room(unit, name=" 总行 18 层 3 号 ", place="总行", capacity=4)
    with pytest.raises(RoomNameTaken):
        diaries.add_room(unit, name="总行 18 层 3 号")
    for wrong in ({"name": " "}, {"name": "x" * 201}, {"name": "small", "capacity": 0}):
        with pytest.raises(RoomInvalid):
            diaries.add_room(unit, **wrong)
    with pytest.raises(RoomTooSmall, match="holds 4"):
        diaries.require_room(unit, room.id, 5)
    diaries.disable_room(unit, room.id)
    with pytest.raises(RoomDisabled):
        diaries.require_room(unit, room.id, 2)
    with pytest.raises(NotFound):
        diaries.require_room(unit, uuid4(), 2)
    assert [each.is_disabled for each in diaries.rooms(unit)] == [True]
    assert diaries.rooms_by_name(unit, ["总行 18 层 3 号", "?"]).keys() == {"总行 18 层 3 号"}
