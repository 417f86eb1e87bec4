"""A PostgreSQL server of the customer's own, by address: prepared by a log-in that is no superuser."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.kit.database import Actor
from app.kit.embedded import start_embedded
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.people.service import create_department
from app.setup import MayNotPrepare, initialise
from tests.conftest import NOW


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not below pytest's own folder: another pytest's start closes that to the server's user.
    made = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """The socket's folder of a server with a database `corp` for a log-in that may make roles, and one that may not."""
    running = start_embedded(folder / "theirs")
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        connection.execute("create role hr login createrole createdb password 'x'")
        connection.execute("create role guest login password 'x'")
        connection.execute("create database corp owner hr")
    yield str(folder / "theirs")
    running.cleanup()


def installation_at(folder: Path, server: str, role: str) -> Installation:
    url = f"postgresql://{role}:x@/corp?host={server}"
    return Installation(Settings(home=folder / role, database_url=url))


def test_init_prepares_it_and_can_be_repeated(folder: Path, server: str) -> None:
    installation = installation_at(folder, server, "hr")
    try:
        initialise(installation, NOW)
        initialise(installation, NOW)
        with installation.web.unit(Actor.service(), NOW) as unit:
            create_department(unit, name="Risk")
        with installation.pipeline.engine.connect() as connection:
            assert connection.exec_driver_sql("select count(*) from departments").scalar_one() == 1
            assert connection.exec_driver_sql("select current_database()").scalar_one() == "corp"
    finally:
        installation.close()


def test_a_log_in_that_may_not_is_told_what_it_needs(folder: Path, server: str) -> None:
    with pytest.raises(MayNotPrepare) as refused:
        initialise(installation_at(folder, server, "guest"), NOW)
    assert "CREATEROLE" in refused.value.advice
    assert refused.value.__cause__ is None
