"""The shape of the landing tables: which columns of a core table go, and as what type.

Pure functions of the core's metadata; reading and writing are in warehouse.extract.
"""

import hashlib
import json
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, Numeric, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from app.kit.records import warehouse_columns

# SQLAlchemy's type → DuckDB's type, and how PostgreSQL is asked for it. The first that fits counts.
_TYPES: list[tuple[type[Any], str, str]] = [
    (Uuid, "VARCHAR", "{}::text"),
    (DateTime, "TIMESTAMP", "{} at time zone 'UTC'"),
    (Date, "DATE", "{}"),
    (JSONB, "VARCHAR", "{}::text"),
    (Boolean, "BOOLEAN", "{}"),
    (BigInteger, "BIGINT", "{}::bigint"),
    (Integer, "INTEGER", "{}::integer"),
    (Float, "DOUBLE", "{}::float8"),
    (Numeric, "DOUBLE", "{}::float8"),
]
_OTHER = ("VARCHAR", "{}::text")


def landing_table(name: str) -> str:
    """The landing table of a core table, with its schema."""
    return f"raw.raw_core__{name}"


def landing_columns(table: Table) -> dict[str, str]:
    """Column name → DuckDB type, in the core's order."""
    return {name: _types_of(table.columns[name])[0] for name in warehouse_columns(table)}


def select_list(table: Table) -> str:
    """What to select from the core so that the values arrive in those types: UUID and JSON as text,
    times as UTC without zone.
    """
    columns = [table.columns[name] for name in warehouse_columns(table)]
    return ", ".join(f'{_types_of(column)[1].format(_quoted(column))} as "{column.name}"' for column in columns)


def create_statement(table: Table) -> str:
    """Makes the empty landing table, in place of one that is there."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in landing_columns(table).items())
    return f"create or replace table {landing_table(table.name)} ({columns})"


def fingerprint(table: Table) -> str:
    """Changes when a column is added, removed, reordered or gets another type."""
    return hashlib.sha256(json.dumps(list(landing_columns(table).items())).encode()).hexdigest()[:16]


def _types_of(column: Column[Any]) -> tuple[str, str]:
    return next(((duck, ask) for kind, duck, ask in _TYPES if isinstance(column.type, kind)), _OTHER)


def _quoted(column: Column[Any]) -> str:
    return f'"{column.name}"'
