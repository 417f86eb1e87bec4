"""An installation of before: its keys lack what evidence needs, its log has entries without seals."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from app import setup
from app.evidence.sealing import Sealer
from app.evidence.signing import Signer
from app.evidence.verifying import verify
from app.kit.database import Actor
from app.kit.errors import NotInitialised
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.migrations.run import _config
from tests.conftest import NOW

FOUR = {"admin": "a", "owner": "b", "web": "c", "pipeline": "d"}
ENTRIES = """
insert into audit_entries (at, actor_kind, action, subject_type, subject_id, details)
select now(), 'service', 'department.created', 'departments', gen_random_uuid(), '{}' from generate_series(1, 3)
"""


@pytest.fixture
def older() -> Iterator[Installation]:
    """Prepared by the version before this one, with three entries."""
    home = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    made = Installation(Settings(home=home))
    made.settings.keys_dir.mkdir(mode=0o700, parents=True)
    made.ensure_keys()
    made.join_database()
    setup._prepare_server(made)
    with made.owner.engine.begin() as connection:
        command.upgrade(_config(connection), "0015")
        connection.execute(text(ENTRIES))
    passwords = json.loads((made.settings.keys_dir / "database.json").read_text())
    del passwords["sealer"]
    (made.settings.keys_dir / "database.json").write_text(json.dumps(passwords))
    made.close()
    yield Installation(made.settings)
    made.leave_database()
    shutil.rmtree(home)


def test_init_brings_the_role_the_key_and_seals_for_what_was_there(older: Installation) -> None:
    with pytest.raises(NotInitialised):
        _ = older.passwords
    setup.initialise(older, NOW)
    Sealer(older.sealer).seal_all()
    with older.sealer.unit(Actor.service(), NOW) as unit:
        found = verify(unit, Signer(older.settings.signing_key_file).key)
    with older.sealer.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from audit_entries")) == found.seal_count > 3
    assert found.faults == ()
    older.close()
    older.leave_database()


def test_passwords_that_are_there_stay(tmp_path: Path) -> None:
    made = Installation(Settings(home=tmp_path))
    made.settings.keys_dir.mkdir()
    path = made.settings.keys_dir / "database.json"
    path.write_text(json.dumps(FOUR))
    made.ensure_keys()
    known = json.loads(path.read_text())
    assert FOUR.items() <= known.items()
    assert len(known["sealer"]) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    made.ensure_keys()
    assert json.loads(path.read_text()) == known
