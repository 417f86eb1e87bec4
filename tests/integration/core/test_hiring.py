"""Hiring on a real database: what each verb starts, moves, stops and cancels."""

from datetime import timedelta

import pytest

from app.diaries.errors import DoubleBooked
from app.hiring import service as hiring
from app.hiring.errors import (
    AlreadyApplied,
    ApplicationEnded,
    ChanceToAskMissing,
    NeedsNamedHuman,
    NotInRound,
    RoundNotInPlan,
    SeatNotTaken,
)
from app.hiring.models import ApplicationStatus, ChanceToAsk, Decision, InterviewStatus, NoShowBy
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import MoveNotAllowed
from app.people import service as people
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited, clock, clocks

TOMORROW = NOW + timedelta(days=1)


def test_screening_runs_from_the_application_to_the_first_round(unit: Unit, bank: Bank) -> None:
    (screening,) = clocks(unit, ClockKind.SCREENING)
    assert (screening.outcome, screening.started_at, screening.owner_staff_id) == (
        Outcome.RUNNING,
        NOW,
        bank.recruiter,
    )
    hiring.move_to_round(as_staff(unit, bank.recruiter, NOW + HOUR), bank.application, bank.rounds[0])
    assert (screening.outcome, screening.stopped_at) == (Outcome.MET, NOW + HOUR)


def test_schedule_runs_from_the_move_to_the_proposal(unit: Unit, in_round: Bank) -> None:
    (owed,) = clocks(unit, ClockKind.SCHEDULE)
    assert owed.outcome is Outcome.RUNNING
    in_round.interview(unit, TOMORROW, confirm=False)
    assert (owed.outcome, owed.stopped_at) == (Outcome.MET, NOW)
    assert clocks(unit, ClockKind.FEEDBACK) == [], "nothing is promised before the confirmation"


