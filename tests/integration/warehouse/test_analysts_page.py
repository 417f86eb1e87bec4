"""docs/analysts.md: its examples answer what it says, and its queries fit the marts as they are."""

import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.factories.published import publish_tiny
from warehouse.cage import run_caged
from warehouse.cage_limits import AT_ONCE, HIGHEST, LONGEST_QUERY, MIB, Limits
from warehouse.publish import publish

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/analysts.md").read_text("utf-8")
EXAMPLES = re.findall(r"```console\n\$ huiyin (.*?)\n(.*?)```", PAGE, re.DOTALL)
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("documented")
    publish_tiny(made / "warehouse")
    return made


@pytest.fixture(scope="module")
def empty_marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse with all marts as their contracts have them, and no row."""
    folder = tmp_path_factory.mktemp("contracts") / "warehouse"
    folder.mkdir()
    with duckdb.connect(str(folder / "build.duckdb")) as build:
        build.execute("create schema marts")
        for path in sorted((ROOT / "transforms/dbt/models/marts").glob("*.yml")):
            for model in yaml.safe_load(path.read_text("utf-8"))["models"]:
                columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
                build.execute(f"create table marts.{model['name']} ({columns})")
    options: dict[str, Any] = {"as_of": NOW, "built_from_xid": "1", "checks": [], "now": NOW}
    publish(folder / "build.duckdb", folder, version="v1", **options)
    return folder


@pytest.mark.parametrize(("command", "output"), EXAMPLES)
def test_an_example_answers_what_the_page_says(home: Path, command: str, output: str) -> None:
    asked = subprocess.run(
        [Path(sys.executable).with_name("huiyin"), *shlex.split(command)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"HUIYIN_HOME": str(home)},
    )
    assert asked.stdout + asked.stderr == output
    assert asked.returncode == (1 if output.startswith("error") else 0)


@pytest.mark.parametrize("sql", QUERIES)
def test_a_query_fits_the_marts(empty_marts: Path, sql: str) -> None:
    assert run_caged(empty_marts, "analyst", sql).table.num_columns >= 3


def test_the_page_has_its_examples_and_the_limits_as_they_are() -> None:
    assert len(EXAMPLES) >= 4
    assert len(QUERIES) >= 3
    usual = Limits()
    for row in (
        f"| {usual.wall_seconds:g} s | {HIGHEST['wall_seconds']:g} s |",
        f"| {usual.memory_bytes // MIB} MiB | {int(HIGHEST['memory_bytes']) // MIB} MiB |",
        f"| {usual.spill_bytes // MIB} MiB | {int(HIGHEST['spill_bytes']) // MIB} MiB |",
        f"| {usual.max_rows:,} | {int(HIGHEST['max_rows']):,} |",
        f"| {usual.max_bytes // MIB} MiB | {int(HIGHEST['max_bytes']) // MIB} MiB |",
        f"| {LONGEST_QUERY:,} characters |",
        f"| `HUIYIN_SQL_AT_ONCE`, {AT_ONCE} |",
    ):
        assert row in PAGE, row
