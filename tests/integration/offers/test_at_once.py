"""Two at once, in transactions of their own: one decision counts, and the other is told."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from app.composition import end_what_is_over
from app.hiring import service as hiring
from app.hiring.errors import ApplicationEnded
from app.hiring.models import ApplicationStatus
from app.kit.database import Actor, Database, Unit
from app.kit.errors import HuiyinError
from app.kit.installation import Installation
from app.kit.states import MoveNotAllowed
from app.offers import service as offers
from app.offers.errors import OfferOpen
from app.offers.models import OfferStatus
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import Bank, found_bank
from tests.factories.offering import END, offer_row, sent, terms

Deed = Callable[[Unit], object]
LATER = END + timedelta(microseconds=1)


def _both(database: Database, deeds: list[tuple[Actor, Deed]]) -> list[str]:
    """What became of each: `done`, or the code of its refusal."""
    barrier = threading.Barrier(len(deeds))

    def run(each: tuple[Actor, Deed]) -> str:
        actor, deed = each
        barrier.wait(10)
        try:
            with database.unit(actor, NOW) as unit:
                deed(unit)
        except HuiyinError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def _prepared(database: Database) -> tuple[Bank, UUID]:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        return bank, sent(unit, bank)


@pytest.mark.parametrize("turn", range(4))
def test_accepting_and_withdrawing_at_once_ends_in_one_of_the_two(database: Database, turn: int) -> None:
    bank, offer_id = _prepared(database)
    accept = (Actor.candidate(bank.candidate), lambda unit: offers.accept_offer(unit, offer_id))
    withdraw = (Actor.staff(bank.recruiter), lambda unit: offers.withdraw_offer(unit, offer_id, "frozen"))
    results = _both(database, [accept, withdraw] if turn % 2 else [withdraw, accept])
    assert sorted(results) == ["done", MoveNotAllowed.code]
    with database.unit(Actor.service(), NOW) as unit:
        status = offer_row(unit, offer_id).status
        clock = sla.clock_of(unit, ClockKind.OFFER_DECISION, offer_id)
        application = hiring.application_context(unit, bank.application).status
    assert clock is not None
    is_accepted = status is OfferStatus.ACCEPTED
    assert (application is ApplicationStatus.HIRED) == is_accepted
    assert clock.outcome is (Outcome.MET if is_accepted else Outcome.CANCELLED)


@pytest.mark.parametrize("turn", range(4))
def test_accepting_while_the_application_is_withdrawn_locks_nobody_up(database: Database, turn: int) -> None:
    bank, offer_id = _prepared(database)
    accept = (Actor.candidate(bank.candidate), lambda unit: offers.accept_offer(unit, offer_id))
    leave = (Actor.candidate(bank.candidate), lambda unit: hiring.withdraw_application(unit, bank.application))
    results = _both(database, [accept, leave] if turn % 2 else [leave, accept])
    assert sorted(results) in (["application_ended", "done"], ["done", "move_not_allowed"])
    assert ApplicationEnded.code == "application_ended"


def test_two_drafts_at_once_make_one_offer(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
    draft = (
        Actor.staff(bank.recruiter),
        lambda unit: offers.draft_offer(unit, bank.application, terms(), early_reason="urgent"),
    )
    assert sorted(_both(database, [draft, draft])) == ["done", OfferOpen.code]


def test_two_jobs_at_once_expire_an_offer_once(database: Database) -> None:
    _prepared(database)
    counts: list[int] = []
    job = (Actor.service(), lambda unit: counts.append(offers.expire_due(unit.at(LATER))))
    assert _both(database, [job, job]) == ["done", "done"]
    assert sorted(counts) == [0, 1]


def test_the_job_behind_the_live_loop_ends_what_is_over(database: Database, installation: Installation) -> None:
    _prepared(database)
    before, after = end_what_is_over(installation, lambda: END), end_what_is_over(installation, lambda: LATER)
    assert (before["expired_offers"], after["expired_offers"], after["expired_surveys"]) == (0, 1, 0)
