"""From a file's table to judged-to-be rows: cleaned by pandas, hashed, times read. What a
column means is decided by the caller's judging.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from app.intake.rules import SourceRow, Verdict
from connectors.sources.tables import RawTable
from quality.cleaning import keyed_hash, parse_flags, row_hashes, to_datetimes, to_frame

DELETED_FLAG = "_fivetran_deleted"
BOOKKEEPING = ("_fivetran_synced", DELETED_FLAG)  # of the connector: they change without the row changing
ReadTimes = Callable[["pd.Series[str]"], "pd.Series[pd.Timestamp]"]


def source_rows(
    table: RawTable,
    *,
    key: bytes,
    identity: Sequence[str],
    times: Sequence[str],
    read_times: ReadTimes,
    is_personal: bool = False,
) -> list[SourceRow]:
    """The rows of `table`, each with its first judgement: form, deletion flag, identity.

    Times that can't be are noted in `bad_times`, for the caller to judge in its order.

    `identity` are the columns that name a row; with personal content among them they are
    hashed with `key`, so that provenance keeps no e-mail.
    """
    frame = to_frame(table.columns, (row.values[: len(table.columns)] for row in table.rows))
    hashes = row_hashes(frame, key, leave_out=BOOKKEEPING)
    deleted = parse_flags(frame[DELETED_FLAG]).tolist() if DELETED_FLAG in frame else [False] * len(frame)
    read = {column: to_datetimes(read_times(frame[column])) for column in times if column in frame}
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    rows = []
    for index, raw in enumerate(table.rows):
        values = {str(name): value for name, value in records[index].items()}
        bad = [column for column, moments in read.items() if values[column] and moments[index] is None]
        row = SourceRow(
            table.name,
            table.file_name,
            raw.number,
            _identity(values, identity, key if is_personal else None),
            hashes[index],
            values | {column: moments[index] for column, moments in read.items()},
            dict(zip(table.columns, raw.values, strict=False)),
        )
        row.bad_times = tuple(bad)
        _judge_form(row, raw.flaw, identity, is_deleted=bool(deleted[index]))
        rows.append(row)
    return rows


def _identity(values: dict[str, str | None], columns: Sequence[str], key: bytes | None) -> str:
    parts = [values.get(column) or "" for column in columns]
    return ":".join(parts) if key is None else keyed_hash(key, parts)


def _judge_form(row: SourceRow, flaw: str | None, identity: Sequence[str], *, is_deleted: bool) -> None:
    if flaw:
        row.refuse(flaw)
    elif is_deleted:
        row.verdict = Verdict.DELETED
    elif len(identity) == 1 and not row.source_id:
        row.refuse("missing_value", f"{identity[0]} is empty")
