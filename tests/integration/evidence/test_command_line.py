"""`huiyin evidence …` as a person calls it: exit codes, JSON, faults by name; and the sealer as a process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from app.evidence.rules import Verified
from app.kit.database import Database
from app.kit.installation import Installation
from tests.conftest import NOW
from tests.factories.desk import set_up_desk
from tests.integration.evidence.conftest import Act
from tests.integration.waiting import wait_until


def environment(installation: Installation, folder: Path) -> dict[str, str]:
    ours = {"HUIYIN_HOME": str(installation.settings.root), "HUIYIN_EVIDENCE_DIR": str(folder)}
    return os.environ | ours


def huiyin(installation: Installation, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "app.cli", "evidence", *words]
    env = environment(installation, folder)
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_log_is_sealed_signed_verified_and_found_changed(
    installation: Installation, log: Database, act: Act, tamper: Callable[..., None], tmp_path: Path
) -> None:
    act(4)
    assert "4 entries sealed" in huiyin(installation, tmp_path, "seal").stderr
    act()
    made = json.loads(huiyin(installation, tmp_path, "head", "--json").stdout)
    assert made["head"]["last"] == 5
    done = huiyin(installation, tmp_path, "verify", "--json")
    assert (done.returncode, json.loads(done.stdout)["exported_heads"]) == (0, 1)
    tamper("update audit_entries set action = 'x' where seq = (select max(seq) from audit_entries)")
    (tmp_path / "head-00000001.json").write_text("{}")
    done = huiyin(installation, tmp_path, "verify")
    assert done.returncode == 1
    assert "changed at position 5, entry" in done.stdout
    assert "unsigned: the exported file head-00000001.json" in done.stdout
    assert "2 faults" in done.stdout


def test_a_bundle_is_made_checked_and_refused_when_changed(
    installation: Installation, log: Database, tmp_path: Path
) -> None:
    desk = set_up_desk(installation.web, NOW)
    made = str(tmp_path / "made.zip")
    words = ("bundle", "--application", str(desk.application_id), "--out", made)
    assert huiyin(installation, tmp_path, *words).returncode == 0
    again = huiyin(installation, tmp_path, *words)
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
    done = huiyin(installation, tmp_path, "verify", made, "--json")
    assert (done.returncode, json.loads(done.stdout)["application_id"]) == (0, str(desk.application_id))
    other = huiyin(installation, tmp_path, "verify", made, "--key", "0" * 64)
    assert (other.returncode, "another key" in other.stderr) == (1, True)
    Path(made).write_bytes(Path(made).read_bytes() + b"x")
    changed = huiyin(installation, tmp_path, "verify", made)
    assert (changed.returncode, "not byte for byte" in changed.stderr) == (1, True)
    assert huiyin(installation, tmp_path, "verify", str(tmp_path / "none.zip")).returncode == 2
    assert huiyin(installation, tmp_path, "bundle", "--application", "x", "--out", made).returncode == 2


def test_the_sealer_runs_as_a_process_and_stops_when_told(
    installation: Installation, log: Database, act: Act, check: Callable[..., Verified], tmp_path: Path
) -> None:
    argv = [sys.executable, "-m", "app.cli", "evidence", "seal", "--follow"]
    child = subprocess.Popen(argv, env=environment(installation, tmp_path))
    try:
        act(3)
        wait_until(lambda: check().seal_count == 3, seconds=30)
        wait_until((tmp_path / "head-00000001.json").exists, seconds=30)
    finally:
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 0
