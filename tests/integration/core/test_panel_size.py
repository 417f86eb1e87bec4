"""A round's panel size: not fewer interviewers, not more who owe feedback; who sits in beside them is free."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.hiring import service as hiring
from app.hiring.errors import PanelTooLarge, PanelTooSmall
from app.hiring.interview_schemas import SessionInput
from app.hiring.models import Interview
from app.hiring.schemas import PanelSeat, RoundInput
from app.kit.database import Unit
from app.people import service as people
from app.sla.models import Origin
from tests.conftest import NOW

START, END = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)
REQUIRED, REQUESTED = True, False


class Desk:
    """A requisition whose only round asks for two interviewers, and four who could be."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.staff = [people.hire_staff(unit, name=n, email=f"{n}@bank.example", department_id=None).id for n in "abcd"]
        self.requisition = hiring.open_requisition(unit, code="R", title="Trader", job_family="x", department_id=None)
        rounds = [RoundInput("Desk", panel_size=2)]
        hiring.save_requisition_plan(unit, self.requisition.id, name="Trading", rounds=rounds)
        self.round_id: UUID = hiring.rounds_of(unit, self.requisition.id)[0].round_id

    def seats(self, *required: bool) -> list[PanelSeat]:
        return [PanelSeat(who, is_required) for who, is_required in zip(self.staff, required, strict=False)]

    def propose(self, *required: bool, origin: Origin = Origin.LIVE) -> Interview:
        candidate = people.create_candidate(self.unit, name="Somebody")
        application = hiring.apply(
            self.unit, requisition_id=self.requisition.id, candidate_id=candidate.id, source="site"
        )
        hiring.move_to_round(self.unit, application.id, self.round_id)
        return hiring.schedule_interview(
            self.unit, application.id, self.round_id, START, END, self.seats(*required), origin=origin
        )


@pytest.fixture
def desk(unit: Unit) -> Desk:
    return Desk(unit)


def test_a_smaller_panel_is_refused_and_the_numbers_are_named(desk: Desk) -> None:
    with pytest.raises(PanelTooSmall, match="asks for 2 interviewers, and the panel has 1"):
        desk.propose(REQUIRED)


@pytest.mark.parametrize(
    "panel",
    [(REQUIRED, REQUIRED), (REQUIRED, REQUESTED), (REQUIRED, REQUIRED, REQUESTED, REQUESTED)],
)
def test_those_who_sit_in_beside_it_are_free(desk: Desk, panel: tuple[bool, ...]) -> None:
    assert len(hiring.interview_context(desk.unit, desk.propose(*panel).id).panel) == len(panel)


def test_no_more_owe_feedback_than_the_round_asks_for(desk: Desk) -> None:
    with pytest.raises(PanelTooLarge, match="2 interviewers, and 3 of the panel would owe"):
        desk.propose(REQUIRED, REQUIRED, REQUIRED)
    made = desk.propose(REQUIRED, REQUIRED)
    with pytest.raises(PanelTooLarge):
        hiring.add_panel_member(desk.unit, made.id, PanelSeat(desk.staff[2]))
    hiring.add_panel_member(desk.unit, made.id, PanelSeat(desk.staff[2], is_required=False))


def test_a_seat_is_replaced_but_not_taken_away_until_the_interview_begins(desk: Desk) -> None:
    made = desk.propose(REQUIRED, REQUIRED)
    seat = hiring.interview_context(desk.unit, made.id).panel[0]
    with pytest.raises(PanelTooSmall):
        hiring.remove_panel_member(desk.unit, seat.panel_member_id, "ill")
    hiring.replace_panel_member(desk.unit, seat.panel_member_id, desk.staff[2], "ill")


def test_a_changed_size_holds_for_what_is_proposed_from_then_on(desk: Desk) -> None:
    hiring.edit_round(desk.unit, desk.round_id, RoundInput("Desk", panel_size=1))
    desk.propose(REQUIRED)
    hiring.edit_round(desk.unit, desk.round_id, RoundInput("Desk"))
    desk.unit.session.flush()


def test_sessions_ask_the_same_and_history_does_not(desk: Desk) -> None:
    with pytest.raises(PanelTooSmall):
        hiring.open_sessions(
            desk.unit, desk.round_id, [SessionInput(START, END, tuple(desk.seats(REQUIRED)), capacity=3)]
        )
    hiring.open_sessions(
        desk.unit, desk.round_id, [SessionInput(START, END, tuple(desk.seats(REQUIRED, REQUIRED)), capacity=3)]
    )
    assert desk.propose(REQUIRED, origin=Origin.IMPORTED).id
