"""The quick way of an incremental refresh gives, row by row, what a whole dbt build gives."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.transforms.conftest import AS_OF, Builder, Built, clock, company
from transforms.dbt_runner import PROJECT_DIR, DbtFailedError, build, rebuild


@pytest.fixture(scope="module")
def built(build_landing: Builder) -> Built:
    early = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    return build_landing(
        company()
        | {
            "interviews": [{"id": "int", "application_id": "app", "round_id": "round", "status": "held"}],
            "panel_members": [{"id": "seat", "interview_id": "int", "staff_id": "ann", "is_required": True}],
            "feedback": [{"id": "fb", "panel_member_id": "seat", "status": "submitted", "submitted_at": early}],
            "sla_clocks": [clock("kept", subject_id="seat", stopped_at=early, outcome="met"), clock("open")],
        }
    )


def marts(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every mart's columns with types, and its rows in one order."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = [name for (name,) in connection.execute("from duckdb_tables() select table_name").fetchall()]
        wanted = [name for name in names if name.startswith(("dim_", "fct_", "rpt_", "meta_"))]
        return {
            name: [
                *connection.execute(f"select column_name, column_type from (describe marts.{name})").fetchall(),
                *connection.execute(f"from marts.{name} order by all").fetchall(),
            ]
            for name in wanted
        }


def change(file: Path, *statements: str) -> None:
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_changed_is_built_as_a_whole_build_would(built: Built, state_dir: Path, tmp_path: Path) -> None:
    before = marts(built.file)
    later = AS_OF + timedelta(days=5)
    change(
        built.file,
        "update raw.raw_core__sla_clocks set outcome = 'missed', stopped_at = timestamp '2026-03-06 09:00' "
        "where id = 'open'",
        "delete from raw.raw_core__sla_clocks where id = 'kept'",
        f"update raw.raw_meta__refresh set as_of = timestamp '{later:%Y-%m-%d %H:%M}'",
    )
    result = rebuild(built.file, {"raw_core__sla_clocks", "raw_meta__refresh"})
    assert result.succeeded, result.failed
    assert {node.resource_type for node in result.nodes} == {"model", "test"}
    quick = marts(built.file)
    # The same landing, built by dbt from nothing; the name stays, since statements carry it.
    whole = tmp_path / built.file.name
    shutil.copy(built.file, whole)
    change(whole, "drop schema marts cascade", "drop schema intermediate cascade")
    assert build(PROJECT_DIR, whole, state_dir=state_dir).succeeded
    assert quick == marts(whole)
    assert quick != before


def test_a_failed_test_leaves_the_file_as_it_was(built: Built) -> None:
    before = marts(built.file)
    change(built.file, "insert into raw.raw_core__departments from raw.raw_core__departments")
    result = rebuild(built.file, {"raw_core__departments", "raw_meta__refresh"})
    assert [node.resource_type for node in result.failed] == ["test"]
    assert marts(built.file) == before


def test_nothing_is_rebuilt_where_nothing_was_built(tmp_path: Path) -> None:
    with pytest.raises(DbtFailedError, match="Nothing was compiled"):
        rebuild(tmp_path / "other.duckdb", {"raw_meta__refresh"})
