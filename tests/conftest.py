"""Fixtures that all tiers share: one embedded PostgreSQL per test process, migrated once.

Tiers are enforced at collection (tests/tiers.py); what only one part needs stands beside it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, text

from app.kit.database import Actor, Database, Unit
from app.kit.installation import Installation
from app.kit.settings import Settings
from tests import moves, scheduling, tiers

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option, for the tests that draw their cases."""
    parser.addoption(
        "--deeper",
        type=int,
        default=1,
        metavar="N",
        help="draw N times as many random cases, and others each time; --hypothesis-seed S repeats them",
    )


@pytest.fixture(scope="session")
def deeper(request: pytest.FixtureRequest) -> int:
    """How many times as many random cases as in the suite; above 1 they are drawn anew in each run."""
    times: int = request.config.getoption("--deeper")
    return times


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test stands in its tier and uses only what that tier may."""
    for item in items:
        tiers.check(item, config.rootpath)
        if config.getoption("--deeper") > 1:
            item.add_marker(pytest.mark.timeout(0), append=False)
    items.sort(key=scheduling.rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deals the tests to the workers by what they share."""
    return scheduling.ByPlace(config, log)


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """A prepared installation of its own; the server stops when the test process ends."""
    from app import events
    from app.setup import initialise

    # Not below pytest's own folder: another pytest's start closes that to the server's user.
    home = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    events.connect()
    moves.watch()
    made = Installation(Settings(home=home))
    initialise(made, datetime(2024, 1, 1, tzinfo=UTC))
    yield made
    made.close()
    made.leave_database()
    shutil.rmtree(home)


@pytest.fixture
def database(installation: Installation) -> Iterator[Database]:
    """The database as the web role; every business row is gone after the test."""
    yield installation.web
    empty_tables(installation)


@pytest.fixture
def unit(installation: Installation) -> Iterator[Unit]:
    """A unit at NOW that is rolled back: the fast way to test a service."""

    class Rollback(Exception):
        pass

    try:
        with installation.web.unit(Actor.service(), NOW) as unit:
            yield unit
            raise Rollback
    except Rollback:
        return


KEPT = {"calendars", "calendar_days", "calendar_openings", "sla_policies"}


def empty_tables(installation: Installation) -> None:
    """Empties all tables but those that `init` fills, children first (truncate would cascade into those)."""
    from app.migrations.metadata import metadata

    with installation.owner.engine.begin() as connection:
        connection.execute(text("update departments set head_staff_id = null where head_staff_id is not null"))
        for table in reversed(metadata.sorted_tables):
            if table.name not in KEPT:
                connection.execute(table.delete())
            elif table.name == "sla_policies":
                scoped = func.coalesce(table.c.round_id, table.c.requisition_id, table.c.department_id)
                connection.execute(table.delete().where(scoped.is_not(None)))
