"""All queries about offers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.hiring.models import Application, Requisition
from app.hiring.schemas import Reach
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.offers.models import OPEN, SENT, Offer, OfferApproval, OfferStatus, OfferVersion


def get(unit: Unit, offer_id: UUID) -> Offer:
    """The offer; raises `NotFound`."""
    offer = unit.session.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    return offer


def lock(unit: Unit, offer_id: UUID) -> Offer:
    """The offer as it is now, held against others until the unit ends; raises `NotFound`."""
    offer = unit.session.get(Offer, offer_id, with_for_update=True, populate_existing=True)
    if offer is None:
        raise NotFound
    return offer


def insert_offer(unit: Unit, values: dict[str, object]) -> Offer | None:
    """The new offer, or None when the application has an open one, also one just committed."""
    statement = insert(Offer).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["application_id"], index_where=OPEN)
    return unit.session.scalar(statement.returning(Offer))


def open_of_application(unit: Unit, application_id: UUID) -> Offer | None:
    """The application's open offer, locked."""
    statement = select(Offer).where(Offer.application_id == application_id, OPEN).with_for_update()
    return unit.session.scalar(statement.execution_options(populate_existing=True))


def version_of(unit: Unit, offer_id: UUID, version: int) -> OfferVersion:
    """That version of an offer; there must be one."""
    statement = select(OfferVersion).where(OfferVersion.offer_id == offer_id, OfferVersion.version == version)
    return unit.session.scalars(statement).one()


def versions_of(unit: Unit, offer_id: UUID) -> Sequence[OfferVersion]:
    """All versions, oldest first."""
    statement = select(OfferVersion).where(OfferVersion.offer_id == offer_id)
    return unit.session.scalars(statement.order_by(OfferVersion.version)).all()


def approvals_of(unit: Unit, version_ids: Sequence[UUID]) -> Sequence[OfferApproval]:
    """The approvals of these versions, in order."""
    statement = select(OfferApproval).where(OfferApproval.offer_version_id.in_(version_ids))
    return unit.session.scalars(statement.order_by(OfferApproval.offer_version_id, OfferApproval.position)).all()


def expired_ids(unit: Unit, limit: int) -> Sequence[UUID]:
    """Offers with their candidates whose time is over, the longest first."""
    statement = select(Offer.id).where(SENT, Offer.expires_at < unit.now)
    return unit.session.scalars(statement.order_by(Offer.expires_at).limit(limit)).all()


def offers(
    unit: Unit,
    *,
    application_id: UUID | None,
    reach: Reach | None,
    status: OfferStatus | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Offer]:
    """Offers in the order they were drafted, from after that id; with `reach`, those that it recruits for."""
    statement = select(Offer)
    if reach is not None:
        statement = statement.where(_recruited_by(reach))
    if application_id is not None:
        statement = statement.where(Offer.application_id == application_id)
    if status is not None:
        statement = statement.where(Offer.status == status)
    return unit.session.scalars(_page(statement, after, limit)).all()


def waiting_approvals(unit: Unit) -> Sequence[tuple[OfferApproval, UUID]]:
    """The approval that is next of every submitted offer, with the offer's id."""
    earlier = aliased(OfferApproval)
    is_next = ~(
        select(earlier.id)
        .where(
            earlier.offer_version_id == OfferApproval.offer_version_id,
            earlier.position < OfferApproval.position,
            earlier.decision.is_(None),
        )
        .exists()
    )
    statement = (
        select(OfferApproval, Offer.id)
        .join(OfferVersion, OfferVersion.id == OfferApproval.offer_version_id)
        .join(Offer, (Offer.id == OfferVersion.offer_id) & (Offer.version == OfferVersion.version))
        .where(Offer.status == OfferStatus.SUBMITTED, OfferApproval.decision.is_(None), is_next)
    )
    return [(row[0], row[1]) for row in unit.session.execute(statement.order_by(Offer.id))]


def sent_to(unit: Unit, application_id: UUID) -> Sequence[Offer]:
    """The application's offers that were ever sent, oldest first."""
    statement = select(Offer).where(Offer.application_id == application_id, Offer.sent_version.is_not(None))
    return unit.session.scalars(statement.order_by(Offer.id)).all()


def _recruited_by(reach: Reach) -> ColumnElement[bool]:
    """Whether somebody recruits for the offer's application: as its recruiter, or for its department."""
    if reach.departments is None:
        return true()
    recruiter = func.coalesce(Application.recruiter_id, Requisition.recruiter_id)
    ways: list[ColumnElement[bool]] = [Requisition.department_id.in_(reach.departments)]
    if reach.is_recruiter:
        ways.append(recruiter == reach.staff_id)
    # Of each offer by key; a condition on `exists` would be answered by reading all applications.
    found = select(or_(*ways)).select_from(Application).join(Requisition, Requisition.id == Application.requisition_id)
    return found.where(Application.id == Offer.application_id).correlate(Offer).scalar_subquery()


def _page(statement: Select[Offer], after: UUID | None, limit: int) -> Select[Offer]:
    if after is not None:
        statement = statement.where(Offer.id > after)
    return statement.order_by(Offer.id).limit(limit)
