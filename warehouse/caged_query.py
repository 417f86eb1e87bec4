"""The program inside the cage: limits itself, runs one query on one file, answers through one pipe.

Started by warehouse.cage with nothing of the application imported, so that it starts quickly and has nothing to
give away. Request: a line of JSON on standard input, which stays open for as long as the asker lives. Answer: a
line of JSON, then, if the query went well, an Arrow stream. Heavy libraries are imported after the limits hold.
"""

import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from warehouse.caged_walls import confine, end_with, limit, take_pipe
from warehouse.caged_words import refusal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FILE = "warehouse.duckdb"  # in the folder that the program is started in, the only one that it may write
SPILL = "spill"
BATCH_ROWS = 2048
THREADS = 2
ENGINE_NEEDS = 448 * 1024 * 1024  # bytes of address space that are taken before the first row: measured 360 to 400 MiB

Answer = tuple[dict[str, Any], "pa.Table | None"]


def open_locked(memory_bytes: int, spill_bytes: int) -> "duckdb.DuckDBPyConnection":
    """The file, read-only, with everything else closed off; the lock comes last.

    The engine leaves open to a query what lies beside the file under its name and the folder it spills to:
    both are in the cage's own folder, and `only_reading` is the belt over that.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "python_enable_replacements": "false",
        "errors_as_json": "true",
        "temp_directory": SPILL,
        "max_temp_directory_size": f"{spill_bytes} B",
        "memory_limit": f"{max(memory_bytes - ENGINE_NEEDS, 32 * 1024 * 1024) * 2 // 3} B",
        "threads": str(THREADS),
    }
    connection = duckdb.connect(FILE, read_only=True, config=config)
    with contextlib.suppress(duckdb.CatalogException):  # a file of another make has no such schema
        connection.execute("use marts")
    connection.execute("set enable_progress_bar = false")  # it would be printed
    connection.execute("set lock_configuration = true")
    return connection


def answer(request: dict[str, Any]) -> Answer:
    """The line of JSON and the rows."""
    import duckdb
    import pyarrow as pa

    connection = open_locked(request["memory_bytes"], request["spill_bytes"])
    try:
        statements = connection.extract_statements(request["sql"])
        if refused := only_reading(statements):
            return {"error": refused, "values": {}}, None
        reader = connection.execute(statements[0]).to_arrow_reader(BATCH_ROWS)
        return first_rows(reader, request["max_rows"], request["max_bytes"])
    except (duckdb.Error, MemoryError, RuntimeError, pa.ArrowException) as error:
        return refusal(error, connection, request["sql"]), None


def only_reading(statements: "list[duckdb.Statement]") -> str | None:
    """The code of what is wrong with them, if it is not one reading statement.

    COPY, also under EXPLAIN ANALYZE, writes beside the file in spite of read-only and of external access being off.
    """
    import duckdb

    if not statements:
        return "query_empty"
    if len(statements) > 1:
        return "query_not_one"
    return None if statements[0].type == duckdb.StatementType.SELECT else "query_only_reading"


def first_rows(reader: "pa.RecordBatchReader", max_rows: int, max_bytes: int) -> Answer:
    """The first rows that fit both caps, and whether there were more."""
    import pyarrow as pa

    batches: list[Any] = []
    rows = size = 0
    is_truncated = False
    for batch in reader:
        fitting = min(batch.num_rows, max_rows - rows)
        if size + batch.nbytes > max_bytes:
            fitting = min(fitting, (max_bytes - size) * batch.num_rows // max(batch.nbytes, 1))
        batches.append(batch.slice(0, fitting))
        rows += fitting
        size += batch.nbytes
        if fitting < batch.num_rows:
            is_truncated = True
            break
    if is_truncated and rows == 0:
        return {"error": "query_row_too_large", "values": {}}, None
    return {"is_truncated": is_truncated}, pa.Table.from_batches(batches, reader.schema)


def main() -> None:
    """One request, one answer."""
    asker = sys.stdin.buffer
    request = json.loads(asker.readline())
    limit(request)
    pipe = take_pipe()
    import duckdb  # noqa: F401 - read from disk while that is allowed
    import pyarrow as pa

    confine(os.getcwd())  # noqa: PTH109
    end_with(asker)
    head, table = answer(request)
    pipe.write(json.dumps(head).encode() + b"\n")
    if table is not None:
        with pa.ipc.new_stream(pipe, table.schema) as writer:
            writer.write_table(table)
    pipe.flush()
    os._exit(0)  # the engine's threads have nothing left to do


if __name__ == "__main__":
    main()
