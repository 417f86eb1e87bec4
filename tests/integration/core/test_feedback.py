"""Feedback on a real database: clocks, versions, who sees what, two at once."""

import threading
from datetime import timedelta

import pytest

from app.feedback import service as feedback
from app.feedback.errors import (
    AlreadySubmitted,
    NothingOwed,
    NotSubmitted,
    NotYourSeat,
    ScorecardIncomplete,
    SeatGivenUp,
    TooEarly,
)
from app.feedback.models import FeedbackStatus, Recommendation
from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Database, Unit
from app.outbox.models import OutboxMessage
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import FULL, HOUR, Bank, found_bank
from tests.integration.core.conftest import as_staff, audited, clock, clocks

TOMORROW = NOW + timedelta(days=1)
AFTER = TOMORROW + 2 * HOUR


def test_submitting_stops_the_seats_clock_and_tells_the_recruiter(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    seat = in_round.seat(unit, interview, in_round.anna)
    given = feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), seat, FULL)
    assert (given.status, given.submitted_at) == (FeedbackStatus.SUBMITTED, AFTER)
    stopped = clock(unit, ClockKind.FEEDBACK, seat)
    assert (stopped.outcome, stopped.stopped_at) == (Outcome.MET, AFTER)
    told = [row for row in unit.session.query(OutboxMessage) if row.topic == "feedback_submitted"]
    assert [(row.recipient_staff_id, row.channel) for row in told] == [(in_round.recruiter, "in_app")]
    assert "feedback.submitted" in audited(unit)


def test_a_scorecard_sent_while_the_interview_runs_is_on_time(unit: Unit, in_round: Bank) -> None:
    seat = in_round.seat(unit, in_round.interview(unit, TOMORROW), in_round.anna)
    with pytest.raises(TooEarly):
        feedback.submit_feedback(as_staff(unit, in_round.anna, TOMORROW - HOUR), seat, FULL)
    feedback.submit_feedback(as_staff(unit, in_round.anna, TOMORROW + HOUR / 2), seat, FULL)
    assert clock(unit, ClockKind.FEEDBACK, seat).outcome is Outcome.MET


def test_a_draft_is_kept_from_the_confirmation_on_and_overwritten(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, confirm=False)
    seat = in_round.seat(unit, interview, in_round.anna)
    mine = as_staff(unit, in_round.anna)
    with pytest.raises(NothingOwed, match="scheduled"):
        feedback.save_draft(mine, seat, FULL)
    hiring.confirm_interview(as_staff(unit, in_round.recruiter), interview)
    feedback.save_draft(mine, seat, FeedbackInput(scores={"skill": 3}))
    feedback.save_draft(mine, seat, FeedbackInput(Recommendation.NO, {"skill": 4, "extra": 2}, "so far"))
    view = feedback.feedback_for(unit, seat)
    assert view is not None
    assert (view.status, view.scores, view.text_for_panel) == (FeedbackStatus.DRAFT, {"skill": 4, "extra": 2}, "so far")
    assert clock(unit, ClockKind.FEEDBACK, seat).outcome is Outcome.RUNNING
    with pytest.raises(ScorecardIncomplete, match="team"):
        feedback.submit_feedback(
            as_staff(unit, in_round.anna, AFTER), seat, FeedbackInput(Recommendation.NO, {"skill": 4})
        )


def test_only_the_seats_own_person_writes_and_only_once(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    seat = in_round.seat(unit, interview, in_round.anna)
    with pytest.raises(NotYourSeat):
        feedback.submit_feedback(as_staff(unit, in_round.ben, AFTER), seat, FULL)
    with pytest.raises(NotSubmitted):
        feedback.amend_feedback(as_staff(unit, in_round.anna, AFTER), seat, FULL)
    feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), seat, FULL)
    with pytest.raises(AlreadySubmitted):
        feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), seat, FULL)
    with pytest.raises(AlreadySubmitted):
        feedback.save_draft(as_staff(unit, in_round.anna, AFTER), seat, FULL)


