"""The refresh with real Dagster, dbt, PostgreSQL and DuckDB. Runs cost seconds: few tests, told in order."""

import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.kit.clock import utc_now
from app.kit.database import Actor
from app.kit.installation import Installation
from orchestration.live import Pace, run_live
from orchestration.refresh import RefreshFailed, RefreshResult, refresh
from warehouse.attempts import read_attempt
from warehouse.read import current_version, query_frame


@pytest.fixture(scope="module")
def refreshed(installation: Installation) -> RefreshResult:
    """The first refresh of an installation."""
    return refresh(installation)


def add_department(installation: Installation, name: str) -> None:
    """A change of the core, committed."""
    from app.people.service import create_department

    with installation.web.unit(Actor.service(), utc_now()) as unit:
        create_department(unit, name=name)


def departments(installation: Installation) -> set[str]:
    frame = query_frame(
        installation.settings.warehouse_dir, "analyst", "select department_name from marts.dim_departments"
    )
    return set(frame["department_name"])


def test_a_refresh_publishes_with_its_checks(installation: Installation, refreshed: RefreshResult) -> None:
    assert refreshed.checks_failed == 0
    assert refreshed.checks_passed > 100
    assert current_version(installation.settings.warehouse_dir) == refreshed.version


def test_the_next_refresh_takes_what_changed(installation: Installation, refreshed: RefreshResult) -> None:
    add_department(installation, "Risk")
    done = refresh(installation)
    assert {table for table, rows in done.rows_read.items() if rows} == {"departments"}
    assert "Risk" in departments(installation)
    assert done.checks_passed < refreshed.checks_passed


def test_another_moment_is_published_beside_current(installation: Installation, refreshed: RefreshResult) -> None:
    before = current_version(installation.settings.warehouse_dir)
    acted: list[str] = []
    done = refresh(
        installation, as_of=utc_now() - timedelta(days=1), act=lambda _, version: {"n": len(acted) + len(version)}
    )
    assert not done.is_current
    assert done.acted == {}
    assert current_version(installation.settings.warehouse_dir) == before


def test_a_failed_check_keeps_the_old_version_and_the_next_refresh_converges(
    installation: Installation, refreshed: RefreshResult
) -> None:
    with installation.owner.engine.begin() as connection:
        connection.execute(text("alter table calendar_openings drop constraint ck_calendar_openings_order"))
        connection.execute(
            text(
                "update calendar_openings set closes_at = opens_at "
                "where id = (select min(id::text)::uuid from calendar_openings)"
            )
        )
    before = current_version(installation.settings.warehouse_dir)
    with pytest.raises(RefreshFailed) as refused:
        refresh(installation)
    assert "raw.raw_core__calendar_openings.open_before_close" in refused.value.checks
    assert current_version(installation.settings.warehouse_dir) == before
    attempt = read_attempt(installation.settings.warehouse_dir)
    assert attempt is not None
    assert attempt.error_code == "checks_failed"
    with installation.owner.engine.begin() as connection:
        connection.execute(
            text("update calendar_openings set closes_at = opens_at + interval '9 hours' where closes_at = opens_at")
        )
        connection.execute(
            text("alter table calendar_openings add constraint ck_calendar_openings_order check (opens_at < closes_at)")
        )
    assert refresh(installation).checks_failed == 0


@pytest.mark.parametrize("step", ["transform", "publish_marts"])
def test_a_refresh_killed_after_a_step_leaves_a_whole_version_and_the_next_converges(
    installation: Installation, refreshed: RefreshResult, step: str
) -> None:
    add_department(installation, f"Killed after {step}")
    before, old = current_version(installation.settings.warehouse_dir), departments(installation)
    child = [sys.executable, "-m", "tests.integration.orchestration.killed_refresh"]
    done = subprocess.run([*child, str(installation.settings.root), step], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    if step == "transform":
        assert current_version(installation.settings.warehouse_dir) == before
        assert departments(installation) == old
    else:  # it was served before the process died: whole and new
        assert current_version(installation.settings.warehouse_dir) != before
        assert departments(installation) == old | {f"Killed after {step}"}
    assert refresh(installation).checks_failed == 0
    assert departments(installation) == old | {f"Killed after {step}"}


def test_the_live_loop_sees_a_commit(installation: Installation, refreshed: RefreshResult) -> None:
    stop, seen = threading.Event(), threading.Event()
    first = threading.Event()

    def told(_: RefreshResult) -> None:
        first.set()
        if "Treasury" in departments(installation):
            seen.set()

    loop = threading.Thread(target=run_live, args=(installation, stop), kwargs={"pace": Pace(), "refreshed": told})
    loop.start()
    try:
        assert first.wait(120)
        add_department(installation, "Treasury")
        assert seen.wait(120)
    finally:
        stop.set()
        loop.join(60)
    assert (installation.settings.root / "live.json").exists()


def test_definitions_load_with_an_empty_environment() -> None:
    code = "from orchestration.definitions import build_defs; print(len(build_defs().resolve_all_asset_keys()))"
    done = subprocess.run([sys.executable, "-c", code], env={}, capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) > 50
