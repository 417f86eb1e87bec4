"""Subscribing, changing, rotating, ending: what may be asked for and what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.kit.database import Actor, Unit
from app.kit.egress import BadAddress, Egress, HostNotAllowed
from app.kit.errors import NotFound
from app.kit.installation import Installation
from app.webhooks import rules
from app.webhooks import service as webhooks
from app.webhooks.errors import (
    BadEventPattern,
    BadOverlap,
    DeliveryUnderWay,
    NoEvents,
    SubscriptionOff,
    TooManySubscriptions,
)
from app.webhooks.models import DisabledBecause, HookStatus
from app.webhooks.schemas import NewSecret
from tests.conftest import NOW

EGRESS = Egress.of("hooks.bank.example, *.partner.example")
URL = "https://hooks.bank.example/in"


def subscribed(unit: Unit, *events: str) -> NewSecret:
    return webhooks.subscribe(unit, url=URL, events=events or ("interview.*",), egress=EGRESS)


def test_a_subscription_is_listed_without_its_secret(unit: Unit) -> None:
    made = subscribed(unit, "question.asked", "interview.*")
    (seen,) = webhooks.subscriptions(unit)
    assert seen == made.subscription == webhooks.subscription(unit, made.subscription.id)
    assert (seen.url, seen.events, seen.is_active) == (URL, ("interview.*", "question.asked"), True)
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert webhooks.subscriptions(unit, after=seen.id) == []


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://hooks.bank.example/", BadAddress),
        ("https://u:p@hooks.bank.example/", BadAddress),
        ("https://elsewhere.example/", HostNotAllowed),
    ],
)
def test_an_address_that_is_not_allowed_is_refused(unit: Unit, url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        webhooks.subscribe(unit, url=url, events=["a.b"], egress=EGRESS)
    made = subscribed(unit).subscription
    with pytest.raises(error):
        webhooks.update_subscription(unit, made.id, egress=EGRESS, url=url)


def test_events_that_are_none_are_refused(unit: Unit) -> None:
    with pytest.raises(NoEvents):
        webhooks.subscribe(unit, url=URL, events=[], egress=EGRESS)
    with pytest.raises(BadEventPattern):
        subscribed(unit, "interviews")


def test_there_are_only_so_many(unit: Unit) -> None:
    for _ in range(rules.MOST_SUBSCRIPTIONS):
        subscribed(unit)
    with pytest.raises(TooManySubscriptions):
        subscribed(unit)


def test_a_subscription_can_be_changed_and_switched(unit: Unit) -> None:
    made = subscribed(unit).subscription
    changed = webhooks.update_subscription(
        unit, made.id, egress=EGRESS, url="https://in.partner.example/", events=["*"], is_active=False
    )
    assert (changed.url, changed.events) == ("https://in.partner.example/", ("*",))
    assert (changed.is_active, changed.disabled_at, changed.disabled_because) == (False, NOW, DisabledBecause.BY_HAND)
    with pytest.raises(SubscriptionOff):
        webhooks.ping(unit, made.id)
    again = webhooks.update_subscription(unit, made.id, egress=EGRESS, is_active=True)
    assert (again.is_active, again.disabled_because) == (True, None)


def test_an_ended_subscription_is_gone(unit: Unit) -> None:
    made = subscribed(unit).subscription
    waiting = webhooks.ping(unit, made.id)
    unit.session.flush()
    webhooks.unsubscribe(unit, made.id)
    assert webhooks.subscriptions(unit) == []
    unit.session.expire_all()
    assert webhooks.delivery(unit, waiting.id).status is HookStatus.DEAD
    calls = (webhooks.subscription, webhooks.unsubscribe, webhooks.ping, webhooks.rotate_secret, webhooks.deliveries_of)
    for call in calls:
        with pytest.raises(NotFound):
            call(unit, made.id)
    with pytest.raises(NotFound):
        webhooks.redeliver(unit, waiting.id)
    with pytest.raises(NotFound):
        webhooks.update_subscription(unit, made.id, egress=EGRESS, is_active=True)


def test_what_is_not_there_is_not_found(unit: Unit) -> None:
    for call in (webhooks.delivery, webhooks.redeliver, webhooks.subscription):
        with pytest.raises(NotFound):
            call(unit, uuid4())


def test_a_rotated_secret_overlaps_with_the_one_before(unit: Unit) -> None:
    made = subscribed(unit)
    rotated = webhooks.rotate_secret(unit, made.subscription.id, overlap_hours=2)
    assert rotated.secret != made.secret
    assert rotated.subscription.previous_secret_until == NOW + timedelta(hours=2)
    for hours in (-1, rules.LONGEST_OVERLAP + 1):
        with pytest.raises(BadOverlap):
            webhooks.rotate_secret(unit, made.subscription.id, overlap_hours=hours)


def test_a_delivery_under_way_is_not_sent_a_second_time_by_hand(unit: Unit) -> None:
    made = subscribed(unit).subscription
    pinged = webhooks.ping(unit, made.id)
    unit.session.flush()
    with pytest.raises(DeliveryUnderWay):
        webhooks.redeliver(unit, pinged.id)


def test_who_subscribed_is_kept(unit: Unit) -> None:
    from app.people.service import hire_staff

    staff = hire_staff(unit, name="admin", email="admin@bank.example", department_id=None)
    unit.session.flush()
    made = subscribed(unit.at(NOW, Actor.staff(staff.id))).subscription
    assert made.created_by == staff.id


def test_pages_of_deliveries_and_the_next_one_are_found_by_index(installation: Installation) -> None:
    from sqlalchemy.dialects import postgresql

    from app.webhooks import repository

    class Told:
        """Keeps the statement instead of running it."""

        def scalar(self, statement: object) -> None:
            self.statement = statement

        def scalars(self, statement: object) -> "Told":
            self.statement = statement
            return self

        def all(self) -> list[object]:
            return []

    told = Told()
    unit = Unit(told, Actor.service(), NOW, b"")  # type: ignore[arg-type]
    for ask, index in (
        (lambda: repository.claim_next(unit, uuid4()), "ix_webhook_deliveries_due"),
        (lambda: repository.deliveries(unit, uuid4(), uuid4(), 50, None), "ix_webhook_deliveries_page"),
    ):
        ask()
        options = {"literal_binds": True}
        asked = told.statement.compile(dialect=postgresql.dialect(), compile_kwargs=options)  # type: ignore[attr-defined]
        with installation.owner.engine.connect() as connection:
            connection.execute(text("set local enable_seqscan = off"))
            plan = connection.exec_driver_sql(f"explain {asked}".replace("%", "%%")).scalars().all()
        assert any(index in line for line in plan), plan
