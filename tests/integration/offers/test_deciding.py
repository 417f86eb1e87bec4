"""Offers outside the house: sent, decided, expired to the instant, withdrawn with the application."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.hiring import service as hiring
from app.hiring.models import ApplicationStage, ApplicationStatus
from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.states import MoveNotAllowed
from app.offers import service as offers
from app.offers.errors import (
    BadDecisionTime,
    CandidateDecides,
    OfferChanged,
    OfferExpired,
    OfferReasonMissing,
    StaffDecides,
)
from app.offers.models import AnswerSource, OfferAnswer, OfferStatus
from app.people import service as people
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome, SlaClock
from tests.conftest import NOW
from tests.factories.bank import Bank
from tests.factories.offering import (
    END,
    approved,
    audited,
    candidate,
    drafted,
    offer_row,
    sent,
    staff,
    terms,
    told,
)

INSTANT = timedelta(microseconds=1)


def _clock(unit: Unit, offer_id: Any) -> SlaClock:
    found = sla.clock_of(unit, ClockKind.OFFER_DECISION, offer_id)
    assert found is not None
    return found


def test_sending_promises_the_offers_own_date_and_tells_the_candidate(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    clock = _clock(unit, offer_id)
    assert (clock.due_at, clock.started_at, clock.owner_staff_id) == (END, NOW, None)
    assert told(unit, candidate_id=bank.candidate)[-1:] == ["offer_sent"]
    shown = offers.offer_for_candidate(candidate(unit, bank), offer_id)
    assert (shown.status, shown.version, shown.expires_at) == (OfferStatus.SENT, 1, END)


def test_accepting_hires_by_who_sent_the_offer(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    offer = offers.accept_offer(candidate(unit, bank, END), offer_id, version=1)
    assert (offer.status, offer.answer_source, offer.decided_at) == (OfferStatus.ACCEPTED, AnswerSource.CANDIDATE, END)
    assert _clock(unit, offer_id).outcome is Outcome.MET
    assert hiring.application_context(unit, bank.application).status is ApplicationStatus.HIRED
    unit.session.flush()
    last = unit.session.scalars(select(ApplicationStage).order_by(ApplicationStage.id.desc()).limit(1)).one()
    assert (last.to_stage, last.by_staff_id) == ("hired", bank.recruiter)
    assert audited(unit, "application.h") == ["application.hired"]
    assert told(unit, staff_id=bank.recruiter)[-1:] == ["offer_accepted"]


def test_declining_keeps_the_application_and_its_reason(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    offer = offers.decline_offer(candidate(unit, bank), offer_id, "too far away")
    assert (offer.status, offer.decline_reason) == (OfferStatus.DECLINED, "too far away")
    assert hiring.application_context(unit, bank.application).status is ApplicationStatus.ACTIVE
    for decide in (offers.accept_offer, offers.decline_offer):
        with pytest.raises(MoveNotAllowed, match="declined"):
            decide(candidate(unit, bank), offer_id)
    assert sent(unit, bank) != offer_id


def test_an_offer_can_be_accepted_at_its_last_instant_and_not_after_it(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    assert offers.expire_due(unit.at(END)) == 0
    with pytest.raises(OfferExpired):
        offers.accept_offer(candidate(unit, bank, END + INSTANT), offer_id)
    assert offers.expire_due(unit.at(END + INSTANT)) == 1
    assert offers.expire_due(unit.at(END + INSTANT)) == 0
    offer, clock = offer_row(unit, offer_id), _clock(unit, offer_id)
    assert (offer.status, offer.decided_at, offer.ended_at) == (OfferStatus.EXPIRED, None, END + INSTANT)
    assert (clock.outcome, clock.stopped_at) == (Outcome.MISSED, END + INSTANT)
    assert told(unit, candidate_id=bank.candidate)[-1:] == ["offer_expired"]
    assert hiring.application_context(unit, bank.application).status is ApplicationStatus.ACTIVE
    with pytest.raises(OfferExpired):
        offers.accept_offer(candidate(unit, bank, END), offer_id)


@pytest.mark.parametrize("answer", list(OfferAnswer))
@pytest.mark.parametrize("is_swept", [False, True], ids=["recorded first", "expired first"])
def test_a_word_recorded_after_the_end_comes_too_late_whoever_is_first(
    unit: Unit, bank: Bank, answer: OfferAnswer, is_swept: bool
) -> None:
    """Also a word that was given in time: what the candidate is told of the offer's end holds."""
    offer_id, after = sent(unit, bank), staff(unit, bank.recruiter, END + INSTANT)
    if is_swept:
        assert offers.expire_due(unit.at(END + INSTANT)) == 1
    with pytest.raises(OfferExpired):
        offers.record_decision(after, offer_id, answer, on_whose_word="phone", decided_at=NOW)
    assert offers.expire_due(unit.at(END + INSTANT)) == (0 if is_swept else 1)
    assert offer_row(unit, offer_id).status is OfferStatus.EXPIRED
    assert hiring.application_context(unit, bank.application).status is ApplicationStatus.ACTIVE


