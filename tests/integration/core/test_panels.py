"""Panels: conflicts of interest, replacements, what the candidate sees of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.diaries import service as diaries
from app.diaries.errors import DoubleBooked
from app.hiring import service as hiring
from app.hiring.errors import EmptyPanel, SeatNotTaken, SeatTwice
from app.hiring.models import PanelMember, PanelShown, PanelShownFrom
from app.hiring.schemas import PanelSeat, RoundInput
from app.kit.database import Actor, Unit
from app.kit.errors import Forbidden
from app.kit.states import MoveNotAllowed
from app.outbox.models import OutboxMessage
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_staff, audited, clock

TOMORROW = NOW + timedelta(days=1)


def _is_busy(unit: Unit, staff_id: object) -> bool:
    return bool(diaries.busy_times(unit, [staff_id], TOMORROW, TOMORROW + HOUR))


def test_a_conflict_of_interest_gives_up_the_seat_and_tells_the_recruiter(unit: Unit, in_round: Bank) -> None:
    panel = [PanelSeat(in_round.anna), PanelSeat(in_round.ben)]
    interview = in_round.interview(unit, TOMORROW, panel=panel)
    seat = in_round.seat(unit, interview, in_round.anna)
    hiring.declare_conflict(as_staff(unit, in_round.anna), seat, "we are cousins")
    assert clock(unit, ClockKind.FEEDBACK, seat).outcome is Outcome.CANCELLED
    bens = clock(unit, ClockKind.FEEDBACK, in_round.seat(unit, interview, in_round.ben))
    assert bens.outcome is Outcome.RUNNING
    assert (_is_busy(unit, in_round.anna), _is_busy(unit, in_round.ben)) == (False, True)
    (told,) = unit.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "conflict_declared"))
    assert told.recipient_staff_id == in_round.recruiter
    assert "cousins" not in str(told.payload), "the reason is shown on the page, not sent around"
    assert not hiring.interview_view(unit, interview).needs_panel
    row = unit.session.get(PanelMember, seat)
    assert row is not None
    assert (row.conflict_declared_at, row.removed_reason) == (NOW, "we are cousins")
    assert "panel_member.conflict_declared" in audited(unit)


def test_the_last_one_with_a_conflict_leaves_an_interview_that_needs_a_panel(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, panel=[PanelSeat(in_round.anna)], confirm=False)
    hiring.declare_conflict(
        as_staff(unit, in_round.anna), in_round.seat(unit, interview, in_round.anna), "former colleague"
    )
    assert hiring.interview_view(unit, interview).needs_panel
    with pytest.raises(EmptyPanel):
        hiring.confirm_interview(as_staff(unit, in_round.recruiter), interview)
    hiring.add_panel_member(as_staff(unit, in_round.recruiter), interview, PanelSeat(in_round.ben))
    assert not hiring.interview_view(unit, interview).needs_panel
    assert _is_busy(unit, in_round.ben)
    hiring.confirm_interview(as_staff(unit, in_round.recruiter), interview)


def test_nobody_declares_a_conflict_for_another_or_twice(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    seat = in_round.seat(unit, interview, in_round.anna)
    for other in (in_round.ben, in_round.recruiter):
        with pytest.raises(Forbidden):
            hiring.declare_conflict(as_staff(unit, other), seat, "not mine to say")
    hiring.declare_conflict(as_staff(unit, in_round.anna), seat, "related")
    with pytest.raises(SeatNotTaken):
        hiring.declare_conflict(as_staff(unit, in_round.anna), seat, "related")


def test_a_conflict_with_what_was_called_off_is_no_conflict(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    seat = in_round.seat(unit, interview, in_round.anna)
    hiring.cancel_interview(as_staff(unit, in_round.recruiter), interview, "ill")
    with pytest.raises(MoveNotAllowed, match="cancelled"):
        hiring.declare_conflict(as_staff(unit, in_round.anna), seat, "related")


def test_a_replacement_must_be_free_and_not_sit_there_already(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, panel=[PanelSeat(in_round.anna), PanelSeat(in_round.ben)])
    acting = as_staff(unit, in_round.recruiter)
    seat = in_round.seat(unit, interview, in_round.anna)
    diaries.book(unit, interview, _person(in_round.owner), TOMORROW - HOUR / 2, TOMORROW + HOUR / 2)
    with pytest.raises(SeatTwice):
        hiring.add_panel_member(acting, interview, PanelSeat(in_round.ben))
    with pytest.raises(DoubleBooked, match="interviewer"):
        hiring.add_panel_member(acting, interview, PanelSeat(in_round.owner))
    hiring.replace_panel_member(acting, seat, in_round.manager, "related")
    assert (_is_busy(unit, in_round.anna), _is_busy(unit, in_round.manager)) == (False, True)
    hiring.remove_panel_member(acting, in_round.seat(unit, interview, in_round.manager), "one is enough")
    assert not _is_busy(unit, in_round.manager)
    with pytest.raises(EmptyPanel):
        hiring.remove_panel_member(acting, in_round.seat(unit, interview, in_round.ben), "none is enough")


def _person(staff_id: object) -> list[object]:
    from app.hiring.sessions import resources

    return list(resources([staff_id], None))


def test_the_candidate_sees_the_panel_from_the_confirmation_on(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, confirm=False, panel=[PanelSeat(in_round.manager)])
    assert hiring.panel_shown_to_candidate(unit, interview).people == ()
    hiring.confirm_interview(as_staff(unit, in_round.recruiter), interview)
    shown = hiring.panel_shown_to_candidate(unit, interview)
    assert [(person.role, person.name) for person in shown.people] == [("hiring_manager", "manager")]
    assert shown.visible_from == NOW


def test_the_round_says_what_of_the_panel_is_shown_and_from_when(unit: Unit, in_round: Bank) -> None:
    panel = [PanelSeat(in_round.manager), PanelSeat(in_round.anna)]
    interview = in_round.interview(unit, TOMORROW, panel=panel)
    _edit(unit, in_round, panel_shown=PanelShown.ROLES)
    shown = hiring.panel_shown_to_candidate(unit, interview)
    assert [(person.role, person.name) for person in shown.people] == [("hiring_manager", None), ("interviewer", None)]
    entry = hiring.calendar_event_of(unit, interview, Actor.candidate(in_round.candidate))
    assert entry.description == "面试官：用人经理, 面试官"
    _edit(unit, in_round, panel_shown_from=PanelShownFrom.START, what_to_bring="身份证")
    assert hiring.panel_shown_to_candidate(unit, interview).people == ()
    entry = hiring.calendar_event_of(unit, interview, Actor.candidate(in_round.candidate))
    assert entry.description == "请携带：身份证"
    begun = unit.at(TOMORROW)
    assert len(hiring.panel_shown_to_candidate(begun, interview).people) == 2
    _edit(unit, in_round, panel_shown=PanelShown.NOTHING)
    assert hiring.panel_shown_to_candidate(begun, interview).visible_from is None


def _edit(unit: Unit, bank: Bank, **settings: object) -> None:
    hiring.edit_round(as_staff(unit, bank.recruiter), bank.rounds[0], RoundInput("HR", **settings))
