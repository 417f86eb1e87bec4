"""What candidates were told about their data (notices), what they agreed to (consents), what they ask (requests).

Rows are never overwritten: a withdrawal closes a consent, another consent is another row.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal, public


class Purpose(enum.StrEnum):
    """What a candidate's data is used for, by legal basis (Personal Information Protection Law of
    the PRC, article 13).

    `application`: needed to conclude the contract that the candidate asks for (13 (2)); no consent
    is asked, though one may be recorded. All others stand on consent (13 (1)), which can be
    withdrawn at any time and then counts for the future only (15): `talent_pool` (kept for other
    openings after the application), `contact_by_mail` and `contact_by_sms` (notices that leave the
    product; what is shown in the portal needs none), `survey` (asked what the process was like),
    `background_check`, and `sensitive_data` (ID number, health, biometrics: a separate consent, 29).
    """

    APPLICATION = "application"
    TALENT_POOL = "talent_pool"
    CONTACT_BY_MAIL = "contact_by_mail"
    CONTACT_BY_SMS = "contact_by_sms"
    SURVEY = "survey"
    BACKGROUND_CHECK = "background_check"
    SENSITIVE_DATA = "sensitive_data"


class ConsentWay(enum.StrEnum):
    """How a consent came: by the candidate here, or written down by staff from paper or a call."""

    PORTAL = "portal"
    PAPER = "paper"
    PHONE = "phone"


class PrivacyNotice(Base):
    """One version of what candidates are told, in one language. Never changed: a new version is."""

    __tablename__ = "privacy_notices"
    __table_args__ = (UniqueConstraint("version", "locale"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    version: Mapped[int] = public()
    locale: Mapped[str] = public()  # BCP 47
    text: Mapped[str] = public()
    text_hash: Mapped[str] = public()  # SHA-256, hexadecimal
    published_at: Mapped[datetime] = public()


class Consent(Base):
    """A candidate agreed to a purpose, having been shown a version of the notice. It counts while
    it is neither withdrawn nor superseded by one to a newer notice.
    """

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "uq_consents_live",
            "candidate_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_at is null and superseded_at is null"),
        ),
        Index("ix_consents_candidate_id_id", "candidate_id", "id"),
        CheckConstraint("withdrawn_at is null or superseded_at is null", name="ended_once"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    purpose: Mapped[Purpose] = internal()
    notice_version: Mapped[int] = internal()
    way: Mapped[ConsentWay] = internal()
    given_at: Mapped[datetime] = internal()
    recorded_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = internal()
    withdrawal_recorded_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    superseded_at: Mapped[datetime | None] = internal()


class RequestKind(enum.StrEnum):
    """What a candidate asks for their data (Personal Information Protection Law of the PRC, articles 44 to 48)."""

    ACCESS = "access"  # what is held, and why (44, 45)
    COPY = "copy"  # a copy, or its transfer (45)
    CORRECT = "correct"  # (46)
    DELETE = "delete"  # (47)
    EXPLAIN = "explain"  # the rules of processing (48), and why a decision was made (24)


class RequestStatus(enum.StrEnum):
    RECEIVED = "received"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class RequestOutcome(enum.StrEnum):
    """What the answer was: a refusal needs its reason as much as the rest needs its words (50)."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    REFUSED = "refused"


class PrivacyRequest(Base):
    """One request of one candidate. What is written is personal and stays out of the warehouse."""

    __tablename__ = "privacy_requests"
    __table_args__ = (
        Index("ix_privacy_requests_candidate_id_id", "candidate_id", "id"),
        Index("ix_privacy_requests_status_id", "status", "id"),
        Index("ix_privacy_requests_owner_staff_id_id", "owner_staff_id", "id"),
        CheckConstraint(
            "status <> 'answered' or (answered_at is not null and outcome is not null and answer is not null)",
            name="answered",
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    kind: Mapped[RequestKind] = internal()
    text: Mapped[str | None] = personal()
    way: Mapped[ConsentWay] = internal()
    status: Mapped[RequestStatus] = internal(default=RequestStatus.RECEIVED)
    owner_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    recorded_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))  # on the candidate's behalf
    made_at: Mapped[datetime] = internal()
    outcome: Mapped[RequestOutcome | None] = internal()
    answer: Mapped[str | None] = personal()
    answered_at: Mapped[datetime | None] = internal()
    answered_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = internal()
