"""What is shown of offers: to staff whole, to the candidate what they were sent.

Who of staff may see pay at all is the field policy's, at the edge.
"""

from uuid import UUID

from app.hiring import service as hiring
from app.hiring.schemas import Reach
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.offers import repository
from app.offers.models import Offer, OfferApproval, OfferStatus, OfferVersion
from app.offers.rules import OPEN
from app.offers.schemas import ApprovalView, CandidateOffer, OfferLine, OfferTerms, OfferView, VersionView
from app.people import service as people


def offer_view(unit: Unit, offer_id: UUID) -> OfferView:
    """One offer with its versions and approvals, for staff. Raises `NotFound`."""
    offer = repository.get(unit, offer_id)
    versions = repository.versions_of(unit, offer_id)
    numbers = {row.id: row.version for row in versions}
    approvals = repository.approvals_of(unit, list(numbers))
    return OfferView(
        **vars(_line(offer)),
        sent_version=offer.sent_version,
        sent_by_staff_id=offer.sent_by_staff_id,
        answer_source=offer.answer_source,
        recorded_by_staff_id=offer.recorded_by_staff_id,
        on_whose_word=offer.on_whose_word,
        decline_reason=offer.decline_reason,
        withdrawal_reason=offer.withdrawal_reason,
        early_reason=offer.early_reason,
        ended_at=offer.ended_at,
        versions=tuple(_version(row) for row in versions),
        approvals=tuple(
            sorted(
                (_approval(row, numbers[row.offer_version_id]) for row in approvals),
                key=lambda view: (view.version, view.position),
            )
        ),
    )


def list_offers(
    unit: Unit,
    *,
    application_id: UUID | None = None,
    reach: Reach | None = None,
    status: OfferStatus | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[OfferLine]:
    """Offers without their terms, oldest first; with `reach`, those that it recruits for."""
    rows = repository.offers(unit, application_id=application_id, reach=reach, status=status, after=after, limit=limit)
    return [_line(row) for row in rows]


def approvals_waiting_for(unit: Unit, staff_id: UUID) -> list[UUID]:
    """Offers whose next approval is this person's to give, now: their own, and those they stand in for."""
    waiting = repository.waiting_approvals(unit)
    stand_ins = {
        approver: people.stands_in_for(unit, approver) for approver in {row.approver_staff_id for row, _ in waiting}
    }
    return [
        offer_id for row, offer_id in waiting if staff_id in {row.approver_staff_id, stand_ins[row.approver_staff_id]}
    ]


def offer_for_candidate(unit: Unit, offer_id: UUID) -> CandidateOffer:
    """The offer as its candidate, who asks, was sent it. Raises `NotFound` for another's or unsent one."""
    offer = repository.get(unit, offer_id)
    context = hiring.application_context(unit, offer.application_id)
    if unit.actor.kind != "candidate" or unit.actor.id != context.candidate_id or offer.sent_version is None:
        raise NotFound
    return _for_candidate(unit, offer, context.requisition_title)


def offers_for_candidate(unit: Unit, application_id: UUID) -> list[CandidateOffer]:
    """What this application's candidate, who asks, was ever sent, oldest first. Raises `NotFound`."""
    context = hiring.application_context(unit, application_id)
    if unit.actor.kind != "candidate" or unit.actor.id != context.candidate_id:
        raise NotFound
    return [_for_candidate(unit, row, context.requisition_title) for row in repository.sent_to(unit, application_id)]


def _for_candidate(unit: Unit, offer: Offer, title: str) -> CandidateOffer:
    assert offer.sent_version is not None  # both callers see to that
    assert offer.sent_at is not None
    version = repository.version_of(unit, offer.id, offer.sent_version)
    is_under_revision = offer.status in OPEN - {OfferStatus.SENT}
    return CandidateOffer(
        offer_id=offer.id,
        application_id=offer.application_id,
        requisition_title=title,
        # How far a revision has come inside the house is not the candidate's to see.
        status=OfferStatus.SENT if is_under_revision else offer.status,
        is_under_revision=is_under_revision,
        version=version.version,
        terms=_terms(version),
        sent_at=offer.sent_at,
        expires_at=version.expires_at,
        decided_at=offer.decided_at,
    )


def _line(offer: Offer) -> OfferLine:
    return OfferLine(
        offer_id=offer.id,
        application_id=offer.application_id,
        status=offer.status,
        version=offer.version,
        author_staff_id=offer.author_staff_id,
        sent_at=offer.sent_at,
        expires_at=offer.expires_at,
        decided_at=offer.decided_at,
        created_at=offer.created_at,
        updated_at=offer.updated_at,
    )


def _version(row: OfferVersion) -> VersionView:
    return VersionView(row.version, _terms(row), row.author_staff_id, row.saved_at, row.submitted_at)


def _terms(row: OfferVersion) -> OfferTerms:
    return OfferTerms(
        position_title=row.position_title,
        place=row.place,
        contract_type=row.contract_type,
        starts_on=row.starts_on,
        currency=row.currency,
        monthly_salary=row.monthly_salary,
        expires_at=row.expires_at,
        months_per_year=row.months_per_year,
        bonus=row.bonus,
        allowances=row.allowances,
        other_terms=row.other_terms,
    )


def _approval(row: OfferApproval, version: int) -> ApprovalView:
    return ApprovalView(
        version=version,
        position=row.position,
        approver_staff_id=row.approver_staff_id,
        decided_by_staff_id=row.decided_by_staff_id,
        decision=row.decision,
        reason=row.reason,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
    )
