"""The program inside the cage: limits itself, runs one query on one file, answers on standard output.

Started by warehouse.cage as a file of its own with nothing of the application imported, so that it
starts quickly and has nothing to give away. Request: JSON on standard input. Answer: a line of JSON, then,
if the query went well, an Arrow stream. It never speaks of values that stand in rows.
"""

import contextlib
import json
import os
import resource
import sys
from typing import Any

import duckdb
import pyarrow as pa

BATCH_ROWS = 2048
# Their messages speak of the query's own words; those of all other errors may quote a row.
ABOUT_THE_QUERY = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.SyntaxException)
ONLY_READING = "The query may only read the published tables: no files, no network, no settings, no writing."
TOO_MUCH_MEMORY = "The query needs more memory than a query may have."


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Limits of the kernel; the engine's own are no limits (security.md, fact 1)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_locked(file: str, memory_bytes: int) -> duckdb.DuckDBPyConnection:
    """The file, read-only, with everything else closed off; the lock comes last."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "python_enable_replacements": "false",
        "temp_directory": "",  # nothing is spilled: there is no writing here
        "memory_limit": f"{memory_bytes // 3} B",
        "threads": "2",
    }
    connection = duckdb.connect(file, read_only=True, config=config)
    with contextlib.suppress(duckdb.CatalogException):  # a file of another make has no such schema
        connection.execute("use marts")
    connection.execute("set lock_configuration = true")
    return connection


def run(connection: duckdb.DuckDBPyConnection, sql: str, max_rows: int, max_bytes: int) -> tuple[pa.Table, bool]:
    """The first rows that fit both caps, and whether there were more."""
    reader = connection.execute(sql).to_arrow_reader(BATCH_ROWS)
    batches: list[Any] = []
    rows = size = 0
    for batch in reader:
        fitting = min(batch.num_rows, max_rows - rows)
        if size + batch.nbytes > max_bytes:
            fitting = min(fitting, (max_bytes - size) * batch.num_rows // max(batch.nbytes, 1))
        batches.append(batch.slice(0, fitting))
        rows += fitting
        size += batch.nbytes
        if fitting < batch.num_rows:
            return pa.Table.from_batches(batches, reader.schema), True
    return pa.Table.from_batches(batches, reader.schema), False


def refusal(error: BaseException) -> dict[str, str]:
    """What may be said of an error, in one sentence."""
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return {"status": "costly", "reason": TOO_MUCH_MEMORY}
    if isinstance(error, ABOUT_THE_QUERY):
        words = str(error).split("\n\nLINE")[0].replace("\n", " ").rstrip(".")
        return {"status": "refused", "reason": words + "."}
    if isinstance(error, duckdb.PermissionException) or "read-only" in str(error) or "locked" in str(error):
        return {"status": "refused", "reason": ONLY_READING}
    if isinstance(error, duckdb.ConversionException):
        return {"status": "refused", "reason": "A value can't be turned into the type that the query asks for."}
    if isinstance(error, duckdb.OutOfRangeException):
        return {"status": "refused", "reason": "A result of the query is out of range of its type."}
    return {"status": "refused", "reason": f"The query can't be run ({type(error).__name__})."}


def answer(request: dict[str, Any]) -> tuple[dict[str, Any], pa.Table | None]:
    """The line of JSON and the rows."""
    try:
        connection = open_locked(request["file"], request["memory_bytes"])
        statements = duckdb.extract_statements(request["sql"])
        if len(statements) != 1:
            return {"status": "refused", "reason": "Ask one query at a time."}, None
        table, is_truncated = run(connection, request["sql"], request["max_rows"], request["max_bytes"])
    except (duckdb.Error, MemoryError, RuntimeError, pa.ArrowException) as error:
        return refusal(error), None
    return {"status": "ok", "is_truncated": is_truncated}, table


def main() -> None:
    """One request, one answer."""
    request = json.loads(sys.stdin.buffer.read())
    limit(request["memory_bytes"], request["cpu_seconds"])
    head, table = answer(request)
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    if table is not None:
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
    out.flush()
    os._exit(0)  # the engine's threads have nothing left to do


if __name__ == "__main__":
    main()
