"""What makes a question or an answer acceptable: pure functions."""

from uuid import UUID

from app.hiring.models import InterviewStatus
from app.hiring.schemas import InterviewContext
from app.kit.database import Actor
from app.questions.errors import (
    AlreadyOpen,
    InterviewOff,
    NotAnswered,
    NotYourInterview,
    NotYourQuestion,
    RatingOutOfRange,
    TextMissing,
    TextTooLong,
)
from app.questions.models import QuestionStatus

LONGEST_QUESTION, LONGEST_ANSWER = 2_000, 10_000
LOWEST_RATING, HIGHEST_RATING = 1, 5


def require_text(text: str, limit: int) -> str:
    """The text without blanks around it; raises `TextMissing`, `TextTooLong`."""
    stripped = text.strip()
    if not stripped:
        raise TextMissing
    if len(stripped) > limit:
        raise TextTooLong(limit=limit)
    return stripped


def require_may_ask(actor: Actor, candidate_id: UUID, status: InterviewStatus) -> None:
    """A candidate asks about their own interview; staff may write down what was asked.

    Before, during and after the interview alike, but not about one that is off.
    """
    if actor.kind == "candidate" and actor.id != candidate_id:
        raise NotYourInterview
    if status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}:
        raise InterviewOff(state=status)


def owner_for(context: InterviewContext) -> UUID | None:
    """Who answers by default: the round's owner, else the hiring manager, else the recruiter."""
    return context.question_owner_id or context.hiring_manager_id or context.recruiter_id


def require_may_answer(actor: Actor, owner_staff_id: UUID | None, recruiter_id: UUID | None) -> None:
    """Raises `NotYourQuestion` unless the actor is the owner or the application's recruiter (or the service)."""
    if actor.kind == "service":
        return
    if actor.kind != "staff" or actor.id not in {owner_staff_id, recruiter_id}:
        raise NotYourQuestion


def require_asker(actor: Actor, candidate_id: UUID) -> None:
    """Rating and reopening are the asker's own. Raises `NotYourInterview`."""
    if actor.kind != "candidate" or actor.id != candidate_id:
        raise NotYourInterview


def require_answered(status: QuestionStatus, *, has_answer: bool) -> None:
    """Raises `NotAnswered`, or `AlreadyOpen` for a question that was reopened."""
    if not has_answer:
        raise NotAnswered
    if status is QuestionStatus.REOPENED:
        raise AlreadyOpen


def require_rating(rating: int) -> int:
    """Raises `RatingOutOfRange`."""
    if isinstance(rating, bool) or not LOWEST_RATING <= rating <= HIGHEST_RATING:
        raise RatingOutOfRange
    return rating
