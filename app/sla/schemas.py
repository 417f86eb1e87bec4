"""Plain values of promises: the rungs of a ladder, what a policy says, how a clock stands."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypedDict
from uuid import UUID

from app.sla.models import ClockKind, Origin, Outcome, PauseReason, Unit


class Anchor(enum.StrEnum):
    """What a rung's offset counts from."""

    START = "start"
    DUE = "due"


class Recipient(enum.StrEnum):
    """Whom a rung goes to, relative to the clock."""

    OWNER = "owner"
    MANAGER = "manager"  # the owner's, or the next above who is there
    RECRUITER = "recruiter"
    DEPARTMENT_HEAD = "department_head"
    HR_LEAD = "hr_lead"
    CANDIDATE = "candidate"


SHARE = "share"  # unit of an offset: a share of the clock's own length, from its start


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: `offset` of `unit` (a `Unit`, or `share`) after `anchor`, or before it
    when negative. A business day in a ladder is one standard day of working time.
    """

    anchor: Anchor
    offset: float
    unit: str
    to: tuple[Recipient, ...]
    template: str
    channel: str = "email"

    def as_row(self, number: int) -> dict[str, Any]:
        """The shape in which policies keep it; `number` counts from 1."""
        return {
            "rung": number,
            "anchor": str(self.anchor),
            "offset": self.offset,
            "unit": str(self.unit),
            "to": [str(recipient) for recipient in self.to],
            "template": self.template,
            "channel": self.channel,
        }


@dataclass(frozen=True)
class Promise:
    """What is owed and how it is reminded of: amount, what it is counted in, the ladder."""

    amount: int
    unit: Unit
    ladder: tuple[Rung, ...]


class Standing(enum.StrEnum):
    """How a clock counts at a moment. Due are on_time, late and overdue_open; no clock is two."""

    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE_OPEN = "overdue_open"
    NOT_YET_DUE = "not_yet_due"
    CANCELLED = "cancelled"
    EXCUSED = "excused"


@dataclass(frozen=True)
class DueOutcomes:
    """Clocks counted by standing. `on_time_rate` is None where nothing was due."""

    counts: Mapping[Standing, int]

    @property
    def due_count(self) -> int:
        return sum(self.counts[standing] for standing in (Standing.ON_TIME, Standing.LATE, Standing.OVERDUE_OPEN))

    @property
    def on_time_rate(self) -> float | None:
        return self.counts[Standing.ON_TIME] / self.due_count if self.due_count else None


@dataclass(frozen=True)
class ClockView:
    """One promise, for pages and the API. Times are UTC; `due_at` is what a candidate is shown, never
    the policy's `amount` of `unit`. `standing` is as of the look: None while it has not started.
    `replaces_clock_id` is the earlier promise that it moved, `replaced_by_clock_id` the later one.
    `pause_reason` and `waits_for` (in words) say on what a clock rests.
    """

    clock_id: UUID
    kind: ClockKind
    subject_id: UUID
    application_id: UUID | None
    interview_id: UUID | None
    candidate_id: UUID | None
    requisition_id: UUID | None
    department_id: UUID | None
    round_id: UUID | None
    owner_staff_id: UUID | None
    policy_id: UUID
    policy_version: int
    amount: int
    unit: Unit
    calendar_id: UUID
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    outcome: Outcome
    outcome_reason: str | None
    closed_at: datetime | None
    standing: Standing | None
    origin: Origin
    replaces_clock_id: UUID | None
    replaced_by_clock_id: UUID | None
    replaced_at: datetime | None
    moved_reason: str | None
    has_own_date: bool
    excused_by_staff_id: UUID | None
    paused_at: datetime | None
    pause_reason: PauseReason | None
    waits_for: str | None
    paused_seconds: float
    created_at: datetime


@dataclass(frozen=True)
class MovedClock:
    """A running clock whose date another policy or calendar would move. `is_overdue_at_once`: it is
    not overdue now and would be."""

    clock_id: UUID
    kind: ClockKind
    application_id: UUID | None
    owner_staff_id: UUID | None
    due_at: datetime
    new_due_at: datetime
    is_overdue_at_once: bool


class Scope(enum.StrEnum):
    """Where a policy holds, the nearest first."""

    ROUND = "round"
    REQUISITION = "requisition"
    DEPARTMENT = "department"
    COMPANY = "company"


@dataclass(frozen=True)
class PolicyView:
    """One version of a policy; current while `superseded_at` is None. `scope_id` is None for the company."""

    policy_id: UUID
    kind: ClockKind
    version: int
    amount: int
    unit: Unit
    calendar_code: str
    ladder: tuple[Any, ...]
    pauses_on: tuple[str, ...]
    scope: Scope
    scope_id: UUID | None
    created_at: datetime
    superseded_at: datetime | None
    applied_reason: str | None


@dataclass(frozen=True)
class CalendarView:
    """One version of a calendar; it knows the local days from `first_on` to `last_on`."""

    calendar_id: UUID
    code: str
    version: int
    zone: str
    department_id: UUID | None
    source: str
    first_on: date
    last_on: date
    is_newest: bool
    created_at: datetime
    applied_reason: str | None
    retired_at: datetime | None


@dataclass(frozen=True)
class PolicyStep:
    """A place that was asked for a policy, nearest first; `policy_id` None: it has none."""

    scope: Scope
    scope_id: UUID | None
    policy_id: UUID | None


@dataclass(frozen=True)
class PolicyExplanation:
    """Which policy and calendar version a promise made now is measured by, and why: the last of
    `steps` is the first place that has a policy."""

    policy: PolicyView
    calendar: CalendarView
    steps: tuple[PolicyStep, ...]


class Changes(TypedDict, total=False):
    """How a calendar differs from its region's."""

    based_on: str | None
    department_id: UUID | None
    intervals: Iterable[tuple[time, time]]
    added: Iterable[date]
    removed: Iterable[date]


class Place(TypedDict, total=False):
    """Where a policy holds: one of these, or none: the company."""

    round_id: UUID | None
    requisition_id: UUID | None
    department_id: UUID | None
