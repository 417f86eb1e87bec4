"""Who is here: departments, staff with their roles, log-ins and absences, candidates."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal, secret


class Role(enum.StrEnum):
    """What a member of staff may be (domain.md, roles)."""

    INTERVIEWER = "interviewer"
    QUESTION_OWNER = "question_owner"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"
    HR_LEAD = "hr_lead"
    LEADERSHIP = "leadership"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Department(Base):
    """A node of the organisation's tree."""

    __tablename__ = "departments"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = internal()
    parent_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    head_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id", use_alter=True))
    created_at: Mapped[datetime] = internal()


class Staff(Base):
    """A member of staff. `email_key` is the e-mail folded to lower case: one person, one row."""

    __tablename__ = "staff"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = personal()
    email: Mapped[str] = personal()
    email_key: Mapped[str] = personal(unique=True)
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    manager_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    locale: Mapped[str] = internal(default="zh-CN")
    zone: Mapped[str] = internal(default="Asia/Shanghai")
    disabled_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()


class RoleGrant(Base):
    """A role held by a member of staff, in a department's subtree or (null) everywhere."""

    __tablename__ = "role_grants"
    __table_args__ = (
        Index(
            "uq_role_grants_live",
            "staff_id",
            "role",
            text("coalesce(department_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
        Index("ix_role_grants_role", "role", postgresql_where=text("revoked_at is null")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    role: Mapped[Role] = internal()
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    granted_at: Mapped[datetime] = internal()
    revoked_at: Mapped[datetime | None] = internal()


class Delegation(Base):
    """Somebody acts for somebody else in [starts_at, ends_at), unless it was ended before."""

    __tablename__ = "delegations"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    from_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)
    to_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    starts_at: Mapped[datetime] = internal()
    ends_at: Mapped[datetime] = internal(index=True)
    ended_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()


class Absence(Base):
    """Somebody is away in [starts_at, ends_at), unless they came back before."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)
    starts_at: Mapped[datetime] = internal()
    ends_at: Mapped[datetime] = internal(index=True)
    ended_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()


class Candidate(Base):
    """A person who applies. `pseudonym` is what the warehouse knows instead (keyed, one way); by the
    `_key`s a person is looked up, whatever the spelling.
    """

    __tablename__ = "candidates"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = personal()
    name_key: Mapped[str] = personal(index=True)
    email: Mapped[str | None] = personal()
    email_key: Mapped[str | None] = personal(index=True)
    phone: Mapped[str | None] = personal()
    phone_key: Mapped[str | None] = personal(index=True)
    pseudonym: Mapped[str] = internal(unique=True)
    locale: Mapped[str] = internal(default="zh-CN")
    zone: Mapped[str] = internal(default="Asia/Shanghai")
    created_at: Mapped[datetime] = internal()


class CandidateSpelling(Base):
    """A way to write a candidate's Chinese name in Latin letters, by which it is found. Rows of their own: an index of
    an array would not be used where row-level security holds.
    """

    __tablename__ = "candidate_spellings"
    __recorded__ = False
    __table_args__ = (UniqueConstraint("key", "candidate_id"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"), index=True)
    key: Mapped[str] = personal()


class Credential(Base):
    """A local password, as Argon2id hash."""

    __tablename__ = "credentials"
    __recorded__ = False

    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), primary_key=True)
    password_hash: Mapped[str] = secret()
    changed_at: Mapped[datetime] = internal()


class LoginSession(Base):
    """One browser that is logged in. Only the hash of its token is stored."""

    __tablename__ = "login_sessions"
    __recorded__ = False

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    token_hash: Mapped[str] = secret(unique=True)
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = internal()
    expires_at: Mapped[datetime] = internal()
    revoked_at: Mapped[datetime | None] = internal()


class LinkPurpose(enum.StrEnum):
    """What a candidate's link is for."""

    PORTAL = "portal"  # the whole of one's own application
    SCHEDULE = "schedule"  # confirming or choosing a time
    SURVEY = "survey"


class CandidateLink(Base):
    """A way in for one candidate to one application; without a password, ending by itself.
    Only the hash of its token is stored.
    """

    __tablename__ = "candidate_links"
    __recorded__ = False

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    token_hash: Mapped[str] = secret(unique=True)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    purpose: Mapped[LinkPurpose] = internal()
    expires_at: Mapped[datetime] = internal()
    revoked_at: Mapped[datetime | None] = internal()
    created_by: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = internal()


class LoginAttempt(Base):
    """A failed log-in, counted per keyed name and address to slow guessing down."""

    __tablename__ = "login_attempts"
    __recorded__ = False
    __table_args__ = (UniqueConstraint("scope", "key_hash", "at"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    scope: Mapped[str] = internal()
    key_hash: Mapped[str] = secret(index=True)
    at: Mapped[datetime] = internal()
