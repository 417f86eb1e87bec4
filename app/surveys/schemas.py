"""What goes into and comes out of the surveys' services."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.hiring.models import ApplicationStatus
from app.surveys.models import QuestionsAnswered, Relationship, SurveyStatus


@dataclass(frozen=True)
class SurveyAnswers:
    """A filled survey; all but the relationship may be left out. Ratings go from 1 to 5."""

    relationship: Relationship
    had_chance_to_ask: bool | None = None
    questions_answered: QuestionsAnswered | None = None
    clarity: int | None = None
    respect: int | None = None
    comment: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SurveyView:
    """A survey. `answers` is None until it is answered; `open_until` is the last moment at which its
    candidate may answer or change it, None when that is over.
    """

    survey_id: UUID
    application_id: UUID
    candidate_id: UUID
    outcome: ApplicationStatus
    status: SurveyStatus
    invited_at: datetime
    answered_at: datetime | None
    changed_at: datetime | None
    open_until: datetime | None
    answers: SurveyAnswers | None = field(repr=False)
