"""What goes into and comes out of feedback's services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.feedback.models import FeedbackStatus, Recommendation


@dataclass(frozen=True)
class FeedbackInput:
    """A filled scorecard: scores by dimension name (1 to 10). A draft may lack anything."""

    recommendation: Recommendation | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    text_for_panel: str | None = None
    text_for_candidate: str | None = None


@dataclass(frozen=True)
class SavedFeedback:
    """A feedback's row as a verb has left it. `updated_at` and `version` are what the next writer expects."""

    __tablename__: ClassVar[str] = "feedback"

    id: UUID
    interview_id: UUID
    interviewer_staff_id: UUID
    status: FeedbackStatus
    version: int
    submitted_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class VersionView:
    """One version of a feedback as it was handed in."""

    feedback_version_id: UUID
    version: int
    recommendation: Recommendation | None
    scores: Mapping[str, int]
    text_for_panel: str | None
    text_for_candidate: str | None
    saved_at: datetime


@dataclass(frozen=True)
class FeedbackView:
    """One interviewer's feedback as it stands."""

    feedback_id: UUID
    panel_member_id: UUID
    interview_id: UUID
    interviewer_staff_id: UUID
    status: FeedbackStatus
    version: int
    recommendation: Recommendation | None
    scores: Mapping[str, int]
    text_for_panel: str | None
    text_for_candidate: str | None
    submitted_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class OwedFeedback:
    """A line of the interviewer's work list. `status` is `draft` or `none`; times are aware UTC."""

    panel_member_id: UUID
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    requisition_title: str
    round_name: str
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    due_at: datetime
    clock_id: UUID
    status: str


@dataclass(frozen=True)
class GivenFeedback:
    """A line of what an interviewer has submitted."""

    panel_member_id: UUID
    interview_id: UUID
    candidate_id: UUID
    requisition_title: str
    round_name: str
    status: FeedbackStatus
    version: int
    submitted_at: datetime
