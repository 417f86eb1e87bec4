"""Delegations and absences on a real PostgreSQL: who acts for whom, and what is refused."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest

from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound, TimeWithoutZone
from app.people.errors import DelegationLoop, DelegationOverlaps, DelegationToSelf, PeriodOutOfOrder, PeriodOver
from app.people.service import (
    absences_of,
    delegate,
    delegations_of,
    disable_staff,
    end_absence,
    end_delegation,
    hire_staff,
    record_absence,
    stands_in_for,
)
from tests.conftest import NOW

DAY = timedelta(days=1)
LATER = NOW + 7 * DAY


@pytest.fixture
def staff(unit: Unit) -> dict[str, UUID]:
    """Ann, Ben and Cy below Dora, who is below Eve."""
    made: dict[str, UUID] = {}
    for name, manager in (("eve", None), ("dora", "eve"), ("ann", "dora"), ("ben", "dora"), ("cy", "dora")):
        above = made[manager] if manager else None
        made[name] = hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=None, manager_id=above).id
    return made


def test_a_delegate_acts_within_the_period_and_a_chain_is_followed(unit: Unit, staff: dict[str, UUID]) -> None:
    delegate(unit, staff["ann"], staff["ben"], NOW + DAY, NOW + 2 * DAY)
    delegate(unit, staff["ben"], staff["cy"], NOW, LATER)
    assert stands_in_for(unit, staff["ann"]) == staff["ann"]
    assert stands_in_for(unit, staff["ann"], NOW + DAY) == staff["cy"]
    assert stands_in_for(unit, staff["ann"], NOW + 2 * DAY) == staff["ann"], "half-open: the end is over"
    assert {"delegation.made"} == set(unit.audited) - {"staff.hired"}


def test_an_absent_person_without_delegate_is_replaced_by_the_nearest_manager_there(
    unit: Unit, staff: dict[str, UUID]
) -> None:
    away = record_absence(unit, staff["ann"], NOW, LATER)
    assert stands_in_for(unit, staff["ann"]) == staff["dora"]
    record_absence(unit, staff["dora"], NOW, LATER)
    assert stands_in_for(unit, staff["ann"]) == staff["eve"]
    record_absence(unit, staff["eve"], NOW, LATER)
    assert stands_in_for(unit, staff["ann"]) == staff["ann"]
    end_absence(unit.at(NOW + DAY), away.id)
    assert [line.ended_at for line in absences_of(unit, staff["ann"])] == [NOW + DAY]
    with pytest.raises(PeriodOver):
        end_absence(unit.at(NOW + DAY), away.id)


def test_a_delegate_who_is_away_or_disabled_hands_on(unit: Unit, staff: dict[str, UUID]) -> None:
    delegate(unit, staff["ann"], staff["ben"], NOW, LATER)
    record_absence(unit, staff["ben"], NOW, NOW + DAY)
    assert stands_in_for(unit, staff["ann"]) == staff["dora"], "the delegate's nearest manager"
    assert stands_in_for(unit, staff["ann"], NOW + DAY) == staff["ben"]
    disable_staff(unit, staff["ben"])
    assert stands_in_for(unit, staff["ann"], NOW + DAY) == staff["ann"], "a delegation to nobody is none"
    disable_staff(unit, staff["ann"])
    assert stands_in_for(unit, staff["ann"], NOW + DAY) == staff["dora"]


def test_ending_a_delegation_gives_the_work_back(unit: Unit, staff: dict[str, UUID]) -> None:
    made = delegate(unit, staff["ann"], staff["ben"], NOW, LATER)
    end_delegation(unit.at(NOW + DAY), made.id)
    assert stands_in_for(unit, staff["ann"], NOW + DAY / 2) == staff["ben"]
    assert stands_in_for(unit, staff["ann"], NOW + DAY) == staff["ann"]
    delegate(unit.at(NOW + DAY), staff["ann"], staff["cy"], NOW + DAY, LATER)
    first, second = delegations_of(unit, staff["ann"])
    assert (first.to_staff_id, second.to_staff_id) == (staff["ben"], staff["cy"])
    assert delegations_of(unit, staff["ann"], after=first.delegation_id, limit=1) == [second]
    with pytest.raises(PeriodOver):
        end_delegation(unit.at(NOW + DAY), made.id)
    with pytest.raises(NotFound):
        end_delegation(unit, uuid4())


def test_what_can_not_be_delegated_is_refused(unit: Unit, staff: dict[str, UUID]) -> None:
    ann, ben, cy = staff["ann"], staff["ben"], staff["cy"]
    with pytest.raises(DelegationToSelf):
        delegate(unit, ann, ann, NOW, LATER)
    with pytest.raises(PeriodOutOfOrder):
        delegate(unit, ann, ben, LATER, NOW)
    with pytest.raises(TimeWithoutZone):
        delegate(unit, ann, ben, datetime(2026, 3, 4), LATER)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(NotFound):
        delegate(unit, ann, uuid4(), NOW, LATER)
    delegate(unit, ann, ben, NOW, LATER)
    with pytest.raises(DelegationOverlaps):
        delegate(unit, ann, cy, LATER - DAY, LATER + DAY)
    delegate(unit, ben, cy, NOW, NOW + 3 * DAY)
    with pytest.raises(DelegationLoop):
        delegate(unit, cy, ann, NOW + 2 * DAY, LATER)
    delegate(unit, cy, ann, LATER, LATER + DAY)  # nothing of it holds any more
    with pytest.raises(NotFound):
        record_absence(unit, uuid4(), NOW, LATER)


def test_two_who_hand_over_to_each_other_at_once_make_no_loop(database: Database) -> None:
    with database.unit(Actor.service(), datetime(2026, 1, 1, tzinfo=UTC)) as unit:
        pair = [hire_staff(unit, name=n, email=f"{n}@bank.example", department_id=None).id for n in ("ann", "ben")]
    barrier, refused = Barrier(2), []

    def hand_over(from_id: UUID, to_id: UUID) -> None:
        with database.unit(Actor.service(), NOW) as unit:
            barrier.wait(timeout=30)
            try:
                delegate(unit, from_id, to_id, NOW, LATER)
            except DelegationLoop as error:
                refused.append(error)

    threads = [Thread(target=hand_over, args=pair), Thread(target=hand_over, args=pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1
