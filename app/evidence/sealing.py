"""Sealing: each committed entry gets its place in the chain, by one sealer at a time.

The order is that of (transaction, number) among entries of transactions that have all ended, so that
nothing that was written rightly can come in before what is sealed; what comes in all the same is not
sealed, and `huiyin evidence verify` names it.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from app.evidence import repository
from app.evidence.offline import digest_of, link_of
from app.evidence.rules import Mark, is_moved
from app.evidence.service import record
from app.kit.changes import CHANNEL
from app.kit.clock import utc_now
from app.kit.database import Actor, Database, Unit
from app.kit.log import get_logger

log = get_logger(__name__)
POLL = 0.5  # seconds between two looks; a notice comes sooner
PAUSE = 5.0  # after an error


class TheLog:
    """The audit log itself, where an entry is about it."""

    __tablename__ = "audit_seals"
    id = UUID(int=0)


class Sealer:
    """Seals on the database of its own role. `now` gives the moment of what it records itself."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database, self._now = database, now
        self._floors: dict[int, int] = {}

    def seal_all(self) -> int:
        """Seals everything that is complete, by the batch, each a transaction; returns how many entries."""
        count = 0
        while batch := self._seal_batch():
            count += batch
        return count

    def _seal_batch(self) -> int:
        with self._database.unit(Actor.service(), self._now()) as unit:
            repository.lock(unit)
            mark, horizon = repository.mark(unit, self._floors), repository.horizon(unit)
            if not is_moved(mark, horizon):
                return _seal(unit, mark, floor=mark.floor, below=horizon.xmin)
            # Restored on another server: what had come along unsealed first, then a new era.
            if count := _seal(unit, mark, floor=0, below=None):
                return count
            begun = replace(mark, era=mark.era + 1, xid=0, seq=0)
            count = _seal(unit, begun, floor=mark.highest, below=horizon.xmin)
            if count:
                record(unit, "evidence.era_begun", TheLog(), era=begun.era, after_position=mark.position)
            return count

    def follow(self, stop: threading.Event, after: Callable[[], None] = lambda: None) -> None:
        """Seals until `stop` is set: at each notice of a change, and every half second. `after` follows
        each look (the daily head). It outlives the database's restarts.
        """
        while not stop.is_set():
            try:
                with _notices(self._database) as wait:
                    while not stop.is_set():
                        self.seal_all()
                        after()
                        wait()
            except Exception as error:  # nothing may end the sealer: nobody would notice
                log.warning("evidence.sealer_resting", kind=type(error).__name__, seconds=PAUSE)
                stop.wait(PAUSE)


def _seal(unit: Unit, mark: Mark, *, floor: int, below: int | None) -> int:
    entries = repository.entries_after(unit, mark.xid, mark.seq, floor=floor, below=below)
    if entries:
        repository.insert_seals(unit, _seals(entries, mark))
    return len(entries)


def _seals(entries: Sequence[Any], mark: Mark) -> dict[str, list[object]]:
    seals: dict[str, list[object]] = {"position": [], "era": [], "xid": [], "seq": [], "digest": [], "link": []}
    link = mark.link
    for position, entry in enumerate(entries, mark.position + 1):
        digest = digest_of(entry._asdict())
        link = link_of(link, position, mark.era, digest)
        for name, value in zip(seals, (position, mark.era, entry.xid, entry.seq, digest, link), strict=True):
            seals[name].append(value)
    return seals


@contextmanager
def _notices(database: Database) -> Iterator[Callable[[], None]]:
    """Waits for a change with the function that it gives; notices that came together are one."""
    url = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as core:
        core.execute(f"listen {CHANNEL}")

        def wait() -> None:
            if any(True for _ in core.notifies(timeout=POLL, stop_after=1)):
                for _ in core.notifies(timeout=0):
                    continue

        yield wait
