"""What goes into and comes out of the verbs and lists about requisitions and applications."""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.hiring.models import ApprovalDecision, Decision, RequisitionStatus, ScreeningResult
from app.sla.models import Origin


@dataclass(frozen=True)
class RequisitionInput:
    """A wish to hire. Who is answerable may be left open in a draft, not when it is submitted."""

    code: str
    title: str
    job_family: str
    department_id: UUID | None = None
    hiring_manager_id: UUID | None = None
    recruiter_id: UUID | None = None
    headcount: int = 1


@dataclass(frozen=True)
class RequisitionView:
    """A requisition. `submission` counts how often it was submitted; times are aware UTC."""

    requisition_id: UUID
    code: str
    title: str
    job_family: str
    department_id: UUID | None
    hiring_manager_id: UUID | None
    recruiter_id: UUID | None
    headcount: int
    status: RequisitionStatus
    submission: int
    submitted_by_staff_id: UUID | None
    submitted_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    origin: Origin
    created_at: datetime


@dataclass(frozen=True)
class ApprovalView:
    """A step of a submission; undecided while `decision` is None. `reason` is a person's words."""

    approval_id: UUID
    submission: int
    position: int
    approver_staff_id: UUID
    decided_by_staff_id: UUID | None
    decision: ApprovalDecision | None
    reason: str | None = field(repr=False)
    at: datetime | None


@dataclass(frozen=True)
class PostingView:
    """Where an open requisition is made known."""

    posting_id: UUID
    requisition_id: UUID
    title: str
    text: str
    channel: str
    location: str | None
    published_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class DecisionView:
    """What a named human decided: on the application before any round (`round_id` None), or on a round.
    `shown_at`: when the candidate was told; None for a hold, and for what is held back."""

    decision_id: UUID
    application_id: UUID
    round_id: UUID | None
    decision: Decision | ScreeningResult
    by_staff_id: UUID
    reason: str = field(repr=False)
    at: datetime
    shown_at: datetime | None


class TimelineKind(enum.StrEnum):
    """What a line of an application's timeline is about."""

    STAGE = "stage"
    SCREENED = "screened"
    ROUND_DECIDED = "round_decided"
    INTERVIEW_PROPOSED = "interview_proposed"
    INTERVIEW_CONFIRMED = "interview_confirmed"
    INTERVIEW_MOVED = "interview_moved"
    INTERVIEW_HELD = "interview_held"
    INTERVIEW_CANCELLED = "interview_cancelled"
    INTERVIEW_NO_SHOW = "interview_no_show"


@dataclass(frozen=True)
class TimelineLine:
    """One thing that happened to an application. `subject_id` is the row it is told by (the interview
    for its own lines), `what` the new stage, the decision, or who did not come; `starts_at` is when
    the interview was then to start. `reason` is a person's words and not for the candidate; `shown_at` of a
    decision on a round is when they were told of it.
    """

    at: datetime
    kind: TimelineKind
    subject_id: UUID
    by_staff_id: UUID | None = None
    round_id: UUID | None = None
    interview_id: UUID | None = None
    what: str | None = None
    starts_at: datetime | None = None
    reason: str | None = field(default=None, repr=False)
    shown_at: datetime | None = None
