"""Landing tables for tests: the schema `raw` of a build file, made from the core's metadata.

What the extraction would create is created here, empty or with rows; the values of columns that a
test does not care about are filled by type. No rule of the business belongs here.
"""

import importlib
import importlib.util
import json
import pkgutil
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

import app
from app.kit.records import recorded_tables, warehouse_columns

Row = Mapping[str, Any]
Landing = Mapping[str, Iterable[Row]]

EXTRA_TABLES: dict[str, dict[str, str]] = {
    "raw_meta__refresh": {"as_of": "TIMESTAMP", "version": "VARCHAR", "built_from_xid": "VARCHAR"},
    "raw_topics__question_groups": {
        "question_id": "VARCHAR",
        "topic": "VARCHAR",
        "canonical_id": "VARCHAR",
        "canonical_text": "VARCHAR",
        "confidence": "DOUBLE",
        "is_new_group": "BOOLEAN",
    },
}
_TYPES: list[tuple[type[Any], str]] = [
    (Uuid, "VARCHAR"),
    (DateTime, "TIMESTAMP"),
    (Date, "DATE"),
    (JSONB, "VARCHAR"),
    (Boolean, "BOOLEAN"),
    (BigInteger, "BIGINT"),
    (Integer, "INTEGER"),
    (Float, "DOUBLE"),
]
_FILLERS: dict[str, Any] = {
    "VARCHAR": "x",
    "TIMESTAMP": datetime(2026, 1, 1, tzinfo=UTC),
    "DATE": date(2026, 1, 1),
    "BOOLEAN": False,
    "BIGINT": 1,
    "INTEGER": 1,
    "DOUBLE": 0.0,
}


def landing_columns() -> dict[str, dict[str, str]]:
    """Each landing table with its columns and DuckDB types, as the extraction writes them."""
    tables = {f"raw_core__{table.name}": _columns(table) for table in _core_tables()}
    return tables | EXTRA_TABLES


def write_landing(build_file: Path, landing: Landing | None = None) -> None:
    """Create every landing table in `build_file` and insert the given rows.

    Keys of `landing` are table names without `raw_core__` (or a whole raw name). A required column
    that a row leaves out gets a filler of its type; an unknown column raises `KeyError`.
    """
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema if not exists raw")
        for name, columns in landing_columns().items():
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f"create or replace table raw.{name} ({listed})")
        for name, rows in (landing or {}).items():
            _insert(connection, name if name.startswith("raw_") else f"raw_core__{name}", rows)


def _core_tables() -> list[Table]:
    for module in pkgutil.iter_modules(app.__path__, "app."):
        if module.ispkg and _has_models(module.name):
            importlib.import_module(f"{module.name}.models")
    return recorded_tables()


def _has_models(package: str) -> bool:
    return importlib.util.find_spec(f"{package}.models") is not None


def _columns(table: Table) -> dict[str, str]:
    return {name: _duckdb_type(table.columns[name]) for name in warehouse_columns(table)}


def _duckdb_type(column: Column[Any]) -> str:
    return next((name for kind, name in _TYPES if isinstance(column.type, kind)), "VARCHAR")


def _required(name: str) -> set[str]:
    table = next((table for table in _core_tables() if f"raw_core__{table.name}" == name), None)
    return {column.name for column in table.columns if not column.nullable} if table is not None else set()


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Row]) -> None:
    columns = landing_columns()[name]
    required = _required(name)
    blank = {column: _FILLERS[kind] if column in required else None for column, kind in columns.items()}
    filled = [blank | dict(_known(name, row, columns)) for row in rows]
    # One Arrow table: row by row DuckDB takes a minute for what a property test lands.
    landed = pa.table({column: [_plain(row[column]) for row in filled] for column in columns})
    connection.register("landed", landed)
    connection.execute(f"insert into raw.{name} select * from landed")
    connection.unregister("landed")


def _known(name: str, row: Row, columns: Mapping[str, str]) -> Row:
    if unknown := set(row) - set(columns):
        raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None) - value.utcoffset()  # type: ignore[operator]
    return json.dumps(value) if isinstance(value, list | dict) else value
