"""What goes into and comes out of the questions' services. Times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.questions.models import AskedBy, Language, LibraryStatus, QuestionStatus, Topic


@dataclass(frozen=True)
class OwnedQuestion:
    """A line of the owner's work list; times are aware UTC."""

    question_id: UUID
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    text: str
    status: QuestionStatus
    asked_at: datetime
    due_at: datetime
    clock_id: UUID


@dataclass(frozen=True)
class QuestionContext:
    """A question with whom it concerns, without its words."""

    question_id: UUID
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    owner_staff_id: UUID | None


@dataclass(frozen=True)
class AnswerView:
    """One version of an answer."""

    version: int
    text: str
    is_holding_reply: bool
    answered_by_id: UUID | None
    answered_at: datetime
    is_correction: bool = False
    library_answer_id: UUID | None = None


@dataclass(frozen=True)
class ReopeningView:
    """What was still unclear, and when the candidate said so."""

    text: str | None = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class ReassignmentView:
    """A hand-over, for staff."""

    from_staff_id: UUID | None
    to_staff_id: UUID
    by_staff_id: UUID | None
    reason: str | None = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class QuestionView:
    """A question with its answers, oldest first."""

    question_id: UUID
    interview_id: UUID
    text: str
    status: QuestionStatus
    asked_at: datetime
    owner_staff_id: UUID | None
    rating: int | None
    answers: tuple[AnswerView, ...]
    application_id: UUID | None = None
    asked_by: AskedBy = AskedBy.CANDIDATE
    owner_by_rule_id: UUID | None = None
    first_answered_at: datetime | None = None
    last_answered_at: datetime | None = None
    rating_comment: str | None = field(default=None, repr=False)
    reopenings: tuple[ReopeningView, ...] = ()


@dataclass(frozen=True)
class LibraryText:
    """What a library answer says. Texts and language that are None are found by the verb."""

    topic: Topic
    question_text: str | None = field(default=None, repr=False)
    answer_text: str | None = field(default=None, repr=False)
    language: Language | None = None
    job_family: str | None = None


@dataclass(frozen=True)
class LibraryAnswerView:
    """One version of a library answer."""

    library_answer_id: UUID
    chain_id: UUID
    version: int
    supersedes_id: UUID | None
    source_question_id: UUID | None
    question_text: str
    answer_text: str
    language: Language
    topic: Topic
    job_family: str | None
    status: LibraryStatus
    proposed_by_id: UUID | None
    reviewed_by_id: UUID | None
    reviewed_at: datetime | None
    review_note: str | None
    published_at: datetime | None
    retired_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class SimilarAnswer:
    """A published answer to a question like the one given; `score` is 0..1."""

    library_answer_id: UUID
    question_text: str
    answer_text: str
    language: Language
    topic: Topic
    score: float
