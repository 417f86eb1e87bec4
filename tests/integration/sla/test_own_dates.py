"""Promises with a date of their own, and how clocks are read."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.kit.database import Unit
from app.sla.errors import BadDueDate, DateOfOffer
from app.sla.models import ClockKind
from app.sla.models import Unit as OwedUnit
from app.sla.schemas import Standing
from app.sla.service import clocks_of_application, move_promise
from tests.conftest import NOW
from tests.integration.sla.conftest import Start


def test_an_offer_is_due_on_its_own_date_and_its_policy_is_recorded(start: Start) -> None:
    clock = start(kind=ClockKind.OFFER_DECISION, due_at=NOW + timedelta(days=3))
    assert clock.due_at == NOW + timedelta(days=3)
    assert clock.policy_version == 1


@pytest.mark.parametrize("days", [0, -1])
def test_a_date_of_its_own_that_is_not_after_the_start_is_refused(start: Start, days: int) -> None:
    with pytest.raises(BadDueDate):
        start(kind=ClockKind.OFFER_DECISION, due_at=NOW + timedelta(days=days))


def test_the_date_of_an_offer_moves_with_the_offer_and_not_by_itself(unit: Unit, start: Start) -> None:
    clock = start(kind=ClockKind.OFFER_DECISION, due_at=NOW + timedelta(days=3))
    with pytest.raises(DateOfOffer):
        move_promise(unit, clock.id, NOW + timedelta(days=9), "more time")


def test_the_clocks_of_an_application_come_with_what_was_owed_and_how_they_stand(
    start: Start, unit: Unit, application_id: UUID
) -> None:
    first = start(application_id=application_id)
    second = start(kind=ClockKind.REPLY, application_id=application_id)
    start()
    late = unit.at(NOW + timedelta(days=30))
    views = clocks_of_application(late, application_id)
    assert [(view.clock_id, view.amount, view.unit) for view in views] == [
        (first.id, 1, OwedUnit.BUSINESS_DAYS),
        (second.id, 4, OwedUnit.BUSINESS_HOURS),
    ]
    assert {view.standing for view in views} == {Standing.OVERDUE_OPEN}
    assert {view.standing for view in clocks_of_application(unit, application_id)} == {Standing.NOT_YET_DUE}
