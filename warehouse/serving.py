"""The file of one audience, as it is written: its marts, and what is said about the version.

What an audience may see is in warehouse.audiences; when its file is made and how it comes to be served,
in warehouse.publish.
"""

import os
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from warehouse.audiences import marts_of, suppressed
from warehouse.build import QUIET, assert_closed
from warehouse.manifest import Manifest
from warehouse.paths import temp_dir

META = """
create table marts.meta_versions (
    version VARCHAR, published_at TIMESTAMP, as_of TIMESTAMP, built_from_xid VARCHAR, core_rows BIGINT,
    warehouse_rows BIGINT, checks_passed INTEGER, checks_failed INTEGER
);
create table marts.meta_checks (
    version VARCHAR, suite VARCHAR, check_name VARCHAR, table_name VARCHAR, status VARCHAR,
    failed_count BIGINT, checked_count BIGINT
);
"""


class Check(Protocol):
    """What became of one check; quality's results are such."""

    @property
    def suite(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def failed_count(self) -> int: ...
    @property
    def checked_count(self) -> int: ...


def write_serving_file(
    build_file: Path, partial: Path, audience: str, history: Sequence[Manifest], checks: Sequence[Check]
) -> Path:
    """Makes `partial`, a name that no reader looks for: the audience's marts, `meta_versions` (`history`,
    newest last) and `meta_checks`; closed, synced, read-only.
    """
    config = QUIET | {"threads": "2", "temp_directory": str(temp_dir(partial.parent))}
    with duckdb.connect(str(partial), config=config) as target:
        target.execute(f"attach '{str(build_file).replace(chr(39), chr(39) * 2)}' as build (read_only)")
        target.execute("create schema marts")
        found = target.execute(
            "select table_name from information_schema.tables where table_catalog = 'build' and table_schema = 'marts'"
        ).fetchall()
        for table in marts_of(audience, (table for (table,) in found)):
            target.execute(f'create table marts."{table}" as {_selection(target, audience, table)}')
        _write_meta(target, history, checks)
        target.execute("detach build")
        target.execute("checkpoint")
    assert_closed(partial)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.chmod(0o444)
    return partial


def _selection(target: duckdb.DuckDBPyConnection, audience: str, table: str) -> str:
    source = f'build.marts."{table}"'
    condition = suppressed(audience, {row[0] for row in target.execute(f"describe {source}").fetchall()})
    return f"from {source}" + (f" where {condition}" if condition else "")


def _write_meta(target: duckdb.DuckDBPyConnection, history: Sequence[Manifest], checks: Sequence[Check]) -> None:
    target.execute(META)
    versions = [
        [
            each.version,
            each.published_at.astimezone(UTC).replace(tzinfo=None),
            each.as_of.astimezone(UTC).replace(tzinfo=None),
            each.built_from_xid,
            each.core_rows,
            each.warehouse_rows,
            each.checks_passed,
            each.checks_failed,
        ]
        for each in history
    ]
    _insert(target, "meta_versions", versions)
    status = {True: "passed", False: "failed"}
    rows = [
        [history[-1].version, each.suite, each.name, each.table, status[each.passed], *_counts(each)] for each in checks
    ]
    _insert(target, "meta_checks", rows)


def _insert(target: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """All rows in one statement: prepared row by row they take longer than all marts together."""
    if not rows:
        return
    columns = [pa.array(values) for values in zip(*rows, strict=True)]
    target.register("given", pa.table(columns, names=[f"c{number}" for number in range(len(columns))]))
    target.execute(f"insert into marts.{table} select * from given")
    target.unregister("given")


def _counts(check: Check) -> tuple[int, int]:
    return check.failed_count, check.checked_count
