"""Nudges against a mail server that misbehaves: the ledger says what is known, and no more."""

from collections.abc import Callable

import pytest

from app.kit.database import Actor, Database
from app.nudges.models import NudgeStatus
from app.nudges.run import dispatch_due
from app.nudges.schemas import LedgerEntry, NudgeReport
from connectors.channels.email import SmtpChannel
from tests.conftest import NOW
from tests.integration.nudges.conftest import ADDRESS, Company
from tests.integration.nudges.test_nudging import Make
from tests.integration.outbox.conftest import MovingClock
from tests.integration.outbox.smtp_servers import Misbehaviour, smtp_server

Entries = Callable[[], list[LedgerEntry]]


def run(database: Database, port: int, clock: MovingClock, *rows: object) -> NudgeReport:
    channel = SmtpChannel("127.0.0.1", port, "huiyin@bank.example", timeout=5)
    return dispatch_due(
        database,
        rows,
        {"email": channel},
        clock,
        warehouse_version="v",
        address=ADDRESS,  # type: ignore[arg-type]
    )


def test_a_mail_that_may_have_gone_out_is_unknown_and_stays_so(
    database: Database, promise: Make, company: Company, clock: MovingClock, entries: Entries
) -> None:
    row = promise().row(2, company.owner)
    how = Misbehaviour(after_data=None)
    with smtp_server(how) as port:
        assert run(database, port, clock, row).delivered.unknown == 1
        clock.move(hours=1)
        assert run(database, port, clock, row).queued.already == 1
    assert len(how.mails) == 1
    assert [entry.status for entry in entries()] == [NudgeStatus.UNKNOWN]


@pytest.mark.parametrize("how", [Misbehaviour(greeting=b"421 busy\r\n"), Misbehaviour(answers={b"DATA": None})])
def test_a_mail_that_was_refused_goes_a_minute_later(
    database: Database, promise: Make, company: Company, clock: MovingClock, entries: Entries, how: Misbehaviour
) -> None:
    row = promise().row(2, company.owner)
    with smtp_server(how) as port:
        assert run(database, port, clock, row).delivered.retried == 1
    assert entries()[0].status is NudgeStatus.QUEUED
    clock.move(minutes=1)
    well = Misbehaviour()
    with smtp_server(well) as port:
        assert run(database, port, clock).delivered.sent == 1
    assert len(well.mails) == 1
    assert entries()[0].status is NudgeStatus.SENT


def test_a_recipient_that_the_server_does_not_know_is_a_dead_letter(
    database: Database, promise: Make, company: Company, clock: MovingClock, entries: Entries
) -> None:
    with smtp_server(Misbehaviour(answers={b"RCPT": b"550 no such user\r\n"})) as port:
        assert run(database, port, clock, promise().row(2, company.owner)).delivered.dead == 1
    assert (entries()[0].status, entries()[0].status_reason) == (NudgeStatus.DEAD, "recipient_refused_550")


def test_the_whole_story_is_in_the_audit_log(
    database: Database, promise: Make, company: Company, clock: MovingClock
) -> None:
    how = Misbehaviour()
    with smtp_server(how) as port:
        run(database, port, clock, promise().row(2, company.owner))
    with database.unit(Actor.service(), NOW) as unit:
        actions = unit.session.connection().exec_driver_sql(
            "select action from audit_entries where action like 'nudge%%' order by seq"
        )
        assert [action for (action,) in actions] == ["nudge.queued", "nudge.sent"]
