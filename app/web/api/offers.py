"""Offers: drafted, approved, sent, decided. Pay is for who recruits, who is asked to approve, and its candidate."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints, WithJsonSchema

from app.kit.errors import NotFound
from app.offers import service as offers
from app.offers.models import AnswerSource, ApprovalDecision, ContractType, OfferAnswer, OfferStatus
from app.offers.schemas import CandidateOffer, OfferLine, OfferTerms, OfferView
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.web.api.bodies import Body, Day, InPages, Line, Moment, Out, PageOf, Part, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import RECRUITING, Relation, see_application
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, CANDIDATES, STAFF, staff_as

router = ApiRouter("offers")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
MOST_MONEY = 999_999_999_999
# Numbers in the description: Decimals may be sent as text too, but nobody needs to.
Money = Annotated[
    Decimal,
    Field(ge=0, le=MOST_MONEY, max_digits=14, decimal_places=2),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_MONEY, "multipleOf": 0.01}),
]
Months = Annotated[
    Decimal,
    Field(gt=0, le=24, max_digits=4, decimal_places=2),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 24, "multipleOf": 0.01}),
]
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class TermsIn(Part):
    """What an offer says. `bonus` is a year's target; `expires_at` the last moment to decide."""

    position_title: Line
    place: Line
    contract_type: ContractType
    starts_on: Day
    currency: Annotated[str, StringConstraints(min_length=3, max_length=3, pattern="^[A-Z]{3}$")]
    monthly_salary: Money
    months_per_year: Months = Decimal(12)
    bonus: Money | None = None
    allowances: Words | None = None
    other_terms: Words | None = None
    expires_at: Moment


TERMS = {
    "position_title": "Credit analyst",
    "place": "Shanghai",
    "contract_type": "fixed_term",
    "starts_on": "2027-01-04",
    "currency": "CNY",
    "monthly_salary": 23000,
    "months_per_year": 14,
    "expires_at": "2026-12-18T18:00:00+08:00",
}


class OfferIn(Body):
    """`early_reason` is needed before the last round was decided with `advance`."""

    terms: TermsIn
    early_reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"terms": TERMS}


class NewTermsIn(Body):
    terms: TermsIn

    example: ClassVar[dict[str, Any]] = {"terms": TERMS | {"monthly_salary": 25000}}


class ApproversIn(Body):
    """Who approves, in this order."""

    approver_ids: Annotated[list[UUID], Field(min_length=1, max_length=10)]

    example: ClassVar[dict[str, Any]] = {"approver_ids": [ID]}


class ApprovalIn(Body):
    note: Words | None = None

    example: ClassVar[dict[str, Any]] = {"note": "Within the band."}


class OfferReasonIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "Above the band."}


class AcceptIn(Body):
    """`version` is the one that was read: an offer changed meanwhile answers 409."""

    version: Annotated[int, Field(ge=1, le=1000)] | None = None

    example: ClassVar[dict[str, Any]] = {"version": 1}


class DeclineIn(AcceptIn):
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"version": 1, "reason": "Took another offer."}


class ElsewhereIn(Body):
    """A decision that the candidate made elsewhere: who told it, and how."""

    answer: OfferAnswer
    on_whose_word: Words
    decided_at: Moment | None = None
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"answer": "accepted", "on_whose_word": "The candidate, by telephone."}


class TermsOut(Out):
    position_title: str
    place: str
    contract_type: ContractType
    starts_on: date
    currency: str
    monthly_salary: Decimal
    months_per_year: Decimal
    bonus: Decimal | None
    allowances: str | None
    other_terms: str | None
    expires_at: When


class OfferVersionOut(Out):
    version: int
    terms: TermsOut
    author_staff_id: UUID
    saved_at: When
    submitted_at: When | None


class ApprovalOut(Out):
    version: int
    position: int
    approver_staff_id: UUID
    decided_by_staff_id: UUID | None
    decision: ApprovalDecision | None
    reason: str | None
    asked_at: When
    decided_at: When | None


class OfferLineOut(Out):
    """An offer in a list: no terms."""

    id: UUID
    application_id: UUID
    status: OfferStatus
    version: int
    sent_at: When | None
    expires_at: When | None
    decided_at: When | None


class OfferOut(OfferLineOut):
    """Staff get `versions`, `approvals` and how it was decided; its candidate gets `terms`."""

    requisition_title: str | None = None
    is_under_revision: bool | None = None
    terms: TermsOut | None = None
    sent_version: int | None = None
    answer_source: AnswerSource | None = None
    recorded_by_staff_id: UUID | None = None
    on_whose_word: str | None = None
    decline_reason: str | None = None
    withdrawal_reason: str | None = None
    early_reason: str | None = None
    ended_at: When | None = None
    versions: list[OfferVersionOut] | None = None
    approvals: list[ApprovalOut] | None = None


class WaitingOut(Out):
    """Offers whose next approval is mine to give, now."""

    offer_ids: list[UUID]


CANDIDATES_OWN = frozenset({"requisition_title", "is_under_revision", "terms"})
FOR_CANDIDATE = frozenset({"id", "application_id", "status", "version", "sent_at", "expires_at", "decided_at"})


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


@router.post("/offers/{offer_id}/submit", RECRUITERS, "Ask for approval")
def submit_offer(call: Call, offer_id: UUID, body: ApproversIn) -> OfferOut:
    _match(call, offer_id)
    offers.submit_offer(call.unit, offer_id, body.approver_ids)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/approve", STAFF, "Give the approval that is next")
def approve_offer(call: Call, offer_id: UUID, body: ApprovalIn) -> None:
    """By the approver asked, or who stands in for them."""
    _require_asked(call, offer_id)
    offers.approve_offer(call.unit, offer_id, body.note)


@router.post("/offers/{offer_id}/refuse", STAFF, "Send it back, with the reason")
def refuse_offer(call: Call, offer_id: UUID, body: OfferReasonIn) -> None:
    _require_asked(call, offer_id)
    offers.refuse_offer(call.unit, offer_id, body.reason)


@router.post("/offers/{offer_id}/send", RECRUITERS, "Send it to the candidate")
def send_offer(call: Call, offer_id: UUID) -> OfferOut:
    """Starts the candidate's `offer_decision` clock, due at the offer's own date."""
    _match(call, offer_id)
    offers.send_offer(call.unit, offer_id)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/accept", CANDIDATES, "Accept")
def accept_offer(call: Call, offer_id: UUID, body: AcceptIn) -> OfferOut:
    """The application ends as hired."""
    offers.accept_offer(call.unit, offer_id, body.version)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/decline", CANDIDATES, "Decline")
def decline_offer(call: Call, offer_id: UUID, body: DeclineIn) -> OfferOut:
    offers.decline_offer(call.unit, offer_id, body.reason, body.version)
    return _shown(call, offer_id)


@router.post("/offers/{offer_id}/record-decision", RECRUITERS, "Write down a decision made elsewhere")
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


@router.post("/offers/{offer_id}/withdraw", RECRUITERS, "Take it back, with the reason")
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
