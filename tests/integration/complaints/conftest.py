"""The small bank, led in HR by somebody near and somebody far, with a held interview's panel."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from app.hiring import service as hiring
from app.kit.database import Unit
from tests.conftest import NOW
from tests.factories.bank import Bank, found_bank
from tests.factories.offering import hr_lead, staff


@dataclass(frozen=True)
class House:
    """The bank with its HR leads and one confirmed interview (panel: anna, ben)."""

    bank: Bank
    near: UUID
    far: UUID
    interview: UUID


@pytest.fixture
def house(unit: Unit) -> House:
    bank = found_bank(unit)
    department = hiring.application_context(unit, bank.application).department_id
    far, near = hr_lead(unit, "far"), hr_lead(unit, "near", role_in=department)
    hiring.move_to_round(staff(unit, bank.recruiter), bank.application, bank.rounds[0])
    return House(bank, near, far, bank.interview(unit, NOW + timedelta(hours=3)))
