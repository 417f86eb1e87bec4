"""What goes in and out about offers. Pay is for who recruits, who is asked to approve, and the offer's candidate."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints, WithJsonSchema

from app.offers.models import AnswerSource, ContractType, OfferAnswer, OfferApprovalDecision, OfferStatus
from app.web.api.bodies import Body, Day, Line, Moment, Out, PageParameters, Part, When, Words

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


class WhichOffers(PageParameters):
    status: OfferStatus | None = None


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
    decision: OfferApprovalDecision | None
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
