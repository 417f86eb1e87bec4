"""Offers' rules: the machine, time to decide, terms."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.offers.errors import BadDecisionTime, BadTerms, OfferExpired
from app.offers.models import ContractType, OfferStatus
from app.offers.rules import OFFER_MOVES, OPEN, has_expired, require_decision_time, require_in_time, require_terms
from app.offers.schemas import OfferTerms

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)
END = NOW + timedelta(days=7)
INSTANT = timedelta(microseconds=1)


def test_every_state_can_be_reached_and_the_open_ones_can_be_withdrawn() -> None:
    reached, found = {OfferStatus.DRAFT}, {OfferStatus.DRAFT}
    while found:
        found = {following for state in found for following in OFFER_MOVES[state]} - reached
        reached |= found
    assert reached == set(OfferStatus) == set(OFFER_MOVES)
    assert {state for state in OFFER_MOVES if OfferStatus.WITHDRAWN in OFFER_MOVES[state]} == set(OPEN)


def test_the_last_instant_counts() -> None:
    assert not has_expired(END, END)
    require_in_time(OfferStatus.SENT, END, END)
    with pytest.raises(OfferExpired):
        require_in_time(OfferStatus.SENT, END, END + INSTANT)


@pytest.mark.parametrize("decided_at", [NOW, END])
def test_a_decision_elsewhere_lies_between_sending_and_the_end(decided_at: datetime) -> None:
    require_decision_time(NOW, END, decided_at, END + timedelta(days=1))


@pytest.mark.parametrize("decided_at", [NOW - INSTANT, END + INSTANT, END.replace(tzinfo=None)])
def test_no_other_decision_is_believed(decided_at: datetime) -> None:
    with pytest.raises(BadDecisionTime):
        require_decision_time(NOW, END, decided_at, END + timedelta(days=1))


@pytest.mark.parametrize("amount", ["0.01", "1E+3", "999999999999.99", "12000.50"])
def test_sums_of_money_are_what_the_column_holds(amount: str) -> None:
    require_terms(_terms(Decimal(amount)), NOW)


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1E+12", "Infinity", "NaN", "sNaN"])
def test_what_is_no_sum_of_money_is_refused(amount: str) -> None:
    with pytest.raises(BadTerms):
        require_terms(_terms(Decimal(amount)), NOW)


def _terms(salary: Decimal) -> OfferTerms:
    return OfferTerms("Analyst", "上海", ContractType.OPEN_ENDED, date(2026, 5, 1), "CNY", salary, END)
