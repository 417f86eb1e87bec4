"""What tests of offers and of what comes after them share: terms, an offer in each state, actors."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.evidence.models import AuditEntry
from app.hiring import service as hiring
from app.hiring.models import Decision
from app.kit.database import Actor, Unit
from app.offers import service as offers
from app.offers.models import ContractType, Offer
from app.offers.schemas import OfferTerms
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.people.models import Role
from tests.factories.bank import Bank

END = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a week after NOW
TERMS = OfferTerms(
    position_title="Risk analyst",
    place="Shanghai",
    contract_type=ContractType.FIXED_TERM,
    starts_on=date(2026, 5, 1),
    currency="CNY",
    monthly_salary=Decimal("21000.00"),
    expires_at=END,
    months_per_year=Decimal("13.50"),
    bonus=Decimal(30000),
    allowances="lunch",
    other_terms="six months of probation",
)
SOON = timedelta(hours=1)


def terms(**changes: Any) -> OfferTerms:
    """The usual terms, changed."""
    return replace(TERMS, **changes)


def staff(unit: Unit, staff_id: UUID, now: datetime | None = None) -> Unit:
    """The unit acted in by a member of staff."""
    return unit.at(now or unit.now, Actor.staff(staff_id))


def candidate(unit: Unit, bank: Bank, now: datetime | None = None) -> Unit:
    """The unit acted in by the bank's candidate."""
    return unit.at(now or unit.now, Actor.candidate(bank.candidate))


def pass_rounds(unit: Unit, bank: Bank) -> None:
    """The application passes all its rounds, without an interview."""
    acting = staff(unit, bank.manager)
    hiring.move_to_round(acting, bank.application, bank.rounds[0])
    for round_id in bank.rounds:
        hiring.decide_round(acting, bank.application, round_id, Decision.ADVANCE, "good")


def drafted(unit: Unit, bank: Bank, **changes: Any) -> UUID:
    """A draft by the recruiter."""
    return offers.draft_offer(staff(unit, bank.recruiter), bank.application, terms(**changes), early_reason="urgent").id


def approved(unit: Unit, bank: Bank, **changes: Any) -> UUID:
    """The same, approved by the manager and the owner of questions."""
    offer_id = drafted(unit, bank, **changes)
    offers.submit_offer(staff(unit, bank.recruiter), offer_id, [bank.manager, bank.owner])
    for approver in (bank.manager, bank.owner):
        offers.approve_offer(staff(unit, approver), offer_id)
    return offer_id


def sent(unit: Unit, bank: Bank, **changes: Any) -> UUID:
    """The same, sent by the recruiter."""
    offer_id = approved(unit, bank, **changes)
    offers.send_offer(staff(unit, bank.recruiter), offer_id)
    return offer_id


def offer_row(unit: Unit, offer_id: UUID) -> Offer:
    """The offer as the database has it."""
    unit.session.flush()
    return unit.session.scalars(
        select(Offer).where(Offer.id == offer_id).execution_options(populate_existing=True)
    ).one()


def hr_lead(unit: Unit, name: str, department_id: UUID | None = None, *, role_in: UUID | None = None) -> UUID:
    """Somebody who leads HR in `role_in`'s subtree, or everywhere."""
    lead = people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=department_id).id
    people.grant_role(unit, lead, Role.HR_LEAD, role_in)
    return lead


def told(unit: Unit, *, candidate_id: UUID | None = None, staff_id: UUID | None = None) -> list[str]:
    """The topics of the notices that somebody got, in order."""
    unit.session.flush()
    to = OutboxMessage.recipient_candidate_id == candidate_id
    if staff_id is not None:
        to = OutboxMessage.recipient_staff_id == staff_id
    return list(unit.session.scalars(select(OutboxMessage.topic).where(to).order_by(OutboxMessage.id)))


def audited(unit: Unit, prefix: str) -> list[str]:
    """The acts in the audit log that begin so, in order."""
    unit.session.flush()
    acts = unit.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq))
    return [act for act in acts if act.startswith(prefix)]
