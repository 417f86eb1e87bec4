"""Rules of questions: who may ask, who answers, what counts."""

from uuid import UUID

import pytest

from app.hiring.models import InterviewStatus
from app.kit.database import Actor
from app.questions import rules
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

CANDIDATE, OTHER, OWNER, RECRUITER = (UUID(int=n) for n in range(1, 5))


def test_a_text_has_words_and_an_end() -> None:
    assert rules.require_text(" 有结果吗 ", 10) == "有结果吗"
    with pytest.raises(TextMissing):
        rules.require_text(" \n", 10)
    with pytest.raises(TextTooLong):
        rules.require_text("x" * 11, 10)


@pytest.mark.parametrize("state", [InterviewStatus.SCHEDULED, InterviewStatus.CONFIRMED, InterviewStatus.HELD])
def test_candidates_ask_before_during_and_after_their_own_interview(state: InterviewStatus) -> None:
    rules.require_may_ask(Actor.candidate(CANDIDATE), CANDIDATE, state)
    with pytest.raises(NotYourInterview):
        rules.require_may_ask(Actor.candidate(OTHER), CANDIDATE, state)


def test_nobody_asks_about_an_interview_that_is_off() -> None:
    with pytest.raises(InterviewOff, match="cancelled"):
        rules.require_may_ask(Actor.candidate(CANDIDATE), CANDIDATE, InterviewStatus.CANCELLED)


@pytest.mark.parametrize("who", [OWNER, RECRUITER])
def test_the_owner_and_the_recruiter_answer(who: UUID) -> None:
    rules.require_may_answer(Actor.staff(who), OWNER, RECRUITER)


@pytest.mark.parametrize("actor", [Actor.staff(OTHER), Actor.candidate(OWNER)])
def test_others_do_not_answer(actor: Actor) -> None:
    with pytest.raises(NotYourQuestion):
        rules.require_may_answer(actor, OWNER, RECRUITER)


def test_what_was_not_answered_is_neither_rated_nor_reopened() -> None:
    with pytest.raises(NotAnswered):
        rules.require_answered(QuestionStatus.OPEN, has_answer=False)
    with pytest.raises(AlreadyOpen):
        rules.require_answered(QuestionStatus.REOPENED, has_answer=True)


@pytest.mark.parametrize("rating", [0, 6, True])
def test_a_rating_is_one_of_five(rating: int) -> None:
    with pytest.raises(RatingOutOfRange):
        rules.require_rating(rating)
