"""Applications read, handed on, listed and told: screening, reassigning, decisions, the timeline."""

from datetime import timedelta

import pytest

from app.hiring import service as hiring
from app.hiring.errors import (
    ApplicationEnded,
    NeedsNamedHuman,
    NotInScreening,
    OwnApplication,
    ReasonMissing,
)
from app.hiring.models import ApplicationStatus, Decision, ScreeningResult
from app.hiring.plan_errors import PlanMissing
from app.hiring.requisition_schemas import TimelineKind
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited, clocks

TOMORROW = NOW + timedelta(days=1)


def test_screening_advances_into_the_first_round_and_stops_its_clock(unit: Unit, bank: Bank) -> None:
    recruiter = as_staff(unit, bank.recruiter, NOW + HOUR)
    made = hiring.screen_application(recruiter, bank.application, ScreeningResult.ADVANCE, " fits ")
    assert (made.reason, made.by_staff_id, made.at) == ("fits", bank.recruiter, NOW + HOUR)
    assert hiring.application_context(unit, bank.application).round_id == bank.rounds[0]
    (screening,) = clocks(unit, ClockKind.SCREENING)
    assert (screening.outcome, screening.stopped_at) == (Outcome.MET, NOW + HOUR)
    assert [clock.outcome for clock in clocks(unit, ClockKind.SCHEDULE)] == [Outcome.RUNNING]
    with pytest.raises(NotInScreening):
        hiring.screen_application(recruiter, bank.application, ScreeningResult.REJECT, "late")
    assert {"application.screened", "application.moved"} <= set(audited(unit))


def test_screening_rejects_and_tells_the_candidate(unit: Unit, bank: Bank) -> None:
    recruiter = as_staff(unit, bank.recruiter)
    made = hiring.screen_application(recruiter, bank.application, ScreeningResult.REJECT, "another field")
    assert hiring.application_context(unit, bank.application).status is ApplicationStatus.REJECTED
    assert [clock.outcome for clock in clocks(unit, ClockKind.SCREENING)] == [Outcome.MET]
    told = unit.session.query(OutboxMessage).filter_by(topic="outcome_decided").one()
    assert (told.subject_id, told.recipient_candidate_id) == (made.id, bank.candidate)
    with pytest.raises(ApplicationEnded):
        hiring.screen_application(recruiter, bank.application, ScreeningResult.ADVANCE, "after all")


def test_only_a_named_human_with_a_reason_screens(unit: Unit, bank: Bank) -> None:
    for acting in (unit, as_candidate(unit, bank.candidate)):
        with pytest.raises(NeedsNamedHuman):
            hiring.screen_application(acting, bank.application, ScreeningResult.ADVANCE, "fits")
    with pytest.raises(ReasonMissing):
        hiring.screen_application(as_staff(unit, bank.recruiter), bank.application, ScreeningResult.ADVANCE, " ")
    bare = hiring.open_requisition(unit, code="R-2", title="Teller", job_family="x", department_id=None).id
    other = hiring.apply(unit, requisition_id=bare, candidate_id=bank.candidate).id
    with pytest.raises(PlanMissing):
        hiring.screen_application(as_staff(unit, bank.recruiter), other, ScreeningResult.ADVANCE, "fits")


def test_nobody_decides_on_their_own_application(unit: Unit, bank: Bank) -> None:
    person = people.create_candidate(unit, name="anna", email="ANNA@bank.example").id
    own = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=person).id
    anna = as_staff(unit, bank.anna)
    with pytest.raises(OwnApplication):
        hiring.screen_application(anna, own, ScreeningResult.ADVANCE, "of course")
    hiring.screen_application(as_staff(unit, bank.recruiter), own, ScreeningResult.ADVANCE, "fits")
    with pytest.raises(OwnApplication):
        hiring.decide_round(anna, own, bank.rounds[0], Decision.ADVANCE, "of course")
    with pytest.raises(OwnApplication):
        hiring.reject_application(anna, own, "changed my mind")
    with pytest.raises(OwnApplication):
        hiring.hire_application(anna, own)


