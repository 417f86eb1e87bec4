"""Offers inside the house: who may draft, how versions come about, approvals in order."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from app.hiring import service as hiring
from app.hiring.errors import ApplicationEnded
from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.states import MoveNotAllowed
from app.offers import service as offers
from app.offers.errors import (
    BadTerms,
    NeedsApprover,
    NotYourApproval,
    OfferOpen,
    OfferReasonMissing,
    OfferUnchanged,
    OwnOffer,
    RoundsNotPassed,
    StaffDecides,
    TextTooLong,
)
from app.offers.models import OfferApprovalDecision, OfferStatus
from app.people import service as people
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.factories.offering import (
    TERMS,
    approved,
    audited,
    candidate,
    drafted,
    offer_row,
    pass_rounds,
    sent,
    staff,
    terms,
    told,
)


def test_an_offer_after_the_last_round_needs_no_reason(unit: Unit, bank: Bank) -> None:
    acting = staff(unit, bank.recruiter)
    with pytest.raises(RoundsNotPassed):
        offers.draft_offer(acting, bank.application, TERMS)
    with pytest.raises(OfferReasonMissing):
        offers.draft_offer(acting, bank.application, TERMS, early_reason="  ")
    pass_rounds(unit, bank)
    offer = offers.draft_offer(acting, bank.application, TERMS)
    assert (offer.status, offer.version, offer.early_reason) == (OfferStatus.DRAFT, 1, None)
    view = offers.offer_view(unit, offer.id)
    assert view.versions[0].terms == TERMS
    assert "21000" not in repr(view)


def test_an_application_has_one_open_offer_and_may_have_another_afterwards(unit: Unit, bank: Bank) -> None:
    first = drafted(unit, bank)
    with pytest.raises(OfferOpen):
        drafted(unit, bank)
    offers.withdraw_offer(staff(unit, bank.recruiter), first, "wrong place")
    second = drafted(unit, bank)
    lines = offers.list_offers(unit, application_id=bank.application)
    assert [line.offer_id for line in lines] == [first, second]
    assert [line.offer_id for line in offers.list_offers(unit, after=first, limit=1)] == [second]
    assert [line.offer_id for line in offers.list_offers(unit, status=OfferStatus.WITHDRAWN)] == [first]


def test_only_staff_draft_and_only_for_an_active_application(unit: Unit, bank: Bank) -> None:
    for actor in (Actor.service(), Actor.candidate(bank.candidate)):
        with pytest.raises(StaffDecides):
            offers.draft_offer(unit.at(NOW, actor), bank.application, TERMS, early_reason="x")
    with pytest.raises(NotFound):
        offers.draft_offer(staff(unit, bank.recruiter), uuid4(), TERMS, early_reason="x")
    hiring.withdraw_application(candidate(unit, bank), bank.application)
    with pytest.raises(ApplicationEnded):
        drafted(unit, bank)


@pytest.mark.parametrize(
    "wrong",
    [
        {"position_title": " "},
        {"place": "x" * 201},
        {"currency": "cny"},
        {"currency": "YUAN"},
        {"currency": "ZZZ"},
        {"currency": "DEM"},
        {"currency": "元元元"},
        {"monthly_salary": Decimal(0)},
        {"monthly_salary": Decimal("NaN")},
        {"monthly_salary": Decimal("1000000000000")},
        {"monthly_salary": Decimal("1.001")},
        {"bonus": Decimal(-1)},
        {"months_per_year": Decimal(37)},
        {"months_per_year": Decimal("Infinity")},
        {"expires_at": NOW},
        {"expires_at": NOW.replace(tzinfo=None) + timedelta(days=3)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_terms_that_can_not_be_are_refused(unit: Unit, bank: Bank, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadTerms) as refused:
        drafted(unit, bank, **wrong)
    assert refused.value.values["field"] == next(iter(wrong))


def test_too_much_text_is_refused(unit: Unit, bank: Bank) -> None:
    with pytest.raises(TextTooLong):
        drafted(unit, bank, other_terms="x" * 10_001)


def test_a_draft_is_overwritten_and_what_was_submitted_is_kept(unit: Unit, bank: Bank) -> None:
    acting, offer_id = staff(unit, bank.recruiter), drafted(unit, bank)
    offers.edit_offer(acting, offer_id, terms(place="Beijing"))
    assert [each.terms.place for each in offers.offer_view(unit, offer_id).versions] == ["Beijing"]
    offers.submit_offer(acting, offer_id, [bank.manager])
    offers.approve_offer(staff(unit, bank.manager), offer_id)
    changed = offers.edit_offer(acting, offer_id, terms(monthly_salary=Decimal(25000)))
    assert (changed.status, changed.version) == (OfferStatus.DRAFT, 2)
    view = offers.offer_view(unit, offer_id)
    assert [each.terms.monthly_salary for each in view.versions] == [Decimal(21000), Decimal(25000)]
    with pytest.raises(MoveNotAllowed, match="draft"):
        offers.send_offer(acting, offer_id)
    offers.submit_offer(acting, offer_id, [bank.manager])
    offers.approve_offer(staff(unit, bank.manager), offer_id)
    offers.send_offer(acting, offer_id)
    assert [(each.version, each.decision) for each in offers.offer_view(unit, offer_id).approvals] == [
        (1, OfferApprovalDecision.APPROVED),
        (2, OfferApprovalDecision.APPROVED),
    ]


def test_approvals_come_in_their_order(unit: Unit, bank: Bank) -> None:
    offer_id = drafted(unit, bank)
    offers.submit_offer(staff(unit, bank.recruiter), offer_id, [bank.manager, bank.owner])
    assert offers.approvals_waiting_for(unit, bank.manager) == [offer_id]
    assert offers.approvals_waiting_for(unit, bank.owner) == []
    for stranger in (bank.owner, bank.anna, bank.recruiter):
        with pytest.raises(NotYourApproval):
            offers.approve_offer(staff(unit, stranger), offer_id)
    offers.approve_offer(staff(unit, bank.manager), offer_id)
    assert offer_row(unit, offer_id).status is OfferStatus.SUBMITTED
    assert offers.approvals_waiting_for(unit, bank.owner) == [offer_id]
    with pytest.raises(NotYourApproval):
        offers.approve_offer(staff(unit, bank.manager), offer_id)
    offers.approve_offer(staff(unit, bank.owner), offer_id)
    assert offer_row(unit, offer_id).status is OfferStatus.APPROVED
    assert told(unit, staff_id=bank.manager)[-1:] == ["offer_approval_asked"]
    assert told(unit, staff_id=bank.recruiter)[-1:] == ["offer_approved"]
    with pytest.raises(MoveNotAllowed, match="approved"):
        offers.approve_offer(staff(unit, bank.owner), offer_id)


def test_nobody_approves_what_they_wrote(unit: Unit, bank: Bank) -> None:
    offer_id = drafted(unit, bank)
    acting = staff(unit, bank.recruiter)
    with pytest.raises(OwnOffer):
        offers.submit_offer(acting, offer_id, [bank.manager, bank.recruiter])
    for wrong in ([], [bank.manager, bank.manager], [uuid4() for _ in range(11)]):
        with pytest.raises(NeedsApprover):
            offers.submit_offer(acting, offer_id, wrong)
    with pytest.raises(NotFound):
        offers.submit_offer(acting, offer_id, [bank.manager, uuid4()])
    # who wrote the newest version counts, not who began
    offers.edit_offer(staff(unit, bank.manager), offer_id, terms(place="Wuhan"))
    with pytest.raises(OwnOffer):
        offers.submit_offer(acting, offer_id, [bank.manager])


def test_a_refused_version_must_be_changed_before_it_is_submitted_again(unit: Unit, bank: Bank) -> None:
    acting, offer_id = staff(unit, bank.recruiter), drafted(unit, bank)
    offers.submit_offer(acting, offer_id, [bank.manager])
    with pytest.raises(OfferReasonMissing):
        offers.refuse_offer(staff(unit, bank.manager), offer_id, "")
    offers.refuse_offer(staff(unit, bank.manager), offer_id, "too much")
    assert offer_row(unit, offer_id).status is OfferStatus.DRAFT
    assert told(unit, staff_id=bank.recruiter)[-1:] == ["offer_refused"]
    with pytest.raises(OfferUnchanged):
        offers.submit_offer(acting, offer_id, [bank.manager])
    offers.withdraw_offer(acting, offer_id, "no budget")
    with pytest.raises(MoveNotAllowed, match="withdrawn"):
        offers.edit_offer(acting, offer_id, terms(place="Wuhan"))


@pytest.mark.parametrize("make", [drafted, approved, sent])
def test_only_what_was_submitted_is_approved_or_refused(unit: Unit, bank: Bank, make: Any) -> None:
    offer_id = make(unit, bank)
    with pytest.raises(MoveNotAllowed):
        offers.refuse_offer(staff(unit, bank.manager), offer_id, "no")
    with pytest.raises(MoveNotAllowed):
        offers.approve_offer(staff(unit, bank.manager), offer_id)


def test_each_verb_leaves_one_audit_entry(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    offers.accept_offer(candidate(unit, bank), offer_id)
    assert audited(unit, "offer.") == [
        "offer.drafted",
        "offer.submitted",
        "offer.approval_given",
        "offer.approval_given",
        "offer.sent",
        "offer.accepted",
    ]


def test_who_stands_in_for_an_approver_approves_and_is_recorded(unit: Unit, bank: Bank) -> None:
    people.delegate(staff(unit, bank.manager), bank.manager, bank.ben, NOW - HOUR, NOW + HOUR)
    people.delegate(staff(unit, bank.owner), bank.owner, bank.recruiter, NOW - HOUR, NOW + HOUR)
    offer_id = drafted(unit, bank)
    offers.submit_offer(staff(unit, bank.recruiter), offer_id, [bank.manager, bank.owner])
    assert told(unit, staff_id=bank.ben) == ["offer_approval_asked"]
    assert offers.approvals_waiting_for(unit, bank.ben) == [offer_id]
    offers.approve_offer(staff(unit, bank.ben), offer_id)
    with pytest.raises(OwnOffer):  # who wrote it stands in for the next, and still does not approve it
        offers.approve_offer(staff(unit, bank.recruiter), offer_id)
    offers.approve_offer(staff(unit, bank.owner), offer_id)
    approvals = offers.offer_view(unit, offer_id).approvals
    assert [(each.approver_staff_id, each.decided_by_staff_id) for each in approvals] == [
        (bank.manager, bank.ben),
        (bank.owner, bank.owner),
    ]
