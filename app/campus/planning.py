"""A campus day planned and filled from sheets: all rows or none, each fault with its line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from app.campus import repository
from app.campus.errors import EventInvalid, SheetInvalid
from app.campus.models import CampusEvent
from app.campus.rules import LONGEST_NAME, days_of, read_assignments, read_sessions
from app.campus.schemas import Assignment, CampusPlan, PlannedSession, RowFault, SheetRow
from app.diaries import service as diaries
from app.diaries.errors import DoubleBooked
from app.diaries.schemas import RoomView, Wanted
from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.interview_schemas import SessionView
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.errors import HuiyinError
from app.kit.ids import new_id
from app.people import service as people

ZONE = "Asia/Shanghai"
Row = TypeVar("Row")


def create_event(
    unit: Unit,
    *,
    name: str,
    round_id: UUID,
    starts_on: date,
    ends_on: date,
    place: str | None = None,
    zone: str = ZONE,
) -> CampusEvent:
    """A campus day of one round. Raises `EventInvalid`, `ZoneUnknown`, `NotFound` for an unknown round."""
    title = name.strip()
    if not 0 < len(title) <= LONGEST_NAME or ends_on < starts_on:
        raise EventInvalid(limit=LONGEST_NAME)
    hiring.require_round(unit, round_id, zone)
    event = CampusEvent(
        id=new_id(),
        name=title,
        round_id=round_id,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        created_at=unit.now,
    )
    unit.session.add(event)
    record(unit, "campus_event.created", event, round_id=round_id)
    return event


def plan_new_day(
    unit: Unit,
    rows: Sequence[SheetRow],
    *,
    name: str,
    round_id: UUID,
    zone: str = ZONE,
    add_rooms: bool = False,
    is_open: bool = False,
) -> CampusPlan:
    """A campus day and its sessions from one sheet, which says on which days. Raises as the two do alone."""
    hiring.require_round(unit, round_id, zone)
    planned = _understood(*read_sessions(rows, zone))
    starts_on, ends_on = days_of(planned, zone)
    event = create_event(unit, name=name, round_id=round_id, starts_on=starts_on, ends_on=ends_on, zone=zone)
    return _plan(unit, event, planned, add_rooms=add_rooms, is_open=is_open)


def plan_campus_day(
    unit: Unit, event_id: UUID, rows: Sequence[SheetRow], *, add_rooms: bool = False, is_open: bool = False
) -> CampusPlan:
    """Opens the sheet's sessions for the campus day, all or none: panels and rooms are booked.

    `add_rooms` makes rooms that are not known; `is_open` lets candidates choose. Raises `SheetInvalid` naming
    each line and its fault, `SheetEmpty`, `SheetColumnsMissing`, `NotFound`.
    """
    event = repository.event(unit, event_id)
    return _plan(unit, event, _understood(*read_sessions(rows, event.zone)), add_rooms=add_rooms, is_open=is_open)


def _understood(found: list[Row], faults: list[RowFault]) -> list[Row]:
    if faults:
        raise SheetInvalid(faults)
    return found


def _plan(
    unit: Unit, event: CampusEvent, planned: Sequence[PlannedSession], *, add_rooms: bool, is_open: bool
) -> CampusPlan:
    known = _known(unit, event, planned, add_rooms=add_rooms)
    inputs = [_input(each, known, is_open=is_open) for each in planned]
    try:
        made = hiring.open_sessions(unit, event.round_id, inputs, zone=event.zone, campus_event_id=event.id)
    except DoubleBooked as error:
        raise SheetInvalid(_taken(error.taken, planned, known)) from error
    record(unit, "campus_event.planned", event, session_count=len(made))
    return CampusPlan(event.id, tuple(each.id for each in made), sum(each.capacity for each in made))


@dataclass(frozen=True)
class _Known:
    """Whom and what a sheet names, by folded e-mail and by name."""

    staff: Mapping[str, UUID]
    rooms: Mapping[str, UUID]

    def resources(self, row: PlannedSession) -> set[UUID]:
        booked = {self.staff[email] for email in (*row.required, *row.requested)}
        return booked | ({self.rooms[row.room_name]} if row.room_name else set())


def _known(unit: Unit, event: CampusEvent, planned: Sequence[PlannedSession], *, add_rooms: bool) -> _Known:
    """Finds them all; raises `SheetInvalid` for who or what is not known, and for rooms that don't do."""
    staff = people.staff_by_email(unit, {email for row in planned for email in (*row.required, *row.requested)})
    names = list(dict.fromkeys(row.room_name for row in planned if row.room_name))
    rooms = diaries.rooms_by_name(unit, names)
    if add_rooms:
        for name in names:
            if name not in rooms:
                diaries.add_room(unit, name=name, place=event.place)
        rooms = diaries.rooms_by_name(unit, names)
    faults = []
    for row in planned:
        crowd = row.capacity + len(row.required) + len(row.requested)
        if unknown := sum(email not in staff for email in (*row.required, *row.requested)):
            faults.append(RowFault(row.line, f"{unknown} of its interviewers are not known here"))
        if row.room_name:
            faults += [RowFault(row.line, problem) for problem in _room_faults(rooms.get(row.room_name), crowd)]
    if faults:
        raise SheetInvalid(faults)
    return _Known(staff, {name: room.room_id for name, room in rooms.items()})


