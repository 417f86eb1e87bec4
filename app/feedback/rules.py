"""What makes feedback complete and allowed: pure functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.feedback.errors import (
    NothingOwed,
    ScorecardIncomplete,
    ScoreOutOfRange,
    SeatGivenUp,
    TextTooLong,
    TooEarly,
    UnknownDimension,
)
from app.feedback.models import FeedbackStatus, ReleaseStatus, TextStatus
from app.feedback.schemas import FeedbackInput
from app.hiring.models import InterviewStatus
from app.hiring.rules import INTERVIEW_MOVES
from app.hiring.schemas import Dimension

LOWEST, HIGHEST = 1, 10
LONGEST_TEXT = 10_000
RECOMMENDATION = "recommendation"
FEEDBACK_MOVES: Mapping[FeedbackStatus, frozenset[FeedbackStatus]] = {
    FeedbackStatus.DRAFT: frozenset({FeedbackStatus.SUBMITTED}),
    FeedbackStatus.SUBMITTED: frozenset({FeedbackStatus.AMENDED}),
    FeedbackStatus.AMENDED: frozenset({FeedbackStatus.AMENDED}),
}
RELEASE_MOVES: Mapping[ReleaseStatus, frozenset[ReleaseStatus]] = {
    ReleaseStatus.HELD: frozenset({ReleaseStatus.PENDING, ReleaseStatus.RELEASED}),
    ReleaseStatus.PENDING: frozenset({ReleaseStatus.RELEASED}),
    ReleaseStatus.RELEASED: frozenset(),
}
RELEASE_TEXT_MOVES: Mapping[TextStatus, frozenset[TextStatus]] = {
    TextStatus.WAITING: frozenset({TextStatus.APPROVED, TextStatus.DECLINED}),
    TextStatus.APPROVED: frozenset(),
    TextStatus.DECLINED: frozenset(),
}
_OWING = frozenset({InterviewStatus.CONFIRMED, InterviewStatus.IN_PROGRESS, InterviewStatus.HELD})


def require_seat_owes(status: InterviewStatus, *, is_removed: bool) -> None:
    """Raises `SeatGivenUp`, or `NothingOwed` while unconfirmed and after a cancellation or no-show."""
    if is_removed:
        raise SeatGivenUp("given_up", ())
    if status not in _OWING:
        raise NothingOwed(status, INTERVIEW_MOVES[status])


def require_begun(status: InterviewStatus, scheduled_start: datetime, now: datetime) -> None:
    """Raises `TooEarly` before the interview's start; a scorecard sent while it runs is welcome."""
    if now < scheduled_start:
        raise TooEarly(status, INTERVIEW_MOVES[status])


def require_valid(given: FeedbackInput, scorecard: Sequence[Dimension]) -> None:
    """What even a draft must keep: known dimensions, scores in range, texts of sane length."""
    known = {line.name for line in scorecard}
    for name, score in given.scores.items():
        if name not in known:
            raise UnknownDimension
        if isinstance(score, bool) or not isinstance(score, int) or not LOWEST <= score <= HIGHEST:
            raise ScoreOutOfRange(dimension=name)
    for text in (given.text_for_panel, given.text_for_candidate):
        if text is not None and len(text) > LONGEST_TEXT:
            raise TextTooLong(limit=LONGEST_TEXT)


def missing_parts(given: FeedbackInput, scorecard: Sequence[Dimension]) -> list[str]:
    """Names of required dimensions without a score, and `recommendation` if there is none."""
    missing = [line.name for line in scorecard if line.is_required and line.name not in given.scores]
    return missing if given.recommendation is not None else [*missing, RECOMMENDATION]


def require_complete(given: FeedbackInput, scorecard: Sequence[Dimension]) -> None:
    """Raises what `require_valid` raises, or `ScorecardIncomplete` naming what is missing."""
    require_valid(given, scorecard)
    missing = missing_parts(given, scorecard)
    if missing:
        raise ScorecardIncomplete(missing=", ".join(missing))


def is_held_back(seats_given_up: Sequence[bool], *, own_is_in: bool, reads_all: bool) -> bool:
    """Whether others' feedback is hidden from a viewer: from who sits on the panel, required or
    only requested, until the own one is in. Also from who gave the seat up (a conflict of
    interest), unless the office reads all feedback anyway; from who still sits, even then.
    """
    if own_is_in or not seats_given_up:
        return False
    return not (reads_all and all(seats_given_up))


def mean_scores(scores: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """The panel's mean per dimension over those who scored it."""
    names = sorted({name for each in scores for name in each})
    return {
        name: sum(each[name] for each in scores if name in each) / sum(name in each for each in scores)
        for name in names
    }


def release_moment(decided_at: datetime, hold_hours: int, outcome_due_at: datetime | None) -> datetime:
    """When a decided round is released: after the hold, but never later than the outcome was promised
    for, however late the plan or the clock was changed; at once where that has passed.
    """
    after_hold = decided_at + timedelta(hours=hold_hours)
    return after_hold if outcome_due_at is None else max(decided_at, min(after_hold, outcome_due_at))


def has_text(text: str | None) -> bool:
    """Whether there is anything to tell the candidate."""
    return bool(text and text.strip())
