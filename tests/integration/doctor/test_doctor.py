"""The doctor on an installation that is well, and with one thing after the other taken away."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from app.doctor import diagnose, render
from app.evidence.keeping import HeadKeeper
from app.evidence.sealing import Sealer
from app.evidence.signing import Signer
from app.findings import Finding, State
from app.kit.clock import utc_now
from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.outbox.models import DeliveryStatus
from app.outbox.service import enqueue
from app.people.service import hire_staff
from connectors.channels.demo_mailbox import mailbox
from tests.integration.outbox.test_smtp_channel import free_port
from warehouse.manifest import Manifest, write_current

NOT_JUDGED = {"packages"}  # tests may run from a checkout that is not installed


class Healthy(http.server.BaseHTTPRequestHandler):
    """Answers /healthz."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        return


@pytest.fixture
def web_port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def manifest(installation: Installation) -> Iterator[Manifest]:
    directory = installation.settings.warehouse_dir
    directory.mkdir(exist_ok=True)
    made = Manifest("v1", utc_now(), utc_now(), "1", 10, 10, 5, 0, {"analyst": "serving-analyst-v1.duckdb"})
    (directory / made.files["analyst"]).touch()
    write_current(directory, made)
    yield made
    for path in directory.iterdir():
        path.unlink()


@pytest.fixture
def well(
    installation: Installation, database: Database, web_port: int, manifest: Manifest, tmp_path: Path
) -> Iterator[Installation]:
    """An installation on which everything is as it should be."""
    smtp_port = free_port()
    heartbeat = installation.settings.root / "live.json"
    heartbeat.touch()
    Sealer(installation.sealer).seal_all()
    heads = tmp_path / "heads"
    HeadKeeper(installation.sealer, Signer(installation.settings.signing_key_file), folder=heads).keep(make=True)
    with mailbox("127.0.0.1", smtp_port, tmp_path / "mailbox"):
        root = installation.settings.root
        yield Installation(Settings(home=root, port=web_port, smtp_port=smtp_port, evidence_dir=heads))
    heartbeat.unlink(missing_ok=True)


def unwell(installation: Installation) -> dict[str, Finding]:
    found = diagnose(installation, utc_now())
    return {each.name: each for each in found if each.state is not State.OK and each.name not in NOT_JUDGED}


def changed(installation: Installation, **settings: object) -> Installation:
    return Installation(Settings(**(installation.settings.model_dump() | settings)))  # type: ignore[arg-type]


def test_nothing_is_found_where_all_is_well(well: Installation) -> None:
    assert unwell(well) == {}
    console = Console(file=StringIO(), width=200)
    render(diagnose(well, utc_now()), console)
    assert "answers" in console.file.getvalue()  # type: ignore[attr-defined]


def test_each_service_that_is_taken_away_is_named_with_its_mend(well: Installation) -> None:
    gone = changed(well, smtp_port=free_port(), port=free_port())
    (gone.settings.root / "live.json").unlink()
    found = unwell(gone)
    assert {name: each.state for name, each in found.items()} == {
        "mail server": State.FAIL,
        "web application": State.WARN,
        "live loop": State.WARN,
    }
    assert "HUIYIN_SMTP_HOST" in found["mail server"].mend
    assert all(each.mend for each in found.values())


def test_under_a_supervisor_a_missing_part_is_a_fault(well: Installation) -> None:
    pid_file = well.settings.log_dir / f"supervisor-{os.getpid()}.txt"
    pid_file.parent.mkdir(exist_ok=True)
    pid_file.write_text("web")
    found = unwell(changed(well, port=free_port()))
    pid_file.unlink()
    assert found["web application"].state is State.FAIL


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda directory, _: (directory / "CURRENT").unlink(), "no published warehouse"),
        (lambda directory, _: (directory / "serving-analyst-v1.duckdb").unlink(), "no published warehouse"),
        (lambda directory, made: write_current(directory, replace(made, schema_version=0)), "older version"),
        (lambda directory, made: write_current(directory, replace(made, checks_failed=2)), "2 checks failed"),
    ],
)
def test_a_warehouse_that_is_missing_or_old_is_named(
    well: Installation, manifest: Manifest, break_it: Callable[[Path, Manifest], None], says: str
) -> None:
    break_it(well.settings.warehouse_dir, manifest)
    found = unwell(well)
    assert set(found) == {"warehouse"}
    assert says in found["warehouse"].message
    assert found["warehouse"].state is State.FAIL
    assert "huiyin" in found["warehouse"].mend


