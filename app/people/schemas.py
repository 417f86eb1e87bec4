"""What people's services hand out: plain values, safe to keep after the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.people.models import Role


@dataclass(frozen=True)
class Contact:
    """How to reach a person. `locale` is a BCP 47 tag, `zone` a tz database name."""

    name: str = field(repr=False)
    email: str | None = field(repr=False)
    locale: str
    zone: str


@dataclass(frozen=True)
class Viewer:
    """Who is logged in, and where each of their roles counts: a set of departments (subtrees
    spread out), or None for everywhere. `department_ids` is all that any role reaches.
    """

    staff_id: UUID
    name: str = field(repr=False)
    scopes: Mapping[Role, frozenset[UUID] | None]
    department_ids: frozenset[UUID]
    locale: str
    zone: str

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.scopes)

    def has(self, *roles: Role) -> bool:
        """Whether one of `roles` is held, wherever it counts."""
        return any(role in self.scopes for role in roles)

    def departments_as(self, *roles: Role) -> frozenset[UUID] | None:
        """The departments in which one of `roles` is held; None means everywhere."""
        held = [self.scopes[role] for role in roles if role in self.scopes]
        reached: frozenset[UUID] = frozenset()
        for scope in held:
            if scope is None:
                return None
            reached |= scope
        return reached

    def may(self, role: Role, department_id: UUID | None) -> bool:
        """Whether `role` is held in that department (None: in the company as a whole)."""
        scope = self.departments_as(role)
        return scope is None or department_id in scope


@dataclass(frozen=True)
class DelegationView:
    """Who acts for whom in [starts_at, ends_at); `ended_at` if it was ended before."""

    delegation_id: UUID
    from_staff_id: UUID
    to_staff_id: UUID
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class AbsenceView:
    """Who is away in [starts_at, ends_at); `ended_at` if they came back before."""

    absence_id: UUID
    staff_id: UUID
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