def test_another_recruiter_takes_over_what_is_owed(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    hiring.reassign_application(as_staff(unit, in_round.manager), in_round.application, in_round.ben)
    assert hiring.application_context(unit, in_round.application).recruiter_id == in_round.ben
    (outcome,) = clocks(unit, ClockKind.OUTCOME)
    assert (outcome.owner_staff_id, outcome.started_at) == (in_round.ben, TOMORROW + HOUR)
    assert [clock.owner_staff_id for clock in clocks(unit, ClockKind.SCREENING)] == [in_round.recruiter], "was kept"
    assert [clock.owner_staff_id for clock in clocks(unit, ClockKind.FEEDBACK)] == [in_round.anna]
    before = len(audited(unit))
    hiring.reassign_application(as_staff(unit, in_round.manager), in_round.application, in_round.ben)
    assert len(audited(unit)) == before
    people.disable_staff(unit, in_round.owner)
    for nobody in (in_round.owner, new_id()):
        with pytest.raises(NotFound):
            hiring.reassign_application(as_staff(unit, in_round.manager), in_round.application, nobody)
    hiring.withdraw_application(as_candidate(unit, in_round.candidate), in_round.application)
    with pytest.raises(ApplicationEnded):
        hiring.reassign_application(as_staff(unit, in_round.manager), in_round.application, in_round.recruiter)


def test_applications_are_listed_by_what_is_asked(unit: Unit, bank: Bank) -> None:
    ids = [bank.application]
    for n in range(2):
        candidate = people.create_candidate(unit, name="made up", email=f"c{n}@mail.example").id
        ids.append(hiring.apply(unit, requisition_id=bank.requisition, candidate_id=candidate).id)
    department = hiring.application_context(unit, bank.application).department_id
    assert department is not None
    everything = hiring.applications_list(unit, requisition_id=bank.requisition)
    assert [view.application_id for view in everything] == ids
    page = hiring.applications_list(unit, department_ids=[department], after=ids[0], limit=1)
    assert [view.application_id for view in page] == [ids[1]]
    hiring.withdraw_application(unit, ids[2])
    active = hiring.applications_list(unit, recruiter_id=bank.recruiter, status=ApplicationStatus.ACTIVE)
    assert [view.application_id for view in active] == ids[:2]
    assert hiring.applications_list(unit, department_ids=[]) == []


def test_the_timeline_tells_everything_in_order(unit: Unit, bank: Bank) -> None:
    recruiter = as_staff(unit, bank.recruiter, NOW + HOUR)
    hiring.screen_application(recruiter, bank.application, ScreeningResult.ADVANCE, "fits")
    moved = bank.interview(unit.at(NOW + 2 * HOUR), TOMORROW)
    later = TOMORROW + timedelta(days=1)
    hiring.reschedule_interview(as_staff(unit, bank.recruiter, NOW + 3 * HOUR), moved, later, later + HOUR, "away")
    hiring.nothing_to_ask(as_candidate(unit, bank.candidate, later + HOUR), moved)
    hiring.hold_interview(as_staff(unit, bank.recruiter, later + HOUR), moved)
    called_off = bank.interview(unit.at(later + HOUR), later + timedelta(days=2), confirm=False)
    hiring.cancel_interview(as_staff(unit, bank.recruiter, later + 2 * HOUR), called_off, "one is enough")
    manager = as_staff(unit, bank.manager, later + 3 * HOUR)
    hiring.decide_round(manager, bank.application, bank.rounds[0], Decision.REJECT, "not enough depth")
    lines = hiring.timeline(unit, bank.application)
    K = TimelineKind  # noqa: N806 - read as a table
    told = [(line.kind, line.what, line.at) for line in lines]
    assert [(kind, what) for kind, what, _ in told] == [
        (K.STAGE, "applied"),
        (K.STAGE, "HR"),
        (K.SCREENED, "advance"),
        (K.INTERVIEW_PROPOSED, None),
        (K.INTERVIEW_CONFIRMED, None),
        (K.INTERVIEW_MOVED, None),
        (K.INTERVIEW_HELD, "nothing_to_ask"),
        (K.INTERVIEW_PROPOSED, None),
        (K.INTERVIEW_CANCELLED, None),
        (K.STAGE, "rejected"),
        (K.ROUND_DECIDED, "reject"),
    ]
    assert [at for _, _, at in told] == sorted(at for _, _, at in told)
    proposed, _, move = lines[3:6]
    assert (proposed.starts_at, move.starts_at, move.reason, move.by_staff_id) == (
        TOMORROW,
        later,
        "away",
        bank.recruiter,
    )
    decisions = [(view.round_id, view.decision) for view in hiring.decisions_of(unit, bank.application)]
    assert decisions == [(None, ScreeningResult.ADVANCE), (bank.rounds[0], Decision.REJECT)]
    with pytest.raises(NotFound):
        hiring.timeline(unit, new_id())
