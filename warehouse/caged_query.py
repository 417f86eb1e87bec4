"""The program inside the cage: limits itself, runs one query on one file, answers through one pipe.

Started by warehouse.cage as a file of its own with nothing of the application imported, so that it starts
quickly and has nothing to give away. Request: a line of JSON on standard input, which stays open for as long
as the asker lives. Answer: a line of JSON, then, if the query went well, an Arrow stream. Heavy libraries
are imported after the limits hold. What is said of errors is in `refusal`: never a value that stands in a row.
"""

import contextlib
import difflib
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FILE = "warehouse.duckdb"  # in the folder that the program is started in, the only one that it may write
SPILL = "spill"
BATCH_ROWS = 2048
THREADS = 2
ENGINE_NEEDS = 448 * 1024 * 1024  # bytes of address space that are taken before the first row: measured 360 to 400 MiB
NEAREST = 3
BY_KIND = {
    "Conversion": "query_value",
    "MemoryError": "query_too_much_memory",
    "OutOfMemory": "query_too_much_memory",
    "OutOfRange": "query_range",
    "Permission": "query_only_reading",
}
DISK = ("max_temp_directory_size", "File too large", "failed to offload")
WRITING = ("read-only", "configuration has been locked")

Answer = tuple[dict[str, Any], "pa.Table | None"]


def limit(request: dict[str, Any]) -> None:
    """Limits of the kernel; the engine's own are no limits (a function ran on for 95 s and took 20 GB)."""
    for kind, most in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, request["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, request["spill_bytes"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))
    # Should the asker be gone and its end unseen: this ends the process without asking the interpreter.
    signal.setitimer(signal.ITIMER_REAL, request["wall_seconds"] + 2)
    os.nice(5)  # whoever serves people goes first
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")  # and where memory ends, this goes first


def end_with(asker: BinaryIO) -> None:
    """Ends the process as soon as the asker does, however it ends: then its end of the pipe is closed."""

    def watch() -> None:
        asker.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def take_pipe() -> BinaryIO:
    """The pipe for the answer; what the engine prints by itself (profiles, logs, progress) goes nowhere."""
    pipe = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return pipe


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


def refusal(error: BaseException, connection: "duckdb.DuckDBPyConnection", sql: str) -> dict[str, Any]:
    """The code of what is wrong (those of warehouse.errors), and the values of its sentence."""
    import duckdb

    details = _details(error)
    words = str(details.get("exception_message", error))
    if isinstance(error, duckdb.ParserException | duckdb.SyntaxException):
        return _syntax(details, words, sql)
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return _unknown(connection, details) or {"error": "query_refused", "values": {"reason": _sentence(words)}}
    if any(sign in words for sign in DISK):
        return {"error": "query_too_much_disk", "values": {}}
    if any(sign in words for sign in WRITING):
        return {"error": "query_only_reading", "values": {}}
    kind = type(error).__name__.removesuffix("Exception")
    return {"error": BY_KIND.get(kind, "query_failed"), "values": {"kind": kind}}


def _details(error: BaseException) -> dict[str, Any]:
    """What `errors_as_json` says of an error of the engine; empty where it says nothing."""
    _, brace, rest = str(error).partition("{")
    with contextlib.suppress(ValueError):
        return dict(json.loads(brace + rest))
    return {}


def _syntax(details: dict[str, Any], words: str, sql: str) -> dict[str, Any]:
    if details.get("error_subtype") != "SYNTAX_ERROR" or "position" not in details:
        return {"error": "query_refused", "values": {"reason": _sentence(words)}}
    before = sql[: int(details["position"])]
    place = {"line": before.count("\n") + 1, "column": len(before) - before.rfind("\n")}
    _, found, near = words.partition('at or near "')
    if not found:
        return {"error": "query_ends_early", "values": place}
    return {"error": "query_syntax", "values": place | {"near": near.removesuffix('"')}}


def _unknown(connection: "duckdb.DuckDBPyConnection", details: dict[str, Any]) -> dict[str, Any] | None:
    """The table, column or function that there is not, with the nearest that there are."""
    name, kind = str(details.get("name", "")), str(details.get("type", ""))
    if details.get("error_subtype") == "COLUMN_NOT_FOUND":
        code, catalogue = "query_unknown_column", "select distinct column_name from duckdb_columns() where not internal"
    elif details.get("error_subtype") == "MISSING_ENTRY" and kind == "Table":
        code, catalogue = "query_unknown_table", "select table_name from duckdb_tables()"
    elif details.get("error_subtype") == "MISSING_ENTRY" and kind.endswith("Function"):
        code, catalogue = "query_unknown_function", "select distinct function_name from duckdb_functions()"
    else:
        return None
    offered = [each.strip().rpartition(".")[2] for each in str(details.get("candidates", "")).split(",")]
    known = [row[0] for row in connection.execute(catalogue).fetchall()]
    return {"error": code, "values": {"name": name, "nearest": ", ".join(_nearest(name, offered, known))}}


def _nearest(name: str, offered: Iterable[str], known: Iterable[str]) -> list[str]:
    """Up to three names, those that the engine offers first."""
    near = difflib.get_close_matches(name, sorted(known), n=NEAREST, cutoff=0.0)
    return list(dict.fromkeys([*filter(None, offered), *near]))[:NEAREST]


def _sentence(words: str) -> str:
    return " ".join(words.split()).rstrip(".") + "."


def main() -> None:
    """One request, one answer."""
    asker = sys.stdin.buffer
    request = json.loads(asker.readline())
    limit(request)
    pipe = take_pipe()
    end_with(asker)
    head, table = answer(request)
    pipe.write(json.dumps(head).encode() + b"\n")
    if table is not None:
        import pyarrow as pa

        with pa.ipc.new_stream(pipe, table.schema) as writer:
            writer.write_table(table)
    pipe.flush()
    os._exit(0)  # the engine's threads have nothing left to do


if __name__ == "__main__":
    main()
