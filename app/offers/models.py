"""Offers: what they say (versions, never overwritten once submitted), who approved them, how they ended.

Pay is a field class of its own; none of it reaches the warehouse.
"""

import enum
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, compensation, internal, personal


class OfferStatus(enum.StrEnum):
    """An offer that is changed after its submission goes back to draft, for a new version.

    `draft` to `sent` are open: an application has at most one such offer.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ContractType(enum.StrEnum):
    """Kinds of contract (Labour Contract Law of the PRC, articles 12 and 57), and the internship."""

    OPEN_ENDED = "open_ended"
    FIXED_TERM = "fixed_term"
    BY_PROJECT = "by_project"
    DISPATCH = "dispatch"
    INTERNSHIP = "internship"


class OfferApprovalDecision(enum.StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"


class OfferAnswer(enum.StrEnum):
    """What a candidate decides."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class AnswerSource(enum.StrEnum):
    """Whether the candidate decided here, or staff recorded what was decided elsewhere."""

    CANDIDATE = "candidate"
    RECORDED = "recorded"


# As text: with bound parameters the partial indexes are not recognised once the driver prepares the statement.
OPEN = text("status in ('draft', 'submitted', 'approved', 'sent')")
SENT = text("status = 'sent'")


class Offer(Base):
    """One offer to one application. `version` is the newest; `sent_version` the one the candidate
    was last sent, whose end is `expires_at` while it is with them.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("uq_offers_open", "application_id", unique=True, postgresql_where=OPEN),
        Index("ix_offers_expiring", "expires_at", postgresql_where=SENT),
        Index("ix_offers_application_id_id", "application_id", "id"),
        Index("ix_offers_status_id", "status", "id"),
        CheckConstraint("(status in ('accepted', 'declined')) = (decided_at is not null)", name="decided"),
        CheckConstraint("status <> 'sent' or (sent_at is not null and expires_at is not null)", name="sent"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"))
    status: Mapped[OfferStatus] = internal(default=OfferStatus.DRAFT)
    version: Mapped[int] = internal(default=1)
    author_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    early_reason: Mapped[str | None] = personal()  # why before the plan's last round was passed
    sent_version: Mapped[int | None] = internal()
    sent_at: Mapped[datetime | None] = internal()  # of the version last sent
    sent_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    expires_at: Mapped[datetime | None] = internal()
    decided_at: Mapped[datetime | None] = internal()
    answer_source: Mapped[AnswerSource | None] = internal()
    recorded_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    on_whose_word: Mapped[str | None] = personal()
    decline_reason: Mapped[str | None] = personal()
    withdrawn_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    withdrawal_reason: Mapped[str | None] = personal()
    ended_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()
    updated_at: Mapped[datetime] = internal()


class OfferVersion(Base):
    """What an offer says. Overwritten while it was never submitted, kept as it is afterwards."""

    __tablename__ = "offer_versions"
    __table_args__ = (UniqueConstraint("offer_id", "version"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    offer_id: Mapped[UUID] = internal(ForeignKey("offers.id"))
    version: Mapped[int] = internal()
    position_title: Mapped[str] = internal()
    place: Mapped[str] = internal()
    contract_type: Mapped[ContractType] = internal()
    starts_on: Mapped[date] = internal()
    currency: Mapped[str] = compensation()  # ISO 4217
    monthly_salary: Mapped[Decimal] = compensation(Numeric(14, 2))
    months_per_year: Mapped[Decimal] = compensation(Numeric(4, 2))
    bonus: Mapped[Decimal | None] = compensation(Numeric(14, 2))  # a year's target, in the currency
    allowances: Mapped[str | None] = compensation()
    other_terms: Mapped[str | None] = personal()
    expires_at: Mapped[datetime] = internal()
    author_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    saved_at: Mapped[datetime] = internal()
    submitted_at: Mapped[datetime | None] = internal()


class OfferApproval(Base):
    """An approval asked for, in order. `decided_by_staff_id` is the approver, or who stood in."""

    __tablename__ = "offer_approvals"
    __table_args__ = (
        UniqueConstraint("offer_version_id", "position"),
        Index("ix_offer_approvals_waiting", "approver_staff_id", "id", postgresql_where=text("decision is null")),
        CheckConstraint("(decision is null) = (decided_at is null)", name="decided"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    offer_version_id: Mapped[UUID] = internal(ForeignKey("offer_versions.id"))
    position: Mapped[int] = internal()
    approver_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    decided_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    decision: Mapped[OfferApprovalDecision | None] = internal()
    reason: Mapped[str | None] = personal()
    asked_at: Mapped[datetime] = internal()
    decided_at: Mapped[datetime | None] = internal()
