"""Sessions with many candidates: one panel's time, but feedback, clocks and questions of each alone."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.diaries import service as diaries
from app.diaries.errors import DoubleBooked
from app.hiring import service as hiring
from app.hiring.errors import (
    AlreadyInSession,
    CapacityInvalid,
    ChanceToAskMissing,
    EmptyPanel,
    NotInRound,
    SessionFull,
    SessionNotOpen,
    SharedSession,
)
from app.hiring.models import InterviewStatus, SessionStatus
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.people import service as people
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited, clock, clocks

TOMORROW = NOW + timedelta(days=1)


def _another(unit: Unit, bank: Bank, name: str) -> UUID:
    """One more application in the same round."""
    candidate = people.create_candidate(unit, name=name).id
    made = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=candidate).id
    hiring.move_to_round(as_staff(unit, bank.recruiter), made, bank.rounds[0])
    return made


def _session(unit: Unit, bank: Bank, start: float = 0, *, capacity: int = 2, panel: UUID | None = None) -> UUID:
    at = TOMORROW + start * HOUR
    given = hiring.SessionInput(
        at, at + HOUR, (PanelSeat(panel or bank.anna),), capacity=capacity, is_open_to_candidates=True
    )
    (made,) = hiring.open_sessions(as_staff(unit, bank.recruiter), bank.rounds[0], [given])
    return made.id


def test_each_candidate_of_a_session_has_feedback_clock_and_questions_of_its_own(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    session = _session(unit, in_round)
    first = hiring.join_session(acting, session, in_round.application).id
    second = hiring.join_session(acting, session, _another(unit, in_round, "陈思远")).id
    for interview in (first, second):
        hiring.confirm_interview(acting, interview)
    seats = [in_round.seat(unit, interview, in_round.anna) for interview in (first, second)]
    assert {each.subject_id for each in clocks(unit, ClockKind.FEEDBACK)} == set(seats)
    assert len(diaries.busy_times(unit, [in_round.anna], TOMORROW, TOMORROW + HOUR)) == 1, "one panel, one time"
    after = as_staff(unit, in_round.recruiter, TOMORROW + HOUR)
    hiring.hold_interview(after, first, no_chance_reason="the line broke")
    with pytest.raises(ChanceToAskMissing):
        hiring.hold_interview(after, second)
    assert hiring.session_view(unit, session).status is SessionStatus.PLANNED
    hiring.hold_interview(after, second, no_chance_reason="time ran out")
    assert hiring.session_view(unit, session).status is SessionStatus.OVER
    assert diaries.busy_times(unit, [in_round.anna], TOMORROW, TOMORROW + HOUR) == []


def test_a_full_session_takes_nobody_and_a_place_that_was_left_is_given_again(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    session = _session(unit, in_round, capacity=1)
    first = hiring.join_session(acting, session, in_round.application).id
    other = _another(unit, in_round, "陈思远")
    with pytest.raises(SessionFull):
        hiring.join_session(acting, session, other)
    assert hiring.open_slots_of_round(unit, in_round.rounds[0]) == []
    hiring.cancel_interview(acting, first, "ill")
    (slot,) = hiring.open_slots_of_round(unit, in_round.rounds[0])
    assert (slot.session_id, slot.places_left) == (session, 1)
    hiring.join_session(acting, session, other)


def test_changing_the_session_frees_the_old_place_and_brings_the_new_panel(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    old, new = _session(unit, in_round), _session(unit, in_round, 2, panel=in_round.ben)
    interview = hiring.join_session(acting, old, in_round.application).id
    hiring.confirm_interview(acting, interview)
    annas = in_round.seat(unit, interview, in_round.anna)
    hiring.change_session(as_candidate(unit, in_round.candidate), interview, new, "better for me")
    view = hiring.interview_view(unit, interview)
    assert (view.session_id, view.context.scheduled_start_at, view.calendar_sequence) == (new, TOMORROW + 2 * HOUR, 1)
    assert [seat.staff_id for seat in view.context.panel] == [in_round.ben]
    assert clock(unit, ClockKind.FEEDBACK, annas).outcome is Outcome.CANCELLED
    bens = clock(unit, ClockKind.FEEDBACK, in_round.seat(unit, interview, in_round.ben))
    assert bens.started_at == TOMORROW + 3 * HOUR
    assert hiring.session_view(unit, old).taken_count == 0
    assert hiring.change_session(acting, interview, new).id == interview, "choosing it again changes nothing"
    assert len(hiring.interview_view(unit, interview).moves) == 1


def test_neighbouring_sessions_can_be_swapped_though_the_times_overlap(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    old, new = _session(unit, in_round), _session(unit, in_round, 0.5, panel=in_round.ben)
    interview = hiring.join_session(acting, old, in_round.application).id
    hiring.change_session(acting, interview, new)
    (busy,) = diaries.busy_times(unit, [in_round.candidate], TOMORROW, TOMORROW + 3 * HOUR)
    assert busy.starts_at == TOMORROW + HOUR / 2


def test_one_interview_of_a_shared_session_does_not_move_alone(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    interview = hiring.join_session(acting, _session(unit, in_round), in_round.application).id
    with pytest.raises(SharedSession):
        hiring.reschedule_interview(acting, interview, TOMORROW + 5 * HOUR, TOMORROW + 6 * HOUR)
    with pytest.raises(AlreadyInSession):
        hiring.join_session(acting, _session(unit, in_round, 3), in_round.application)


def test_a_session_moves_and_ends_with_all_its_interviews(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    session = _session(unit, in_round)
    joined = [
        hiring.join_session(acting, session, each).id
        for each in (in_round.application, _another(unit, in_round, "陈思远"))
    ]
    later = TOMORROW + 4 * HOUR
    hiring.move_session(acting, session, later, later + HOUR, "the hall is closed")
    for interview in joined:
        (move,) = hiring.interview_view(unit, interview).moves
        assert (move.to_start_at, move.reason) == (later, "the hall is closed")
    hiring.cancel_session(acting, session, "snow")
    assert {hiring.interview_context(unit, each).status for each in joined} == {InterviewStatus.CANCELLED}
    assert diaries.busy_times(unit, [in_round.anna, in_round.candidate], TOMORROW, later + HOUR) == []
    with pytest.raises(SessionNotOpen, match="cancelled"):
        hiring.join_session(acting, session, in_round.application)
    assert {"session.opened", "session.moved", "session.cancelled"} <= set(audited(unit))


def test_a_session_that_has_begun_is_not_moved_called_off_or_joined(unit: Unit, in_round: Bank) -> None:
    session = _session(unit, in_round)
    late = as_staff(unit, in_round.recruiter, TOMORROW)
    for act in (
        lambda: hiring.cancel_session(late, session, "too late"),
        lambda: hiring.move_session(late, session, TOMORROW + HOUR, TOMORROW + 2 * HOUR, "too late"),
        lambda: hiring.join_session(late, session, in_round.application),
    ):
        with pytest.raises(SessionNotOpen, match="begun"):
            act()


def test_who_has_a_conflict_with_one_candidate_still_sits_for_the_others(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    session = _session(unit, in_round)
    one = hiring.join_session(acting, session, in_round.application).id
    two = hiring.join_session(acting, session, _another(unit, in_round, "陈思远")).id
    hiring.declare_conflict(as_staff(unit, in_round.anna), in_round.seat(unit, one, in_round.anna), "cousins")
    assert hiring.interview_view(unit, one).needs_panel
    assert [seat.staff_id for seat in hiring.interview_context(unit, two).panel] == [in_round.anna]
    assert len(diaries.busy_times(unit, [in_round.anna], TOMORROW, TOMORROW + HOUR)) == 1
    for interview in (one, two):
        hiring.add_panel_member(acting, interview, PanelSeat(in_round.ben))
    assert len(diaries.busy_times(unit, [in_round.ben], TOMORROW, TOMORROW + HOUR)) == 1, "booked once for both"


def test_bad_sessions_are_refused_whole(unit: Unit, in_round: Bank) -> None:
    acting = as_staff(unit, in_round.recruiter)
    good = hiring.SessionInput(TOMORROW, TOMORROW + HOUR, (PanelSeat(in_round.anna),))
    overlapping = hiring.SessionInput(TOMORROW + HOUR / 2, TOMORROW + HOUR, (PanelSeat(in_round.anna),))
    nobody = hiring.SessionInput(TOMORROW, TOMORROW + HOUR, ())
    crowd = hiring.SessionInput(TOMORROW, TOMORROW + HOUR, (PanelSeat(in_round.anna),), capacity=501)
    for wrong, error in ((overlapping, DoubleBooked), (nobody, EmptyPanel), (crowd, CapacityInvalid)):
        with pytest.raises(error):
            hiring.open_sessions(acting, in_round.rounds[0], [good, wrong])
    assert diaries.busy_times(unit, [in_round.anna], TOMORROW, TOMORROW + HOUR) == []


def test_only_the_rounds_own_applications_join_and_only_for_themselves(unit: Unit, in_round: Bank) -> None:
    session = _session(unit, in_round)
    elsewhere = hiring.apply(
        unit, requisition_id=in_round.requisition, candidate_id=people.create_candidate(unit, name="王五").id
    ).id
    with pytest.raises(NotInRound):
        hiring.join_session(as_staff(unit, in_round.recruiter), session, elsewhere)
    with pytest.raises(NotFound):
        hiring.join_session(as_candidate(unit, in_round.candidate), session, _another(unit, in_round, "陈思远"))
