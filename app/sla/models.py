"""What is owed, by when: calendars, policies and clocks. Names of people and of interviews
stay out: a clock knows its subject by id only, so that every domain above can start one.
"""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class ClockKind(enum.StrEnum):
    """The promises (domain.md, SLA clocks)."""

    FEEDBACK = "feedback"
    ANSWER = "answer"
    REPLY = "reply"
    OUTCOME = "outcome"
    SCHEDULE = "schedule"
    OFFER_DECISION = "offer_decision"
    SCREENING = "screening"
    COMPLAINT = "complaint"
    PRIVACY_REQUEST = "privacy_request"


class Outcome(enum.StrEnum):
    """How a clock ended; an open overdue clock stays `running`, and one that was kept is judged anew when its
    start moves.
    """

    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"
    EXCUSED = "excused"


class Unit(enum.StrEnum):
    """What an amount of owed time is counted in."""

    ELAPSED_HOURS = "elapsed_hours"
    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"


class Origin(enum.StrEnum):
    """Where a record comes from: made here, or brought in as history (never nudged)."""

    LIVE = "live"
    IMPORTED = "imported"


class PauseReason(enum.StrEnum):
    """Why a clock may rest, where its policy says so."""

    WAITING_FOR_CANDIDATE = "waiting_for_candidate"
    REQUISITION_ON_HOLD = "requisition_on_hold"


class Calendar(Base):
    """One version of a working calendar. Rows never change once written: a new version does."""

    __tablename__ = "calendars"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    code: Mapped[str] = internal()
    version: Mapped[int] = internal()
    zone: Mapped[str] = internal()
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    source: Mapped[str] = internal()  # for example "holidays 0.95 CN"
    applied_reason: Mapped[str | None] = personal()  # why running clocks were measured anew by this version
    created_at: Mapped[datetime] = internal()
    retired_at: Mapped[datetime | None] = internal()  # of a newest version: no promise is measured by it any more


