"""What the program inside the cage says of errors: codes of warehouse.errors and the values of their sentences.

Never a value that stands in a row: only the engine's words about the query's own words are passed on.
"""

import contextlib
import difflib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

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
