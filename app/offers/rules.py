"""What is allowed with offers: pure functions of states, terms and times."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from uuid import UUID

from babel.core import get_global

from app.kit.database import Actor
from app.offers.errors import (
    BadDecisionTime,
    BadTerms,
    CandidateDecides,
    NeedsApprover,
    OfferExpired,
    OfferReasonMissing,
    OwnOffer,
    StaffDecides,
    TextTooLong,
)
from app.offers.models import OfferStatus
from app.offers.schemas import OfferTerms

_S = OfferStatus
OFFER_MOVES: Mapping[OfferStatus, frozenset[OfferStatus]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.DRAFT, _S.APPROVED, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.DRAFT, _S.SENT, _S.WITHDRAWN}),
    _S.SENT: frozenset({_S.DRAFT, _S.ACCEPTED, _S.DECLINED, _S.EXPIRED, _S.WITHDRAWN}),
    _S.ACCEPTED: frozenset(),
    _S.DECLINED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
OPEN = frozenset(state for state, following in OFFER_MOVES.items() if following)
UNDER_REVISION = "under_revision"  # to the candidate, who was sent an earlier version

LONGEST_NAME, LONGEST_TEXT, MOST_APPROVERS = 200, 10_000, 10
MOST_MONEY, MOST_MONTHS = Decimal("999999999999.99"), Decimal(36)  # what the columns hold


def require_terms(terms: OfferTerms, now: datetime) -> None:
    """Raises `BadTerms` naming the field, or `TextTooLong`."""
    for name in ("position_title", "place"):
        value = getattr(terms, name)
        _require(name, bool(value.strip()), "it is empty")
        _require(name, len(value) <= LONGEST_NAME, f"it is longer than {LONGEST_NAME} characters")
    _require("currency", terms.currency in currencies(), "it is not a code of ISO 4217 in use, such as CNY")
    _require_money("monthly_salary", terms.monthly_salary, least_is_allowed=False)
    if terms.bonus is not None:
        _require_money("bonus", terms.bonus, least_is_allowed=True)
    months = terms.months_per_year
    _require("months_per_year", months.is_finite() and 0 < months <= MOST_MONTHS, f"it is not up to {MOST_MONTHS}")
    _require("months_per_year", _places(months) <= 2, "it has more than two decimals")
    _require("expires_at", terms.expires_at.tzinfo is not None, "it has no zone")
    _require("expires_at", terms.expires_at > now, "it has passed")
    for text in (terms.allowances, terms.other_terms):
        if text is not None and len(text) > LONGEST_TEXT:
            raise TextTooLong(limit=LONGEST_TEXT)


@cache
def currencies() -> frozenset[str]:
    """The currencies that are somewhere tender today (ISO 4217), as Babel's data has them."""
    held = (each for holders in get_global("territory_currencies").values() for each in holders)
    return frozenset(code for code, _since, until, is_tender in held if until is None and is_tender)


def _require_money(name: str, amount: Decimal, *, least_is_allowed: bool) -> None:
    is_enough = amount.is_finite() and (amount > 0 or (least_is_allowed and amount == 0))
    _require(name, is_enough and amount <= MOST_MONEY, "it is not a sum of money")
    _require(name, _places(amount) <= 2, "it has more than two decimals")


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _require(field: str, holds: bool, why: str) -> None:
    if not holds:
        raise BadTerms(field=field, why=why)


def require_approvers(approvers: Sequence[UUID], author: UUID) -> None:
    """Raises `NeedsApprover` for none, too many or one twice, `OwnOffer` when the author is among them."""
    if not 0 < len(approvers) <= MOST_APPROVERS or len(set(approvers)) != len(approvers):
        raise NeedsApprover
    if author in approvers:
        raise OwnOffer


def require_reason(reason: str | None) -> str:
    """The reason without blanks around it. Raises `OfferReasonMissing`, `TextTooLong`."""
    stripped = (reason or "").strip()
    if not stripped:
        raise OfferReasonMissing
    if len(stripped) > LONGEST_TEXT:
        raise TextTooLong(limit=LONGEST_TEXT)
    return stripped


def require_staff(actor: Actor) -> UUID:
    """The member of staff who acts; raises `StaffDecides`."""
    if actor.kind != "staff" or actor.id is None:
        raise StaffDecides
    return actor.id


def require_candidate(actor: Actor) -> UUID:
    """The candidate who acts; raises `CandidateDecides`."""
    if actor.kind != "candidate" or actor.id is None:
        raise CandidateDecides
    return actor.id


def as_candidate_sees(status: OfferStatus) -> tuple[str, frozenset[OfferStatus]]:
    """(the state of an offer that was sent, where it may go from there): how far a revision has come inside
    the house is not the candidate's to see.
    """
    if status in OPEN - {OfferStatus.SENT}:
        return UNDER_REVISION, frozenset({OfferStatus.SENT, OfferStatus.WITHDRAWN})
    return status, OFFER_MOVES[status]


def has_expired(expires_at: datetime, at: datetime) -> bool:
    """Whether the time to decide is over. Its last instant still counts, as for every promise:
    what is done by its due time is on time.
    """
    return at > expires_at


def require_in_time(status: OfferStatus, expires_at: datetime, at: datetime) -> None:
    """Raises `OfferExpired`, also when the job that marks it has not come round yet."""
    if has_expired(expires_at, at):
        raise OfferExpired(status, OFFER_MOVES[status] - {OfferStatus.ACCEPTED, OfferStatus.DECLINED})


def require_decision_time(sent_at: datetime, expires_at: datetime, decided_at: datetime, now: datetime) -> None:
    """Raises `BadDecisionTime` for what can't be true of a decision made elsewhere."""
    if decided_at.tzinfo is None or not sent_at <= decided_at <= min(expires_at, now):
        raise BadDecisionTime
