"""All queries about promises: calendars and their rows, policies, clocks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean as Bool
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from app.kit.database import Unit
from app.sla.models import (
    Calendar,
    ClockKind,
    ClockPause,
    Origin,
    Outcome,
    PauseReason,
    SlaClock,
    SlaPolicy,
)
from app.sla.repository.calendar_rows import calendar_by_id as calendar_by_id
from app.sla.repository.calendar_rows import calendars as calendars
from app.sla.repository.calendar_rows import calendars_in_force as calendars_in_force
from app.sla.repository.calendar_rows import insert_calendar_rows as insert_calendar_rows
from app.sla.repository.calendar_rows import labels_of as labels_of
from app.sla.repository.calendar_rows import last_day as last_day
from app.sla.repository.calendar_rows import openings_of as openings_of
from app.sla.repository.calendar_rows import openings_of_last_day as openings_of_last_day
from app.sla.repository.calendar_rows import own_days as own_days
from app.sla.repository.calendar_rows import reach_of_calendars as reach_of_calendars
from app.sla.repository.users import users_of_calendar as users_of_calendar
from app.sla.repository.users import users_of_template as users_of_template
from app.sla.rules import has_gap
from app.sla.schemas import ClockView

KNOWN_POLICIES, KNOWN_CALENDARS = "sla.policies", "sla.calendars"  # keys of the session's own notes


def lock(unit: Unit, name: str) -> None:
    """Holds others who lock the same name until this transaction ends."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


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
    """As `calendars_in_force`, read once per transaction."""
    if KNOWN_CALENDARS not in unit.session.info:
        unit.session.info[KNOWN_CALENDARS] = calendars_in_force(unit)
    known: list[Calendar] = unit.session.info[KNOWN_CALENDARS]
    return known


def forget_known(unit: Unit) -> None:
    """After this transaction has written a policy or a calendar."""
    unit.session.info.pop(KNOWN_POLICIES, None)
    unit.session.info.pop(KNOWN_CALENDARS, None)


def policy_by_id(unit: Unit, policy_id: UUID) -> SlaPolicy | None:
    return unit.session.get(SlaPolicy, policy_id)


# As text: with a bound parameter the index is not recognised once the driver prepares the statement.
RUNNING = literal_column("sla_clocks.outcome = 'running'", Bool())
NEWEST = text("sla_clocks.outcome = 'running' and sla_clocks.replaced_at is null")
NEWEST_RUNNING = text("outcome = 'running' and replaced_at is null")


def insert_clock(unit: Unit, values: dict[str, Any]) -> SlaClock | None:
    """The new clock, or None when one of its kind runs for the subject already, also if another
    transaction has only just committed it."""
    statement = postgresql.insert(SlaClock).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["kind", "subject_id"], index_where=NEWEST_RUNNING)
    return unit.session.scalar(statement.returning(SlaClock))


def clock_by_id(unit: Unit, clock_id: UUID, *, for_update: bool = False) -> SlaClock | None:
    """The clock as the database has it now, also where this transaction has read it before."""
    statement = select(SlaClock).where(SlaClock.id == clock_id).execution_options(populate_existing=True)
    return unit.session.scalar(statement.with_for_update() if for_update else statement)


def of_subject(unit: Unit, kind: ClockKind, subject_id: UUID, *, for_update: bool = False) -> list[SlaClock]:
    """The clocks of a kind that a subject has or had, oldest first."""
    where = (SlaClock.kind == kind, SlaClock.subject_id == subject_id)
    return _locked(unit, where) if for_update else list(unit.session.scalars(_by_id(where)))


@cache
def _stop_plain() -> ReturningUpdate[SlaClock]:
    stopped_at = bindparam("stopped", type_=DateTime(timezone=True))
    outcome = case((SlaClock.due_at >= stopped_at, Outcome.MET.value), else_=Outcome.MISSED.value)
    return (
        update(SlaClock)
        .where(
            SlaClock.kind == bindparam("of_kind"),
            SlaClock.subject_id == bindparam("subject"),
            RUNNING,
            SlaClock.replaced_at.is_(None),
            SlaClock.replaces_clock_id.is_(None),
            SlaClock.paused_at.is_(None),
        )
        .values(stopped_at=stopped_at, outcome=outcome)
        .returning(SlaClock)
    )


