"""Releases by other policies than the default: held back, without approval, parts only; on a real database."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app import events
from app.campus import service as campus
from app.composition import end_what_is_over
from app.feedback import service as feedback
from app.feedback.errors import NotYetReleased
from app.feedback.models import ReleaseStatus
from app.hiring import service as hiring
from app.hiring.errors import ApplicationEnded, InterviewAhead, SessionNotOpen
from app.hiring.models import Decision, InterviewStatus
from app.hiring.requisition_schemas import TimelineKind
from app.hiring.schemas import DimensionInput, PanelSeat, RoundInput
from app.kit.database import Actor, Database, Unit
from app.kit.installation import Installation
from app.nudges.rules import Politeness
from app.nudges.run import plan
from app.nudges.schemas import TOPIC, DueNudge
from app.nudges.service import guard, queue_due
from app.outbox.models import OutboxMessage
from app.outbox.schemas import Suppress, WaitUntil
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import FULL, HOUR, Bank, found_bank
from tests.integration.core.conftest import as_staff, audited, clocks
from tests.integration.feedback.conftest import AFTER, TOMORROW

DECIDED = AFTER + HOUR
CARD = (DimensionInput("skill"), DimensionInput("team", released_to_candidate=False))


@pytest.fixture(autouse=True)
def _connected() -> None:
    events.connect()


def decided(unit: Unit, decision: Decision = Decision.ADVANCE, **policy: Any) -> tuple[Bank, UUID]:
    """A bank whose HR round has this policy, with one feedback and a decision on it."""
    bank = found_bank(unit)
    hiring.edit_round(unit, bank.rounds[0], RoundInput("HR", CARD, question_owner_id=bank.owner, **policy))
    hiring.move_to_round(as_staff(unit, bank.recruiter, NOW), bank.application, bank.rounds[0])
    interview = bank.interview(unit, TOMORROW, panel=[PanelSeat(bank.anna)])
    given = feedback.submit_feedback(as_staff(unit, bank.anna, AFTER), bank.seat(unit, interview, bank.anna), FULL)
    recruiter = as_staff(unit, bank.recruiter, DECIDED)
    hiring.hold_interview(recruiter, interview, no_chance_reason="the line broke")
    hiring.decide_round(recruiter, bank.application, bank.rounds[0], decision, "as seen")
    return bank, given.id


def told(unit: Unit) -> list[str]:
    unit.session.flush()
    topics = ("outcome_decided", "feedback_released")
    return sorted(row.topic for row in unit.session.query(OutboxMessage) if row.topic in topics)


@pytest.fixture
def held(database: Database) -> tuple[Database, Bank, UUID]:
    """Committed: a decision that is held for a day."""
    with database.unit(Actor.service(), NOW) as unit:
        bank, given = decided(unit, Decision.REJECT, release_hold_hours=24)
    return database, bank, given


def test_a_held_decision_stays_owed_and_untold_until_it_is_released(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, given = held
    with database.unit(Actor.staff(bank.recruiter), DECIDED + HOUR) as unit:
        (made,) = feedback.releases_of(unit, bank.application)
        assert (made.status, made.release_at) == (ReleaseStatus.HELD, DECIDED + timedelta(hours=24))
        assert feedback.released_to(unit, bank.application) == []
        assert told(unit) == []
        assert [clock.outcome for clock in clocks(unit, ClockKind.OUTCOME)] == [Outcome.RUNNING]
        feedback.approve_text(unit, made.release_id, given)
        with pytest.raises(NotYetReleased, match="held"):
            feedback.release_again(unit, made.release_id)
    assert feedback.release_due(database, DECIDED + timedelta(hours=23)) == 0
    assert feedback.release_due(database, DECIDED + timedelta(hours=25)) == 1
    with database.unit(Actor.service(), NOW) as unit:
        (view,) = feedback.released_to(unit, bank.application)
        assert (view.decision, view.texts) == (Decision.REJECT, ("thank you",)), "approved while it was held"
        assert [each.dimension_name for each in view.scores] == ["skill"], "team is not for the candidate"
        (clock,) = clocks(unit, ClockKind.OUTCOME)
        assert (clock.outcome, clock.stopped_at) == (Outcome.MET, DECIDED + timedelta(hours=25))
        assert told(unit) == ["feedback_released", "outcome_decided"]


def test_two_runners_at_once_release_once(held: tuple[Database, Bank, UUID]) -> None:
    database = held[0]
    together, counts = threading.Barrier(4), []

    def run() -> None:
        together.wait()
        counts.append(feedback.release_due(database, DECIDED + timedelta(hours=25)))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 1]
    assert feedback.release_due(database, DECIDED + timedelta(days=9)) == 0
    with database.unit(Actor.service(), NOW) as unit:
        assert audited(unit).count("release.released") == 1
        assert told(unit) == ["feedback_released", "outcome_decided"]


def test_an_amendment_while_it_is_held_is_what_is_released(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, _ = held
    with database.unit(Actor.staff(bank.anna), DECIDED + HOUR) as unit:
        (seat,) = (feedback.visible_feedback(unit, bank.anna, each) for each in _interviews(unit, bank))
        feedback.amend_feedback(unit, seat[0].panel_member_id, feedback.FeedbackInput(FULL.recommendation, SCORES))
    feedback.release_due(database, DECIDED + timedelta(hours=25))
    with database.unit(Actor.service(), NOW) as unit:
        (view,) = feedback.released_to(unit, bank.application)
        assert [each.mean for each in view.scores] == [2.0]


SCORES = {"skill": 2, "team": 2}


def _interviews(unit: Unit, bank: Bank) -> list[UUID]:
    return [each.interview_id for each in hiring.interviews_of_round(unit, bank.application, bank.rounds[0])]


def test_a_hold_ends_when_the_outcome_was_promised(unit: Unit) -> None:
    bank, _ = decided(unit, release_hold_hours=72)
    (clock,) = clocks(unit, ClockKind.OUTCOME)
    (made,) = feedback.releases_of(unit, bank.application)
    assert made.release_at == min(DECIDED + timedelta(hours=72), clock.due_at)


def test_texts_alone_wait_for_the_first_that_is_approved(unit: Unit) -> None:
    bank, given = decided(unit, releases_decision=False, releases_scores=False)
    (made,) = feedback.releases_of(unit, bank.application)
    assert made.status is ReleaseStatus.PENDING
    assert feedback.released_to(unit, bank.application) == []
    feedback.approve_text(as_staff(unit, bank.recruiter, DECIDED + HOUR), made.release_id, given)
    (view,) = feedback.released_to(unit, bank.application)
    assert (view.decision, view.scores, view.texts) == (None, (), ("thank you",))
    assert view.released_at == DECIDED + HOUR


def test_texts_that_need_no_approval_go_out_with_the_decision(unit: Unit) -> None:
    bank, _ = decided(unit, text_needs_approval=False)
    (view,) = feedback.released_to(unit, bank.application)
    assert view.texts == ("thank you",)
    assert feedback.texts_to_approve(unit, bank.recruiter) == []


def test_a_policy_that_shows_nothing_releases_nothing(unit: Unit) -> None:
    bank, _ = decided(unit, releases_decision=False, releases_scores=False, releases_text=False)
    assert feedback.releases_of(unit, bank.application) == []


def test_the_policy_is_that_of_the_interviews_own_version(unit: Unit) -> None:
    bank, _ = decided(unit, Decision.HOLD)
    silent = RoundInput("HR", CARD, question_owner_id=bank.owner, releases_scores=False)
    hiring.edit_round(unit.at(DECIDED), bank.rounds[0], silent)
    recruiter = as_staff(unit, bank.recruiter, DECIDED + HOUR)
    hiring.decide_round(recruiter, bank.application, bank.rounds[0], Decision.ADVANCE, "now")
    (view,) = feedback.released_to(unit, bank.application)
    assert [each.dimension_name for each in view.scores] == ["skill"]


def test_the_job_behind_the_live_loop_releases_what_is_due(
    held: tuple[Database, Bank, UUID], installation: Installation
) -> None:
    due = DECIDED + timedelta(hours=25)
    counts = [end_what_is_over(installation, lambda: due)["released_feedback"] for _ in range(2)]
    assert counts == [1, 0]


def test_a_decision_whose_outcome_is_overdue_is_not_held_but_told_at_once(unit: Unit) -> None:
    bank = found_bank(unit)
    hiring.edit_round(unit, bank.rounds[0], RoundInput("HR", CARD, release_hold_hours=24))
    hiring.move_to_round(as_staff(unit, bank.recruiter, NOW), bank.application, bank.rounds[0])
    interview = bank.interview(unit, TOMORROW)
    late = as_staff(unit, bank.recruiter, TOMORROW + timedelta(days=20))
    hiring.hold_interview(late, interview, no_chance_reason="the line broke")
    hiring.decide_round(late, bank.application, bank.rounds[0], Decision.ADVANCE, "as seen")
    (made,) = feedback.releases_of(unit, bank.application)
    assert (made.status, made.released_at) == (ReleaseStatus.RELEASED, late.now)
    (owed,) = clocks(unit, ClockKind.OUTCOME)
    assert (owed.outcome, owed.stopped_at) == (Outcome.MISSED, late.now)
    assert told(unit) == ["feedback_released", "outcome_decided"]


def test_who_is_moved_by_hand_learns_what_was_decided_and_the_stay_decided_on_keeps_its_outcome(unit: Unit) -> None:
    bank, _ = decided(unit, release_hold_hours=24)
    recruiter = as_staff(unit, bank.recruiter, DECIDED + HOUR)
    hiring.move_to_round(recruiter, bank.application, bank.rounds[0])
    bank.interview(recruiter, AFTER + timedelta(days=7))
    first, second = clocks(unit, ClockKind.OUTCOME)
    assert (first.outcome, first.stopped_at) == (Outcome.MET, DECIDED + HOUR)
    assert second.outcome is Outcome.RUNNING
    assert told(unit) == ["feedback_released", "outcome_decided"]


def invited(unit: Unit) -> list[str]:
    unit.session.flush()
    return [row.topic for row in unit.session.query(OutboxMessage) if row.topic == "survey_invited"]


def test_who_is_rejected_is_asked_how_it_was_only_when_they_know(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, _ = held
    with database.unit(Actor.service(), DECIDED) as unit:
        assert invited(unit) == []
    feedback.release_due(database, DECIDED + timedelta(hours=25))
    with database.unit(Actor.service(), NOW) as unit:
        assert invited(unit) == ["survey_invited"]
        (decision,) = hiring.decisions_of(unit, bank.application)
        assert decision.shown_at == DECIDED + timedelta(hours=25)


def test_until_it_is_shown_the_candidate_sees_the_application_as_it_stood(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, _ = held
    with database.unit(Actor.service(), DECIDED + HOUR) as unit:
        view = hiring.application_view(unit, bank.application)
        shown = hiring.application_as_shown(unit, view)
        assert (view.status, view.round_id) == ("rejected", bank.rounds[0])
        assert (shown.status, shown.ended_at, shown.round_id) == ("active", None, bank.rounds[0])
        since = hiring.held_back_since(unit, bank.application)
        assert since == DECIDED == hiring.held_back_in(hiring.timeline(unit, bank.application))
        lines = hiring.lines_as_shown(hiring.timeline(unit, bank.application), since)
        assert [line.what for line in lines if line.kind is TimelineKind.STAGE] == ["applied", "HR"]
    feedback.release_due(database, DECIDED + timedelta(hours=25))
    with database.unit(Actor.service(), NOW) as unit:
        assert hiring.application_as_shown(unit, view) == view
        assert hiring.held_back_since(unit, bank.application) is None
        assert hiring.held_back_in(hiring.timeline(unit, bank.application)) is None


def test_who_was_advanced_in_secret_sees_neither_the_round_nor_its_promise(unit: Unit) -> None:
    bank, _ = decided(unit, release_hold_hours=24)
    view = hiring.application_view(unit, bank.application)
    assert view.round_id == bank.rounds[1]
    assert hiring.application_as_shown(unit, view).round_id == bank.rounds[0]
    owed = sla.clocks_of_application(unit, bank.application)
    shown = hiring.clocks_as_shown(unit, owed, DECIDED)
    hidden = {clock.clock_id for clock in owed} - {clock.clock_id for clock in shown}
    assert hidden == {clock.id for clock in clocks(unit, ClockKind.SCHEDULE) if clock.round_id == bank.rounds[1]}


def test_what_is_decided_before_anybody_was_interviewed_is_told_at_once(unit: Unit) -> None:
    bank = found_bank(unit)
    hiring.edit_round(unit, bank.rounds[0], RoundInput("HR", CARD, release_hold_hours=24))
    recruiter = as_staff(unit, bank.recruiter, NOW)
    hiring.move_to_round(recruiter, bank.application, bank.rounds[0])
    hiring.decide_round(recruiter.at(NOW + HOUR), bank.application, bank.rounds[0], Decision.REJECT, "as read")
    assert hiring.held_back_since(unit, bank.application) is None
    assert "outcome_decided" in told(unit)


@pytest.mark.parametrize("decision", [Decision.ADVANCE, Decision.REJECT])
def test_what_would_be_held_back_is_not_decided_while_an_interview_is_ahead(unit: Unit, decision: Decision) -> None:
    bank = found_bank(unit)
    hiring.edit_round(unit, bank.rounds[0], RoundInput("HR", CARD, release_hold_hours=24))
    recruiter = as_staff(unit, bank.recruiter, NOW)
    hiring.move_to_round(recruiter, bank.application, bank.rounds[0])
    interview = bank.interview(unit, TOMORROW)
    with pytest.raises(InterviewAhead):
        hiring.decide_round(recruiter, bank.application, bank.rounds[0], decision, "as seen")
    hiring.decide_round(recruiter, bank.application, bank.rounds[0], Decision.HOLD, "wait")
    assert hiring.interview_context(unit, interview).status is InterviewStatus.CONFIRMED, "nobody closed it"
    hiring.decide_round(recruiter.at(DECIDED), bank.application, bank.rounds[0], decision, "as seen")
    assert hiring.held_back_since(unit, bank.application) == DECIDED


def test_the_next_interview_tells_of_the_decision_and_the_release_goes_with_it(unit: Unit) -> None:
    bank, _ = decided(unit, release_hold_hours=24)
    assert told(unit) == []
    later = as_staff(unit, bank.recruiter, DECIDED + HOUR)
    bank.interview(later, AFTER + timedelta(days=7))
    (made,) = feedback.releases_of(unit, bank.application)
    assert (made.status, made.released_at) == (ReleaseStatus.RELEASED, DECIDED + HOUR)
    assert told(unit) == ["feedback_released", "outcome_decided"]
    first = clocks(unit, ClockKind.OUTCOME)[0]
    assert (first.outcome, first.stopped_at) == (Outcome.MET, DECIDED + HOUR)


def test_who_withdraws_from_what_was_rejected_in_secret_is_told(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, _ = held
    with database.unit(Actor.candidate(bank.candidate), DECIDED + HOUR) as unit:
        left = hiring.withdraw_application(unit, bank.application, "another offer")
        assert left.status == "rejected"
        assert told(unit) == ["feedback_released", "outcome_decided"]
        assert invited(unit) == ["survey_invited"]
        with pytest.raises(ApplicationEnded, match="rejected"):
            hiring.withdraw_application(unit, bank.application)
    assert feedback.release_due(database, DECIDED + timedelta(hours=25)) == 0


def test_a_slot_shows_nothing_of_a_secret_rejection(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, _ = held
    with database.unit(Actor.service(), DECIDED) as unit:
        start = AFTER + timedelta(days=7)
        wanted = hiring.SessionInput(start, start + HOUR, (PanelSeat(bank.anna),), is_open_to_candidates=True)
        (session,) = hiring.open_sessions(as_staff(unit, bank.recruiter, DECIDED), bank.rounds[0], [wanted])
    with database.unit(Actor.candidate(bank.candidate), DECIDED + HOUR) as unit:
        assert campus.open_slots(unit, bank.application) == []
        with pytest.raises(SessionNotOpen):
            campus.choose_slot(unit, session.id, bank.application)


def test_nobody_is_chased_for_an_outcome_that_is_decided_and_held_back(held: tuple[Database, Bank, UUID]) -> None:
    database, bank, _ = held
    with database.unit(Actor.service(), DECIDED + HOUR) as unit:
        (owed,) = clocks(unit, ClockKind.OUTCOME)
        listed = DueNudge(
            clock_id=owed.id,
            rung=0,
            recipient_staff_id=bank.recruiter,
            recipient_role="owner",
            channel="email",
            template="due_soon",
            reason="outcome_due_soon_by_owner",
            due_at=owed.due_at,
            rung_due_at=DECIDED,
            is_highest_due_rung=True,
        )
        waits = plan(unit, listed, Politeness(is_on=False))
        assert (waits.would, waits.because, waits.at) == ("wait", "decision_held_back", owed.due_at)
        queue_due(unit, [listed], warehouse_version="20260304T020000Z")
        unit.session.flush()
        (message,) = unit.session.query(OutboxMessage).filter(OutboxMessage.topic == TOPIC)
        assert guard(unit, message, Politeness(is_on=False)) == WaitUntil(owed.due_at, "decision_held_back")
        hiring.show_held_back(unit, bank.application)
        assert guard(unit, message, Politeness(is_on=False)) == Suppress("clock_met")
