"""What people's services hand out: plain values, safe to keep after the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.people.models import LinkPurpose, Role


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
    `session_id` is the log-in by which they are here.
    """

    staff_id: UUID
    name: str = field(repr=False)
    scopes: Mapping[Role, frozenset[UUID] | None]
    department_ids: frozenset[UUID]
    locale: str
    zone: str
    session_id: UUID | None = None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.scopes)

    def has(self, *roles: Role) -> bool:
        """Whether one of `roles` is held, wherever it counts."""
        return not self.scopes.keys().isdisjoint(roles)

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
        if role not in self.scopes:
            return False
        scope = self.scopes[role]
        return scope is None or department_id in scope


@dataclass(frozen=True)
class CandidateViewer:
    """A candidate who came by a link: their own one application, nothing else."""

    candidate_id: UUID
    application_id: UUID
    link_id: UUID
    purpose: LinkPurpose
    locale: str
    zone: str


@dataclass(frozen=True)
class SessionView:
    """A log-in that holds."""

    session_id: UUID
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class CandidateLinkView:
    """A link that was made for a candidate; its token is stored nowhere."""

    link_id: UUID
    application_id: UUID
    purpose: LinkPurpose
    expires_at: datetime
    revoked_at: datetime | None
    created_by: UUID | None


@dataclass(frozen=True)
class DepartmentView:
    """A department as lists show it."""

    department_id: UUID
    name: str
    parent_id: UUID | None
    head_staff_id: UUID | None


@dataclass(frozen=True)
class GrantView:
    """A role that is held, and where (None: everywhere)."""

    grant_id: UUID
    role: Role
    department_id: UUID | None


@dataclass(frozen=True)
class StaffView:
    """A member of staff as colleagues see them, and (e-mail, roles, state) as an administrator does."""

    staff_id: UUID
    name: str = field(repr=False)
    email: str = field(repr=False)
    department_id: UUID | None
    manager_id: UUID | None
    locale: str
    zone: str
    disabled_at: datetime | None
    roles: tuple[GrantView, ...] = ()


@dataclass(frozen=True)
class CandidateView:
    """A candidate with everything that is kept of them here."""

    candidate_id: UUID
    name: str = field(repr=False)
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    locale: str
    zone: str
    created_at: datetime


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
