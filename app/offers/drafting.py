"""Verbs on an offer inside the house: drafted, changed, submitted, approved or sent back."""

from collections.abc import Sequence
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move
from app.offers import repository
from app.offers.errors import NotYourApproval, OfferOpen, OfferUnchanged, OwnOffer, RoundsNotPassed
from app.offers.models import Offer, OfferApproval, OfferApprovalDecision, OfferStatus, OfferVersion
from app.offers.notices import tell_candidate, tell_staff
from app.offers.rules import OFFER_MOVES, require_approvers, require_reason, require_staff, require_terms
from app.offers.schemas import OfferTerms
from app.people import service as people
from app.sla import service as sla
from app.sla.models import ClockKind


def hold_offer(unit: Unit, offer_id: UUID) -> tuple[Offer, ApplicationContext]:
    """The offer with its application, both held until the unit ends. The application first, always:
    its end takes them in that order too. Raises `NotFound`.
    """
    context = hiring.hold_application(unit, repository.get(unit, offer_id).application_id)
    return repository.lock(unit, offer_id), context


def move(unit: Unit, offer: Offer, wanted: OfferStatus) -> None:
    """Changes the state, or raises `MoveNotAllowed`."""
    require_move(OFFER_MOVES, "offer", offer.status, wanted)
    offer.status, offer.updated_at = wanted, unit.now


