"""The way to PostgreSQL: addresses per role, engines, and the unit of work.

One request, command or job is one `Unit`, one transaction; only the edge opens it and leaving
it commits. Services get the unit, never an engine. No query stands here.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Executable, Row, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from app.kit.errors import DatabaseUnavailable, HuiyinError
from app.kit.ids import keyed_pseudonym
from app.kit.roles import ROWS_OF_CANDIDATE

UNIT, RESTS_SINCE = "huiyin.unit", "huiyin.rests_since"  # our notes on sessions and pooled connections
BELIEVED_SECONDS = 1.0
# Whose transaction it is, as row-level security asks it; nothing: it is not limited.
TAKE_OFF = text(f"""
with mine as materialized (select current_setting('{ROWS_OF_CANDIDATE}', true) as id)
select id from mine where set_config('{ROWS_OF_CANDIDATE}', '', true) is not null
""")
PUT_ON = text(f"select set_config('{ROWS_OF_CANDIDATE}', coalesce(:candidate, ''), true)")


@dataclass(frozen=True)
class Actor:
    """Who acts: `staff`, `candidate` or `service` (the id is of that kind; a service has none)."""

    kind: str
    id: UUID | None = None

    @classmethod
    def service(cls) -> "Actor":
        return cls("service")

    @classmethod
    def staff(cls, staff_id: UUID) -> "Actor":
        return cls("staff", staff_id)

    @classmethod
    def candidate(cls, candidate_id: UUID) -> "Actor":
        return cls("candidate", candidate_id)


class UnauditedChange(HuiyinError):
    """A service changed a recorded table and wrote no audit entry: the whole unit is refused."""

    code = "unaudited_change"
    message = "A change was made without an audit entry ({tables}); nothing was saved."


@dataclass
class Unit:
    """One transaction: its session, who acts, and the moment it counts as (aware, UTC)."""

    session: Session
    actor: Actor
    now: datetime
    pseudonym_key: bytes = field(repr=False)
    changed: set[str] = field(default_factory=set)  # recorded tables written so far
    audited: list[str] = field(default_factory=list)  # actions entered in the audit log so far

    def pseudonym(self, identity: UUID) -> str:
        """What the warehouse calls the person with this id."""
        return keyed_pseudonym(self.pseudonym_key, identity)

    @contextmanager
    def all_rows(self) -> Iterator[None]:
        """For the length of the block a candidate's transaction is given others' rows too, to count what others
        have taken, never to show it (app.migrations.row_policies).
        """
        if self.actor.kind != "candidate":
            yield
            return
        mine = self.session.scalar(TAKE_OFF)
        try:
            yield
        finally:
            self.session.execute(PUT_ON, {"candidate": mine})

    def rows(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """Rows of columns, read without what belongs to loading objects: that costs lists more than their rows."""
        self.session.flush()
        return self.session.connection().execute(statement, values).all()

    def at(self, now: datetime, actor: Actor | None = None) -> "Unit":
        """The same transaction seen at another moment or by another actor (imports, the demo)."""
        return replace(self, now=now, actor=actor or self.actor)


class Database:
    """A role's way to one database. `engine` connects lazily."""

    def __init__(self, url: str, *, pseudonym_key: bytes = b"", pool_size: int = 5, max_overflow: int = 10) -> None:
        self.url = url
        # hide_parameters: an error text must not carry what people wrote
        self.engine: Engine = create_engine(url, pool_size=pool_size, max_overflow=max_overflow, hide_parameters=True)
        event.listen(self.engine, "checkout", self._ask_whether_alive)
        event.listen(self.engine, "checkin", _note_rest)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        event.listen(self._sessions, "after_flush", _note_changes)
        self._pseudonym_key = pseudonym_key

    @contextmanager
    def unit(self, actor: Actor, now: datetime) -> Iterator[Unit]:
        """One unit of work: commits on leaving, rolls back on an error.

        Raises `DatabaseUnavailable` when the server is not there, `UnauditedChange` when a
        recorded table was changed and no audit entry was written.
        """
        with self._sessions() as session:
            unit = session.info[UNIT] = Unit(session, actor, now, self._pseudonym_key)
            try:
                yield unit
                session.flush()  # so that the audit check sees everything that will be committed
                if unit.changed and not unit.audited:
                    raise UnauditedChange(tables=", ".join(sorted(unit.changed)))
                session.commit()
            except (OperationalError, InterfaceError) as error:
                session.rollback()
                if error.connection_invalidated or _is_connection_failure(error):
                    raise DatabaseUnavailable from error
                raise

    def _ask_whether_alive(
        self, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        """Asks a connection that has rested for a while whether its server is still there. One that
        was used a moment ago is believed: the question costs a whole way there and back."""
        if monotonic() - record.info.get(RESTS_SINCE, 0.0) < BELIEVED_SECONDS:
            return
        try:
            self.engine.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError from error  # its neighbours have lost their server too

    def close(self) -> None:
        """Closes all pooled connections."""
        self.engine.dispose()


def _is_connection_failure(error: OperationalError | InterfaceError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[RESTS_SINCE] = monotonic()


def _note_changes(session: Session, _context: UOWTransaction) -> None:
    unit: Unit = session.info[UNIT]
    rows: list[Any] = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    unit.changed.update(row.__tablename__ for row in rows if row.__recorded__)
