"""Offers: drafted, approved, sent, decided. Pay is for who recruits, who is asked to approve, and its candidate."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.kit.errors import NotFound
from app.offers import service as offers
from app.offers.schemas import CandidateOffer, OfferLine, OfferTerms, OfferView
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.web.api.bodies import InPages, PageOf
from app.web.api.call import ApiCall, Call
from app.web.api.objects import RECRUITING, Relation, reach_of, see_application
from app.web.api.offer_shapes import (
    CANDIDATES_OWN,
    FOR_CANDIDATE,
    AcceptIn,
    ApprovalIn,
    ApprovalOut,
    ApproversIn,
    DeclineIn,
    ElsewhereIn,
    NewTermsIn,
    OfferIn,
    OfferLineOut,
    OfferOut,
    OfferReasonIn,
    OfferVersionOut,
    TermsIn,
    TermsOut,
    WaitingOut,
    WhichOffers,
)
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, CANDIDATES, STAFF, staff_as

router = ApiRouter("offers")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)


@router.post("/applications/{application_id}/offers", RECRUITERS, "Draft an offer", status=201)
def draft_offer(call: Call, application_id: UUID, body: OfferIn) -> OfferOut:
    see_application(call, application_id, RECRUITING)
    made = offers.draft_offer(call.unit, application_id, _terms(body.terms), early_reason=body.early_reason)
    return _shown(call, made.id)


@router.get("/applications/{application_id}/offers", ANYONE_KNOWN, "An application's offers")
def list_offers_of_application(call: Call, application_id: UUID, page: InPages) -> PageOf[OfferLineOut]:
    """Its candidate sees those that were ever sent."""
    _, relation = see_application(call, application_id, RECRUITING | {Relation.CANDIDATE})
    if relation is Relation.CANDIDATE:
        sent = offers.offers_for_candidate(call.unit, application_id)
        return PageOf[OfferLineOut](items=[_line(one) for one in sent], next_cursor=None)
    found = page.read(
        lambda after, limit: offers.list_offers(call.unit, application_id=application_id, after=after, limit=limit),
        lambda line: line.offer_id,
    )
    return PageOf[OfferLineOut].of_slice(found, _line)


@router.get("/offers", RECRUITERS, "The offers that I recruit for")
def list_offers(call: Call, which: Annotated[WhichOffers, Query()]) -> PageOf[OfferLineOut]:
    """Without their terms, in the order they were drafted."""
    reach = reach_of(call.staff)
    found = which.read(
        lambda after, limit: offers.list_offers(call.unit, reach=reach, status=which.status, after=after, limit=limit),
        lambda line: line.offer_id,
    )
    return PageOf[OfferLineOut].of_slice(found, _line)


@router.get("/offer-approvals", STAFF, "Offers that wait for my approval")
def list_waiting_approvals(call: Call) -> WaitingOut:
    return WaitingOut(offer_ids=offers.approvals_waiting_for(call.unit, call.staff.staff_id))


@router.get("/offers/{offer_id}", ANYONE_KNOWN, "One offer")
def read_offer(call: Call, offer_id: UUID) -> OfferOut:
    return _shown(call, offer_id)


@router.put("/offers/{offer_id}/terms", RECRUITERS, "Change what it says", needs_match=True)
def edit_offer(call: Call, offer_id: UUID, body: NewTermsIn) -> OfferOut:
    """A version that was submitted is kept; a new one needs approval again."""
    _match(call, offer_id)
    offers.edit_offer(call.unit, offer_id, _terms(body.terms))
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/submit", RECRUITERS, "Ask for approval", takes_match=True)
def submit_offer(call: Call, offer_id: UUID, body: ApproversIn) -> OfferOut:
    _match(call, offer_id)
    offers.submit_offer(call.unit, offer_id, body.approver_ids)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/approve", STAFF, "Give the approval that is next", takes_match=True)
def approve_offer(call: Call, offer_id: UUID, body: ApprovalIn) -> None:
    """By the approver asked, or who stands in for them."""
    _require_asked(call, offer_id)
    offers.approve_offer(call.unit, offer_id, body.note)


@router.post("/offers/{offer_id}/refuse", STAFF, "Send it back, with the reason", takes_match=True)
def refuse_offer(call: Call, offer_id: UUID, body: OfferReasonIn) -> None:
    _require_asked(call, offer_id)
    offers.refuse_offer(call.unit, offer_id, body.reason)


@router.post("/offers/{offer_id}/send", RECRUITERS, "Send it to the candidate", takes_match=True)
def send_offer(call: Call, offer_id: UUID) -> OfferOut:
    """Starts the candidate's `offer_decision` clock, due at the offer's own date."""
    _match(call, offer_id)
    offers.send_offer(call.unit, offer_id)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/accept", CANDIDATES, "Accept", takes_match=True)
def accept_offer(call: Call, offer_id: UUID, body: AcceptIn) -> OfferOut:
    """The application ends as hired."""
    _match_own(call, offer_id)
    offers.accept_offer(call.unit, offer_id, body.version)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/decline", CANDIDATES, "Decline", takes_match=True)
def decline_offer(call: Call, offer_id: UUID, body: DeclineIn) -> OfferOut:
    _match_own(call, offer_id)
    offers.decline_offer(call.unit, offer_id, body.reason, body.version)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/record-decision", RECRUITERS, "Write down a decision made elsewhere", takes_match=True)
def record_offer_decision(call: Call, offer_id: UUID, body: ElsewhereIn) -> OfferOut:
    _match(call, offer_id)
    offers.record_decision(
        call.unit,
        offer_id,
        body.answer,
        on_whose_word=body.on_whose_word,
        decided_at=body.decided_at,
        reason=body.reason,
    )
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/withdraw", RECRUITERS, "Take it back, with the reason", takes_match=True)
def withdraw_offer(call: Call, offer_id: UUID, body: OfferReasonIn) -> OfferOut:
    _match(call, offer_id)
    offers.withdraw_offer(call.unit, offer_id, body.reason)
    return _shown(call, offer_id)


def _terms(sent: TermsIn) -> OfferTerms:
    return OfferTerms(**sent.model_dump())


def _line(line: OfferLine | CandidateOffer) -> OfferLineOut:
    return OfferLineOut.of(line, id=line.offer_id)


def _see(call: ApiCall, offer_id: UUID) -> OfferView:
    """For who recruits, and for who is asked to approve it."""
    view = offers.offer_view(call.unit, offer_id)
    if not _is_asked(call, offer_id):
        see_application(call, view.application_id, RECRUITING)
    return view


def _is_asked(call: ApiCall, offer_id: UUID) -> bool:
    return offer_id in offers.approvals_waiting_for(call.unit, call.staff.staff_id)


def _require_asked(call: ApiCall, offer_id: UUID) -> None:
    if not _is_asked(call, offer_id):
        _see(call, offer_id)  # who may see it is told why not; to others there is no such offer
    call.require_match("offers", offer_id, lambda: _shown(call, offer_id))


def _match(call: ApiCall, offer_id: UUID) -> None:
    see_application(call, offers.offer_view(call.unit, offer_id).application_id, RECRUITING)
    call.require_match("offers", offer_id, lambda: _shown(call, offer_id))


def _match_own(call: ApiCall, offer_id: UUID) -> None:
    _shown(call, offer_id)  # another's is not found
    call.require_match("offers", offer_id, lambda: _shown(call, offer_id))


def _shown(call: ApiCall, offer_id: UUID) -> OfferOut:
    if isinstance(call.viewer, CandidateViewer):
        return _for_candidate(call, offer_id)
    view = _see(call, offer_id)
    return OfferOut.of(
        view,
        hidden=CANDIDATES_OWN,
        id=view.offer_id,
        versions=[OfferVersionOut.of(one, terms=TermsOut.of(one.terms)) for one in view.versions],
        approvals=[ApprovalOut.of(one) for one in view.approvals],
    )


def _for_candidate(call: ApiCall, offer_id: UUID) -> OfferOut:
    view = offers.offer_for_candidate(call.unit, offer_id)
    if view.application_id != call.candidate.application_id:  # the link is for one application
        raise NotFound
    hidden = OfferOut.model_fields.keys() - FOR_CANDIDATE - CANDIDATES_OWN
    return OfferOut.of(view, hidden=hidden, id=view.offer_id, terms=TermsOut.of(view.terms))