def draft_offer(unit: Unit, application_id: UUID, terms: OfferTerms, *, early_reason: str | None = None) -> Offer:
    """A first version for an active application without an open offer. By a member of staff.

    Before the plan's last round was decided with `advance`, `early_reason` says why.
    Raises `StaffDecides`, `BadTerms`, `TextTooLong`, `OfferOpen`, `RoundsNotPassed`, `OfferReasonMissing`,
    hiring's `ApplicationEnded`, `NotFound`.
    """
    author = require_staff(unit.actor)
    require_terms(terms, unit.now)
    hiring.hold_application(unit, application_id, must_be_active=True)
    reason = None
    if not hiring.has_passed_rounds(unit, application_id):
        if early_reason is None:
            raise RoundsNotPassed
        reason = require_reason(early_reason)
    offer = repository.insert_offer(
        unit,
        {
            "id": new_id(),
            "application_id": application_id,
            "status": OfferStatus.DRAFT,
            "version": 1,
            "author_staff_id": author,
            "early_reason": reason,
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )
    if offer is None:
        raise OfferOpen
    _write(unit, offer, terms, author)
    record(unit, "offer.drafted", offer, application_id=application_id, is_early=reason is not None)
    return offer


def edit_offer(unit: Unit, offer_id: UUID, terms: OfferTerms) -> Offer:
    """Changes what the offer says. A version that was submitted is kept and a new one made, which
    needs approval again; one that is with the candidate is taken back from them until it is sent anew.

    Raises `StaffDecides`, `BadTerms`, `TextTooLong`, `MoveNotAllowed` for one that has ended.
    """
    author = require_staff(unit.actor)
    require_terms(terms, unit.now)
    offer, context = hold_offer(unit, offer_id)
    was = offer.status
    if was is not OfferStatus.DRAFT:
        move(unit, offer, OfferStatus.DRAFT)
    current = repository.version_of(unit, offer_id, offer.version)
    if current.submitted_at is None:
        _fill(unit, current, terms, author)
    else:
        offer.version += 1
        _write(unit, offer, terms, author)
    offer.updated_at, offer.expires_at = unit.now, None
    if was is OfferStatus.SENT:
        sla.cancel_clock(unit, ClockKind.OFFER_DECISION, offer.id, "offer revised")
        tell_candidate(unit, "offer_revised", offer, context)
    record(unit, "offer.edited", offer, application_id=offer.application_id, version=offer.version, was=was)
    return offer


def _write(unit: Unit, offer: Offer, terms: OfferTerms, author: UUID) -> None:
    row = OfferVersion(id=new_id(), offer_id=offer.id, version=offer.version)
    _fill(unit, row, terms, author)
    unit.session.add(row)
    unit.session.flush()  # approvals point at it


def _fill(unit: Unit, row: OfferVersion, terms: OfferTerms, author: UUID) -> None:
    row.position_title, row.place = terms.position_title.strip(), terms.place.strip()
    row.contract_type, row.starts_on = terms.contract_type, terms.starts_on
    row.currency, row.monthly_salary = terms.currency, terms.monthly_salary
    row.months_per_year, row.bonus, row.allowances = terms.months_per_year, terms.bonus, terms.allowances
    row.other_terms, row.expires_at = terms.other_terms, terms.expires_at
    row.author_staff_id, row.saved_at = author, unit.now


def submit_offer(unit: Unit, offer_id: UUID, approvers: Sequence[UUID]) -> Offer:
    """Freezes the newest version and asks for approval, in the order of `approvers`.

    Raises `StaffDecides`, `NeedsApprover`, `OwnOffer` when who wrote it is among them, `NotFound` for an
    approver who is not there, `OfferUnchanged`, `MoveNotAllowed`.
    """
    require_staff(unit.actor)
    offer, _ = hold_offer(unit, offer_id)
    require_move(OFFER_MOVES, "offer", offer.status, OfferStatus.SUBMITTED)
    version = repository.version_of(unit, offer_id, offer.version)
    if version.submitted_at is not None:
        raise OfferUnchanged(offer.status, OFFER_MOVES[offer.status] - {OfferStatus.SUBMITTED})
    require_approvers(approvers, version.author_staff_id)
    for approver in approvers:
        people.staff_contact(unit, approver)  # there must be one, and not a disabled one
    move(unit, offer, OfferStatus.SUBMITTED)
    version.submitted_at = unit.now
    rows = [
        OfferApproval(
            id=new_id(), offer_version_id=version.id, position=position, approver_staff_id=approver, asked_at=unit.now
        )
        for position, approver in enumerate(approvers, start=1)
    ]
    unit.session.add_all(rows)
    record(unit, "offer.submitted", offer, application_id=offer.application_id, approvals=len(rows))
    _ask(unit, offer, rows[0])
    return offer


def approve_offer(unit: Unit, offer_id: UUID, note: str | None = None) -> Offer:
    """Gives the approval that is next; the last one makes the offer approved. By the approver or
    who stands in for them, never by who wrote the version.

    Raises `StaffDecides`, `NotYourApproval`, `OwnOffer`, `MoveNotAllowed` unless it is submitted.
    """
    offer, _ = hold_offer(unit, offer_id)
    require_move(OFFER_MOVES, "offer", offer.status, OfferStatus.APPROVED)
    mine, following = _decide(unit, offer, OfferApprovalDecision.APPROVED, note)
    if following is None:
        move(unit, offer, OfferStatus.APPROVED)
        tell_staff(unit, "offer_approved", offer, offer.author_staff_id)
    else:
        _ask(unit, offer, following)
    record(unit, "offer.approval_given", offer, application_id=offer.application_id, **_who(mine))
    return offer


def refuse_offer(unit: Unit, offer_id: UUID, reason: str) -> Offer:
    """Sends a submitted offer back to draft, with the reason; its author is told.

    Raises `OfferReasonMissing` and what `approve_offer` raises.
    """
    why = require_reason(reason)
    offer, _ = hold_offer(unit, offer_id)
    require_move(OFFER_MOVES, "offer", offer.status, OfferStatus.APPROVED)  # only what waits for approval
    mine, _ = _decide(unit, offer, OfferApprovalDecision.REFUSED, why)
    move(unit, offer, OfferStatus.DRAFT)
    tell_staff(unit, "offer_refused", offer, offer.author_staff_id)
    record(unit, "offer.approval_refused", offer, application_id=offer.application_id, **_who(mine))
    return offer


def _decide(
    unit: Unit, offer: Offer, decision: OfferApprovalDecision, reason: str | None
) -> tuple[OfferApproval, OfferApproval | None]:
    """The approval just decided, and the one that follows it."""
    by = require_staff(unit.actor)
    version = repository.version_of(unit, offer.id, offer.version)
    open_ones = [row for row in repository.approvals_of(unit, [version.id]) if row.decision is None]
    mine, following = open_ones[0], open_ones[1:]
    if by not in {mine.approver_staff_id, people.stands_in_for(unit, mine.approver_staff_id)}:
        raise NotYourApproval
    if by == version.author_staff_id:
        raise OwnOffer
    mine.decision, mine.reason = decision, reason
    mine.decided_by_staff_id, mine.decided_at = by, unit.now
    return mine, following[0] if following else None


def _who(approval: OfferApproval) -> dict[str, object]:
    return {
        "position": approval.position,
        "approver_staff_id": approval.approver_staff_id,
        "decided_by_staff_id": approval.decided_by_staff_id,
    }


def _ask(unit: Unit, offer: Offer, approval: OfferApproval) -> None:
    tell_staff(unit, "offer_approval_asked", offer, people.stands_in_for(unit, approval.approver_staff_id))
