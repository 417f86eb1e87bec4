"""Feedback's rules: what is complete, when it may be sent, who sees whose."""

from datetime import UTC, datetime, timedelta

import pytest

from app.feedback import rules
from app.feedback.errors import (
    NothingOwed,
    ScorecardIncomplete,
    ScoreOutOfRange,
    SeatGivenUp,
    TextTooLong,
    TooEarly,
    UnknownDimension,
)
from app.feedback.models import Recommendation
from app.feedback.schemas import FeedbackInput
from app.hiring.models import InterviewStatus
from app.hiring.schemas import Dimension

CARD = [
    Dimension("skill", None, True, True),
    Dimension("team", None, True, True),
    Dimension("extra", None, False, True),
]
START = datetime(2026, 3, 4, 2, tzinfo=UTC)


def test_a_full_scorecard_is_complete_without_the_optional_line() -> None:
    rules.require_complete(FeedbackInput(Recommendation.YES, {"skill": 1, "team": 10}), CARD)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ScorecardIncomplete, match="team, recommendation"):
        rules.require_complete(FeedbackInput(None, {"skill": 7}), CARD)


@pytest.mark.parametrize("score", [0, 11, -1, True, 5.5])
def test_scores_are_whole_numbers_from_1_to_10(score: int) -> None:
    with pytest.raises(ScoreOutOfRange, match="skill"):
        rules.require_valid(FeedbackInput(None, {"skill": score}), CARD)


def test_even_a_draft_keeps_to_the_scorecard_and_to_sane_lengths() -> None:
    with pytest.raises(UnknownDimension):
        rules.require_valid(FeedbackInput(None, {"charm": 5}), CARD)
    with pytest.raises(TextTooLong, match="10000"):
        rules.require_valid(FeedbackInput(text_for_panel="x" * 10_001), CARD)


def test_a_scorecard_may_come_while_the_interview_runs_but_not_before() -> None:
    rules.require_begun(InterviewStatus.CONFIRMED, START, START)
    with pytest.raises(TooEarly):
        rules.require_begun(InterviewStatus.CONFIRMED, START, START - timedelta(seconds=1))


@pytest.mark.parametrize("state", [InterviewStatus.SCHEDULED, InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW])
def test_nothing_is_owed_for_what_was_not_promised_or_called_off(state: InterviewStatus) -> None:
    with pytest.raises(NothingOwed, match=state):
        rules.require_seat_owes(state, is_removed=False)
    with pytest.raises(SeatGivenUp):
        rules.require_seat_owes(InterviewStatus.HELD, is_removed=True)


@pytest.mark.parametrize(
    ("seats_given_up", "own_is_in", "reads_all", "hidden"),
    [
        ([False], False, False, True),
        ([False], False, True, True),
        ([False], True, False, False),
        ([True], False, False, True),
        ([True], False, True, False),
        ([True, False], False, True, True),
        ([True], True, False, False),
        ([], False, False, False),
    ],
)
def test_others_are_hidden_until_ones_own_is_in(
    seats_given_up: list[bool], own_is_in: bool, reads_all: bool, hidden: bool
) -> None:
    assert rules.is_held_back(seats_given_up, own_is_in=own_is_in, reads_all=reads_all) is hidden


def test_the_panels_mean_counts_only_who_scored() -> None:
    assert rules.mean_scores([{"skill": 4, "team": 8}, {"skill": 7}]) == {"skill": 5.5, "team": 8.0}


@pytest.mark.parametrize(
    ("hold_hours", "due_in_hours", "released_after_hours"),
    [(0, None, 0), (0, 5, 0), (24, None, 24), (24, 48, 24), (24, 10, 10), (24, -3, 0)],
)
def test_a_hold_ends_at_the_latest_when_the_outcome_is_due(
    hold_hours: int, due_in_hours: int | None, released_after_hours: int
) -> None:
    decided = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    due = None if due_in_hours is None else decided + timedelta(hours=due_in_hours)
    assert rules.release_moment(decided, hold_hours, due) == decided + timedelta(hours=released_after_hours)


@pytest.mark.parametrize(("text", "is_there"), [(None, False), ("", False), (" \n", False), ("well done", True)])
def test_blanks_are_no_text_for_the_candidate(text: str | None, is_there: bool) -> None:
    assert rules.has_text(text) is is_there
