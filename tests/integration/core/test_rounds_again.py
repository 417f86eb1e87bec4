"""A round that is entered again, and what its first stay leaves owed."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text

from app.evidence.models import AuditEntry
from app.hiring import service as hiring
from app.kit.database import Unit
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, clocks

TOMORROW, NEXT_WEEK = NOW + timedelta(days=1), NOW + timedelta(days=7)


def enter(unit: Unit, bank: Bank, round_id: UUID) -> None:
    hiring.move_to_round(as_staff(unit, bank.recruiter), bank.application, round_id)


def test_an_interview_of_an_earlier_stay_owes_no_second_outcome(unit: Unit, in_round: Bank) -> None:
    in_round.interview(unit, TOMORROW)
    later = unit.at(TOMORROW + 2 * HOUR)
    enter(later, in_round, in_round.rounds[1])
    enter(later, in_round, in_round.rounds[0])
    again = in_round.interview(later, NEXT_WEEK)
    hiring.cancel_interview(as_staff(later, in_round.recruiter), again, "ill")
    told, void = clocks(unit, ClockKind.OUTCOME)
    assert (told.outcome, told.started_at) == (Outcome.MET, TOMORROW + HOUR)
    assert (void.outcome, void.started_at) == (Outcome.CANCELLED, NEXT_WEEK + HOUR)


def test_an_interview_that_is_still_ahead_counts_for_the_stay_it_falls_into(unit: Unit, in_round: Bank) -> None:
    kept = in_round.interview(unit, NEXT_WEEK)
    enter(unit.at(TOMORROW), in_round, in_round.rounds[1])
    enter(unit.at(TOMORROW), in_round, in_round.rounds[0])
    hiring.reschedule_interview(
        as_staff(unit, in_round.recruiter, TOMORROW), kept, NEXT_WEEK + HOUR, NEXT_WEEK + 2 * HOUR
    )
    _, owed = clocks(unit, ClockKind.OUTCOME)
    assert (owed.outcome, owed.started_at) == (Outcome.RUNNING, NEXT_WEEK + 2 * HOUR)


def test_interviews_of_an_application_that_ends_are_called_off_in_the_order_they_were_made(
    unit: Unit, in_round: Bank
) -> None:
    first = in_round.interview(unit, TOMORROW, confirm=False)
    second = in_round.interview(unit, NEXT_WEEK)
    hiring.confirm_interview(as_staff(unit, in_round.recruiter), first)  # now the newer row on disk
    for way in ("indexscan", "bitmapscan"):  # the planner's choice must not matter
        unit.session.execute(text(f"set local enable_{way} = off"))
    hiring.withdraw_application(as_candidate(unit, in_round.candidate), in_round.application)
    entries = select(AuditEntry.subject_id).where(AuditEntry.action == "interview.cancelled").order_by(AuditEntry.seq)
    assert list(unit.session.scalars(entries)) == [first, second]
