"""Sealing beside writers, beside another sealer, through a kill; and who may do what."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.evidence.rules import Verified
from app.evidence.sealing import Sealer
from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.kit.records import recorded_tables
from app.kit.roles import grant
from app.migrations.metadata import metadata
from app.people.service import create_department
from tests.conftest import NOW
from tests.integration.evidence.conftest import Act
from tests.integration.waiting import wait_until

Check = Callable[..., Verified]


def test_what_eight_write_at_once_is_sealed_in_order_and_none_is_left_out(
    log: Database, act: Act, check: Check
) -> None:
    stop = threading.Event()
    sealer = threading.Thread(target=Sealer(log).follow, args=(stop,))
    sealer.start()
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(act, 25) for _ in range(8)]:
            done.result()
    wait_until(lambda: check().seal_count == 200)
    stop.set()
    sealer.join()
    found = check()
    assert (found.unsealed_count, found.faults) == (0, ())


def test_an_entry_waits_for_an_older_transaction_and_is_sealed_after_it(
    log: Database, database: Database, act: Act, check: Check
) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        create_department(unit, name="Slow")
        unit.session.flush()
        act()
        assert Sealer(log).seal_all() == 0
        assert check().unsealed_count == 1
    assert Sealer(log).seal_all() == 2
    assert check().faults == ()


def test_an_entry_is_sealed_within_a_second_of_its_commit(log: Database, act: Act, check: Check) -> None:
    stop = threading.Event()
    sealer = threading.Thread(target=Sealer(log).follow, args=(stop,))
    sealer.start()
    try:
        act()
        wait_until(lambda: check().unsealed_count == 0, seconds=1.0)
    finally:
        stop.set()
        sealer.join()


def test_two_sealers_make_one_chain(log: Database, act: Act, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.evidence.repository.BATCH", 3)
    act(40)
    with ThreadPoolExecutor(2) as pool:
        counts = [done.result() for done in [pool.submit(Sealer(log).seal_all) for _ in range(2)]]
    assert sum(counts) == 40
    assert (check().seal_count, check().faults) == (40, ())


def test_a_sealer_killed_in_a_batch_is_followed_by_the_next(log: Database, act: Act, check: Check) -> None:
    act(10)
    child = subprocess.run([sys.executable, "-m", "tests.integration.evidence.killed_sealer", log.url], check=False)
    assert child.returncode == -signal.SIGKILL
    assert (check().seal_count, check().unsealed_count) == (3, 7)
    assert Sealer(log).seal_all() == 7
    assert check().faults == ()


REST = "at, actor_kind, action, subject_type, subject_id, details"
VALUES = "now(), 'service', 'x', 'x', gen_random_uuid(), '{{}}'"
REFUSED = (
    "update {log} set action = 'x'",
    "delete from {log}",
    "truncate {log}",
    f"insert into {{log}} (seq, {REST}) overriding system value values (1, {VALUES})",
    f"insert into {{log}} (xid, {REST}) values ('1', {VALUES})",
    "select setval('audit_entries_seq_seq', 1)",
    "update audit_seals set era = 2",
    "delete from audit_seals",
    "truncate audit_seals, audit_heads",
    "update audit_heads set last = 2",
    "delete from audit_heads",
    "alter table {log} add column x int",
)
WEB_REFUSED = (
    *REFUSED,
    "select * from audit_seals",
    "select * from audit_heads",
    "insert into audit_seals values (1, 1, '1', 1, sha256('x'), sha256('x'))",
    "insert into audit_heads values (1, 1, 'x', 'x', now())",
)
SEALER_REFUSED = (*REFUSED, "select * from candidates", "select * from staff", "select * from change_rows")


@pytest.mark.parametrize(
    ("role", "statement"),
    [("web", each) for each in WEB_REFUSED] + [("sealer", each) for each in SEALER_REFUSED],
)
def test_neither_role_can_rewrite_the_evidence(
    installation: Installation, sealed: Database, role: str, statement: str
) -> None:
    engine = getattr(installation, role).engine
    with pytest.raises(ProgrammingError) as refused, engine.begin() as connection:
        connection.execute(text(statement.format(log="audit_entries")))
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_with_the_audit_log_closed_nothing_can_be_done(installation: Installation, database: Database) -> None:
    """The audit store down means that the action fails."""
    with installation.owner.engine.begin() as connection:
        connection.execute(text("revoke insert on audit_entries from huiyin_web"))
    try:
        with pytest.raises(ProgrammingError), database.unit(Actor.service(), NOW) as unit:
            create_department(unit, name="Unseen")
    finally:
        with installation.owner.engine.begin() as connection:
            grant(connection, metadata.sorted_tables, recorded_tables())
    with database.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from departments")) == 0
