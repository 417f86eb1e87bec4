"""Subscriptions of receivers on loopback, events, and one round of delivery."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.evidence.service import record
from app.kit.database import Actor, Database
from app.kit.egress import Egress
from app.people.models import Department
from app.people.service import create_department
from app.webhooks import service as webhooks
from app.webhooks.dispatch import deliver_due
from app.webhooks.schemas import DeliveryView, HookCounts, NewSecret
from connectors.channels.webhook import WebhookSender
from tests.conftest import NOW
from tests.integration.outbox.conftest import MovingClock
from tests.integration.webhooks.receivers import Receiver


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def subscribe(database: Database) -> Callable[..., NewSecret]:
    """Subscribes a receiver to these events."""

    def make(there: Receiver, *events: str) -> NewSecret:
        with database.unit(Actor.service(), NOW) as unit:
            return webhooks.subscribe(unit, url=there.url, events=events or ("probe.*",), egress=Egress.of(there.hosts))

    return make


@pytest.fixture
def subject(database: Database) -> Callable[[], UUID]:
    """A new object that things can happen to."""

    def make() -> UUID:
        with database.unit(Actor.service(), NOW) as unit:
            return create_department(unit, name="Risk").id

    return make


@pytest.fixture
def happen(database: Database) -> Callable[..., None]:
    """Lets these things happen to an object, each in a transaction of its own."""

    def act(subject_id: UUID, *what: str, **details: object) -> None:
        for each in what:
            with database.unit(Actor.service(), NOW) as unit:
                found = unit.session.get(Department, subject_id, with_for_update=True)
                assert found is not None
                record(unit, f"probe.{each}", found, **details)

    return act


@pytest.fixture
def deliver(database: Database, clock: MovingClock) -> Callable[..., HookCounts]:
    """One round for these receivers."""

    def run(*there: Receiver, within: float = 2.0, workers: int = 4) -> HookCounts:
        hosts = ", ".join(each.hosts for each in there)
        return deliver_due(database, WebhookSender(Egress.of(hosts), within=within), clock, workers=workers)

    return run


@pytest.fixture
def told(database: Database) -> Callable[[UUID], list[DeliveryView]]:
    """A subscription's deliveries, oldest first."""

    def read(subscription_id: UUID) -> list[DeliveryView]:
        with database.unit(Actor.service(), NOW) as unit:
            return webhooks.deliveries_of(unit, subscription_id, limit=1000)

    return read