def stop_plain(unit: Unit, kind: ClockKind, subject_id: UUID, stopped_at: datetime) -> SlaClock | None:
    """The subject's running clock, stopped as `rules.judge` says, in one round trip. None without one, and
    for one that rests or whose date was moved: those are stopped one by one.
    """
    found = unit.session.scalar(
        _stop_plain(),
        {"stopped": stopped_at, "of_kind": kind, "subject": subject_id},
        execution_options={"populate_existing": True, "synchronize_session": False},
    )
    if found is not None:
        unit.changed.add(SlaClock.__tablename__)
    return found


def running_of_interview(unit: Unit, interview_id: UUID) -> list[SlaClock]:
    return _locked(unit, (SlaClock.interview_id == interview_id, SlaClock.outcome == Outcome.RUNNING))


def _locked(unit: Unit, where: Sequence[ColumnElement[bool]]) -> list[SlaClock]:
    statement = _by_id(where).with_for_update().execution_options(populate_existing=True)
    found = list(unit.session.scalars(statement))
    # Who moved a promise meanwhile held its row: the newer one is seen by a second look only.
    return list(unit.session.scalars(statement)) if has_gap(found) else found


def _by_id(where: Sequence[ColumnElement[bool]]) -> Select[SlaClock]:
    return select(SlaClock).where(*where).order_by(SlaClock.id)


def running_of_owner(unit: Unit, staff_id: UUID) -> list[SlaClock]:
    """The newest promises only: who moved a date has one task, not two."""
    where = (SlaClock.owner_staff_id == staff_id, NEWEST_RUNNING)
    return list(unit.session.scalars(select(SlaClock).where(*where).order_by(SlaClock.due_at, SlaClock.id)))


def overdue_running(unit: Unit, as_of: datetime) -> list[SlaClock]:
    """The newest promises only, and none that rests."""
    statement = select(SlaClock).where(
        NEWEST_RUNNING, SlaClock.due_at <= as_of, SlaClock.origin == Origin.LIVE, SlaClock.paused_at.is_(None)
    )
    return list(unit.session.scalars(statement.order_by(SlaClock.due_at, SlaClock.id)))


def running_by_policy(unit: Unit, kind: ClockKind | None) -> list[tuple[SlaClock, SlaPolicy]]:
    """Running clocks whose date comes from their policy (of a kind, or all), with that policy: not
    those that were moved or have a date of their own, nor imported history. Locks them."""
    statement = (
        select(SlaClock, SlaPolicy)
        .join(SlaPolicy, SlaPolicy.id == SlaClock.policy_id)
        .where(NEWEST, SlaClock.has_own_date.is_(False), SlaClock.origin == Origin.LIVE)
        .order_by(SlaClock.id)
        .with_for_update(of=SlaClock)
        .execution_options(populate_existing=True)
    )
    if kind is not None:
        statement = statement.where(SlaClock.kind == kind)
    return [(clock, policy) for clock, policy in unit.session.execute(statement)]


def open_pause(unit: Unit, clock_id: UUID) -> ClockPause | None:
    return unit.session.scalar(
        select(ClockPause).where(ClockPause.clock_id == clock_id, ClockPause.resumed_at.is_(None))
    )


def open_pauses(unit: Unit, clock_ids: Collection[UUID]) -> dict[UUID, ClockPause]:
    """The pause of each of these clocks that rests."""
    if not clock_ids:
        return {}
    statement = select(ClockPause).where(ClockPause.clock_id.in_(clock_ids), ClockPause.resumed_at.is_(None))
    return {pause.clock_id: pause for pause in unit.session.scalars(statement)}


