"""The small bank with an application received at NOW."""

import pytest

from app.kit.database import Unit
from tests.factories.bank import Bank, found_bank


@pytest.fixture
def bank(unit: Unit) -> Bank:
    return found_bank(unit)
