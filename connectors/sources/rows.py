"""The shape that all readers give: one record of a file, still text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RawRow:
    """One record: the line (or sheet row) it starts at, counted from 1, its values as text, and
    what is wrong with its form: `truncated_row`, `ragged_row` or nothing.
    """

    number: int
    values: tuple[str, ...]
    flaw: str | None = None
