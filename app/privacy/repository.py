"""All queries about notices, consents and requests."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.kit.database import Unit
from app.privacy.models import Consent, PrivacyNotice, PrivacyRequest, Purpose, RequestStatus


def hold(unit: Unit, name: str) -> None:
    """Holds others who hold the same name until this transaction ends."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"privacy:{name}", 0))))


def newest_version(unit: Unit) -> int:
    """The newest version of the notice; 0 before the first."""
    return unit.session.scalar(select(func.max(PrivacyNotice.version))) or 0


def notice(unit: Unit, version: int, locale: str | None = None) -> PrivacyNotice | None:
    """A version of the notice, in a language or in any."""
    statement = select(PrivacyNotice).where(PrivacyNotice.version == version).order_by(PrivacyNotice.locale)
    if locale is not None:
        statement = statement.where(PrivacyNotice.locale == locale)
    return unit.session.scalars(statement.limit(1)).first()


def live(unit: Unit, candidate_id: UUID, purposes: Sequence[Purpose]) -> Sequence[Consent]:
    """The consents of a candidate that count now, of these purposes."""
    statement = select(Consent).where(
        Consent.candidate_id == candidate_id,
        Consent.purpose.in_(purposes),
        Consent.withdrawn_at.is_(None),
        Consent.superseded_at.is_(None),
    )
    return unit.session.scalars(statement.execution_options(populate_existing=True)).all()


def newest(unit: Unit, candidate_id: UUID, purpose: Purpose) -> Consent | None:
    """The candidate's last consent to a purpose, however it ended."""
    statement = select(Consent).where(Consent.candidate_id == candidate_id, Consent.purpose == purpose)
    return unit.session.scalars(statement.order_by(Consent.given_at.desc(), Consent.id.desc()).limit(1)).first()


def consents(unit: Unit, candidate_id: UUID, after: UUID | None, limit: int) -> Sequence[Consent]:
    """All consents of a candidate in the order they were given, from after that id."""
    statement = select(Consent).where(Consent.candidate_id == candidate_id)
    if after is not None:
        statement = statement.where(Consent.id > after)
    return unit.session.scalars(statement.order_by(Consent.id).limit(limit)).all()


def request(unit: Unit, request_id: UUID, *, for_update: bool = False) -> PrivacyRequest | None:
    """A request as it is now, held against others if it is to be changed."""
    return unit.session.get(PrivacyRequest, request_id, with_for_update=for_update, populate_existing=for_update)


def open_requests_of(unit: Unit, candidate_id: UUID) -> int:
    statement = select(func.count()).where(
        PrivacyRequest.candidate_id == candidate_id, PrivacyRequest.status == RequestStatus.RECEIVED
    )
    return unit.session.scalar(statement) or 0


def requests(
    unit: Unit,
    *,
    candidate_id: UUID | None,
    owner_staff_id: UUID | None,
    status: RequestStatus | None,
    after: UUID | None,
    limit: int,
) -> Sequence[PrivacyRequest]:
    """Requests that fit all that is given, in the order in which they were made, from after that id."""
    statement = select(PrivacyRequest)
    if candidate_id is not None:
        statement = statement.where(PrivacyRequest.candidate_id == candidate_id)
    if owner_staff_id is not None:
        statement = statement.where(PrivacyRequest.owner_staff_id == owner_staff_id)
    if status is not None:
        statement = statement.where(PrivacyRequest.status == status)
    if after is not None:
        statement = statement.where(PrivacyRequest.id > after)
    return unit.session.scalars(statement.order_by(PrivacyRequest.id).limit(limit)).all()
