"""The way to PostgreSQL: addresses per role, engines, and the unit of work.

One request, command or job is one `Unit`, one transaction; only the edge opens it and leaving
it commits. Services get the unit, never an engine. No query stands here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker

from app.kit.errors import DatabaseUnavailable, HuiyinError
from app.kit.ids import keyed_pseudonym


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

    def at(self, now: datetime, actor: Actor | None = None) -> "Unit":
        """The same transaction seen at another moment or by another actor (imports, the demo)."""
        return replace(self, now=now, actor=actor or self.actor)


class Database:
    """A role's way to one database. `engine` connects lazily."""

    def __init__(self, url: str, *, pseudonym_key: bytes = b"", pool_size: int = 5) -> None:
        self.url = url
        # hide_parameters: an error text must not carry what people wrote
        self.engine: Engine = create_engine(
            url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, hide_parameters=True
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        self._pseudonym_key = pseudonym_key

    @contextmanager
    def unit(self, actor: Actor, now: datetime) -> Iterator[Unit]:
        """One unit of work: commits on leaving, rolls back on an error.

        Raises `DatabaseUnavailable` when the server is not there, `UnauditedChange` when a
        recorded table was changed and no audit entry was written.
        """
        with self._sessions() as session:
            unit = Unit(session, actor, now, self._pseudonym_key)
            event.listen(session, "after_flush", lambda s, c: _note_changes(unit, s, c))
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

    def close(self) -> None:
        """Closes all pooled connections."""
        self.engine.dispose()


def _is_connection_failure(error: OperationalError | InterfaceError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def _note_changes(unit: Unit, session: Session, _context: UOWTransaction) -> None:
    rows: list[Any] = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    unit.changed.update(row.__tablename__ for row in rows if row.__recorded__)
