"""Verbs on an offer that leaves the house: sent, accepted, declined, expired, withdrawn.

Accepting hires: the application ends as `hired`, by the named human who sent the offer. Who
sends it has made the decision; the candidate's word completes it (docs/decisions).
"""

from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.models import ApplicationStatus
from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.states import MoveNotAllowed, require_move
from app.offers import repository
from app.offers.drafting import hold_offer, move
from app.offers.errors import OfferChanged, OfferExpired
from app.offers.models import AnswerSource, Offer, OfferAnswer, OfferStatus
from app.offers.notices import tell_candidate, tell_staff
from app.offers.rules import (
    OFFER_MOVES,
    as_candidate_sees,
    has_expired,
    require_candidate,
    require_decision_time,
    require_in_time,
    require_reason,
    require_staff,
)
from app.sla import service as sla
from app.sla.models import ClockKind

EXPIRED_AT_ONCE = 200  # offers that one unit of the job ends


def send_offer(unit: Unit, offer_id: UUID) -> Offer:
    """Hands the approved version to the candidate; they owe a decision by its own date
    (`offer_decision`, nobody's on our side). By a named human.

    Raises `StaffDecides`, `MoveNotAllowed`, `OfferExpired` when that date has passed.
    """
    by = require_staff(unit.actor)
    offer, context = hold_offer(unit, offer_id)
    require_move(OFFER_MOVES, "offer", offer.status, OfferStatus.SENT)
    version = repository.version_of(unit, offer_id, offer.version)
    if version.expires_at <= unit.now:
        raise OfferExpired(offer.status, OFFER_MOVES[offer.status] - {OfferStatus.SENT})
    hiring.show_held_back(unit, offer.application_id)  # an offer tells that the round was passed
    move(unit, offer, OfferStatus.SENT)
    offer.sent_version, offer.expires_at = version.version, version.expires_at
    offer.sent_at, offer.sent_by_staff_id = unit.now, by
    sla.start_clock(
        unit,
        kind=ClockKind.OFFER_DECISION,
        subject_id=offer.id,
        started_at=unit.now,
        due_at=version.expires_at,
        owner_staff_id=None,
        application_id=offer.application_id,
        candidate_id=context.candidate_id,
        requisition_id=context.requisition_id,
        department_id=context.department_id,
        round_id=context.round_id,
        origin=context.origin,
    )
    tell_candidate(unit, "offer_sent", offer, context, expires_at=version.expires_at.isoformat())
    record(unit, "offer.sent", offer, application_id=offer.application_id, version=version.version)
    return offer


def accept_offer(unit: Unit, offer_id: UUID, version: int | None = None) -> Offer:
    """The candidate accepts; the application ends as hired. `version` is the one they have read.

    Raises `CandidateDecides`, `NotFound` for another's, `MoveNotAllowed`, `OfferExpired`, `OfferChanged`.
    """
    return _decide_here(unit, offer_id, OfferAnswer.ACCEPTED, version, None)


def decline_offer(unit: Unit, offer_id: UUID, reason: str | None = None, version: int | None = None) -> Offer:
    """The candidate declines, with a reason if they like; the application stays active, so that
    another offer, or its end, is decided by a human. Raises what `accept_offer` raises.
    """
    return _decide_here(unit, offer_id, OfferAnswer.DECLINED, version, reason)


def _decide_here(unit: Unit, offer_id: UUID, answer: OfferAnswer, version: int | None, reason: str | None) -> Offer:
    candidate = require_candidate(unit.actor)
    why = require_reason(reason) if reason and reason.strip() else None
    offer, context = hold_offer(unit, offer_id)
    if context.candidate_id != candidate or offer.sent_version is None:
        raise NotFound
    state, allowed = as_candidate_sees(offer.status)
    if version is not None and version != offer.sent_version:
        raise OfferChanged(state, allowed)
    _require_not_over(unit, offer)
    if OfferStatus(answer) not in allowed:
        raise MoveNotAllowed("offer", state, answer, allowed)
    offer.answer_source, offer.decline_reason = AnswerSource.CANDIDATE, why
    _decided(unit, offer, answer, unit.now)
    return offer