def resting_of_application(unit: Unit, application_id: UUID, reason: PauseReason) -> list[SlaClock]:
    """Its clocks that rest for a reason, held against others."""
    rests = exists().where(
        ClockPause.clock_id == SlaClock.id, ClockPause.resumed_at.is_(None), ClockPause.reason == reason
    )
    return _locked(unit, (SlaClock.application_id == application_id, SlaClock.paused_at.is_not(None), rests))


LOOKED_UP = ("standing", "pause_reason", "waits_for")  # of `ClockView`: judged, or of the few that rest
ClockRow = Any  # named like the other fields of `ClockView`


def clock_row(unit: Unit, clock_id: UUID) -> ClockRow | None:
    """One clock with its policy, and the clock that replaced it."""
    return unit.session.execute(_clock_rows().where(SlaClock.id == clock_id)).one_or_none()


def clock_rows_of_application(unit: Unit, application_id: UUID) -> Sequence[ClockRow]:
    """Clocks with their policy version and the id of the one that replaced them, oldest first."""
    return unit.rows(_of_application(), {"application": application_id})


@cache
def _of_application() -> Select[*tuple[Any, ...]]:
    of_application = SlaClock.application_id == bindparam("application", type_=Uuid())
    return _clock_rows().where(of_application).order_by(SlaClock.id)


@cache  # an alias of all columns takes longer to make than the rows to read
def _clock_rows() -> Select[*tuple[Any, ...]]:
    """Columns, not objects: those would cost more to make than to read."""
    later = aliased(SlaClock)
    named: dict[str, Any] = {"clock_id": SlaClock.id, "amount": SlaPolicy.amount, "unit": SlaPolicy.unit}
    named |= {"replaced_by_clock_id": later.id}
    fields = [name for name in ClockView.__dataclass_fields__ if name not in LOOKED_UP]
    columns = [(named[name] if name in named else getattr(SlaClock, name)).label(name) for name in fields]
    query: Select[*tuple[Any, ...]] = select(*columns)
    query = query.join(SlaPolicy, SlaPolicy.id == SlaClock.policy_id)
    return query.outerjoin(later, later.replaces_clock_id == SlaClock.id)


def page_of_clock_rows(
    unit: Unit, where: Sequence[ColumnElement[bool]], after: UUID | None, limit: int
) -> Sequence[ClockRow]:
    """Clocks that fit, after an id, oldest first: each of the indexes of the table ends in the id."""
    statement = _clock_rows().where(*where).order_by(SlaClock.id).limit(limit)
    if after is not None:
        statement = statement.where(SlaClock.id > after)
    return unit.session.execute(statement).all()


def clocks_where(
    *,
    owner_staff_id: UUID | None,
    application_id: UUID | None,
    department_ids: Collection[UUID] | None,
    kind: ClockKind | None,
    outcome: Outcome | None,
    overdue_at: datetime | None,
    is_resting: bool,
) -> list[ColumnElement[bool]]:
    """What is given, as conditions. `overdue_at`: running and due by then, unless it rests."""
    found: list[ColumnElement[bool]] = []
    if owner_staff_id is not None:
        found.append(SlaClock.owner_staff_id == owner_staff_id)
    if application_id is not None:
        found.append(SlaClock.application_id == application_id)
    if department_ids is not None:
        found.append(SlaClock.department_id.in_(department_ids))
    if kind is not None:
        found.append(SlaClock.kind == kind)
    if outcome is not None:
        found.append(SlaClock.outcome == outcome)
    if overdue_at is not None:
        found += [RUNNING, SlaClock.due_at <= overdue_at]
        found.append(or_(SlaClock.paused_at.is_(None), SlaClock.paused_at >= SlaClock.due_at))
    if is_resting:
        found += [RUNNING, SlaClock.paused_at.is_not(None)]
    return found


def all_policies(unit: Unit) -> list[SlaPolicy]:
    """Every version of every policy, by kind, place and version."""
    place = func.coalesce(SlaPolicy.round_id, SlaPolicy.requisition_id, SlaPolicy.department_id)
    statement = select(SlaPolicy).order_by(SlaPolicy.kind, place.nulls_first(), SlaPolicy.version)
    return list(unit.session.scalars(statement))
