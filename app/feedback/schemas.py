"""What goes into and comes out of feedback's services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.feedback.models import FeedbackStatus, Recommendation, ReleasedPart, ReleaseStatus, TextStatus
from app.hiring.models import Decision


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


@dataclass(frozen=True)
class ReleasePolicy:
    """What a round lets the candidate see, and which version of its settings says so."""

    round_version_id: UUID | None
    version: int
    releases_decision: bool
    releases_scores: bool
    releases_text: bool
    text_needs_approval: bool


@dataclass(frozen=True)
class MeanScore:
    """The panel's mean on one dimension, rounded to one decimal, and the scale it is on. Not how
    many scored: that and the mean together would tell of one.
    """

    dimension_name: str
    mean: float
    lowest: int
    highest: int


@dataclass(frozen=True)
class ReleasedView:
    """What the candidate sees of a decided round: all of it, and nothing of who said what.

    `decision` is None where the policy keeps it back. Texts are in no order that tells of anybody.
    """

    release_id: UUID
    round_id: UUID
    round_name: str
    number: int
    decision: Decision | None
    scores: tuple[MeanScore, ...]
    texts: tuple[str, ...]
    released_at: datetime
    first_opened_at: datetime | None


@dataclass(frozen=True)
class ShownField:
    """One thing that a release showed: `feedback_id` and its `version` are None for the decision."""

    field: ReleasedPart
    dimension_name: str | None
    feedback_id: UUID | None
    version: int | None
    released_at: datetime
    first_opened_at: datetime | None


@dataclass(frozen=True)
class TextView:
    """A text for the candidate in a release, as staff decide on it."""

    text_id: UUID
    release_id: UUID
    feedback_id: UUID
    status: TextStatus
    decided_by_staff_id: UUID | None
    decided_at: datetime | None
    declined_reason: str | None


@dataclass(frozen=True)
class ReleaseView:
    """A release as staff see it: its policy, its state, what waits, exactly what was shown."""

    release_id: UUID
    application_id: UUID
    round_id: UUID
    decision_id: UUID
    number: int
    round_version_id: UUID | None
    policy_version: int
    releases_decision: bool
    releases_scores: bool
    releases_text: bool
    text_needs_approval: bool
    status: ReleaseStatus
    release_at: datetime
    released_at: datetime | None
    first_opened_at: datetime | None
    by_staff_id: UUID | None
    texts: tuple[TextView, ...]
    shown: tuple[ShownField, ...]


@dataclass(frozen=True)
class TextToApprove:
    """A line of the recruiter's work list: approve `version` as it reads here, or decline it."""

    text_id: UUID
    release_id: UUID
    application_id: UUID
    round_id: UUID
    feedback_id: UUID
    version: int
    text_for_candidate: str
    release_at: datetime
    asked_at: datetime