def record_decision(
    unit: Unit,
    offer_id: UUID,
    answer: OfferAnswer,
    *,
    on_whose_word: str,
    decided_at: datetime | None = None,
    reason: str | None = None,
) -> Offer:
    """Staff write down what the candidate decided elsewhere: who told it and how (`on_whose_word`),
    and when (`decided_at`, default now). It counts like the candidate's own and is told apart.

    Raises `StaffDecides`, `OfferReasonMissing` without a word for it, `OfferExpired` once the offer's time is
    over, whenever the decision was made, `BadDecisionTime`, `MoveNotAllowed`.
    """
    by = require_staff(unit.actor)
    word = require_reason(on_whose_word)
    why = require_reason(reason) if reason and reason.strip() else None
    offer, context = hold_offer(unit, offer_id)
    _require_not_over(unit, offer)
    require_move(OFFER_MOVES, "offer", offer.status, OfferStatus(answer))
    at = decided_at or unit.now
    assert offer.sent_at is not None  # of every sent offer
    assert offer.expires_at is not None
    require_decision_time(offer.sent_at, offer.expires_at, at, unit.now)
    offer.answer_source, offer.recorded_by_staff_id = AnswerSource.RECORDED, by
    offer.on_whose_word, offer.decline_reason = word, why
    _decided(unit, offer, answer, at)
    tell_candidate(unit, "offer_decision_recorded", offer, context, answer=answer)
    return offer


def _require_not_over(unit: Unit, offer: Offer) -> None:
    """Raises `OfferExpired` for an offer whose time is over, whether or not `expire_due` came round to it yet:
    no answer depends on which was first.
    """
    if offer.status is OfferStatus.EXPIRED:
        raise OfferExpired(offer.status, OFFER_MOVES[offer.status])
    if offer.status is OfferStatus.SENT:
        assert offer.expires_at is not None  # of every sent offer
        require_in_time(offer.status, offer.expires_at, unit.now)


def _decided(unit: Unit, offer: Offer, answer: OfferAnswer, at: datetime) -> None:
    _end(unit, offer, OfferStatus(answer))
    offer.decided_at = at
    sla.stop_clock(unit, ClockKind.OFFER_DECISION, offer.id, at)
    record(
        unit,
        f"offer.{answer}",
        offer,
        application_id=offer.application_id,
        version=offer.sent_version,
        source=offer.answer_source,
    )
    assert offer.sent_by_staff_id is not None  # of every sent offer
    tell_staff(unit, f"offer_{answer}", offer, offer.sent_by_staff_id)
    if answer is OfferAnswer.ACCEPTED:
        hiring.hire_application(unit, offer.application_id, by_staff_id=offer.sent_by_staff_id)


def _end(unit: Unit, offer: Offer, status: OfferStatus) -> None:
    move(unit, offer, status)
    offer.ended_at = unit.now


def withdraw_offer(unit: Unit, offer_id: UUID, reason: str) -> Offer:
    """Takes an open offer back, by a named human. The candidate is told if they had it.

    Raises `StaffDecides`, `OfferReasonMissing`, `TextTooLong`, `MoveNotAllowed`.
    """
    by = require_staff(unit.actor)
    why = require_reason(reason)
    offer, context = hold_offer(unit, offer_id)
    offer.withdrawal_reason = why
    _withdraw(unit, offer, context, by, "offer withdrawn", is_told=True)
    return offer


def withdraw_open_offer(unit: Unit, application_id: UUID, status: ApplicationStatus) -> Offer | None:
    """The application ended (event `application.ended`): its open offer, if any, ends with it."""
    offer = repository.open_of_application(unit, application_id)
    if offer is None:
        return None
    context = hiring.application_context(unit, application_id)
    by = unit.actor.id if unit.actor.kind == "staff" else None
    is_told = status is not ApplicationStatus.WITHDRAWN  # who withdraws knows
    _withdraw(unit, offer, context, by, f"application {status}", is_told=is_told)
    return offer


def _withdraw(
    unit: Unit, offer: Offer, context: ApplicationContext, by: UUID | None, cause: str, *, is_told: bool
) -> None:
    was = offer.status
    _end(unit, offer, OfferStatus.WITHDRAWN)
    offer.withdrawn_by_staff_id = by
    if was is OfferStatus.SENT:
        sla.cancel_clock(unit, ClockKind.OFFER_DECISION, offer.id, cause)
    if is_told and offer.sent_version is not None:
        tell_candidate(unit, "offer_withdrawn", offer, context)
    record(unit, "offer.withdrawn", offer, application_id=offer.application_id, was=was, cause=cause)


def expire_due(unit: Unit, limit: int = EXPIRED_AT_ONCE) -> int:
    """Ends offers whose time to decide is over at `unit.now`, and says how many. Safe to repeat and
    to run twice at once: what was decided meanwhile stays decided.
    """
    count = 0
    for offer_id in repository.expired_ids(unit, limit):
        offer, context = hold_offer(unit, offer_id)
        if offer.status is not OfferStatus.SENT or not has_expired(offer.expires_at or unit.now, unit.now):
            continue
        _end(unit, offer, OfferStatus.EXPIRED)
        sla.stop_clock(unit, ClockKind.OFFER_DECISION, offer.id, unit.now)
        tell_candidate(unit, "offer_expired", offer, context)
        if offer.sent_by_staff_id is not None:
            tell_staff(unit, "offer_expired", offer, offer.sent_by_staff_id)
        record(unit, "offer.expired", offer, application_id=offer.application_id)
        count += 1
    return count
