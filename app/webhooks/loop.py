"""Delivering webhooks as long as a process lives: one thread listens for changes and enters them,
a few deliver. It outlives the database's restarts; what a receiver does harms nobody else.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from app.kit.changes import CHANNEL
from app.kit.clock import utc_now
from app.kit.database import Database
from app.kit.log import get_logger
from app.kit.ports import HookSender
from app.webhooks.dispatch import WORKERS, Deliverer

log = get_logger(__name__)
POLL = 2.0  # seconds between two looks: a long transaction elsewhere holds an event back past its notice
PAUSE = 5.0  # after an error
LEAVE_WITHIN = 20.0  # longer than the 15 s that a receiver gets


@contextmanager
def delivering(
    database: Database, sender: HookSender, stop: threading.Event, *, now: Callable[[], datetime] = utc_now
) -> Iterator[None]:
    """Delivers in the background for the length of the block, until `stop` is set at its latest."""
    loop = _Loop(database, sender, stop, now)
    threads = [threading.Thread(target=loop.keep, args=(loop.listen,), name="webhooks-listen", daemon=True)]
    threads += [
        threading.Thread(target=loop.keep, args=(loop.work,), name=f"webhooks-{number}", daemon=True)
        for number in range(WORKERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        loop.wake()
        for thread in threads:
            thread.join(LEAVE_WITHIN)


class _Loop:
    def __init__(
        self, database: Database, sender: HookSender, stop: threading.Event, now: Callable[[], datetime]
    ) -> None:
        self._database, self._stop = database, stop
        self._deliverer = Deliverer(database, sender, now)
        self._news = threading.Condition()

    def keep(self, life: Callable[[], None]) -> None:
        """Runs `life` again after every error, until told to stop."""
        while not self._stop.is_set():
            try:
                life()
            except Exception as error:  # nothing may end this thread: nobody would notice
                log.warning("webhooks.resting", kind=type(error).__name__, seconds=PAUSE)
                self._stop.wait(PAUSE)

    def wake(self) -> None:
        """Lets the workers look at once."""
        with self._news:
            self._news.notify_all()

    def listen(self) -> None:
        """Enters what happened: at each notice, and every few seconds."""
        url = make_url(self._database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as core:
            core.execute(f"listen {CHANNEL}")
            self._deliverer.forget()
            while not self._stop.is_set():
                if self._deliverer.enter():
                    self.wake()
                _wait(core)

    def work(self) -> None:
        """Delivers what is due, then waits for news."""
        while not self._stop.is_set():
            if not self._deliverer.deliver_one():
                with self._news:
                    self._news.wait(POLL)


def _wait(core: "psycopg.Connection[Any]") -> None:
    """Until a notice or the next look; notices that came together are answered by one."""
    if any(True for _ in core.notifies(timeout=POLL, stop_after=1)):
        for _ in core.notifies(timeout=0):
            continue
