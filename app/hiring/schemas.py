"""What goes into and comes out of hiring's services: plain frozen data, no rows.

Views (`…Context`, `…Overview`) carry ids; names are asked of people.service.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.hiring.models import ApplicationStatus, ChanceToAsk, InterviewStatus, PanelShown, PanelShownFrom
from app.sla.models import Origin


@dataclass(frozen=True)
class DimensionInput:
    """One line of a scorecard (scale 1 to 10)."""

    name: str
    guidance: str | None = None
    weight: int = 1
    is_required: bool = True
    released_to_candidate: bool = True


@dataclass(frozen=True)
class RoundInput:
    """One round of a plan, in the plan's order, with all that it asks for.

    The release policy says what the candidate sees of a decided round, after how many elapsed
    hours (`release_hold_hours`), and whether the text for them is approved first.
    """

    name: str
    dimensions: tuple[DimensionInput, ...] = ()
    duration_minutes: int = 60
    min_questions: int = 1
    question_owner_id: UUID | None = None
    suggested_questions: tuple[str, ...] = ()
    panel_size: int | None = None
    panel_shown: PanelShown = PanelShown.NAMES
    panel_shown_from: PanelShownFrom = PanelShownFrom.CONFIRMED
    what_to_bring: str | None = None
    releases_decision: bool = True
    releases_scores: bool = True
    releases_text: bool = True
    text_needs_approval: bool = True
    release_hold_hours: int = 0


@dataclass(frozen=True)
class RoundSettings:
    """What holds for a round, or for an interview of it: one version of the round's settings.

    `round_version_id` is None and `version` 0 where an imported round never had any.
    """

    round_id: UUID
    round_name: str
    round_version_id: UUID | None
    version: int
    duration_minutes: int = 60
    min_questions: int = 1
    question_owner_id: UUID | None = None
    suggested_questions: tuple[str, ...] = ()
    panel_size: int | None = None
    panel_shown: PanelShown = PanelShown.NAMES
    panel_shown_from: PanelShownFrom = PanelShownFrom.CONFIRMED
    what_to_bring: str | None = None
    releases_decision: bool = True
    releases_scores: bool = True
    releases_text: bool = True
    text_needs_approval: bool = True
    release_hold_hours: int = 0


@dataclass(frozen=True)
class PlanView:
    """A plan with its rounds and their scorecards, in order. `requisition_id` is None for a template."""

    plan_id: UUID
    name: str
    job_family: str | None
    requisition_id: UUID | None
    version: int
    copied_from_id: UUID | None
    rounds: tuple[tuple[RoundSettings, tuple["Dimension", ...]], ...]


@dataclass(frozen=True)
class PanelSeat:
    """A seat asked for when an interview is scheduled."""

    staff_id: UUID
    is_required: bool = True


@dataclass(frozen=True)
class Seat:
    """A seat as it stands; removed ones are not shown."""

    panel_member_id: UUID
    staff_id: UUID
    is_required: bool


@dataclass(frozen=True)
class RoundView:
    """A round of a requisition's own plan."""

    round_id: UUID
    position: int
    name: str
    duration_minutes: int
    min_questions: int
    question_owner_id: UUID | None


@dataclass(frozen=True)
class Dimension:
    """A scorecard line as the form shows it."""

    name: str
    guidance: str | None
    is_required: bool
    released_to_candidate: bool
    weight: int = 1


@dataclass(frozen=True)
class ApplicationContext:
    """An application with whom it concerns. `stage_id` is the stage row it stands in now."""

    application_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    requisition_title: str
    department_id: UUID | None
    recruiter_id: UUID | None
    hiring_manager_id: UUID | None
    round_id: UUID | None
    status: ApplicationStatus
    origin: Origin


@dataclass(frozen=True)
class ApplicationView(ApplicationContext):
    """An application as lists and its own page show it."""

    source: str | None
    applied_at: datetime
    ended_at: datetime | None
    candidate_name: str = field(repr=False)


@dataclass(frozen=True)
class StageView:
    """One move of an application. `reason` is a person's words."""

    stage_id: UUID
    from_stage: str | None
    to_stage: str
    round_id: UUID | None
    at: datetime
    by_staff_id: UUID | None
    reason: str | None = field(repr=False)


@dataclass(frozen=True)
class Reach:
    """Which applications somebody has to do with: those of their seats and requisitions, as a
    recruiter their own, and all of `departments` (None: of the company).
    """

    staff_id: UUID
    is_recruiter: bool
    departments: frozenset[UUID] | None


@dataclass(frozen=True)
class InterviewContext:
    """An interview with everything that the domains above need to judge and to address it.

    Times are aware UTC; `ended_at` is the actual end, else the scheduled one.
    """

    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    requisition_title: str
    job_family: str
    department_id: UUID | None
    recruiter_id: UUID | None
    hiring_manager_id: UUID | None
    round_id: UUID
    round_name: str
    min_questions: int
    question_owner_id: UUID | None
    status: InterviewStatus
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    actual_end_at: datetime | None
    ended_at: datetime
    zone: str
    location: str | None
    question_count: int
    chance_to_ask: ChanceToAsk | None
    origin: Origin
    panel: tuple[Seat, ...] = field(default=())


@dataclass(frozen=True)
class SeatOverview:
    """One seat with its interview, for work lists."""

    panel_member_id: UUID
    staff_id: UUID
    is_required: bool
    is_removed: bool
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    department_id: UUID | None
    requisition_title: str
    round_id: UUID
    round_name: str
    status: InterviewStatus
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    zone: str
    location: str | None
    recruiter_id: UUID | None
    origin: Origin


@dataclass(frozen=True)
class ScoringSeat:
    """A seat as its scorecard is filled in: with the lines of its interview's own scorecard, and
    whether the round has been decided already.
    """

    seat: SeatOverview
    scorecard: tuple[Dimension, ...]
    is_round_decided: bool


@dataclass(frozen=True)
class RoundInterview:
    """An interview of one application's round."""

    interview_id: UUID
    scorecard: tuple[Dimension, ...]