def test_a_word_is_recorded_up_to_the_last_instant(unit: Unit, bank: Bank) -> None:
    offer_id, last = sent(unit, bank), staff(unit, bank.recruiter, END)
    offers.record_decision(last, offer_id, OfferAnswer.ACCEPTED, on_whose_word="phone", decided_at=NOW)
    assert offers.expire_due(unit.at(END + INSTANT)) == 0
    assert offer_row(unit, offer_id).status is OfferStatus.ACCEPTED


def test_an_offer_whose_date_has_come_is_not_sent(unit: Unit, bank: Bank) -> None:
    offer_id = approved(unit, bank)
    with pytest.raises(OfferExpired):
        offers.send_offer(staff(unit, bank.recruiter, END), offer_id)


def test_a_revised_offer_is_with_the_house_until_it_is_sent_anew(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    acting = staff(unit, bank.recruiter)
    offers.edit_offer(acting, offer_id, terms(place="Hangzhou"))
    assert _clock(unit, offer_id).outcome is Outcome.CANCELLED
    shown = offers.offer_for_candidate(candidate(unit, bank), offer_id)
    assert (shown.is_under_revision, shown.version, shown.terms.place) == (True, 1, "Shanghai")
    _require_untold(unit, bank, offer_id)
    assert offers.expire_due(unit.at(END + INSTANT)) == 0
    offers.submit_offer(acting, offer_id, [bank.manager])
    _require_untold(unit, bank, offer_id)
    offers.approve_offer(staff(unit, bank.manager), offer_id)
    _require_untold(unit, bank, offer_id)
    offers.send_offer(acting, offer_id)
    with pytest.raises(OfferChanged):
        offers.accept_offer(candidate(unit, bank), offer_id, version=1)
    assert offers.accept_offer(candidate(unit, bank), offer_id, version=2).status is OfferStatus.ACCEPTED


def _require_untold(unit: Unit, bank: Bank, offer_id: UUID) -> None:
    """The candidate is refused, and not told how far the revision has come."""
    for version in (None, 2):
        with pytest.raises((MoveNotAllowed, OfferChanged)) as refused:
            offers.accept_offer(candidate(unit, bank), offer_id, version=version)
        assert (refused.value.state, refused.value.allowed) == ("under_revision", ["sent", "withdrawn"])


def test_a_decision_made_elsewhere_is_told_apart(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    later = staff(unit, bank.recruiter, NOW + timedelta(days=2))
    with pytest.raises(OfferReasonMissing):
        offers.record_decision(later, offer_id, OfferAnswer.DECLINED, on_whose_word=" ")
    for wrong in (NOW - INSTANT, NOW + timedelta(days=3), NOW.replace(tzinfo=None)):
        with pytest.raises(BadDecisionTime):
            offers.record_decision(later, offer_id, OfferAnswer.DECLINED, on_whose_word="call", decided_at=wrong)
    with pytest.raises(StaffDecides):
        offers.record_decision(candidate(unit, bank), offer_id, OfferAnswer.ACCEPTED, on_whose_word="me")
    called_at = NOW + timedelta(days=1)
    offer = offers.record_decision(
        later, offer_id, OfferAnswer.ACCEPTED, on_whose_word="the candidate, by phone", decided_at=called_at
    )
    assert (offer.answer_source, offer.recorded_by_staff_id) == (AnswerSource.RECORDED, bank.recruiter)
    assert (offer.decided_at, _clock(unit, offer_id).stopped_at) == (called_at, called_at)
    assert hiring.application_context(unit, bank.application).status is ApplicationStatus.HIRED
    assert "offer_decision_recorded" in told(unit, candidate_id=bank.candidate)


def test_only_its_candidate_sees_and_decides_an_offer(unit: Unit, bank: Bank) -> None:
    draft = drafted(unit, bank)
    with pytest.raises(NotFound):
        offers.offer_for_candidate(candidate(unit, bank), draft)
    with pytest.raises(NotFound):
        offers.accept_offer(candidate(unit, bank), draft)
    offers.withdraw_offer(staff(unit, bank.recruiter), draft, "again")
    offer_id = sent(unit, bank)
    other = people.create_candidate(unit, name="王一", email="wang@mail.example").id
    stranger = unit.at(NOW, Actor.candidate(other))
    for read in (offers.offer_for_candidate, offers.accept_offer, offers.decline_offer):
        with pytest.raises(NotFound):
            read(stranger, offer_id)
    with pytest.raises(NotFound):
        offers.offers_for_candidate(stranger, bank.application)
    with pytest.raises(CandidateDecides):
        offers.accept_offer(staff(unit, bank.recruiter), offer_id)
    assert [each.offer_id for each in offers.offers_for_candidate(candidate(unit, bank), bank.application)] == [
        offer_id
    ]


def test_withdrawing_needs_a_reason_and_tells_only_who_had_the_offer(unit: Unit, bank: Bank) -> None:
    acting, draft = staff(unit, bank.recruiter), drafted(unit, bank)
    with pytest.raises(OfferReasonMissing):
        offers.withdraw_offer(acting, draft, "")
    with pytest.raises(StaffDecides):
        offers.withdraw_offer(candidate(unit, bank), draft, "mine")
    offers.withdraw_offer(acting, draft, "wrong")
    assert "offer_withdrawn" not in told(unit, candidate_id=bank.candidate)
    offer_id = sent(unit, bank)
    offers.withdraw_offer(acting, offer_id, "headcount frozen")
    assert _clock(unit, offer_id).outcome is Outcome.CANCELLED
    assert told(unit, candidate_id=bank.candidate)[-1:] == ["offer_withdrawn"]
    with pytest.raises(MoveNotAllowed, match="withdrawn"):
        offers.withdraw_offer(acting, offer_id, "again")


@pytest.mark.parametrize("make", [drafted, approved, sent])
def test_an_open_offer_ends_with_its_application(unit: Unit, bank: Bank, make: Any) -> None:
    offer_id = make(unit, bank)
    hiring.reject_application(staff(unit, bank.recruiter), bank.application, "changed our mind")
    offer = offer_row(unit, offer_id)
    assert (offer.status, offer.withdrawn_by_staff_id) == (OfferStatus.WITHDRAWN, bank.recruiter)
    assert ("offer_withdrawn" in told(unit, candidate_id=bank.candidate)) == (make is sent)
    clock = sla.clock_of(unit, ClockKind.OFFER_DECISION, offer_id)
    assert clock is None or clock.outcome is Outcome.CANCELLED


def test_who_withdraws_an_application_is_not_told_of_their_offer(unit: Unit, bank: Bank) -> None:
    offer_id = sent(unit, bank)
    hiring.withdraw_application(candidate(unit, bank), bank.application)
    assert offer_row(unit, offer_id).status is OfferStatus.WITHDRAWN
    assert "offer_withdrawn" not in told(unit, candidate_id=bank.candidate)
