"""Reading the published warehouse: which version is served, and frames for pages.

Every connection is read-only and locked down; a query gets the version that is current when it starts.
Nobody's SQL but our own comes here: analysts' queries run in warehouse.cage.
"""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse.errors import WarehouseMissing
from warehouse.manifest import Manifest, read_current, require
from warehouse.paths import temp_dir

Params = Sequence[Any] | Mapping[str, Any] | None

LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "threads": "2",
}
OPEN_FILES = 4  # both audiences, the current version and the one before
_open: dict[Path, duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


def current(directory: Path) -> Manifest | None:
    """The version being served, or None before the first publication."""
    return read_current(directory)


def current_version(directory: Path) -> str | None:
    """Its id: cheap to ask before every query, and part of every cache key."""
    manifest = read_current(directory)
    return manifest.version if manifest else None


def file_of(directory: Path, audience: str, version: str | None = None) -> Path:
    """The published file of an audience, of the version served or of a kept one.

    Raises `WarehouseMissing`, `WarehouseOlder`, `NoSuchVersion`, `NoSuchAudience`.
    """
    return require(directory, version).path(directory, audience)


def connect(directory: Path, audience: str, version: str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only, locked connection of its own, for the caller to close. Raises as `file_of`."""
    return _connect(file_of(directory, audience, version))


def query_frame(
    directory: Path, audience: str, sql: str, params: Params = None, *, version: str | None = None
) -> pd.DataFrame:
    """What our own `sql` answers on the version now served (or a kept one): whole numbers as int64,
    decimals as float64, dates as datetime64. Safe in any thread. Raises as `file_of`.
    """
    table = query_arrow(directory, audience, sql, params, version=version)
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame


def query_arrow(
    directory: Path, audience: str, sql: str, params: Params = None, *, version: str | None = None
) -> pa.Table:
    """The same as an Arrow table."""
    with _cursor(file_of(directory, audience, version)) as cursor:  # an open result owns its connection
        return _plain_numbers(cursor.execute(sql, params).to_arrow_table())


def close_all() -> None:
    """Closes the connections that this process keeps open."""
    with _lock:
        while _open:
            _open.popitem()[1].close()


def _cursor(path: Path) -> duckdb.DuckDBPyConnection:
    with _lock:
        if path not in _open:
            _open[path] = _connect(path)
            while len(_open) > OPEN_FILES:
                _open.pop(next(iter(_open))).close()  # cursors still in use keep the file open by themselves
        return _open[path].cursor()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(
            str(path), read_only=True, config=LOCKED | {"temp_directory": str(temp_dir(path.parent))}
        )
    except duckdb.IOException as error:
        raise WarehouseMissing from error
    connection.execute("set lock_configuration = true")
    return connection


def _plain_numbers(table: pa.Table) -> pa.Table:
    for index, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type):
            kind = pa.int64() if column.type.scale == 0 else pa.float64()
            table = table.set_column(index, column.name, table.column(index).cast(kind))
    return table
