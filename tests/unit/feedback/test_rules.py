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
    rules.require_begun(START, START)
    with pytest.raises(TooEarly):
        rules.require_begun(START, START - timedelta(seconds=1))


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