def test_an_outdated_warehouse_is_a_warning(well: Installation, manifest: Manifest) -> None:
    write_current(well.settings.warehouse_dir, replace(manifest, published_at=utc_now() - timedelta(days=2)))
    assert unwell(well)["warehouse"].state is State.WARN


def test_messages_that_wait_or_were_given_up_are_named(well: Installation, database: Database) -> None:
    with database.unit(Actor.service(), utc_now() - timedelta(minutes=20)) as unit:
        staff = hire_staff(unit, name="n", email="a@bank.example", department_id=None)
        unit.session.flush()
        for status in (DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN, DeliveryStatus.DEAD):
            made = enqueue(unit, topic="t", channel="email", template="t", payload={}, recipient_staff_id=staff.id)
            made.status = status
    findings = [each for each in diagnose(well, utc_now()) if each.name == "outbox"]
    assert [each.state for each in findings] == [State.FAIL, State.WARN]
    assert "20 minutes" in findings[0].message


def test_what_is_not_sealed_or_not_exported_is_named(well: Installation, database: Database) -> None:
    assert "HUIYIN_EVIDENCE_DIR" in unwell(changed(well, evidence_dir=None))["evidence"].mend
    with database.unit(Actor.service(), utc_now()) as unit:
        hire_staff(unit, name="n", email="a@bank.example", department_id=None)
    found = unwell(well)["evidence"]
    assert (found.state, "1 entries" in found.message) == (State.WARN, True)
    assert "huiyin evidence seal" in found.mend
    Sealer(well.sealer).seal_all()
    assert "huiyin evidence head" in unwell(well)["evidence"].mend
    HeadKeeper(well.sealer, Signer(well.settings.signing_key_file), folder=None).keep()
    assert "can be written" in unwell(well)["evidence"].mend


def test_a_key_that_others_may_read_is_named(well: Installation) -> None:
    key = well.settings.keys_dir / "pseudonym.key"
    key.chmod(0o644)
    found = unwell(well)
    key.chmod(0o600)
    assert found["keys"].state is State.FAIL
    assert "chmod" in found["keys"].mend


def test_an_empty_home_says_init(tmp_path: Path) -> None:
    found = unwell(Installation(Settings(home=tmp_path, port=free_port(), smtp_port=free_port())))
    assert found["keys"].mend == "Run `huiyin init`."
    assert found["database"].state is State.FAIL
    missing = unwell(Installation(Settings(home=tmp_path / "none", port=free_port(), smtp_port=free_port())))
    assert "huiyin init" in missing["home"].mend


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = f"postgresql://nobody:x@127.0.0.1:{free_port()}/huiyin"
    gone = Installation(Settings(home=tmp_path, database_url=url, port=free_port(), smtp_port=free_port()))
    gone.ensure_keys()
    found = unwell(gone)["database"]
    assert (found.state, found.message) == (State.FAIL, "The database can't be reached.")
    assert "HUIYIN_DATABASE_URL" in found.mend


def test_an_embedded_database_that_stands_still_is_started_unless_a_supervisor_should_have_it(tmp_path: Path) -> None:
    init = (
        "import sys, pathlib; from datetime import datetime, UTC; from app.kit.settings import Settings;"
        "from app.kit.installation import Installation; from app.setup import initialise;"
        "initialise(Installation(Settings(home=pathlib.Path(sys.argv[1]))), datetime(2024, 1, 1, tzinfo=UTC))"
    )
    home = tmp_path / "home"
    subprocess.run([sys.executable, "-c", init, str(home)], check=True, timeout=120)
    still = Installation(Settings(home=home, port=free_port(), smtp_port=free_port()))
    pid_file = still.settings.log_dir / f"supervisor-{os.getpid()}.txt"
    pid_file.parent.mkdir()
    pid_file.write_text("web")
    assert "not running" in unwell(still)["database"].message
    pid_file.unlink()
    (found,) = [each for each in diagnose(still, datetime.now(UTC)) if each.name == "database"]
    assert found.state is State.OK
    assert "started" in found.message
