"""The candidate's own word that there is nothing to ask."""

from datetime import timedelta

import pytest

from app.hiring import service as hiring
from app.hiring.errors import AskingOver, InterviewNotTakingPlace, OnlyTheCandidate
from app.kit.database import Unit
from app.kit.errors import NotFound
from tests.factories.bank import Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited
from tests.integration.questions.conftest import ASKED, END, START


def test_said_before_closing_it_is_found_by_closing(unit: Unit, bank: Bank) -> None:
    interview = bank.interview(unit, START)
    said = hiring.nothing_to_ask(as_candidate(unit, bank.candidate, ASKED), interview)
    hiring.nothing_to_ask(as_candidate(unit, bank.candidate, END), interview)
    assert said.nothing_to_ask_at == ASKED
    hiring.hold_interview(as_staff(unit, bank.recruiter, END), interview)
    assert hiring.interview_context(unit, interview).chance_to_ask == "nothing_to_ask"
    assert audited(unit).count("interview.nothing_to_ask") == 1


def test_it_is_the_candidates_own_word(unit: Unit, bank: Bank) -> None:
    interview = bank.interview(unit, START)
    with pytest.raises(OnlyTheCandidate):
        hiring.nothing_to_ask(as_staff(unit, bank.recruiter, ASKED), interview)
    with pytest.raises(NotFound):
        hiring.nothing_to_ask(as_candidate(unit, bank.owner, ASKED), interview)


def test_within_a_day_it_makes_a_chance_of_a_reason_and_later_it_is_refused(unit: Unit, bank: Bank) -> None:
    interview = bank.interview(unit, START)
    hiring.hold_interview(as_staff(unit, bank.recruiter, END), interview, no_chance_reason="the line broke")
    day = timedelta(hours=24)
    with pytest.raises(AskingOver):
        hiring.nothing_to_ask(as_candidate(unit, bank.candidate, END + day + timedelta(seconds=1)), interview)
    hiring.nothing_to_ask(as_candidate(unit, bank.candidate, END + day), interview)
    assert hiring.interview_context(unit, interview).chance_to_ask == "nothing_to_ask"


def test_of_an_interview_that_is_off_nothing_is_said(unit: Unit, bank: Bank) -> None:
    interview = bank.interview(unit, START)
    hiring.cancel_interview(as_staff(unit, bank.recruiter), interview, "ill")
    with pytest.raises(InterviewNotTakingPlace, match="cancelled"):
        hiring.nothing_to_ask(as_candidate(unit, bank.candidate, ASKED), interview)
