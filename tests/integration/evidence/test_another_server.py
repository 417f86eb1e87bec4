"""A log that was dumped on one server and restored on another, whose transactions count from a lower number."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.evidence.rules import FaultKind, Verified
from app.evidence.sealing import Sealer
from app.evidence.signing import Signer
from app.evidence.verifying import verify
from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.people.service import create_department
from app.setup import initialise
from tests.conftest import NOW
from tests.integration.evidence.conftest import Act

COLUMNS = "xid, at, actor_kind, actor_id, action, subject_type, subject_id, application_id, details"
TABLES = ("audit_entries", "audit_seals", "audit_heads")


def superuser(installation: Installation) -> "psycopg.Connection[tuple[object, ...]]":
    url = installation.server_url.set(database=installation.database_name, drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


@pytest.fixture
def other() -> Iterator[Installation]:
    home = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    made = Installation(Settings(home=home))
    initialise(made, NOW)
    yield made
    made.close()
    made.leave_database()
    shutil.rmtree(home)


def restore(source: Installation, target: Installation) -> None:
    """What pg_dump and pg_restore do with the log: every value as it was, and the counter."""
    with superuser(source) as old, superuser(target) as new:
        new.execute(f"truncate {', '.join(TABLES)}")
        for table in TABLES:
            with (
                old.cursor().copy(f"copy {table} to stdout") as reading,
                new.cursor().copy(f"copy {table} from stdin") as writing,
            ):
                for block in reading:
                    writing.write(block)
        last = old.execute("select last_value from audit_entries_seq_seq").fetchone()
        new.execute("select setval('audit_entries_seq_seq', %s)", last)


def burn_transactions(installation: Installation, count: int) -> None:
    """Uses up numbers: each block that may be undone takes one."""
    with superuser(installation) as connection:
        connection.execute(
            "create table burnt (n int);"
            f"do $$ begin for n in 1..{count} loop begin insert into burnt values (n); exception when others then null;"
            " end; end loop; end $$;"
            "drop table burnt"
        )


def seen(installation: Installation) -> Verified:
    with installation.sealer.unit(Actor.service(), NOW) as unit:
        return verify(unit, Signer(installation.settings.signing_key_file).key)


def write(installation: Installation, count: int) -> None:
    for number in range(count):
        with installation.web.unit(Actor.service(), NOW) as unit:
            create_department(unit, name=f"After {number}")


def test_a_restored_log_goes_on_in_a_new_era(
    installation: Installation, sealed: Database, act: Act, other: Installation
) -> None:
    burn_transactions(installation, 20_000)
    act(2)
    assert Sealer(sealed).seal_all() == 2
    act(3)  # came along without seals
    restore(installation, other)
    write(other, 4)
    assert (seen(other).unsealed_count, seen(other).faults) == (7, ())
    assert Sealer(other.sealer).seal_all() == 3 + 4 + 1  # and what says that an era began
    found = seen(other)
    assert (found.seal_count, found.unsealed_count, found.faults) == (19, 0, ())
    with other.sealer.engine.connect() as connection:
        eras = connection.execute(text("select era, count(*) from audit_seals group by era order by era")).all()
        begun = text("select details->>'after_position' from audit_entries where action = 'evidence.era_begun'")
        assert [tuple(row) for row in eras] == [(1, 14), (2, 5)]
        assert connection.scalars(begun).all() == ["14"]
    write(other, 2)
    assert Sealer(other.sealer).seal_all() == 2
    insert_old(other, "nextval('audit_entries_seq_seq')")
    assert Sealer(other.sealer).seal_all() == 0
    assert {fault.kind for fault in seen(other).faults} == {FaultKind.INSERTED}


def insert_old(installation: Installation, number: str) -> None:
    """An entry of an old transaction."""
    with superuser(installation) as connection:
        connection.execute(
            f"insert into audit_entries (seq, {COLUMNS}) overriding system value"
            f" select {number}, {COLUMNS} from audit_entries order by seq limit 1"
        )


def test_an_insertion_of_the_old_server_is_not_sealed_on_the_new_one(
    installation: Installation, sealed: Database, act: Act, other: Installation
) -> None:
    burn_transactions(installation, 20_000)
    act(1)
    assert Sealer(sealed).seal_all() == 1
    insert_old(installation, "-1")
    restore(installation, other)
    assert [fault.kind for fault in seen(other).faults] == [FaultKind.INSERTED]
    write(other, 1)
    assert Sealer(other.sealer).seal_all() == 2
    assert [fault.kind for fault in seen(other).faults] == [FaultKind.INSERTED]