class CalendarDay(Base):
    """A local day of a calendar version. `label` names the holiday or make-up day, if it is one."""

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("calendar_id", "local_on"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    calendar_id: Mapped[UUID] = internal(ForeignKey("calendars.id"))
    local_on: Mapped[date] = internal()
    is_working: Mapped[bool] = internal()
    label: Mapped[str | None] = internal()


class CalendarOpening(Base):
    """Half-open working interval [opens_at, closes_at) of a local day; several a day (lunch)."""

    __tablename__ = "calendar_openings"
    __table_args__ = (
        UniqueConstraint("calendar_id", "opens_at"),
        CheckConstraint("opens_at < closes_at", name="order"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    calendar_id: Mapped[UUID] = internal(ForeignKey("calendars.id"))
    local_on: Mapped[date] = internal()
    opens_at: Mapped[datetime] = internal()
    closes_at: Mapped[datetime] = internal()


class SlaPolicy(Base):
    """One version of what is owed, for a round, else a requisition, else a department, else
    (all three null) the company. `ladder` is a list of rungs:
    `{"rung": 1, "anchor": "start"|"due", "offset": n, "unit": Unit|"share", "to": ["owner"],
    "template": "feedback_due"}`; a share is of the clock's own length (0.5 = half).
    """

    __tablename__ = "sla_policies"
    __table_args__ = (
        Index(
            "uq_sla_policies_current",
            "kind",
            text("coalesce(round_id, requisition_id, department_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text("superseded_at is null"),
        ),
        CheckConstraint("amount >= 0", name="amount"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    kind: Mapped[ClockKind] = internal()
    version: Mapped[int] = internal()
    amount: Mapped[int] = internal()
    unit: Mapped[Unit] = internal()
    calendar_code: Mapped[str] = internal()
    ladder: Mapped[list[Any]] = internal()
    pauses_on: Mapped[list[Any]] = internal(default=list)  # of `PauseReason`; none: its clocks never rest
    applied_reason: Mapped[str | None] = personal()  # why running clocks were measured anew by this version
    round_id: Mapped[UUID | None] = internal(ForeignKey("rounds.id"))
    requisition_id: Mapped[UUID | None] = internal(ForeignKey("requisitions.id"))
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    created_at: Mapped[datetime] = internal()
    superseded_at: Mapped[datetime | None] = internal()


class SlaClock(Base):
    """One promise = one row. `subject_id` is what is owed for (the panel seat, the question,
    the message, the stage); at most one running clock of a kind for a subject is not replaced.
    `started_at` may lie ahead: a confirmed interview owes its feedback from its end on.

    A promise whose date is moved stays as it is, `replaced_at` set, and runs on; the moved one
    `replaces_clock_id` it. What keeps the promise stops both, each judged by its own `due_at`.
    """

    __tablename__ = "sla_clocks"
    __table_args__ = (
        Index(
            "uq_sla_clocks_running",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("outcome = 'running' and replaced_at is null"),
        ),
        Index("uq_sla_clocks_replaces", "replaces_clock_id", unique=True),
        Index("ix_sla_clocks_due_running", "due_at", postgresql_where=text("outcome = 'running'")),
        Index("ix_sla_clocks_id_running", "id", postgresql_where=text("outcome = 'running'")),
        Index(None, "owner_staff_id", "id"),
        Index(None, "application_id", "id"),
        Index(None, "department_id", "id"),
        Index(None, "kind", "id"),
        Index(None, "outcome", "id"),
        CheckConstraint("(outcome in ('met', 'missed')) = (stopped_at is not null)", name="stopped"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    kind: Mapped[ClockKind] = internal()
    subject_id: Mapped[UUID] = internal(index=True)
    application_id: Mapped[UUID | None] = internal(ForeignKey("applications.id"))
    interview_id: Mapped[UUID | None] = internal(ForeignKey("interviews.id"), index=True)
    candidate_id: Mapped[UUID | None] = internal(ForeignKey("candidates.id"))
    requisition_id: Mapped[UUID | None] = internal(ForeignKey("requisitions.id"))
    department_id: Mapped[UUID | None] = internal(ForeignKey("departments.id"))
    round_id: Mapped[UUID | None] = internal(ForeignKey("rounds.id"))
    owner_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    policy_id: Mapped[UUID] = internal(ForeignKey("sla_policies.id"))
    policy_version: Mapped[int] = internal()
    calendar_id: Mapped[UUID] = internal(ForeignKey("calendars.id"))
    started_at: Mapped[datetime] = internal()
    due_at: Mapped[datetime] = internal()
    stopped_at: Mapped[datetime | None] = internal()
    outcome: Mapped[Outcome] = internal(default=Outcome.RUNNING)
    outcome_reason: Mapped[str | None] = internal()
    closed_at: Mapped[datetime | None] = internal()  # when it was cancelled or excused
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    replaces_clock_id: Mapped[UUID | None] = internal(ForeignKey("sla_clocks.id"))
    replaced_at: Mapped[datetime | None] = internal()  # when its date was moved: a later clock holds
    moved_reason: Mapped[str | None] = personal()  # why this clock replaces another; shown to the candidate
    has_own_date: Mapped[bool] = internal(default=False)  # due on a given date, not by the policy's amount
    excused_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    paused_at: Mapped[datetime | None] = internal()  # since when it rests, if it does
    paused_seconds: Mapped[float] = internal(default=0.0)  # its own working time in pauses that have ended
    created_at: Mapped[datetime] = internal()


class ClockPause(Base):
    """One rest of a clock. On resuming, `due_at` moves on by `moved_seconds`, the clock's own
    working time that passed meanwhile."""

    __tablename__ = "clock_pauses"
    __table_args__ = (
        Index("uq_clock_pauses_open", "clock_id", unique=True, postgresql_where=text("resumed_at is null")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = internal(ForeignKey("sla_clocks.id"), index=True)
    reason: Mapped[PauseReason] = internal()
    waits_for: Mapped[str | None] = personal()  # in words, shown to the candidate
    paused_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    paused_at: Mapped[datetime] = internal()
    resumed_at: Mapped[datetime | None] = internal()
    moved_seconds: Mapped[float | None] = internal()
