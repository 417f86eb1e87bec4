"""What goes into and comes out of the offers' services. `repr` shows nobody's pay."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from app.offers.models import AnswerSource, ContractType, OfferApprovalDecision, OfferStatus


@dataclass(frozen=True)
class OfferTerms:
    """What an offer says. Money in `currency` (ISO 4217); `bonus` is a year's target; `expires_at`
    is aware: the last moment at which the candidate may decide.
    """

    position_title: str
    place: str
    contract_type: ContractType
    starts_on: date
    currency: str = field(repr=False)
    monthly_salary: Decimal = field(repr=False)
    expires_at: datetime
    months_per_year: Decimal = field(default=Decimal(12), repr=False)
    bonus: Decimal | None = field(default=None, repr=False)
    allowances: str | None = field(default=None, repr=False)
    other_terms: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class VersionView:
    """One version; `submitted_at` is None while it may still be overwritten."""

    version: int
    terms: OfferTerms
    author_staff_id: UUID
    saved_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True)
class ApprovalView:
    """One approval of one version, in order of `position`."""

    version: int
    position: int
    approver_staff_id: UUID
    decided_by_staff_id: UUID | None
    decision: OfferApprovalDecision | None
    reason: str | None = field(repr=False)
    asked_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True)
class OfferLine:
    """An offer in a list: no terms."""

    offer_id: UUID
    application_id: UUID
    status: OfferStatus
    version: int
    author_staff_id: UUID
    sent_at: datetime | None
    expires_at: datetime | None
    decided_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class OfferView(OfferLine):
    """An offer as staff see it: all versions, oldest first, with their approvals."""

    sent_version: int | None
    sent_by_staff_id: UUID | None
    answer_source: AnswerSource | None
    recorded_by_staff_id: UUID | None
    on_whose_word: str | None = field(repr=False)
    decline_reason: str | None = field(repr=False)
    withdrawal_reason: str | None = field(repr=False)
    early_reason: str | None = field(repr=False)
    ended_at: datetime | None
    versions: tuple[VersionView, ...]
    approvals: tuple[ApprovalView, ...]


@dataclass(frozen=True)
class CandidateOffer:
    """An offer as its candidate sees it: the version last sent. While it `is_under_revision`,
    nothing can be decided on.
    """

    offer_id: UUID
    application_id: UUID
    requisition_title: str
    status: OfferStatus
    is_under_revision: bool
    version: int
    terms: OfferTerms
    sent_at: datetime
    expires_at: datetime
    decided_at: datetime | None
