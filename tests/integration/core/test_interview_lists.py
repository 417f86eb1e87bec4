"""Lists of interviews: by application, interviewer, requisition and department, page by page, in time's order."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.hiring import service as hiring
from app.hiring.models import InterviewStatus
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from tests.conftest import NOW
from tests.factories.bank import Bank
from tests.integration.core.conftest import as_staff

DAYS = [NOW + timedelta(days=days) for days in (3, 1, 2)]


@pytest.fixture
def three(unit: Unit, in_round: Bank) -> list[UUID]:
    """Three interviews on three days, in time's order; made in another."""
    made = {start: in_round.interview(unit, start) for start in DAYS}
    return [made[start] for start in sorted(DAYS)]


def test_every_list_is_in_times_order_and_can_be_walked_through(unit: Unit, in_round: Bank, three: list[UUID]) -> None:
    department = hiring.application_context(unit, in_round.application).department_id
    assert department is not None
    walks = (
        lambda **page: hiring.interviews_of_application(unit, in_round.application, **page),
        lambda **page: hiring.interviews_of_interviewer(unit, in_round.anna, **page),
        lambda **page: hiring.interviews_of_requisition(unit, in_round.requisition, **page),
        lambda **page: hiring.interviews_of_departments(unit, [department], **page),
    )
    for walk in walks:
        first = [line.interview_id for line in walk(limit=2)]
        assert first + [line.interview_id for line in walk(after=first[-1], limit=2)] == three
        assert walk(after=new_id()) == [], "a cursor of nothing leads nowhere"


def test_upcoming_leaves_out_what_is_over_and_seats_given_up(unit: Unit, in_round: Bank, three: list[UUID]) -> None:
    hiring.cancel_interview(as_staff(unit, in_round.recruiter), three[0], "ill")
    hiring.remove_panel_member(
        as_staff(unit, in_round.recruiter), in_round.seat(unit, three[1], in_round.ben), "one is enough"
    )
    annas = hiring.interviews_of_interviewer(unit, in_round.anna, is_upcoming=True)
    assert [line.interview_id for line in annas] == three[1:]
    assert [line.interview_id for line in hiring.interviews_of_interviewer(unit, in_round.ben)] == [three[0], three[2]]


def test_a_requisitions_list_is_filtered_by_state_and_time(unit: Unit, in_round: Bank, three: list[UUID]) -> None:
    hiring.cancel_interview(as_staff(unit, in_round.recruiter), three[0], "ill")
    confirmed = hiring.interviews_of_requisition(unit, in_round.requisition, statuses=[InterviewStatus.CONFIRMED])
    assert [line.interview_id for line in confirmed] == three[1:]
    day = hiring.interviews_of_requisition(
        unit, in_round.requisition, start=NOW + timedelta(days=2), end=NOW + timedelta(days=3)
    )
    assert [line.interview_id for line in day] == [three[1]]
    assert hiring.interviews_of_requisition(unit, new_id()) == []
    assert hiring.interviews_of_departments(unit, [new_id()]) == []


def test_an_unknown_interview_is_not_found(unit: Unit) -> None:
    with pytest.raises(NotFound):
        hiring.interview_view(unit, new_id())


@pytest.mark.parametrize(
    "query",
    [
        "select id from interviews where round_id = :id and scheduled_start_at > now() order by scheduled_start_at",
        "select id from interviews where application_id = :id",
        "select id from interviews where session_id = :id",
        "select id from panel_members where staff_id = :id and removed_at is null",
        "select id from interview_sessions where round_id = :id and starts_at > now()",
        "select id from interview_sessions where campus_event_id = :id",
        "select id from bookings where session_id = :id",
        (
            "select id from bookings where is_planned and uuidrange(resource_id, resource_id, '[]') ="
            " uuidrange(:id, :id, '[]') and tstzrange(starts_at, ends_at) && tstzrange(now(), now() + interval '1 day')"
        ),
        "select id from interview_reschedules where interview_id = :id",
        "select id from interview_requests where interview_id = :id",
        "select id from session_seats where session_id = :id",
    ],
)
def test_what_lists_ask_is_answered_by_an_index(unit: Unit, query: str) -> None:
    unit.session.execute(text("set local enable_seqscan = off"))
    plan = "\n".join(unit.session.scalars(text(f"explain {query}"), {"id": new_id()}))
    assert "Seq Scan" not in plan, plan
    assert "Index" in plan
