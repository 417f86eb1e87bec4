"""All queries about promises: calendars and their rows, policies, clocks."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    DateTime,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy import Boolean as Bool
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from app.kit.calendars import CalendarDay as LocalDay
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.worktime import Opening
from app.sla.models import Calendar, CalendarDay, CalendarOpening, ClockKind, Origin, Outcome, SlaClock, SlaPolicy

KNOWN_POLICIES, KNOWN_CALENDARS = "sla.policies", "sla.calendars"  # keys of the session's own notes


def lock(unit: Unit, name: str) -> None:
    """Holds others who lock the same name until this transaction ends."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def calendars(unit: Unit) -> list[Calendar]:
    """All versions of all calendars; they are few."""
    return list(unit.session.scalars(select(Calendar)))


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


def current_policies(unit: Unit, kind: ClockKind) -> list[SlaPolicy]:
    """The policies of a kind that hold now, for whatever scope."""
    statement = select(SlaPolicy).where(SlaPolicy.kind == kind, SlaPolicy.superseded_at.is_(None))
    return list(unit.session.scalars(statement))


def known_policies(unit: Unit, kind: ClockKind) -> list[SlaPolicy]:
    """As `current_policies`, read once per transaction: an import starts thousands of clocks in one."""
    known: dict[ClockKind, list[SlaPolicy]] = unit.session.info.setdefault(KNOWN_POLICIES, {})
    if kind not in known:
        known[kind] = current_policies(unit, kind)
    return known[kind]


def known_calendars(unit: Unit) -> list[Calendar]:
    """As `calendars`, read once per transaction."""
    if KNOWN_CALENDARS not in unit.session.info:
        unit.session.info[KNOWN_CALENDARS] = calendars(unit)
    known: list[Calendar] = unit.session.info[KNOWN_CALENDARS]
    return known


def forget_known(unit: Unit) -> None:
    """After this transaction has written a policy or a calendar."""
    unit.session.info.pop(KNOWN_POLICIES, None)
    unit.session.info.pop(KNOWN_CALENDARS, None)


def policy_by_id(unit: Unit, policy_id: UUID) -> SlaPolicy | None:
    return unit.session.get(SlaPolicy, policy_id)


# As text: with a bound parameter the index is not recognised once the driver prepares the statement.
RUNNING = text("outcome = 'running'")


def insert_clock(unit: Unit, values: dict[str, Any]) -> SlaClock | None:
    """The new clock, or None when one of its kind runs for the subject already, also if another
    transaction has only just committed it."""
    statement = postgresql.insert(SlaClock).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["kind", "subject_id"], index_where=RUNNING)
    return unit.session.scalar(statement.returning(SlaClock))


def clock_by_id(unit: Unit, clock_id: UUID, *, for_update: bool = False) -> SlaClock | None:
    """The clock as the database has it now, also where this transaction has read it before."""
    statement = select(SlaClock).where(SlaClock.id == clock_id).execution_options(populate_existing=True)
    return unit.session.scalar(statement.with_for_update() if for_update else statement)


def clock_of(unit: Unit, kind: ClockKind, subject_id: UUID, *, for_update: bool = False) -> SlaClock | None:
    """The running clock of a subject, else the newest."""
    statement = (
        select(SlaClock)
        .where(SlaClock.kind == kind, SlaClock.subject_id == subject_id)
        .order_by((SlaClock.outcome == Outcome.RUNNING).desc(), SlaClock.id.desc())
        .limit(1)
    )
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return unit.session.scalar(statement)


@cache
def _stop_running() -> ReturningUpdate[SlaClock]:
    stopped_at = bindparam("stopped", type_=DateTime(timezone=True))
    outcome = case((SlaClock.due_at >= stopped_at, Outcome.MET.value), else_=Outcome.MISSED.value)
    return (
        update(SlaClock)
        .where(SlaClock.kind == bindparam("of_kind"), SlaClock.subject_id == bindparam("subject"), RUNNING)
        .values(stopped_at=stopped_at, outcome=outcome)
        .returning(SlaClock)
    )


def stop_running(unit: Unit, kind: ClockKind, subject_id: UUID, stopped_at: datetime) -> SlaClock | None:
    """The subject's running clock, stopped as `rules.judge` says, in one round trip; None without one."""
    found = unit.session.scalar(
        _stop_running(),
        {"stopped": stopped_at, "of_kind": kind, "subject": subject_id},
        execution_options={"populate_existing": True, "synchronize_session": False},
    )
    if found is not None:
        unit.changed.add(SlaClock.__tablename__)
    return found


def running_of_interview(unit: Unit, interview_id: UUID) -> list[SlaClock]:
    statement = (
        select(SlaClock)
        .where(SlaClock.interview_id == interview_id, SlaClock.outcome == Outcome.RUNNING)
        .order_by(SlaClock.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(unit.session.scalars(statement))


def running_of_owner(unit: Unit, staff_id: UUID) -> list[SlaClock]:
    statement = select(SlaClock).where(SlaClock.owner_staff_id == staff_id, SlaClock.outcome == Outcome.RUNNING)
    return list(unit.session.scalars(statement.order_by(SlaClock.due_at, SlaClock.id)))


def overdue_running(unit: Unit, as_of: datetime) -> list[SlaClock]:
    statement = select(SlaClock).where(
        SlaClock.outcome == Outcome.RUNNING, SlaClock.due_at <= as_of, SlaClock.origin == Origin.LIVE
    )
    return list(unit.session.scalars(statement.order_by(SlaClock.due_at, SlaClock.id)))


ClockRow = tuple[SlaClock, SlaPolicy, UUID | None]


def clock_rows_of_application(unit: Unit, application_id: UUID) -> list[ClockRow]:
    """Clocks with their policy version and the id of the one that replaced them, oldest first."""
    statement = _clock_rows().where(SlaClock.application_id == application_id).order_by(SlaClock.id)
    return [(clock, policy, later) for clock, policy, later in unit.session.execute(statement)]


def _clock_rows() -> Select[SlaClock, SlaPolicy, UUID]:
    later = aliased(SlaClock)
    return (
        select(SlaClock, SlaPolicy, later.id)
        .join(SlaPolicy, SlaPolicy.id == SlaClock.policy_id)
        .outerjoin(later, later.replaces_clock_id == SlaClock.id)
        .execution_options(populate_existing=True)
    )
