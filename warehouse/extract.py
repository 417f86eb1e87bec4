"""Extraction: what changed in the core since the last time, merged into the landing tables.

How nothing is lost and nothing is invented. Change rows carry the id of their transaction. One
snapshot S of the core has an `xmin`: every transaction below it has ended, so of what they wrote
all that will ever be visible is visible in S. We read *all* changes visible in S by transactions
from the last watermark on, fetch those rows as S shows them, and move the watermark to S's
`xmin`, in the same DuckDB transaction. So
- a transaction that is open now, however long, and whatever the sequence numbers of its rows, is
  at or above the watermark when it commits: the next extraction reads it (none lost);
- a transaction above `xmin` that had committed by S is read now and once more next time: merging by key
  makes that harmless, and the landing tables equal S exactly, so counts taken in S reconcile exactly;
- a transaction below `xmin` is never read again (each settled change is read for good once).
The watermark stands for a history: another server, database or timeline, an `xmin` that went back,
or a vanished newest change row mean a full refresh. Whoever prunes change rows keeps the newest.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from sqlalchemy import Table

from warehouse.build import open_build
from warehouse.core_snapshot import Anchor, CoreSnapshot, core_snapshot
from warehouse.landing import create_statement, fingerprint, landing_columns, landing_table

ALERT_SECONDS = 60  # a writer open for longer holds the watermark, and with it freshness, back
CLOCKS_TABLE = "sla_clocks"
BOOKKEEPING = """
create table if not exists raw.raw_meta__watermark (
    identity VARCHAR, xmin VARCHAR, anchor_seq BIGINT, anchor_xid VARCHAR, blocked_since TIMESTAMP
);
create table if not exists raw.raw_meta__fingerprints (table_name VARCHAR, fingerprint VARCHAR);
"""


@dataclass(frozen=True)
class Watermark:
    """Up to where the landing tables have the core's history. `blocked_since` (naive UTC): since
    when the same open writer has been seen to hold `xmin`.
    """

    identity: dict[str, str]
    xmin: str
    anchor: Anchor | None
    blocked_since: datetime | None


@dataclass(frozen=True)
class ExtractResult:
    """What one extraction did. Counts are of the same snapshot that the rows came from."""

    rows: dict[str, int]  # rows fetched per core table
    built_from_xid: str
    full: bool
    why_full: str | None
    rebuilt: list[str]  # tables read whole
    core_counts: dict[str, int]  # rows per core table
    clock_outcomes: dict[tuple[str, str], int] = field(default_factory=dict)  # clocks by kind and outcome
    clock_outcomes_as_of: dict[tuple[str, str], int] = field(default_factory=dict)  # started by then, as of then
    oldest_open_transaction_seconds: float | None = None  # only when above ALERT_SECONDS; a lower bound


def extract(
    pipeline_url: str,
    build_file: Path,
    tables: Sequence[Table],
    *,
    full: bool = False,
    as_of: datetime,
    version: str,
    step: Callable[[str], None] = lambda _: None,
) -> ExtractResult:
    """Brings `raw.raw_core__*` of the build file to the core's present, and writes `raw.raw_meta__refresh`.

    `tables` are the recorded tables; of each only the columns that the warehouse may hold. `as_of` (aware)
    and `version` are those of the refresh. The caller holds the refresh lease. All or nothing is written.
    `step` is told "merged" and "committed".

    Raises `DatabaseUnavailable`, `NotInitialised`, `RefreshBusy`, `BuildFileBroken`, `DiskFull`.
    """
    with core_snapshot(pipeline_url) as core, open_build(build_file) as build:
        build.execute("begin")
        build.execute(BOOKKEEPING)
        before = _watermark(build)
        why_full = _why_full(core, before, asked=full)
        since = None if why_full or before is None else before.xmin
        shapes = dict(build.execute("select table_name, fingerprint from raw.raw_meta__fingerprints").fetchall())
        rebuilt = [table.name for table in tables if why_full or shapes.get(table.name) != fingerprint(table)]
        rows = _merge_all(build, core, tables, since, rebuilt)
        blocked_since = _blocked_since(core, before)
        known = before.identity if before and not why_full else {}
        _save(build, tables, Watermark(known | core.identity, core.xmin, core.newest_anchor(), blocked_since))
        _write_refresh(build, as_of, version, core.xmin)
        step("merged")
        build.execute("commit")
        step("committed")
        alert = _alert(core, blocked_since)
        return _result(core, tables, as_of, rows, why_full=why_full, rebuilt=rebuilt, oldest_open_seconds=alert)


def _result(
    core: CoreSnapshot,
    tables: Sequence[Table],
    as_of: datetime,
    rows: dict[str, int],
    *,
    why_full: str | None,
    rebuilt: list[str],
    oldest_open_seconds: float | None,
) -> ExtractResult:
    """What was done, with the core's own counts of the same snapshot beside it."""
    has_clocks = CLOCKS_TABLE in {table.name for table in tables}
    return ExtractResult(
        rows=rows,
        built_from_xid=core.xmin,
        full=why_full is not None,
        why_full=why_full,
        rebuilt=rebuilt,
        core_counts={table.name: core.count(table) for table in tables},
        clock_outcomes=core.count_clocks() if has_clocks else {},
        clock_outcomes_as_of=core.count_clocks(as_of) if has_clocks else {},
        oldest_open_transaction_seconds=oldest_open_seconds,
    )


