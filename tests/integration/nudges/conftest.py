"""A company with one overdue feedback, a mail server, and a present that the test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.kit.database import Actor, Database
from app.kit.ids import new_id
from app.nudges.rules import Politeness
from app.nudges.run import dispatch_due
from app.nudges.schemas import DueNudge, LedgerEntry, NudgeReport
from app.nudges.service import ledger
from app.people.models import Role
from app.people.service import hire_staff
from app.sla.models import ClockKind, Origin, SlaClock
from app.sla.service import start_clock, stop_clock
from connectors.channels.demo_mailbox import ReceivedMail, list_mails, mailbox
from connectors.channels.email import SmtpChannel
from tests.conftest import NOW
from tests.integration.outbox.conftest import MovingClock
from tests.integration.outbox.test_smtp_channel import free_port

ADDRESS = "http://127.0.0.1:8400"


@dataclass(frozen=True)
class Company:
    """The people of these tests."""

    owner: UUID
    recruiter: UUID
    manager: UUID


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def company(database: Database) -> Company:
    with database.unit(Actor.service(), NOW) as unit:
        manager = hire_staff(unit, name="manager", email="manager@bank.example", department_id=None)
        unit.session.flush()
        owner = hire_staff(
            unit, name="owner", email="owner@bank.example", department_id=None, manager_id=manager.id, locale="en"
        )
        recruiter = hire_staff(
            unit, name="recruiter", email="recruiter@bank.example", department_id=None, roles=[Role.RECRUITER]
        )
        return Company(owner.id, recruiter.id, manager.id)


@dataclass
class Promise:
    """A promise of these tests and the rows that the nudge list would have for it."""

    database: Database
    clock: SlaClock

    def row(self, rung: int, recipient: UUID, role: str = "owner", *, is_highest: bool = True) -> DueNudge:
        return DueNudge(
            clock_id=self.clock.id,
            rung=rung,
            recipient_staff_id=recipient,
            recipient_role=role,
            channel="email",
            template="overdue",
            reason="feedback_overdue_by_owner",
            due_at=self.clock.due_at,
            rung_due_at=self.clock.due_at,
            is_highest_due_rung=is_highest,
        )

    def keep(self) -> None:
        with self.database.unit(Actor.service(), NOW) as unit:
            stop_clock(unit, ClockKind.FEEDBACK, self.clock.subject_id, NOW)


@pytest.fixture
def promise(database: Database, company: Company) -> Callable[..., Promise]:
    """Makes promises of feedback, due Tuesday 18:00 in Shanghai, which is long past at NOW."""

    def make(origin: Origin = Origin.LIVE) -> Promise:
        with database.unit(Actor.service(), NOW) as unit:
            made = start_clock(
                unit,
                kind=ClockKind.FEEDBACK,
                subject_id=new_id(),
                started_at=NOW - timedelta(days=2),
                owner_staff_id=company.owner,
                origin=origin,
            )
            return Promise(database, made)

    return make


@dataclass
class Post:
    """A real mail server and what it got."""

    port: int
    directory: Path

    def channel(self) -> SmtpChannel:
        return SmtpChannel("127.0.0.1", self.port, "huiyin@bank.example", timeout=5)

    def mails(self) -> list[ReceivedMail]:
        return list_mails(self.directory)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    port = free_port()
    with mailbox("127.0.0.1", port, tmp_path / "mailbox"):
        yield Post(port, tmp_path / "mailbox")


@pytest.fixture
def nudge(database: Database, post: Post, clock: MovingClock) -> Callable[..., NudgeReport]:
    """One round of nudging with the real mail server."""

    def run(*rows: DueNudge, politeness: Politeness | None = None, dry_run: bool = False) -> NudgeReport:
        return dispatch_due(
            database,
            rows,
            {"email": post.channel()},
            clock,
            warehouse_version="20260304T020000Z",
            address=ADDRESS,
            politeness=politeness,
            dry_run=dry_run,
        )

    return run


@pytest.fixture
def entries(database: Database) -> Callable[[], list[LedgerEntry]]:
    """The ledger, newest first."""

    def read() -> list[LedgerEntry]:
        with database.unit(Actor.service(), NOW) as unit:
            return ledger(unit)

    return read
