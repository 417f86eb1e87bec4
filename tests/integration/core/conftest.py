"""The small bank in a unit that is rolled back; helpers that read clocks and the audit log."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.evidence.models import AuditEntry
from app.kit.database import Actor, Unit
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock
from tests.factories.bank import Bank, found_bank


@pytest.fixture
def bank(unit: Unit) -> Bank:
    """An application received at NOW."""
    return found_bank(unit)


@pytest.fixture
def in_round(unit: Unit, bank: Bank) -> Bank:
    """The same, moved into the HR round at NOW."""
    from app.hiring.service import move_to_round

    move_to_round(as_staff(unit, bank.recruiter), bank.application, bank.rounds[0])
    return bank


def as_staff(unit: Unit, staff_id: UUID, now: datetime | None = None) -> Unit:
    """The unit acted in by a member of staff."""
    return unit.at(now or unit.now, Actor.staff(staff_id))


def as_candidate(unit: Unit, candidate_id: UUID, now: datetime | None = None) -> Unit:
    """The unit acted in by the candidate."""
    return unit.at(now or unit.now, Actor.candidate(candidate_id))


def clock(unit: Unit, kind: ClockKind, subject_id: UUID) -> SlaClock:
    """The clock of a subject; there must be one."""
    found = sla.clock_of(unit, kind, subject_id)
    assert found is not None, f"no {kind} clock"
    return found


def clocks(unit: Unit, kind: ClockKind) -> list[SlaClock]:
    """All clocks of a kind, oldest first."""
    return list(unit.session.scalars(select(SlaClock).where(SlaClock.kind == kind).order_by(SlaClock.id)))


def audited(unit: Unit) -> list[str]:
    """What the audit log holds, in order."""
    unit.session.flush()
    return list(unit.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
