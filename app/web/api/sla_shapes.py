"""What goes in and out about policies, calendars and clocks."""

from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.kit.worktime import NINE_TO_SIX
from app.sla.models import ClockKind, Outcome, PauseReason, Unit
from app.sla.schemas import Anchor, Changes, ClockView, Recipient, Rung, Scope, Standing
from app.web.api.bodies import Body, Count, Day, Moment, Out, PageParameters, Part, When, Words

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
ClockTime = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)]


class RungIn(Part):
    """`offset` of `unit` after `anchor`, before it when negative; `share` is of the clock's own length."""

    anchor: Anchor
    offset: Annotated[float, Field(ge=-1000, le=1000)]
    unit: Literal["elapsed_hours", "business_hours", "business_days", "share"]
    to: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=6)]
    template: Code
    channel: Code = "email"


class PolicyIn(Body):
    """For a round, else a requisition, else a department, else (none given) the company. `ladder` left out: the
    kind's own. With `apply_to_running` the clocks that it moves are moved, for the `reason`."""

    kind: ClockKind
    amount: Count
    unit: Unit
    calendar_code: Code = "CN"
    ladder: Annotated[tuple[RungIn, ...], Field(max_length=20)] | None = None
    pauses_on: Annotated[tuple[PauseReason, ...], Field(max_length=5)] = ()
    round_id: UUID | None = None
    requisition_id: UUID | None = None
    department_id: UUID | None = None
    apply_to_running: bool = False
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {
        "kind": "feedback",
        "amount": 1,
        "unit": "business_days",
        "calendar_code": "CN",
    }

    @property
    def scope(self) -> dict[str, UUID | None]:
        """Where it holds, as the domain takes it."""
        return {"round_id": self.round_id, "requisition_id": self.requisition_id, "department_id": self.department_id}

    @property
    def rungs(self) -> list[Rung] | None:
        """The ladder as the domain takes it."""
        if self.ladder is None:
            return None
        return [Rung(rung.anchor, rung.offset, rung.unit, rung.to, rung.template, rung.channel) for rung in self.ladder]


class CalendarIn(Body):
    """The next version of a calendar: a region of the library `holidays`, with the company's own days and hours."""

    code: Code
    based_on: Code | None = None
    department_id: UUID | None = None
    intervals: Annotated[tuple[tuple[ClockTime, ClockTime], ...], Field(min_length=1, max_length=6)] | None = None
    added: Annotated[tuple[Day, ...], Field(max_length=400)] = ()
    removed: Annotated[tuple[Day, ...], Field(max_length=400)] = ()
    apply_to_running: bool = False
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {
        "code": "CN",
        "intervals": [["09:00", "12:00"], ["13:00", "18:00"]],
        "removed": ["2026-12-31"],
    }

    @property
    def changes(self) -> Changes:
        """How it differs from its region's, as the domain takes it."""
        spans = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in self.intervals or ()]
        return Changes(
            based_on=self.based_on,
            department_id=self.department_id,
            intervals=spans or NINE_TO_SIX,
            added=self.added,
            removed=self.removed,
        )


class PromiseMoveIn(Body):
    due_at: Moment
    reason: Words

    example: ClassVar[dict[str, Any]] = {
        "due_at": "2026-12-04T18:00:00+08:00",
        "reason": "The head of department is ill.",
    }


class ExcuseIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "The system was down."}


class PauseIn(Body):
    """`waits_for` is shown to the candidate."""

    reason: PauseReason
    waits_for: Words

    example: ClassVar[dict[str, Any]] = {
        "reason": "waiting_for_candidate",
        "waits_for": "Please tell us which of the two teams your question is about.",
    }


class WhichClocks(PageParameters):
    """Mine, or (by `application_id` or `department_id`) those of what I recruit for."""

    application_id: UUID | None = None
    department_id: UUID | None = None
    kind: ClockKind | None = None
    outcome: Outcome | None = None
    overdue: bool = False
    resting: bool = False


class WhichPolicy(PageParameters):
    kind: ClockKind
    round_id: UUID | None = None
    requisition_id: UUID | None = None
    department_id: UUID | None = None


class PolicyOut(Out):
    id: UUID
    kind: ClockKind
    version: int
    amount: int
    unit: Unit
    calendar_code: str
    ladder: list[dict[str, Any]]
    pauses_on: list[str]
    scope: Scope
    scope_id: UUID | None
    created_at: When
    superseded_at: When | None
    applied_reason: str | None


class PoliciesOut(Out):
    items: list[PolicyOut]


class CalendarOut(Out):
    id: UUID
    code: str
    version: int
    zone: str
    department_id: UUID | None
    source: str
    first_on: date
    last_on: date
    is_newest: bool
    created_at: When
    applied_reason: str | None
    retired_at: When | None


class CalendarsOut(Out):
    items: list[CalendarOut]


class StepOut(Out):
    scope: Scope
    scope_id: UUID | None
    policy_id: UUID | None


class ExplanationOut(Out):
    """Which policy would measure a promise made there now; the places that were asked, nearest first."""

    policy: PolicyOut
    calendar: CalendarOut
    steps: list[StepOut]


class MovedOut(Out):
    """A running clock that would move, from when to when."""

    clock_id: UUID
    kind: ClockKind
    application_id: UUID | None
    owner_staff_id: UUID | None
    due_at: When
    new_due_at: When
    is_overdue_at_once: bool


class PreviewOut(Out):
    moved_count: int
    overdue_at_once_count: int
    items: list[MovedOut]


class ClockOut(Out):
    """One promise. Its candidate gets dates and states, no owners and no policy."""

    id: UUID
    kind: ClockKind
    application_id: UUID | None
    interview_id: UUID | None
    started_at: When
    due_at: When
    stopped_at: When | None
    outcome: Outcome
    standing: Standing | None
    replaces_clock_id: UUID | None
    replaced_by_clock_id: UUID | None
    moved_reason: str | None
    paused_at: When | None
    pause_reason: PauseReason | None
    waits_for: str | None
    subject_id: UUID | None = None
    requisition_id: UUID | None = None
    department_id: UUID | None = None
    round_id: UUID | None = None
    owner_staff_id: UUID | None = None
    policy_id: UUID | None = None
    policy_version: int | None = None
    calendar_id: UUID | None = None
    outcome_reason: str | None = None
    excused_by_staff_id: UUID | None = None
    paused_seconds: float | None = None


STAFF_FIELDS = frozenset(
    {"subject_id", "requisition_id", "department_id", "round_id", "owner_staff_id", "policy_id", "policy_version"}
    | {"calendar_id", "outcome_reason", "excused_by_staff_id", "paused_seconds"}
)


def clock_out(view: ClockView, *, is_candidate: bool) -> ClockOut:
    """The clock as staff or as its candidate may see it."""
    return ClockOut.of(view, hidden=STAFF_FIELDS if is_candidate else (), id=view.clock_id)