def _room_faults(room: RoomView | None, crowd: int) -> list[str]:
    if room is None:
        return ["its room is not known here"]
    if room.is_disabled:
        return ["its room is not used any more"]
    if room.capacity is not None and crowd > room.capacity:
        return [f"its room holds {room.capacity} people, {crowd} are expected"]
    return []


def _input(row: PlannedSession, known: _Known, *, is_open: bool) -> hiring.SessionInput:
    seats = [PanelSeat(known.staff[email]) for email in row.required]
    seats += [PanelSeat(known.staff[email], is_required=False) for email in row.requested]
    return hiring.SessionInput(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        panel=tuple(seats),
        place=hiring.Place(room_id=known.rooms[row.room_name] if row.room_name else None),
        capacity=row.capacity,
        is_open_to_candidates=is_open,
    )


def _taken(taken: Sequence[Wanted], planned: Sequence[PlannedSession], known: _Known) -> list[RowFault]:
    """Which rows want somebody or something that is taken then, by another row or by what stands already."""
    faults = []
    for row in planned:
        kinds = {
            each.resource.kind
            for each in taken
            if each.starts_at == row.starts_at and each.resource.id in known.resources(row)
        }
        faults += [RowFault(row.line, f"its {kind} is taken at that time") for kind in sorted(kinds)]
    return faults


def assign_candidates(unit: Unit, event_id: UUID, rows: Sequence[SheetRow]) -> CampusPlan:
    """Puts the sheet's candidates into the campus day's sessions, all or none: an interview each, still to be
    confirmed. Raises `SheetInvalid` naming each line and its fault, `SheetEmpty`, `SheetColumnsMissing`, `NotFound`.
    """
    event = repository.event(unit, event_id)
    wanted = _understood(*read_assignments(rows, event.zone))
    sessions = hiring.sessions_of_event(unit, event_id)
    find = _finder(unit, wanted, sessions)
    candidates = people.candidates_by_email(unit, {row.email for row in wanted})
    everybody = [each for ids in candidates.values() for each in ids]
    applications = hiring.active_applications_in(unit, event.round_id, everybody)
    faults: list[RowFault] = []
    for row in wanted:
        ids = [applications[each] for each in candidates.get(row.email, []) if each in applications]
        problem = _put(unit, find(row), ids)
        if problem:
            faults.append(RowFault(row.line, problem))
    if faults:
        raise SheetInvalid(faults)
    record(unit, "campus_event.assigned", event, interview_count=len(wanted))
    places = sum(each.capacity for each in sessions)
    return CampusPlan(event_id, tuple(each.session_id for each in sessions), places, len(wanted))


def _put(unit: Unit, session_ids: Sequence[UUID], application_ids: Sequence[UUID]) -> str | None:
    """Puts the one into the other; what was in the way, in words."""
    if len(application_ids) != 1:
        return "its candidate has no application in this round" if not application_ids else "two candidates have it"
    if len(session_ids) != 1:
        return "no session starts then and there" if not session_ids else "it fits several sessions"
    try:
        hiring.join_session(unit, session_ids[0], application_ids[0])
    except HuiyinError as error:
        return error.text[:1].lower() + error.text[1:].rstrip(".")
    return None


def _finder(
    unit: Unit, wanted: Sequence[Assignment], sessions: Sequence[SessionView]
) -> Callable[[Assignment], list[UUID]]:
    """How a row finds its session: by start and room, or by start and interviewer."""
    rooms = diaries.rooms_by_name(unit, [row.room_name for row in wanted if row.room_name])
    staff = people.staff_by_email(unit, {row.interviewer for row in wanted if row.interviewer})
    by_place: dict[tuple[datetime, UUID], list[UUID]] = {}
    for session in sessions:
        for key in (*session.staff_ids, *([session.place.room_id] if session.place.room_id else [])):
            by_place.setdefault((session.starts_at, key), []).append(session.session_id)

    def find(row: Assignment) -> list[UUID]:
        room = rooms.get(row.room_name) if row.room_name else None
        key = room.room_id if room else staff.get(row.interviewer or "")
        return by_place.get((row.starts_at, key), []) if key else []

    return find
