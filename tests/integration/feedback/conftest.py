"""The small bank in a unit that is rolled back, with an interview that has taken place."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.hiring import service as hiring
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank, found_bank
from tests.integration.core.conftest import as_staff

TOMORROW = NOW + timedelta(days=1)
AFTER = TOMORROW + 2 * HOUR


@pytest.fixture
def in_round(unit: Unit) -> Bank:
    """An application that stands in the HR round."""
    bank = found_bank(unit)
    hiring.move_to_round(as_staff(unit, bank.recruiter), bank.application, bank.rounds[0])
    return bank


@pytest.fixture
def interview(unit: Unit, in_round: Bank) -> UUID:
    """Tomorrow, with two required seats; over at AFTER."""
    return in_round.interview(unit, TOMORROW, panel=[PanelSeat(in_round.anna), PanelSeat(in_round.ben)])
