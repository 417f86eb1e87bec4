"""One moment of the core, seen by two connections: psycopg for single values, ADBC for rows.

Both read the same exported REPEATABLE READ snapshot as the pipeline role, which is granted no
personal column. What is done with the rows is in warehouse.extract.
"""

import contextlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as adbc
import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url

from app.kit.errors import DatabaseUnavailable, NotInitialised
from warehouse.landing import select_list

MOMENT = """
select pg_export_snapshot() as snapshot, pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
       exists (select from pg_locks where locktype = 'transactionid'
               and transactionid = pg_snapshot_xmin(pg_current_snapshot())::xid) as has_open_writer,
       clock_timestamp() as seen_at
"""
# No such table, no such column, not granted: the database is older than this program.
UNPREPARED = frozenset({"42P01", "42703", "42501"})
# The database, its server and timeline: a moved, restored or rewound database is another one. Any role may
# call these; the server reads a file for the second and fails where it may no longer enter the folder above.
DATABASE = "select oid::text as database from pg_database where datname = current_database()"
SERVER = """
select system_identifier::text as system, timeline_id::text as timeline
from pg_control_system(), pg_control_checkpoint()
"""
# Of other roles' transactions only a member of pg_read_all_stats sees the start; without it this is null.
OLDEST_WRITER = """
select extract(epoch from clock_timestamp() - min(xact_start)) from pg_stat_activity where backend_xid is not null
"""
CLOCKS = "select kind, outcome, count(*) from sla_clocks group by 1, 2"
# As the marts count it: what ended after the moment had not ended yet.
CLOCKS_AS_OF = """
select kind, case when coalesce(stopped_at, closed_at) > %(as_of)s then 'running' else outcome end, count(*)
from sla_clocks where started_at <= %(as_of)s group by 1, 2
"""
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Anchor:
    """The newest change row that was read for good: while it is there, the history is the same."""

    seq: int
    xid: str


@dataclass(frozen=True)
class CoreSnapshot:
    """An open snapshot. `xmin` is the oldest transaction that was running: below it all is settled."""

    scalars: psycopg.Connection[Any]
    rows: Any
    xmin: str
    identity: dict[str, str]  # what could be read of database, system, timeline
    seen_at: datetime
    has_open_writer: bool  # then it is the transaction `xmin`

    def count(self, table: Table) -> int:
        """How many rows `table` has."""
        return int(self._one(sql.SQL("select count(*) from {}").format(sql.Identifier(table.name))))

    def count_clocks(self, as_of: datetime | None = None) -> dict[tuple[str, str], int]:
        """Clocks by kind and outcome; with `as_of` only those started by then, with the outcome of then."""
        found = self.scalars.execute(CLOCKS_AS_OF if as_of else CLOCKS, {"as_of": as_of}).fetchall()
        return {(kind, outcome): count for kind, outcome, count in found}

    def newest_anchor(self) -> Anchor | None:
        """The newest change row below `xmin`, if there is one."""
        query = "select seq, xid::text from change_rows where xid < %s::xid8 order by seq desc limit 1"
        found = self.scalars.execute(query, [self.xmin]).fetchone()
        return Anchor(*found) if found else None

    def holds(self, anchor: Anchor | None) -> bool:
        """Whether the change row is still there; trivially so for none."""
        query = "select 1 from change_rows where seq = %s and xid = %s::xid8"
        return anchor is None or self.scalars.execute(query, [anchor.seq, anchor.xid]).fetchone() is not None

    def oldest_writer_seconds(self) -> float | None:
        """Age of the oldest writing transaction that this role may see, in seconds."""
        found = self._one(sql.SQL(OLDEST_WRITER))
        return None if found is None else float(found)

    def changed(self, since: str) -> pa.Table:
        """`table_name`, `row_id` of all visible changes by transactions from `since` on, each once."""
        return self._read(f"select distinct table_name, row_id from change_rows where xid >= '{int(since)}'::xid8")

    def read(self, table: Table, since: str | None) -> Any:
        """A reader of record batches: the warehouse's columns of `table`, of the rows changed from
        transaction `since` on, or of all rows.
        """
        query = f'select {select_list(table)} from "{table.name}"'
        if since is not None:
            kind = table.c.id.type.compile(dialect=POSTGRESQL)
            query += (
                f" where id in (select row_id::{kind} from change_rows"
                f" where xid >= '{int(since)}'::xid8 and table_name = '{table.name}')"
            )
        self.rows.execute(query)
        return self.rows.fetch_record_batch()

    def _read(self, query: str) -> pa.Table:
        self.rows.execute(query)
        return self.rows.fetch_arrow_table()

    def _one(self, query: sql.SQL | sql.Composed) -> Any:
        found = self.scalars.execute(query).fetchone()
        return None if found is None else found[0]


@contextmanager
def core_snapshot(pipeline_url: str) -> Iterator[CoreSnapshot]:
    """Opens the two connections on one snapshot; nothing is written, both roll back on leaving.

    Raises `DatabaseUnavailable` when the server is not there, `NotInitialised` when it has not our tables.
    """
    address = make_url(pipeline_url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address, connect_timeout=10) as scalars:
            identity = _identity(scalars)
            scalars.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            scalars.read_only = True
            found = scalars.execute(MOMENT).fetchone()
            assert found is not None
            snapshot, xmin, has_open_writer, seen_at = found
            with adbc.connect(address) as connection, closing(connection.cursor()) as rows:
                rows.execute("set transaction isolation level repeatable read read only")
                rows.execute(f"set transaction snapshot '{snapshot}'")
                yield CoreSnapshot(scalars, rows, xmin, identity, seen_at, has_open_writer)
    except (psycopg.Error, adbc_driver_manager.Error) as error:
        if error.sqlstate in UNPREPARED:
            raise NotInitialised from error
        if isinstance(error, psycopg.OperationalError | adbc_driver_manager.OperationalError):
            raise DatabaseUnavailable from error
        raise


def _identity(scalars: psycopg.Connection[Any]) -> dict[str, str]:
    cursor = scalars.cursor(row_factory=dict_row)
    found = cursor.execute(DATABASE).fetchone() or {}
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFile):
        found |= cursor.execute(SERVER).fetchone() or {}
    scalars.rollback()
    return found
