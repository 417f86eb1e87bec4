"""An interview whose candidate has asked one question, in the small bank."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.kit.database import Unit
from app.people import service as people
from app.people.models import Role
from app.questions import service as questions
from app.questions.models import Question
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank, found_bank
from tests.integration.core.conftest import as_candidate, as_staff

START = NOW + timedelta(days=1)
END = START + HOUR
ASKED = START + HOUR / 2


@dataclass(frozen=True)
class Asked:
    """The bank with an interview and the question about it."""

    bank: Bank
    interview: UUID
    question: Question

    def answered(self, unit: Unit, text: str = "不多，月末到八点。", at: datetime = ASKED + HOUR) -> None:
        """The owner answers."""
        questions.answer_question(as_staff(unit, self.bank.owner, at), self.question.id, text)


@pytest.fixture
def bank(unit: Unit) -> Bank:
    """An application in the HR round at NOW; anna and ben keep the library."""
    from app.hiring.service import move_to_round

    made = found_bank(unit)
    move_to_round(as_staff(unit, made.recruiter), made.application, made.rounds[0])
    for librarian in (made.anna, made.ben):
        people.grant_role(unit, librarian, Role.QUESTION_OWNER)
    return made


@pytest.fixture
def asked(unit: Unit, bank: Bank) -> Asked:
    """Asked by the candidate during the interview."""
    interview = bank.interview(unit, START)
    question = questions.ask_question(as_candidate(unit, bank.candidate, ASKED), interview, "加班多吗？")
    return Asked(bank, interview, question)