def test_an_amendment_keeps_the_version_before_and_moves_no_clock(unit: Unit, in_round: Bank) -> None:
    seat = in_round.seat(unit, in_round.interview(unit, TOMORROW), in_round.anna)
    feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), seat, FULL)
    changed = FeedbackInput(Recommendation.STRONG_YES, {"skill": 9, "team": 9}, "on reflection")
    row = feedback.amend_feedback(as_staff(unit, in_round.anna, AFTER + HOUR), seat, changed)
    assert (row.status, row.version, row.submitted_at) == (FeedbackStatus.AMENDED, 2, AFTER)
    from app.feedback import repository

    first = repository.version_of(unit, row.id, 1)
    assert first is not None
    assert (first.text_for_panel, repository.scores_of(unit, [first.id])[first.id]) == ("solid", dict(FULL.scores))
    assert clock(unit, ClockKind.FEEDBACK, seat).stopped_at == AFTER


def test_an_interviewer_does_not_see_other_scorecards_before_submitting(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, panel=[PanelSeat(in_round.anna), PanelSeat(in_round.ben)])
    annas, bens = (in_round.seat(unit, interview, who) for who in (in_round.anna, in_round.ben))
    feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), annas, FULL)
    feedback.save_draft(as_staff(unit, in_round.ben, AFTER), bens, FULL)
    assert feedback.visible_feedback(unit, in_round.ben, interview) == []
    assert len(feedback.visible_feedback(unit, in_round.anna, interview)) == 1, "a draft is its author's alone"
    assert len(feedback.visible_feedback(unit, in_round.recruiter, interview)) == 1
    feedback.submit_feedback(as_staff(unit, in_round.ben, AFTER), bens, FULL)
    assert len(feedback.visible_feedback(unit, in_round.ben, interview)) == 2


def test_the_work_list_shows_what_has_begun_most_urgent_first(unit: Unit, in_round: Bank) -> None:
    second = in_round.interview(unit, TOMORROW + 3 * HOUR)
    first = in_round.interview(unit, TOMORROW)
    in_round.interview(unit, TOMORROW + timedelta(days=9))
    then = as_staff(unit, in_round.anna, TOMORROW + 5 * HOUR)
    feedback.save_draft(then, in_round.seat(unit, second, in_round.anna), FULL)
    lines = feedback.feedback_owed_by(then, in_round.anna)
    assert {(line.interview_id, line.status) for line in lines} == {(first, "none"), (second, "draft")}
    assert [line.due_at for line in lines] == sorted(line.due_at for line in lines)
    feedback.submit_feedback(then, in_round.seat(unit, first, in_round.anna), FULL)
    assert [line.interview_id for line in feedback.feedback_owed_by(then, in_round.anna)] == [second]
    assert [line.interview_id for line in feedback.recent_feedback_by(then, in_round.anna)] == [first]


def test_a_seat_that_was_given_up_takes_no_feedback(unit: Unit, in_round: Bank) -> None:
    seat = in_round.seat(unit, in_round.interview(unit, TOMORROW), in_round.anna)
    hiring.replace_panel_member(as_staff(unit, in_round.recruiter), seat, in_round.manager, "related")
    with pytest.raises(SeatGivenUp):
        feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), seat, FULL)


def test_of_two_submissions_at_once_one_wins(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        hiring.move_to_round(as_staff(unit, bank.recruiter), bank.application, bank.rounds[0])
        seat = bank.seat(unit, bank.interview(unit, TOMORROW), bank.anna)
    together, results = threading.Barrier(2), []

    def submit() -> None:
        try:
            with database.unit(Actor.staff(bank.anna), AFTER) as unit:
                together.wait()
                feedback.submit_feedback(unit, seat, FULL)
            results.append("in")
        except AlreadySubmitted:
            results.append("told")

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["in", "told"]
    with database.unit(Actor.service(), AFTER) as unit:
        assert [row.outcome for row in clocks(unit, ClockKind.FEEDBACK)] == [Outcome.MET]
        assert audited(unit).count("feedback.submitted") == 1
