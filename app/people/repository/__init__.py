"""Queries about staff: departments and their tree, grants, stand-ins, log-ins."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Select,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from app.kit.database import Unit
from app.people.models import (
    Absence,
    Candidate,
    Credential,
    Delegation,
    Department,
    LoginAttempt,
    LoginSession,
    Role,
    RoleGrant,
    Staff,
)

Period = TypeVar("Period", Delegation, Absence)


def staff_by_id(unit: Unit, staff_id: UUID) -> Staff | None:
    return unit.session.get(Staff, staff_id)


def staff_by_key(unit: Unit, email_key: str) -> Staff | None:
    return unit.session.scalar(select(Staff).where(Staff.email_key == email_key))


def staff_ids_by_keys(unit: Unit, email_keys: Iterable[str]) -> dict[str, UUID]:
    statement = select(Staff.email_key, Staff.id).where(Staff.email_key.in_(list(email_keys)))
    return dict(unit.session.execute(statement).all())


def insert_staff(unit: Unit, values: dict[str, Any]) -> Staff | None:
    """The new row, or None when somebody with that `email_key` is there already, also if they
    were entered by a transaction that has just committed."""
    statement = insert(Staff).values(**values).on_conflict_do_nothing(index_elements=["email_key"]).returning(Staff)
    return unit.session.scalar(statement)


def staff_names(unit: Unit, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(unit.session.execute(names_of(Staff), {"ids": list(set(staff_ids))}).all())


# Each climbs from where it begins, by keys. `union` and not `union all`: a loop must end.
MANAGERS_ABOVE = text("""
with recursive above as (
  select id, manager_id from staff where id = any(:ids)
  union select s.id, s.manager_id from staff s join above a on s.id = a.manager_id)
select id, manager_id from above
""")
DEPARTMENTS_ABOVE = text("""
with recursive above as (
  select id, parent_id from departments where id = :id
  union select d.id, d.parent_id from departments d join above a on d.id = a.parent_id)
select id, parent_id from above
""")
DELEGATES = text("""
with recursive handed as (
  select d.id, d.from_staff_id, d.to_staff_id from delegations d join staff s on s.id = d.to_staff_id
  where d.from_staff_id = :id and d.starts_at <= :at and least(d.ends_at, d.ended_at) > :at and s.disabled_at is null
  union
  select d.id, d.from_staff_id, d.to_staff_id from handed h
  join delegations d on d.from_staff_id = h.to_staff_id join staff s on s.id = d.to_staff_id
  where d.starts_at <= :at and least(d.ends_at, d.ended_at) > :at and s.disabled_at is null)
select from_staff_id, to_staff_id from handed order by id
""")


def managers_above(unit: Unit, staff_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """The manager of each of these and of everybody above them."""
    return dict(unit.session.execute(MANAGERS_ABOVE, {"ids": list(set(staff_ids))}).all())


def active_among(unit: Unit, staff_ids: Iterable[UUID]) -> set[UUID]:
    statement = select(Staff.id).where(Staff.id.in_(set(staff_ids)), Staff.disabled_at.is_(None))
    return set(unit.session.scalars(statement))


def department_by_id(unit: Unit, department_id: UUID) -> Department | None:
    return unit.session.get(Department, department_id)


def departments_above(unit: Unit, department_id: UUID) -> dict[UUID, UUID | None]:
    """The parent of the department and of each one above it."""
    return dict(unit.session.execute(DEPARTMENTS_ABOVE, {"id": department_id}).all())


def department_heads(unit: Unit, department_ids: Sequence[UUID]) -> list[UUID]:
    """The heads of these departments, in their order; one without a head is left out."""
    statement = select(Department.id, Department.head_staff_id).where(Department.id.in_(department_ids))
    heads: dict[UUID, UUID | None] = dict(unit.session.execute(statement).all())
    return [head for each in department_ids if (head := heads.get(each)) is not None]


def grants_of(unit: Unit, staff_id: UUID) -> list[RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.staff_id == staff_id, RoleGrant.revoked_at.is_(None))
    return list(unit.session.scalars(statement.order_by(RoleGrant.id)))


def insert_grant(unit: Unit, values: dict[str, Any]) -> RoleGrant | None:
    """The new grant, or None when it is held already."""
    return unit.session.scalar(insert(RoleGrant).values(**values).on_conflict_do_nothing().returning(RoleGrant))


def holders(unit: Unit, role: Role) -> list[tuple[UUID, UUID | None]]:
    """Active staff with `role`, and the department of the grant."""
    statement = (
        select(RoleGrant.staff_id, RoleGrant.department_id)
        .join(Staff, Staff.id == RoleGrant.staff_id)
        .where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None), Staff.disabled_at.is_(None))
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [(staff_id, department_id) for staff_id, department_id in unit.session.execute(statement)]


def lock_delegations(unit: Unit) -> None:
    """Lets one transaction at a time delegate, so that two together can't close a loop."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("people.delegations", 0))))


def period_by_id(unit: Unit, kind: type[Period], identity: UUID) -> Period | None:
    """A delegation or absence as it is now, held against others."""
    return unit.session.get(kind, identity, with_for_update=True, populate_existing=True)


def delegations_within(unit: Unit, starts_at: datetime, ends_at: datetime) -> list[Delegation]:
    """Those that hold at some moment of [starts_at, ends_at), the oldest first."""
    return list(unit.session.scalars(_within(Delegation, starts_at, ends_at)))


def delegates_from(unit: Unit, staff_id: UUID, at: datetime) -> dict[UUID, UUID]:
    """To whom this person has handed over at that moment, and they in turn; delegates who were disabled don't count."""
    return dict(unit.session.execute(DELEGATES, {"id": staff_id, "at": at}).all())