def test_confirming_promises_feedback_of_required_seats_and_an_outcome(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    (owed,) = clocks(unit, ClockKind.FEEDBACK)
    assert owed.subject_id == in_round.seat(unit, interview, in_round.anna)
    assert (owed.started_at, owed.interview_id, owed.owner_staff_id) == (TOMORROW + HOUR, interview, in_round.anna)
    (outcome,) = clocks(unit, ClockKind.OUTCOME)
    assert (outcome.started_at, outcome.owner_staff_id) == (TOMORROW + HOUR, in_round.recruiter)


def test_rescheduling_moves_both_starts_and_keeps_the_old_time(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    later = TOMORROW + timedelta(days=1)
    hiring.reschedule_interview(as_staff(unit, in_round.recruiter), interview, later, later + HOUR, "away")
    assert [c.started_at for c in clocks(unit, ClockKind.FEEDBACK)] == [later + HOUR]
    assert [c.started_at for c in clocks(unit, ClockKind.OUTCOME)] == [later + HOUR]
    assert hiring.interview_context(unit, interview).scheduled_start_at == later


def test_the_actual_end_moves_the_start_and_a_late_closing_does_not(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    real_end = TOMORROW + timedelta(minutes=75)
    closing = as_staff(unit, in_round.recruiter, TOMORROW + timedelta(days=3))
    hiring.hold_interview(closing, interview, real_end, no_chance_reason="the line broke")
    assert [c.started_at for c in clocks(unit, ClockKind.FEEDBACK)] == [real_end]
    other = in_round.interview(closing, TOMORROW + timedelta(days=5))
    hiring.hold_interview(
        as_staff(unit, in_round.recruiter, TOMORROW + timedelta(days=9)), other, no_chance_reason="the line broke"
    )
    end = TOMORROW + timedelta(days=5) + HOUR
    assert clock(unit, ClockKind.FEEDBACK, in_round.seat(unit, other, in_round.anna)).started_at == end
    (outcome,) = clocks(unit, ClockKind.OUTCOME)
    assert outcome.started_at == end, "the outcome is owed from the round's last interview"


def test_an_interview_is_not_closed_without_the_chance_to_ask(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    after = as_staff(unit, in_round.recruiter, TOMORROW + HOUR)
    with pytest.raises(ChanceToAskMissing, match="0 of 1"):
        hiring.hold_interview(after, interview)
    hiring.hold_interview(after, interview, no_chance_reason="the line broke")
    assert hiring.interview_context(unit, interview).chance_to_ask is ChanceToAsk.REASON


@pytest.mark.parametrize("how", ["cancelled", "no_show"])
def test_what_does_not_take_place_owes_nothing(unit: Unit, in_round: Bank, how: str) -> None:
    interview = in_round.interview(unit, TOMORROW)
    if how == "cancelled":
        hiring.cancel_interview(as_staff(unit, in_round.recruiter), interview, "ill")
    else:
        acting = as_staff(unit, in_round.recruiter, TOMORROW + HOUR)
        hiring.mark_no_show(acting, interview, NoShowBy.CANDIDATE)
    outcomes = {c.outcome for kind in (ClockKind.FEEDBACK, ClockKind.OUTCOME) for c in clocks(unit, kind)}
    assert outcomes == {Outcome.CANCELLED}
    with pytest.raises(MoveNotAllowed):
        hiring.confirm_interview(as_staff(unit, in_round.recruiter), interview)


def test_cancelling_one_of_two_interviews_leaves_the_rounds_outcome_to_the_other(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    second = in_round.interview(unit, TOMORROW + timedelta(days=2))
    (outcome,) = clocks(unit, ClockKind.OUTCOME)
    assert outcome.started_at == TOMORROW + timedelta(days=2) + HOUR
    hiring.cancel_interview(as_staff(unit, in_round.recruiter), second, "one is enough")
    assert (outcome.outcome, outcome.started_at) == (Outcome.RUNNING, TOMORROW + HOUR)


def test_replacing_a_seat_moves_only_its_own_clock(unit: Unit, in_round: Bank) -> None:
    panel = [PanelSeat(in_round.anna), PanelSeat(in_round.ben)]
    interview = in_round.interview(unit, TOMORROW, panel=panel)
    old = in_round.seat(unit, interview, in_round.anna)
    new = hiring.replace_panel_member(as_staff(unit, in_round.recruiter), old, in_round.manager, "related")
    assert clock(unit, ClockKind.FEEDBACK, old).outcome is Outcome.CANCELLED
    assert clock(unit, ClockKind.FEEDBACK, new.id).owner_staff_id == in_round.manager
    bens = clock(unit, ClockKind.FEEDBACK, in_round.seat(unit, interview, in_round.ben))
    assert (bens.outcome, bens.started_at) == (Outcome.RUNNING, TOMORROW + HOUR)
    with pytest.raises(SeatNotTaken):
        hiring.replace_panel_member(as_staff(unit, in_round.recruiter), old, in_round.owner, "again")


def test_advancing_keeps_the_outcome_and_promises_the_next_interview(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    decided = as_staff(unit, in_round.manager, TOMORROW + 2 * HOUR)
    hiring.decide_round(decided, in_round.application, in_round.rounds[0], Decision.ADVANCE, "strong")
    (outcome,) = clocks(unit, ClockKind.OUTCOME)
    assert (outcome.outcome, outcome.stopped_at) == (Outcome.MET, decided.now)
    assert [c.outcome for c in clocks(unit, ClockKind.SCHEDULE)] == [Outcome.MET, Outcome.RUNNING]
    assert hiring.application_context(unit, in_round.application).round_id == in_round.rounds[1]
    with pytest.raises(NotInRound):
        hiring.decide_round(decided, in_round.application, in_round.rounds[0], Decision.REJECT, "late")


def test_a_hold_does_not_end_the_candidates_wait(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    decided = as_staff(unit, in_round.manager, TOMORROW + 2 * HOUR)
    hiring.decide_round(decided, in_round.application, in_round.rounds[0], Decision.HOLD, "compare")
    assert [c.outcome for c in clocks(unit, ClockKind.OUTCOME)] == [Outcome.RUNNING]
    with pytest.raises(NeedsNamedHuman):
        hiring.decide_round(unit, in_round.application, in_round.rounds[0], Decision.REJECT, "a rule said so")


def test_rejecting_ends_the_application_and_calls_off_what_is_planned(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    planned = in_round.interview(unit, TOMORROW + timedelta(days=3))
    decided = as_staff(unit, in_round.manager, TOMORROW + 2 * HOUR)
    hiring.decide_round(decided, in_round.application, in_round.rounds[0], Decision.REJECT, "not enough depth")
    assert hiring.application_context(unit, in_round.application).status is ApplicationStatus.REJECTED
    assert hiring.interview_context(unit, planned).status is InterviewStatus.CANCELLED
    assert [c.outcome for c in clocks(unit, ClockKind.OUTCOME)] == [Outcome.MET]
    with pytest.raises(ApplicationEnded, match="rejected"):
        hiring.move_to_round(decided, in_round.application, in_round.rounds[1])


def test_a_withdrawal_cancels_what_the_candidate_waited_for(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    leaving = as_candidate(unit, in_round.candidate, TOMORROW + 2 * HOUR)
    hiring.withdraw_application(leaving, in_round.application, "too slow")
    assert [c.outcome for c in clocks(unit, ClockKind.OUTCOME)] == [Outcome.CANCELLED]
    assert [c.outcome for c in clocks(unit, ClockKind.FEEDBACK)] == [Outcome.RUNNING], "what was held is still scored"


def test_nobody_is_booked_twice_at_one_time(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    with pytest.raises(DoubleBooked, match="interviewer"):
        in_round.interview(unit, TOMORROW + HOUR / 2)
    with pytest.raises(DoubleBooked, match="candidate"):
        in_round.interview(unit, TOMORROW + HOUR / 2, panel=[PanelSeat(in_round.owner)])
    in_round.interview(unit, TOMORROW + HOUR)  # half-open: the next may start at once


def test_applying_twice_and_foreign_rounds_are_refused(unit: Unit, bank: Bank) -> None:
    with pytest.raises(AlreadyApplied):
        hiring.apply(unit, requisition_id=bank.requisition, candidate_id=bank.candidate)
    with pytest.raises(RoundNotInPlan):
        hiring.move_to_round(unit, bank.application, new_id())


def test_each_verb_leaves_an_audit_entry_and_upcoming_lists_the_seat(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    (line,) = hiring.upcoming_interviews_of(unit, in_round.anna)
    assert (line.interview_id, line.round_name, line.requisition_title) == (interview, "HR", "Analyst")
    acting = as_staff(unit, in_round.recruiter, TOMORROW + HOUR)
    hiring.start_interview(acting, interview)
    hiring.hold_interview(acting, interview, no_chance_reason="the line broke")
    hiring.hire_application(acting, in_round.application)
    expected = "requisition.opened interview_plan.saved application.received application.moved interview.scheduled"
    expected += " interview.confirmed interview.started interview.held application.hired"
    assert set(expected.split()) <= set(audited(unit))
    assert people.names_of(unit, [line.staff_id]) == {in_round.anna: "anna"}
