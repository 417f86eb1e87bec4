"""`huiyin config …` as a person calls it: exit codes, JSON, problems on stderr."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.sla import service as sla
from tests.conftest import NOW


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


def test_two_that_apply_at_once_write_one_version(
    installation: Installation, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "calendars.yml").write_text("calendars: {TWICE: {region: SG, zone: Asia/Singapore}}")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: huiyin(installation, "apply", str(tmp_path), "--json"), range(2)))
    assert [each.returncode for each in done] == [0, 0]
    assert sorted(json.loads(each.stdout)["applied_count"] for each in done) == [0, 1]
    with installation.owner.engine.begin() as connection:  # calendars outlive a test
        (version,) = connection.execute(text("select version from calendars where code = 'TWICE'")).scalars()
        for table, key in (("calendar_days", "calendar_id"), ("calendar_openings", "calendar_id"), ("calendars", "id")):
            connection.execute(
                text(f"delete from {table} where {key} in (select id from calendars where code = 'TWICE')")
            )
    assert version == 1


def test_what_fails_half_way_leaves_nothing(installation: Installation, database: Database, tmp_path: Path) -> None:
    """The calendar is written before the plan's hold is found longer than the outcome is owed in."""
    (tmp_path / "plans").mkdir()
    (tmp_path / "calendars.yml").write_text("calendars: {HALF: {region: SG, zone: Asia/Singapore}}")
    (tmp_path / "plans" / "x.yml").write_text("name: X\nrounds: [{name: A, release: {hold_hours: 700}}]")
    done = huiyin(installation, "apply", str(tmp_path))
    assert (done.returncode, "plans/x.yml:1: " in done.stderr) == (1, True)
    with database.unit(Actor.service(), NOW) as unit:
        assert [each.code for each in sla.calendars(unit) if each.code == "HALF"] == []
