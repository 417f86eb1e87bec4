"""Reading one table from a file, whatever its format, as text with line numbers.

Belongs here: recognising the format, separators, header, rows that don't fit the header.
What a value means is not decided here (quality.cleaning, app.intake).
"""

from dataclasses import dataclass
from pathlib import Path

from connectors.sources.csv_text import parse_csv
from connectors.sources.encodings import decode
from connectors.sources.errors import (
    DuplicateHeaders,
    EmptyFile,
    FileMissing,
    FileUnreadable,
    NotWhatItsNameSays,
    shown,
)
from connectors.sources.rows import RawRow
from connectors.sources.workbooks import read_sheet

EXCEL_ENDINGS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
SIGNATURES = (  # first bytes of what people rename to .csv by mistake
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
)


@dataclass(frozen=True)
class RawTable:
    """A table as it lies in its file: columns by name, rows as text, what was noticed."""

    name: str
    file_name: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    encoding: str
    notes: tuple[str, ...] = ()


def read_table(path: Path, *, name: str = "", sheet: str | int | None = None) -> RawTable:
    """The table in `path` (CSV by any separator, or an Excel workbook).

    Raises errors of connectors.sources.errors; nothing is guessed silently.
    """
    data = _bytes_of(path)
    found = next((what for signature, what in SIGNATURES if data.startswith(signature)), None)
    if path.suffix.lower() in EXCEL_ENDINGS:
        if not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise NotWhatItsNameSays(file=path.name, expected="a workbook", found=found or "text or something else")
        return _table(name or path.stem, path.name, read_sheet(data, path.name, sheet), "excel", ())
    if found is None and data.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        found = "a web page or XML"
    if found:
        raise NotWhatItsNameSays(file=path.name, expected="a text table", found=found)
    decoded = decode(data, path.name)
    records, notes = parse_csv(decoded.text, path.name, is_cut=decoded.is_cut)
    return _table(name or path.stem, path.name, records, decoded.encoding, notes)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise FileMissing(file=path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(file=path.name, kind=type(error).__name__) from error
    if not data.strip():
        raise EmptyFile(file=path.name)
    return data


def _table(name: str, file_name: str, records: list[RawRow], encoding: str, notes: tuple[str, ...]) -> RawTable:
    if not records:
        raise EmptyFile(file=file_name)
    columns = _header(records[0], file_name)
    rows = [_fitted(row, len(columns), is_last=row is records[-1]) for row in records[1:]]
    return RawTable(name, file_name, columns, tuple(rows), encoding, notes)


def _header(record: RawRow, file_name: str) -> tuple[str, ...]:
    names = [value.strip().strip("\u3000") for value in record.values]
    while names and not names[-1]:
        names.pop()
    named = [column for column in names if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise DuplicateHeaders(file=file_name, columns=shown(twice))
    return tuple(column or f"(column {index})" for index, column in enumerate(names, start=1))


def _fitted(row: RawRow, width: int, *, is_last: bool) -> RawRow:
    """The row with as many values as the header has names; one that does not fit is marked."""
    values, flaw = row.values, row.flaw
    if len(values) > width and not any(value.strip() for value in values[width:]):
        values = values[:width]
    if len(values) < width and not flaw:
        flaw = "truncated_row" if is_last else "ragged_row"
    if len(values) > width and not flaw:
        flaw = "ragged_row"
    return RawRow(row.number, (*values, *[""] * (width - len(values)))[: max(width, len(values))], flaw)
