"""Verifying the audit log (hashes, chain, Merkle root) beside reading the same rows and hashing each once.

How fast they are sealed is said on stderr.
"""

import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from app.evidence.heads import make_head
from app.evidence.sealing import Sealer
from app.evidence.signing import Signer
from app.evidence.verifying import verify
from app.kit.database import Actor
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.setup import initialise
from benchmarks.timing import Measured, side_by_side

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
FILL = """
insert into audit_entries (at, actor_kind, actor_id, action, subject_type, subject_id, application_id, details)
select timestamptz '2026-01-01' + n * interval '1.37 seconds', 'staff', gen_random_uuid(), 'interview.confirmed',
    'interviews', gen_random_uuid(), gen_random_uuid(),
    jsonb_build_object('state', 'confirmed', 'from', 'scheduled', 'version', mod(n, 7))
from generate_series(%s::bigint, %s::bigint) n
"""
AT_ONCE = 1000  # entries of one transaction


def measure(folder: Path, rows: int) -> Measured:
    """Fills a log with `rows` entries, seals and signs them, and verifies them."""
    installation = Installation(Settings(home=folder))
    initialise(installation, NOW)
    signer = Signer(installation.settings.signing_key_file)
    url = make_url(installation.sealer.url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        _fill(url, rows)
        begun = time.perf_counter()
        count = Sealer(installation.sealer).seal_all()
        sys.stderr.write(f"sealed {count / (time.perf_counter() - begun):,.0f} entries a second\n")
        with installation.sealer.unit(Actor.service(), NOW) as unit:
            make_head(unit, signer)
        return side_by_side(
            "evidence verified",
            amount=rows,
            what="entries",
            ours=("huiyin evidence verify", lambda: _verify(installation, signer)),
            peer=("psycopg, one hash a row", lambda: _read(url)),
        )
    finally:
        installation.close()
        installation.leave_database()


def _fill(url: str, rows: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for first in range(1, rows + 1, AT_ONCE):
            connection.execute(FILL, (first, min(first + AT_ONCE - 1, rows)))


def _verify(installation: Installation, signer: Signer) -> None:
    with installation.sealer.unit(Actor.service(), NOW) as unit:
        found = verify(unit, signer.key)
    assert not found.faults


def _read(url: str) -> None:
    with psycopg.connect(url) as connection, connection.cursor("rows") as cursor:
        cursor.itersize = 2000
        for row in cursor.execute("select * from audit_entries"):
            hashlib.sha256(repr(row).encode()).digest()
