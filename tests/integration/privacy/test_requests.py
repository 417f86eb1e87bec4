"""Requests about personal data: who asks, who answers, by when, and that no promise goes beyond the law's month."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.states import MoveNotAllowed
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.people.models import Role
from app.privacy import service as privacy
from app.privacy.errors import NotYourRequest, RequestStaffOnly, RequestWordsMissing, TooManyRequests
from app.privacy.models import ConsentWay, RequestKind, RequestOutcome, RequestStatus
from app.sla import service as sla
from app.sla.errors import BadDueDate
from app.sla.models import ClockKind, Outcome, PauseReason
from app.sla.models import Unit as OwedUnit
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def candidate(unit: Unit) -> UUID:
    return people.create_candidate(unit, name="made up").id


@pytest.fixture
def administrator(unit: Unit) -> UUID:
    staff_id = people.hire_staff(unit, name="made up", email="admin@bank.example", department_id=None).id
    people.grant_role(unit, staff_id, Role.ADMINISTRATOR)
    return staff_id


def by(unit: Unit, actor: Actor, days: int = 0) -> Unit:
    return unit.at(NOW + days * DAY, actor)


def told(unit: Unit) -> list[tuple[str, bool]]:
    """Topics of notices about requests, and whether the candidate gets them."""
    unit.session.flush()
    rows = unit.session.query(OutboxMessage).order_by(OutboxMessage.id)
    return [
        (row.topic, row.recipient_candidate_id is not None) for row in rows if row.topic.startswith("privacy_request")
    ]


def test_a_request_is_owed_in_15_days_by_an_administrator_and_answered_by_a_named_human(
    unit: Unit, candidate: UUID, administrator: UUID
) -> None:
    made = privacy.make_request(by(unit, Actor.candidate(candidate)), candidate, RequestKind.COPY)
    view = privacy.request_view(unit, made.id)
    assert (view.owner_staff_id, view.due_at, view.law_requires_by) == (administrator, NOW + 15 * DAY, NOW + 30 * DAY)
    for nobody in (Actor.service(), Actor.candidate(candidate)):
        with pytest.raises(RequestStaffOnly):
            privacy.answer_request(by(unit, nobody), made.id, RequestOutcome.FULFILLED, "done")
    acting = by(unit, Actor.staff(administrator), 3)
    with pytest.raises(RequestWordsMissing):
        privacy.answer_request(acting, made.id, RequestOutcome.REFUSED, "  ")
    privacy.answer_request(acting, made.id, RequestOutcome.PARTLY_FULFILLED, "Sent; the panel's notes are not yours.")
    view = privacy.request_view(unit, made.id)
    assert (view.status, view.outcome, view.answered_by_staff_id) == (
        RequestStatus.ANSWERED,
        RequestOutcome.PARTLY_FULFILLED,
        administrator,
    )
    clock = sla.clock_of(unit, ClockKind.PRIVACY_REQUEST, made.id)
    assert clock is not None
    assert (clock.outcome, clock.stopped_at) == (Outcome.MET, NOW + 3 * DAY)
    assert told(unit) == [
        ("privacy_request_received", True),
        ("privacy_request_assigned", False),
        ("privacy_request_answered", True),
    ]
    with pytest.raises(MoveNotAllowed):
        privacy.answer_request(acting, made.id, RequestOutcome.FULFILLED, "again")
    with pytest.raises(MoveNotAllowed):
        privacy.withdraw_request(by(unit, Actor.candidate(candidate)), made.id)


def test_only_the_candidate_asks_and_staff_say_how_it_came(unit: Unit, candidate: UUID, administrator: UUID) -> None:
    for actor, way in (
        (Actor.staff(administrator), ConsentWay.PORTAL),
        (Actor.service(), ConsentWay.PHONE),
        (Actor.candidate(candidate), ConsentWay.PAPER),
    ):
        with pytest.raises(NotYourRequest):
            privacy.make_request(by(unit, actor), candidate, RequestKind.ACCESS, way=way)
    with pytest.raises(NotFound):
        privacy.make_request(by(unit, Actor.candidate(new_id())), candidate, RequestKind.ACCESS)
    made = privacy.make_request(
        by(unit, Actor.staff(administrator)), candidate, RequestKind.ACCESS, way=ConsentWay.PAPER
    )
    assert made.recorded_by_staff_id == administrator
    assert privacy.list_requests(by(unit, Actor.candidate(new_id()))) == []
    with pytest.raises(NotFound):
        privacy.request_view(by(unit, Actor.candidate(new_id())), made.id)


@pytest.mark.parametrize("kind", [RequestKind.CORRECT, RequestKind.EXPLAIN])
def test_what_can_not_be_done_without_words_needs_them(unit: Unit, candidate: UUID, kind: RequestKind) -> None:
    acting = by(unit, Actor.candidate(candidate))
    for text in (None, " ", "x" * 10_001):
        with pytest.raises(RequestWordsMissing):
            privacy.make_request(acting, candidate, kind, text)
    assert privacy.make_request(acting, candidate, kind, " my name ").text == "my name"


def test_a_request_without_an_administrator_is_nobodys_until_it_is_assigned(unit: Unit, candidate: UUID) -> None:
    made = privacy.make_request(by(unit, Actor.candidate(candidate)), candidate, RequestKind.DELETE)
    assert made.owner_staff_id is None
    somebody = people.hire_staff(unit, name="made up", email="dpo@bank.example", department_id=None).id
    privacy.assign_request(by(unit, Actor.staff(somebody)), made.id, somebody)
    clock = sla.clock_of(unit, ClockKind.PRIVACY_REQUEST, made.id)
    assert clock is not None
    assert clock.owner_staff_id == somebody
    assert [line.request_id for line in privacy.list_requests(unit, owner_staff_id=somebody)] == [made.id]


def test_what_is_taken_back_is_owed_no_more_and_open_ones_are_limited(unit: Unit, candidate: UUID) -> None:
    acting = by(unit, Actor.candidate(candidate))
    made = [privacy.make_request(acting, candidate, RequestKind.ACCESS) for _ in range(10)]
    with pytest.raises(TooManyRequests, match="10"):
        privacy.make_request(acting, candidate, RequestKind.ACCESS)
    privacy.withdraw_request(acting, made[0].id)
    clock = sla.clock_of(unit, ClockKind.PRIVACY_REQUEST, made[0].id)
    assert clock is not None
    assert clock.outcome is Outcome.CANCELLED
    privacy.make_request(acting, candidate, RequestKind.ACCESS)
    with pytest.raises(NotFound):
        privacy.withdraw_request(by(unit, Actor.candidate(new_id())), made[1].id)


def test_no_promise_goes_beyond_the_month_that_the_law_leaves(unit: Unit, candidate: UUID, administrator: UUID) -> None:
    made = privacy.make_request(by(unit, Actor.candidate(candidate)), candidate, RequestKind.COPY)
    clock = sla.clock_of(unit, ClockKind.PRIVACY_REQUEST, made.id)
    assert clock is not None
    owner = by(unit, Actor.staff(administrator))
    with pytest.raises(BadDueDate, match="30 days"):
        sla.move_promise(owner, clock.id, NOW + 30 * DAY + timedelta(seconds=1), "more to copy")
    moved = sla.move_promise(owner, clock.id, NOW + 30 * DAY, "more to copy")
    assert moved.due_at == NOW + 30 * DAY

    sla.set_policy(
        unit,
        kind=ClockKind.PRIVACY_REQUEST,
        amount=90 * 24,
        counted_in=OwedUnit.ELAPSED_HOURS,
        calendar_code="CN",
        pauses_on=[PauseReason.WAITING_FOR_CANDIDATE],
    )
    second = privacy.make_request(by(unit, Actor.candidate(candidate)), candidate, RequestKind.COPY)
    resting = sla.clock_of(unit, ClockKind.PRIVACY_REQUEST, second.id)
    assert resting is not None
    assert resting.due_at == NOW + 30 * DAY, "whatever the company's policy says"
    sla.pause_clock(owner, resting.id, PauseReason.WAITING_FOR_CANDIDATE, "Which address?")
    sla.resume_clock(by(unit, Actor.staff(administrator), 9), resting.id)
    assert resting.due_at == NOW + 30 * DAY