def away_at(unit: Unit, staff_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Which of these are absent at that moment, or disabled."""
    wanted = set(staff_ids)
    absent = _within(Absence, at, at + timedelta(microseconds=1)).where(Absence.staff_id.in_(wanted))
    return {row.staff_id for row in unit.session.scalars(absent)} | (wanted - active_among(unit, wanted))


def _within(kind: type[Period], starts_at: datetime, ends_at: datetime) -> Select[Any]:
    ended = func.least(kind.ends_at, kind.ended_at)
    overlapping = (kind.starts_at < ends_at, kind.ends_at > starts_at, ended > starts_at)
    return select(kind).where(*overlapping).order_by(kind.id)


def periods_of(unit: Unit, kind: type[Period], staff_id: UUID, after: UUID | None, limit: int) -> list[Period]:
    """A person's delegations or absences, oldest first."""
    whose = Delegation.from_staff_id if kind is Delegation else Absence.staff_id
    query = select(kind).where(whose == staff_id)
    page = query if after is None else query.where(kind.id > after)
    return list(unit.session.scalars(page.order_by(kind.id).limit(limit)))


@cache
def names_of(kind: type[Staff] | type[Candidate]) -> Select[UUID, str]:
    """As one array: a list of parameters would be put together anew for each length of it. Of the table, not of
    the class: what belongs to loading objects costs more here than the rows.
    """
    people = kind.__table__.c
    return select(people.id, people.name).where(people.id == func.any(bindparam("ids", type_=ARRAY(Uuid()))))


def credential_of(unit: Unit, staff_id: UUID) -> Credential | None:
    return unit.session.get(Credential, staff_id)


# One statement, once per request: who holds the token, with every grant and the departments below it.
# `union` and not `union all`: a tree that was made a loop by mistake must still end.
VIEWER = text("""
select s.id, s.name, s.locale, s.zone, l.id, held.grants,
  case when held.counts_everywhere then (select json_agg(id) from departments) end
from login_sessions l join staff s on s.id = l.staff_id
cross join lateral (
  select bool_or(g.department_id is null) as counts_everywhere,
    json_agg(json_build_array(g.role, g.department_id,
      (with recursive below as (
         select g.department_id as id where g.department_id is not null
         union select d.id from departments d join below b on d.parent_id = b.id)
       select json_agg(id) from below))) as grants
  from role_grants g where g.staff_id = s.id and g.revoked_at is null) as held
where l.token_hash = :token_hash and l.revoked_at is null and l.expires_at > :now and s.disabled_at is null
""")


def viewer_row(unit: Unit, token_hash: str) -> Any:
    """(staff id, name, locale, zone, session id, [[role, department, [departments]]], all
    departments if a role counts everywhere), or None when nobody holds that token."""
    return unit.session.execute(VIEWER, {"token_hash": token_hash, "now": unit.now}).one_or_none()


def live_session_by_id(unit: Unit, staff_id: UUID, session_id: UUID) -> LoginSession | None:
    """That person's session, if it has not ended."""
    return unit.session.scalar(_live_sessions(unit, staff_id).where(LoginSession.id == session_id))


def live_sessions_of(unit: Unit, staff_id: UUID) -> list[LoginSession]:
    """The sessions of a person that have not ended, the newest first."""
    return list(unit.session.scalars(_live_sessions(unit, staff_id).order_by(LoginSession.id.desc())))


def _live_sessions(unit: Unit, staff_id: UUID) -> Select[LoginSession]:
    return select(LoginSession).where(
        LoginSession.staff_id == staff_id, LoginSession.revoked_at.is_(None), LoginSession.expires_at > unit.now
    )


def departments_page(unit: Unit, after: UUID | None, limit: int) -> list[Department]:
    statement = select(Department) if after is None else select(Department).where(Department.id > after)
    return list(unit.session.scalars(statement.order_by(Department.id).limit(limit)))


def staff_page(unit: Unit, after: UUID | None, limit: int) -> list[Staff]:
    statement = select(Staff) if after is None else select(Staff).where(Staff.id > after)
    return list(unit.session.scalars(statement.order_by(Staff.id).limit(limit)))


def grants_of_many(unit: Unit, staff_ids: Iterable[UUID]) -> list[RoleGrant]:
    """The grants that these people hold, oldest first."""
    statement = select(RoleGrant).where(RoleGrant.staff_id.in_(set(staff_ids)), RoleGrant.revoked_at.is_(None))
    return list(unit.session.scalars(statement.order_by(RoleGrant.id)))


def revoke_sessions(unit: Unit, staff_id: UUID, now: datetime) -> None:
    statement = update(LoginSession).where(LoginSession.staff_id == staff_id, LoginSession.revoked_at.is_(None))
    unit.session.execute(statement.values(revoked_at=now))


def lock_attempts(unit: Unit, key_hash: str) -> None:
    """Holds others who try the same key until this transaction ends, so that none slips past the count."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key_hash, 0))))


def failures_since(unit: Unit, key_hash: str, since: datetime) -> int:
    statement = select(func.count()).where(LoginAttempt.key_hash == key_hash, LoginAttempt.at > since)
    return unit.session.scalar(statement) or 0


def add_failure(unit: Unit, values: dict[str, Any], forget_before: datetime) -> None:
    old = delete(LoginAttempt).where(LoginAttempt.key_hash == values["key_hash"], LoginAttempt.at <= forget_before)
    unit.session.execute(old)
    unit.session.execute(insert(LoginAttempt).values(**values).on_conflict_do_nothing())


def forget_failures(unit: Unit, key_hash: str) -> None:
    unit.session.execute(delete(LoginAttempt).where(LoginAttempt.key_hash == key_hash))
