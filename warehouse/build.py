"""Opening the build file: the settings of its connection, its schemas, and proof that it is closed.

Only the holder of the refresh lease calls this. What is written into the file is elsewhere.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import BuildFileBroken, BuildFileOpen, DiskFull, RefreshBusy
from warehouse.paths import temp_dir

SCHEMAS = ("raw", "staging", "intermediate", "marts")
# Nothing is fetched or loaded behind our back; the installation may have no internet at all.
QUIET: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
}


@contextmanager
def open_build(build_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the build file (made if missing), with its schemas; on leaving, the
    file is checkpointed and closed.

    Raises `RefreshBusy` where another process has it open, `BuildFileBroken`, `DiskFull`.
    """
    build_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = QUIET | {"threads": "2", "temp_directory": str(temp_dir(build_file.parent))}
    with duckdb_errors():
        connection = duckdb.connect(str(build_file), config=config)
        try:
            for schema in SCHEMAS:
                connection.execute(f"create schema if not exists {schema}")
            yield connection
            connection.execute("checkpoint")
        finally:
            connection.close()


def settle(build_file: Path) -> None:
    """Takes in what an earlier process, killed while it wrote, left in the write-ahead file."""
    if _wal(build_file).exists():
        with open_build(build_file):
            pass


def assert_closed(build_file: Path) -> None:
    """Raises `BuildFileOpen` if a write-ahead file lies beside it: a copy would be stale silently."""
    if _wal(build_file).exists():
        raise BuildFileOpen


@contextmanager
def duckdb_errors() -> Iterator[None]:
    """Turns the engine's errors that a person can mend into ours; others pass."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull from error
        raise
    except duckdb.Error as error:
        text = str(error)
        if "No space left" in text or "failed to offload" in text:
            raise DiskFull from error
        if "Could not set lock" in text:
            raise RefreshBusy from error
        if "not a valid DuckDB database file" in text or "corrupt" in text.lower():
            raise BuildFileBroken from error
        raise


def _wal(build_file: Path) -> Path:
    return build_file.with_name(build_file.name + ".wal")
