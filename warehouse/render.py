"""Results of queries as a table for the eye, CSV, JSON or Parquet.

In CSV a cell that a spreadsheet would take for a formula is made harmless. Pure functions.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FORMULA_STARTS = frozenset("=+-@")
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # categories that a spreadsheet may skip
OUT_OF_RANGE = "out of range"
NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)


class Format(StrEnum):
    """The formats that a result can be had in."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def render(table: pa.Table, format: Format) -> bytes:  # noqa: A002 - the command line's own word
    """The result in that format; text is UTF-8 and ends with a line end."""
    renderers: dict[Format, Callable[[pa.Table], bytes]] = {
        Format.TABLE: _as_table,
        Format.CSV: _as_csv,
        Format.JSON: _as_json,
        Format.PARQUET: _as_parquet,
    }
    return renderers[Format(format)](table)


def harmless(text: str) -> str:
    """The text as a spreadsheet cell that is no formula: an apostrophe goes before what could start one, also
    behind spaces and invisible signs, and in full-width and small forms.
    """
    if text[:1].isascii() and text[:1].isalnum():  # nearly all: a million cells are not to take seconds
        return text
    first = next((sign for sign in text if unicodedata.category(sign) not in INVISIBLE), "")
    starts = text.startswith(("\t", "\r")) or unicodedata.normalize("NFKC", first) in FORMULA_STARTS
    return f"'{text}" if starts else text


def _as_csv(table: pa.Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([harmless(name) for name in table.column_names])
    for row in _rows(table):
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode()


def _csv_cell(value: Any) -> str:
    """Numbers keep their sign; anything else may hold somebody's text."""
    text = _text(value)
    return text if isinstance(value, bool | int | float | Decimal) else harmless(text)


def _as_json(table: pa.Table) -> bytes:
    names = _unique(table.column_names)
    rows = [dict(zip(names, map(_json_value, row), strict=True)) for row in _rows(table)]
    return (json.dumps(rows, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _as_parquet(table: pa.Table) -> bytes:
    """What Parquet has no type for (intervals, unions) becomes text."""
    columns = [column if _fits_parquet(column) else _as_text(column) for column in table.columns]
    out = io.BytesIO()
    pq.write_table(pa.table(columns, names=_unique(table.column_names)), out)
    return out.getvalue()


def _fits_parquet(column: pa.ChunkedArray) -> bool:
    try:
        pq.write_table(pa.table([column.slice(0, 0)], names=["c"]), io.BytesIO())
    except pa.ArrowNotImplementedError:
        return False
    return True


def _as_text(column: pa.ChunkedArray) -> pa.Array:
    return pa.array([None if value is None else _text(value) for value in _values(column)], pa.string())


def _as_table(table: pa.Table) -> bytes:
    """Columns padded to equal width, numbers to the right; Chinese characters take two places."""
    cells = [table.column_names, *[[_one_line(_text(value)) for value in row] for row in _rows(table)]]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    is_number = [any(test(kind) for test in NUMBERS) for kind in table.schema.types]
    lines = [_padded(row, widths, is_number) for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return ("\n".join(lines) + "\n").encode()


def _padded(row: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    gaps = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return "  ".join(
        gap + cell if right else cell + gap for cell, gap, right in zip(row, gaps, is_number, strict=True)
    ).rstrip()


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _one_line(text: str) -> str:
    """Without control characters: a value must not move the cursor of somebody's terminal."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)


def _rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*map(_values, table.columns), strict=True))


def _values(column: pa.ChunkedArray) -> list[Any]:
    """As Python has them; the dates that it has not (infinity, beyond the year 9999) are said to be out of range."""
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return OUT_OF_RANGE


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return json.dumps(_json_value(value), ensure_ascii=False)
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def _json_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json_value(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_json_value(each) for each in value]
    if isinstance(value, float | Decimal):
        return _json_number(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date | datetime | time) else _other(value)


def _json_number(value: float | Decimal) -> int | float | None:
    if not isfinite(value):
        return None
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else float(value)


def _other(value: Any) -> str:
    if isinstance(value, timedelta):
        return str(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def _unique(names: Sequence[str]) -> list[str]:
    """Names made different from each other by a number at the end."""
    taken: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.append(candidate)
    return taken
