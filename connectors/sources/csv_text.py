"""Separated text to records: the separator, quotes, and a last row that was cut off."""

import csv
import io

from connectors.sources.errors import FileUnreadable, UnclosedQuote
from connectors.sources.rows import RawRow

SEPARATORS = ",;\t|"
CUT_LINES = 50  # an open quote that swallows more lines than this is not just a cut last row
csv.field_size_limit(16 * 1024 * 1024)


def parse_csv(text: str, file_name: str, *, is_cut: bool = False) -> tuple[list[RawRow], tuple[str, ...]]:
    """Records of `text` (header first; blank lines left out) and what was noticed.

    `is_cut` says that the file ends inside a character. Raises `UnclosedQuote`.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    records: list[RawRow] = []
    start = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                records.append(RawRow(start, tuple(values)))
            start = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" not in str(error):
            raise FileUnreadable(file=file_name, kind=f"line {reader.line_num}: {error}") from error
        if reader.line_num - start > CUT_LINES or not records:
            raise UnclosedQuote(file=file_name, line=start) from error
        records.append(RawRow(start, (_rest(text, start),), "truncated_row"))
        return records, ()
    return _judge_the_end(records, text, is_cut=is_cut)


def _separator(text: str) -> str:
    """The separator that the header line uses most, outside quotes."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _rest(text: str, line: int) -> str:
    return "".join(text.splitlines(keepends=True)[line - 1 :])


def _judge_the_end(records: list[RawRow], text: str, *, is_cut: bool) -> tuple[list[RawRow], tuple[str, ...]]:
    """Whether the last row is whole when the file does not end with a line end. Many tools leave
    the last line end out, so that alone proves nothing: a last value shorter than every other in
    its column, or half a character, does.
    """
    if text.endswith(("\n", "\r")) or len(records) < 2:
        return records, ()
    last = records[-1]
    width = len(records[0].values)
    others = [row.values[-1] for row in records[1:-1] if len(row.values) == width and row.values[-1]]
    shortest = min(map(len, others), default=0)
    if is_cut or len(last.values) < width or 0 < len(last.values[-1]) < shortest:
        records[-1] = RawRow(last.number, last.values, "truncated_row")
        return records, ()
    return records, ("The last row has no line end; it looks whole and was taken.",)
