"""`huiyin config …` as a person calls it: exit codes, JSON, problems on stderr."""

import json
import os
import subprocess
import sys
from pathlib import Path

from app.kit.database import Database
from app.kit.installation import Installation


def huiyin(installation: Installation, *words: str) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"HUIYIN_HOME": str(installation.settings.root)}
    argv = [sys.executable, "-m", "app.cli", "config", *words]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_what_was_exported_is_no_difference_until_it_is_changed(
    installation: Installation, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "conf"
    assert huiyin(installation, "export", str(folder)).returncode == 0
    assert huiyin(installation, "diff", str(folder), "--exit-code").returncode == 0
    (folder / "calendars.yml").write_text("calendars: {SG: {region: SG, zone: Asia/Singapore}}")
    done = huiyin(installation, "diff", str(folder), "--json", "--exit-code")
    assert done.returncode == 1
    told = {(each["change"], each["name"]) for each in json.loads(done.stdout)["changes"]}
    assert told == {("added", "SG"), ("removed", "CN")}
    done = huiyin(installation, "diff", str(folder))
    assert "- calendar CN  (in use: 9 policies name it, 0 running promises go by it)" in done.stdout
    done = huiyin(installation, "apply", str(folder), "--dry-run")
    assert (done.returncode, "+ calendar SG" in done.stdout) == (0, True)
    done = huiyin(installation, "apply", str(folder), "--prune")
    assert (done.returncode, "calendars.yml: the calendar 'CN' can't be removed: in use" in done.stderr) == (1, True)
    assert huiyin(installation, "diff", str(folder)).returncode == 0


def test_every_problem_is_named(installation: Installation, database: Database, tmp_path: Path) -> None:
    (tmp_path / "calendars.yml").write_text("calendars: {A: {region: XX, zone: Mars}}\nx: 1\n")
    (tmp_path / "policies.yml").write_text("company: {feedback: {amount: -1}}\n")
    done = huiyin(installation, "apply", str(tmp_path))
    assert done.returncode == 1
    assert "calendars.yml:2: x: unknown key" in done.stderr
    assert "policies.yml:1: company.feedback.amount" in done.stderr
    assert huiyin(installation, "diff").returncode == 2
    assert huiyin(installation, "apply", str(tmp_path), "--apply-to-running").returncode == 2
