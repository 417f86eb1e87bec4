"""A clock's surroundings: none are needed but its owner, since a subject is an id."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kit.database import Unit
from app.kit.ids import new_id
from app.people.service import hire_staff
from app.sla.models import ClockKind, SlaClock
from app.sla.service import start_clock
from tests.conftest import NOW

Start = Callable[..., SlaClock]


@pytest.fixture
def owner_id(unit: Unit) -> UUID:
    return hire_staff(unit, name="made up", email="owner@bank.example", department_id=None).id


@pytest.fixture
def start(unit: Unit, owner_id: UUID) -> Start:
    """Starts a feedback clock of a new subject at NOW; any argument can be replaced."""

    def begin(**given: Any) -> SlaClock:
        values: dict[str, Any] = {
            "kind": ClockKind.FEEDBACK,
            "subject_id": new_id(),
            "started_at": NOW,
            "owner_staff_id": owner_id,
        }
        return start_clock(unit, **(values | given))

    return begin


def shanghai(text: str) -> datetime:
    """A time of Shanghai, for example 2026-03-06T17:00."""
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def application_id(unit: Unit) -> UUID:
    """An application of the small bank, without clocks of its own."""
    from tests.factories.bank import found_bank

    application = found_bank(unit).application
    for clock in list(unit.session.scalars(select(SlaClock))):
        unit.session.delete(clock)
    unit.session.flush()
    return application
