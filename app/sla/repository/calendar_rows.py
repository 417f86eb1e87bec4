"""Queries about calendars and their rows; offered by sla.repository."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, DateTime, String, Uuid, bindparam, func, insert, select
from sqlalchemy import Boolean as Bool

from app.kit.calendars import ADDED, REMOVED
from app.kit.calendars import CalendarDay as LocalDay
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.worktime import Opening
from app.sla.models import Calendar, CalendarDay, CalendarOpening


def calendars(unit: Unit) -> list[Calendar]:
    """All versions of all calendars; they are few."""
    return list(unit.session.scalars(select(Calendar)))


def calendars_in_force(unit: Unit) -> list[Calendar]:
    """The newest version of each calendar that is not retired, by code."""
    newest = {each.code: each for each in sorted(calendars(unit), key=lambda each: each.version)}
    return [newest[code] for code in sorted(newest) if newest[code].retired_at is None]


def calendar_by_id(unit: Unit, calendar_id: UUID) -> Calendar | None:
    return unit.session.get(Calendar, calendar_id)


def last_day(unit: Unit, calendar_id: UUID) -> date | None:
    """The last local day that a calendar version knows."""
    return unit.session.scalar(select(func.max(CalendarDay.local_on)).where(CalendarDay.calendar_id == calendar_id))


def openings_of(unit: Unit, calendar_id: UUID) -> tuple[Opening, ...]:
    statement = (
        select(CalendarOpening.local_on, CalendarOpening.opens_at, CalendarOpening.closes_at)
        .where(CalendarOpening.calendar_id == calendar_id)
        .order_by(CalendarOpening.opens_at)
    )
    return tuple(Opening(*row) for row in unit.session.execute(statement))


def labels_of(unit: Unit, calendar_id: UUID) -> dict[date, str]:
    statement = select(CalendarDay.local_on, CalendarDay.label).where(
        CalendarDay.calendar_id == calendar_id, CalendarDay.label.is_not(None)
    )
    return {local_on: label or "" for local_on, label in unit.session.execute(statement)}


def own_days(unit: Unit, calendar_id: UUID) -> dict[date, bool]:
    """The days that the company itself made working days (true) or days off, in order."""
    statement = select(CalendarDay.local_on, CalendarDay.is_working).where(
        CalendarDay.calendar_id == calendar_id, CalendarDay.label.in_((ADDED, REMOVED))
    )
    return {row.local_on: row.is_working for row in unit.session.execute(statement.order_by(CalendarDay.local_on))}


def openings_of_last_day(unit: Unit, calendar_id: UUID) -> list[tuple[datetime, datetime]]:
    """The openings of the last working day that a calendar version knows."""
    last = select(func.max(CalendarOpening.local_on)).where(CalendarOpening.calendar_id == calendar_id)
    statement = (
        select(CalendarOpening.opens_at, CalendarOpening.closes_at)
        .where(CalendarOpening.calendar_id == calendar_id, CalendarOpening.local_on == last.scalar_subquery())
        .order_by(CalendarOpening.opens_at)
    )
    return [(opens_at, closes_at) for opens_at, closes_at in unit.session.execute(statement)]


def insert_calendar_rows(unit: Unit, calendar_id: UUID, days: Sequence[LocalDay], openings: Sequence[Opening]) -> None:
    """Writes a calendar's days and openings, each table in one statement: as arrays, since the
    ten thousand rows would be as many bound parameters times columns otherwise."""
    rows: dict[type[CalendarDay | CalendarOpening], dict[str, tuple[Any, list[Any]]]] = {
        CalendarDay: {
            "id": (Uuid(), [new_id() for _ in days]),
            "local_on": (Date(), [day.local_on for day in days]),
            "is_working": (Bool(), [day.is_working for day in days]),
            "label": (String(), [day.label for day in days]),
        },
        CalendarOpening: {
            "id": (Uuid(), [new_id() for _ in openings]),
            "local_on": (Date(), [opening.local_on for opening in openings]),
            "opens_at": (DateTime(timezone=True), [opening.opens_at for opening in openings]),
            "closes_at": (DateTime(timezone=True), [opening.closes_at for opening in openings]),
        },
    }
    for table, columns in rows.items():
        arrays = [func.unnest(bindparam(None, values, type_=ARRAY(kind))) for kind, values in columns.values()]
        source = select(bindparam(None, calendar_id, type_=Uuid()), *arrays)
        unit.session.execute(insert(table).from_select(["calendar_id", *columns], source, include_defaults=False))


def reach_of_calendars(unit: Unit) -> dict[UUID, tuple[date, date]]:
    """The first and last local day of each calendar version."""
    day = CalendarDay.local_on
    statement = select(CalendarDay.calendar_id, func.min(day), func.max(day)).group_by(CalendarDay.calendar_id)
    return {calendar_id: (first, last) for calendar_id, first, last in unit.session.execute(statement)}
