"""What tests of the extraction share: a way to write departments, a build file, one extraction."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from app.evidence.service import record
from app.kit.database import Actor, Database, Unit
from app.kit.installation import Installation
from app.kit.records import recorded_tables
from app.kit.roles import PIPELINE
from app.migrations.metadata import metadata
from app.people.models import Department
from tests.conftest import NOW
from warehouse.extract import ExtractResult, extract

Extract = Callable[..., ExtractResult]


def add_department(unit: Unit, name: str) -> Department:
    """A department in the unit, flushed: its change row is written, not committed."""
    department = Department(name=name, created_at=NOW)
    unit.session.add(department)
    unit.session.flush()
    record(unit, "department.created", department)
    return department


def save_department(database: Database, name: str) -> Department:
    """The same, committed."""
    with database.unit(Actor.service(), NOW) as unit:
        return add_department(unit, name)


def landed(build_file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query on the build file answers."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def killed_at(step: str, url: str, build_file: str) -> None:
    """Extracts, and kills its own process at `step`: for a program of its own."""

    def kill(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    assert metadata.tables
    extract(url, Path(build_file), recorded_tables(), as_of=NOW, version="killed", step=kill)


@pytest.fixture
def build_file(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "build.duckdb"


@pytest.fixture
def refresh(installation: Installation, database: Database, build_file: Path) -> Extract:
    """One extraction of all recorded tables into the test's build file."""
    assert metadata.tables

    def run(**changes: Any) -> ExtractResult:
        options: dict[str, Any] = {"full": False, "as_of": NOW, "version": "v1", "tables": recorded_tables()} | changes
        return extract(installation.role_url(PIPELINE), build_file, **options)

    return run
