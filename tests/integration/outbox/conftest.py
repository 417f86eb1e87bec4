"""A recipient, a clock that the test moves, and messages in the outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.kit.database import Actor, Database
from app.outbox.models import OutboxMessage
from app.outbox.service import enqueue
from app.people.service import hire_staff
from tests.conftest import NOW


@dataclass
class MovingClock:
    """The present, as the test says."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def queue(database: Database) -> Callable[[int], list[UUID]]:
    """Puts that many messages of topic `probe` into the outbox."""

    def put(count: int) -> list[UUID]:
        with database.unit(Actor.service(), NOW) as unit:
            staff = hire_staff(unit, name="recipient", email="wang@bank.example", department_id=None)
            unit.session.flush()
            return [
                enqueue(unit, topic="probe", channel="email", template="t", payload={}, recipient_staff_id=staff.id).id
                for _ in range(count)
            ]

    return put


@pytest.fixture
def stored(database: Database) -> Callable[[UUID], OutboxMessage]:
    """A message as it now stands."""

    def read(message_id: UUID) -> OutboxMessage:
        with database.unit(Actor.service(), NOW) as unit:
            message = unit.session.get(OutboxMessage, message_id)
            assert message is not None
            return message

    return read