def _why_full(core: CoreSnapshot, before: Watermark | None, *, asked: bool) -> str | None:
    if asked:
        return "asked for"
    if before is None:
        return "first extraction"
    if not _is_same(before.identity, core.identity):
        return "another database, or one that was restored"
    if int(core.xmin) < int(before.xmin) or not core.holds(before.anchor):
        return "the database's history is another one"
    return None


def _is_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two readings of an identity agree in all that both could read."""
    return one.keys() & other.keys() != set() and all(one[key] == other[key] for key in one.keys() & other.keys())


def _merge_all(
    build: duckdb.DuckDBPyConnection,
    core: CoreSnapshot,
    tables: Sequence[Table],
    since: str | None,
    rebuilt: Sequence[str],
) -> dict[str, int]:
    touched: set[str] = set()
    if since is not None:
        build.register("changed", core.changed(since))
        touched = {name for (name,) in build.execute("select distinct table_name from changed").fetchall()}
    rows = {}
    for table in tables:
        if table.name in rebuilt:
            build.execute(create_statement(table))
            rows[table.name] = _insert(build, core, table, None)
        elif table.name in touched:
            ids = "select row_id from changed where table_name = ?"
            build.execute(f"delete from {landing_table(table.name)} where id in ({ids})", [table.name])
            rows[table.name] = _insert(build, core, table, since)
        else:
            rows[table.name] = 0
    return rows


def _insert(build: duckdb.DuckDBPyConnection, core: CoreSnapshot, table: Table, since: str | None) -> int:
    columns = ", ".join(f'"{name}"' for name in landing_columns(table))
    build.register("incoming", core.read(table, since))
    try:
        found = build.execute(
            f"insert into {landing_table(table.name)} ({columns}) select {columns} from incoming"
        ).fetchone()
    finally:
        build.unregister("incoming")
    return int(found[0]) if found else 0


def _watermark(build: duckdb.DuckDBPyConnection) -> Watermark | None:
    found = build.execute(
        "select identity, xmin, anchor_seq, anchor_xid, blocked_since from raw.raw_meta__watermark"
    ).fetchone()
    if found is None:
        return None
    identity, xmin, seq, xid, blocked_since = found
    return Watermark(json.loads(identity), xmin, Anchor(seq, xid) if seq is not None else None, blocked_since)


def _save(build: duckdb.DuckDBPyConnection, tables: Sequence[Table], mark: Watermark) -> None:
    build.execute("delete from raw.raw_meta__watermark")
    seq, xid = (mark.anchor.seq, mark.anchor.xid) if mark.anchor else (None, None)
    build.execute(
        "insert into raw.raw_meta__watermark values (?, ?, ?, ?, ?)",
        [json.dumps(mark.identity), mark.xmin, seq, xid, mark.blocked_since],
    )
    build.execute("delete from raw.raw_meta__fingerprints")
    marks = ", ".join(f"('{table.name}', '{fingerprint(table)}')" for table in tables)
    if marks:
        build.execute(f"insert into raw.raw_meta__fingerprints values {marks}")


def _write_refresh(build: duckdb.DuckDBPyConnection, as_of: datetime, version: str, xid: str) -> None:
    build.execute(
        "create or replace table raw.raw_meta__refresh (as_of TIMESTAMP, version VARCHAR, built_from_xid VARCHAR)"
    )
    build.execute("insert into raw.raw_meta__refresh values (?, ?, ?)", [_naive(as_of), version, xid])


def _blocked_since(core: CoreSnapshot, before: Watermark | None) -> datetime | None:
    """PostgreSQL hides from this role when others' transactions began; seeing the same one again tells."""
    if not core.has_open_writer:
        return None
    is_same = before is not None and _is_same(before.identity, core.identity) and before.xmin == core.xmin
    return (before.blocked_since if before and is_same else None) or _naive(core.seen_at)


def _alert(core: CoreSnapshot, blocked_since: datetime | None) -> float | None:
    if blocked_since is None:
        return None
    seen_for = (_naive(core.seen_at) - blocked_since).total_seconds()
    seconds = max(seen_for, core.oldest_writer_seconds() or 0.0)
    return seconds if seconds > ALERT_SECONDS else None


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
