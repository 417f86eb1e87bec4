"""Who acts for whom: delegations and absences, and the one question asked of both.

Offered by app.people.service. Who may record them is decided by the edges.
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people import repository
from app.people.errors import DelegationLoop, DelegationOverlaps, DelegationToSelf, PeriodOver
from app.people.models import Absence, Delegation
from app.people.rules import chain_above, require_period, stand_in
from app.people.schemas import AbsenceView, DelegationView

Row = TypeVar("Row", Delegation, Absence)


def stands_in_for(unit: Unit, staff_id: UUID, at: datetime | None = None) -> UUID:
    """Who acts for this person at that moment (default: now): the end of the chain of delegates;
    if they are away, their nearest manager who is not; else the person who was asked for.
    """
    when = at or unit.now
    delegates = repository.delegates_from(unit, staff_id, when)
    chain = [staff_id, *chain_above(staff_id, delegates)]
    managers = repository.managers_above(unit, chain)
    concerned = {*chain, *(above for each in chain for above in chain_above(each, managers))}
    away = repository.away_at(unit, concerned, when)
    return stand_in(staff_id, delegates, away, managers)


def acts_as(unit: Unit, staff_id: UUID, at: datetime | None = None) -> set[UUID]:
    """This person and whom they handed over to at that moment (default: now), one after the other.
    Not a manager who stands in for somebody away: nobody handed anything over to them.
    """
    return {staff_id, *chain_above(staff_id, repository.delegates_from(unit, staff_id, at or unit.now))}


def delegate(unit: Unit, from_staff_id: UUID, to_staff_id: UUID, starts_at: datetime, ends_at: datetime) -> Delegation:
    """`to_staff_id` acts for `from_staff_id` in [starts_at, ends_at).

    Raises `TimeWithoutZone`, `PeriodOutOfOrder`, `NotFound` (also for somebody disabled),
    `DelegationToSelf`, `DelegationOverlaps`, `DelegationLoop`.
    """
    require_period(starts_at, ends_at)
    if from_staff_id == to_staff_id:
        raise DelegationToSelf
    _require_active(unit, from_staff_id, to_staff_id)
    repository.lock_delegations(unit)
    _require_no_clash(unit, from_staff_id, to_staff_id, (starts_at, ends_at))
    made = Delegation(
        id=new_id(),
        from_staff_id=from_staff_id,
        to_staff_id=to_staff_id,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=unit.now,
    )
    unit.session.add(made)
    record(unit, "delegation.made", made, from_staff_id=from_staff_id, to_staff_id=to_staff_id)
    return made


def end_delegation(unit: Unit, delegation_id: UUID) -> Delegation:
    """Ends it now, before its time. Raises `NotFound`, `PeriodOver`."""
    return _end(unit, repository.period_by_id(unit, Delegation, delegation_id), "delegation.ended")


def record_absence(unit: Unit, staff_id: UUID, starts_at: datetime, ends_at: datetime) -> Absence:
    """The person is away in [starts_at, ends_at). Raises `TimeWithoutZone`, `PeriodOutOfOrder`, `NotFound`."""
    require_period(starts_at, ends_at)
    _require_active(unit, staff_id)
    made = Absence(id=new_id(), staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, created_at=unit.now)
    unit.session.add(made)
    record(unit, "absence.recorded", made, staff_id=staff_id)
    return made


def end_absence(unit: Unit, absence_id: UUID) -> Absence:
    """The person is back before the time. Raises `NotFound`, `PeriodOver`."""
    return _end(unit, repository.period_by_id(unit, Absence, absence_id), "absence.ended")


def delegations_of(unit: Unit, staff_id: UUID, after: UUID | None = None, limit: int = 50) -> list[DelegationView]:
    """Whom this person handed over to, oldest first."""
    rows = repository.periods_of(unit, Delegation, staff_id, after, limit)
    return [DelegationView(r.id, r.from_staff_id, r.to_staff_id, r.starts_at, r.ends_at, r.ended_at) for r in rows]


def absences_of(unit: Unit, staff_id: UUID, after: UUID | None = None, limit: int = 50) -> list[AbsenceView]:
    """When this person was, is or will be away, oldest first."""
    rows = repository.periods_of(unit, Absence, staff_id, after, limit)
    return [AbsenceView(row.id, row.staff_id, row.starts_at, row.ends_at, row.ended_at) for row in rows]


def _require_active(unit: Unit, *staff_ids: UUID) -> None:
    if repository.active_among(unit, staff_ids) != set(staff_ids):
        raise NotFound


def _require_no_clash(unit: Unit, from_id: UUID, to_id: UUID, period: tuple[datetime, datetime]) -> None:
    """Several may hold one after the other in the period, so every way through them is looked at."""
    onward: dict[UUID, set[UUID]] = {}
    for row in repository.delegations_within(unit, *period):
        onward.setdefault(row.from_staff_id, set()).add(row.to_staff_id)
    if from_id in onward:
        raise DelegationOverlaps
    reached, open_ends = {to_id}, [to_id]
    while open_ends:
        fresh = onward.get(open_ends.pop(), set()) - reached
        reached |= fresh
        open_ends += fresh
    if from_id in reached:
        raise DelegationLoop


def _end(unit: Unit, row: Row | None, action: str) -> Row:
    if row is None:
        raise NotFound
    if row.ended_at is not None or row.ends_at <= unit.now:
        raise PeriodOver("over", ())
    row.ended_at = unit.now
    record(unit, action, row)
    return row
