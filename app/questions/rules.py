"""What makes a question or an answer acceptable: pure functions."""

from collections.abc import Collection, Mapping
from uuid import UUID

from app.hiring.models import InterviewStatus
from app.hiring.rules import INTERVIEW_MOVES
from app.hiring.schemas import InterviewContext
from app.kit.database import Actor
from app.kit.errors import Forbidden
from app.people.models import Role
from app.questions.errors import (
    AlreadyAnswered,
    AlreadyOpen,
    InterviewOff,
    NotAnswered,
    NotForLibrary,
    NothingToCorrect,
    NotReviewed,
    NotYourInterview,
    NotYourQuestion,
    OwnProposal,
    RatingOutOfRange,
    TextMissing,
    TextTooLong,
    TooManyQuestions,
)
from app.questions.models import AskedBy, Language, LibraryStatus, QuestionStatus

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_REASON = 2_000, 10_000, 500
MOST_QUESTIONS = 100  # per interview
LOWEST_RATING, HIGHEST_RATING = 1, 5
LIBRARIANS = frozenset({Role.QUESTION_OWNER, Role.RECRUITER, Role.HR_LEAD})

_Q = QuestionStatus
QUESTION_MOVES: Mapping[QuestionStatus, frozenset[QuestionStatus]] = {
    _Q.OPEN: frozenset({_Q.ANSWERED}),
    _Q.ANSWERED: frozenset({_Q.REOPENED}),
    _Q.REOPENED: frozenset({_Q.ANSWERED}),
}

_L = LibraryStatus
LIBRARY_MOVES: Mapping[LibraryStatus, frozenset[LibraryStatus]] = {
    _L.DRAFT: frozenset({_L.IN_REVIEW, _L.RETIRED}),
    _L.IN_REVIEW: frozenset({_L.DRAFT, _L.PUBLISHED, _L.RETIRED}),
    _L.PUBLISHED: frozenset({_L.RETIRED}),
    _L.RETIRED: frozenset(),
}


def require_text(text: str, limit: int) -> str:
    """The text without blanks around it; raises `TextMissing`, `TextTooLong`."""
    stripped = text.strip()
    if not stripped:
        raise TextMissing
    if len(stripped) > limit:
        raise TextTooLong(limit=limit)
    return stripped


def optional_text(text: str | None, limit: int) -> str | None:
    """As `require_text`, but nothing may be given. Raises `TextTooLong`."""
    return require_text(text, limit) if text and text.strip() else None


def require_may_ask(actor: Actor, candidate_id: UUID, status: InterviewStatus) -> None:
    """A candidate asks about their own interview; staff may write down what was asked.

    Before, during and after the interview alike, but not about one that is off.
    """
    if actor.kind == "candidate" and actor.id != candidate_id:
        raise NotYourInterview
    if status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}:
        raise InterviewOff(status, INTERVIEW_MOVES[status])


def require_room(question_count: int) -> None:
    """`question_count` with the new one. Raises `TooManyQuestions`."""
    if question_count > MOST_QUESTIONS:
        raise TooManyQuestions(limit=MOST_QUESTIONS)


def asked_by(actor: Actor) -> tuple[AskedBy, UUID | None]:
    """Who wrote the question down, and which member of staff."""
    return (AskedBy.STAFF, actor.id) if actor.kind == "staff" else (AskedBy.CANDIDATE, None)


def owners_in_line(context: InterviewContext) -> list[UUID]:
    """Who answers by the rule, first to last: the round's owner, the hiring manager, the recruiter."""
    line = (context.question_owner_id, context.hiring_manager_id, context.recruiter_id)
    return [person for person in line if person is not None]


def require_may_answer(
    actor: Actor, owner_staff_id: UUID | None, recruiter_id: UUID | None, also: Collection[UUID | None] = ()
) -> None:
    """Raises `NotYourQuestion` unless the actor is the owner, the application's recruiter, one of
    `also` (who stands in, who was the rule's owner), or the service.
    """
    if actor.kind == "service":
        return
    if actor.kind != "staff" or actor.id not in {owner_staff_id, recruiter_id, *also}:
        raise NotYourQuestion


def require_asker(actor: Actor, candidate_id: UUID) -> None:
    """Rating and reopening are the asker's own. Raises `NotYourInterview`."""
    if actor.kind != "candidate" or actor.id != candidate_id:
        raise NotYourInterview


def require_answered(status: QuestionStatus, *, has_answer: bool) -> None:
    """Raises `NotAnswered`, or `AlreadyOpen` for a question that was reopened."""
    if not has_answer:
        raise NotAnswered(status, QUESTION_MOVES[status])
    if status is QuestionStatus.REOPENED:
        raise AlreadyOpen(status, QUESTION_MOVES[status])


def require_correctable(status: QuestionStatus) -> None:
    """Only what was answered is corrected. Raises `NothingToCorrect`."""
    if status is not QuestionStatus.ANSWERED:
        raise NothingToCorrect(status, QUESTION_MOVES[status])


def require_still_open(status: QuestionStatus) -> None:
    """A holding reply belongs to a question that waits. Raises `AlreadyAnswered`."""
    if status is QuestionStatus.ANSWERED:
        raise AlreadyAnswered(status, QUESTION_MOVES[status])


def require_rating(rating: int) -> int:
    """Raises `RatingOutOfRange`."""
    if isinstance(rating, bool) or not LOWEST_RATING <= rating <= HIGHEST_RATING:
        raise RatingOutOfRange
    return rating


def require_librarian(actor: Actor, roles: Collection[Role]) -> None:
    """Raises `NotForLibrary` unless one of `roles` keeps the library (the service may)."""
    if actor.kind == "candidate":
        raise Forbidden
    if actor.kind == "staff" and not LIBRARIANS & set(roles):
        raise NotForLibrary


def require_other_reviewer(actor: Actor, proposed_by_id: UUID | None) -> UUID:
    """The reviewer; raises `OwnProposal`, and `NotForLibrary` for one who is no named person."""
    if actor.kind != "staff" or actor.id is None:
        raise NotForLibrary
    if actor.id == proposed_by_id:
        raise OwnProposal
    return actor.id


def require_reviewed(status: LibraryStatus, reviewed_by_id: UUID | None) -> None:
    """Raises `NotReviewed`."""
    if reviewed_by_id is None:
        raise NotReviewed(status, LIBRARY_MOVES[status] - {LibraryStatus.PUBLISHED})


def language_of(text: str) -> Language:
    """Chinese as soon as a Chinese character stands in it."""
    return Language.ZH if any("\u4e00" <= character <= "\u9fff" for character in text) else Language.EN
