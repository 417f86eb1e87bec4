"""The live loop: wakes on a change of the core, refreshes in this process, and lets act what follows.

It outlives the database's restarts and failing refreshes: the version before serves, it tries again.
What it does is told in `live.json`, for the doctor.
"""

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from app.kit.changes import CHANNEL
from app.kit.clock import utc_now
from app.kit.errors import HuiyinError
from app.kit.installation import Installation
from app.kit.log import get_logger
from app.kit.roles import PIPELINE
from orchestration.refresh import RefreshFailed, RefreshResult, refresh
from orchestration.session import Act

log = get_logger(__name__)
SILENT_AFTER = timedelta(minutes=5)  # a whole refresh on a busy machine beats once
LOOK_SECONDS = 1.0  # how long a stop may take to be seen


@dataclass(frozen=True)
class Pace:
    """Seconds: `settle` gathers changes that come together, `poll` is how often change rows are
    looked at in case a notice was lost, `at_least` how often time alone makes a refresh.
    """

    settle: float = 0.15
    poll: float = 30.0
    at_least: float = 300.0
    first_pause: float = 1.0
    longest_pause: float = 60.0


@dataclass
class Heartbeat:
    """What `live.json` says. Times are ISO 8601 in UTC."""

    pid: int
    started_at: str
    beat_at: str
    last_attempt_at: str | None = None
    last_refresh_at: str | None = None
    version: str | None = None
    seconds: float | None = None
    error_code: str | None = None


def heartbeat_file(home: Path) -> Path:
    """Where the loop tells how it is."""
    return home / "live.json"


def is_well(home: Path, now: datetime) -> bool:
    """Whether the loop was heard of lately and its last refresh did not fail."""
    try:
        told = json.loads(heartbeat_file(home).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return told["error_code"] is None and now - datetime.fromisoformat(told["beat_at"]) < SILENT_AFTER


def run_live(
    installation: Installation,
    stop: threading.Event,
    *,
    act: Act | None = None,
    now: Callable[[], datetime] = utc_now,
    pace: Pace = Pace(),
    refreshed: Callable[[RefreshResult], None] = lambda _: None,
) -> None:
    """Refreshes whenever something changes, until `stop` is set. Each refresh is a run of Dagster's.

    `refreshed` is told each result. Never raises for a database or a refresh that fails.
    """
    loop = _Loop(installation, stop, act=act, now=now, pace=pace, refreshed=refreshed)
    while not stop.is_set():
        try:
            loop.listen()
        except (HuiyinError, psycopg.Error, OSError) as error:
            code = error.code if isinstance(error, HuiyinError) else "database_unavailable"
            loop.rest(code)
        except Exception as error:
            loop.rest(f"unexpected_{type(error).__name__}")


class _Loop:
    """One life of the loop: its connection comes and goes, its heartbeat and its pause stay."""

    def __init__(
        self,
        installation: Installation,
        stop: threading.Event,
        *,
        act: Act | None,
        now: Callable[[], datetime],
        pace: Pace,
        refreshed: Callable[[RefreshResult], None],
    ) -> None:
        self._installation, self._stop, self._act, self._now, self._pace = installation, stop, act, now, pace
        self._refreshed = refreshed
        self._pause = pace.first_pause
        self._heart = Heartbeat(os.getpid(), now().isoformat(), now().isoformat())

    def listen(self) -> None:
        """Waits for changes on one connection until it breaks or the loop ends."""
        url = make_url(self._installation.role_url(PIPELINE)).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True, connect_timeout=5) as core:
            core.execute(f"listen {CHANNEL}")
            self._beat()
            seen = -1  # the newest change row when the last refresh began
            is_noticed = True
            while not self._stop.is_set():
                newest = _newest_change(core)
                # A notice counts by itself: what commits late may have lower numbers than what was seen.
                if is_noticed or newest != seen or self._is_stale():
                    self._refresh()
                    seen = newest
                is_noticed = self._wait(core)

    def rest(self, code: str) -> None:
        """Says what is wrong, and waits: twice as long each time."""
        log.warning("live.resting", code=code, seconds=self._pause)
        self._heart.error_code = code
        self._beat()
        _let_go(self._installation)
        self._stop.wait(self._pause)
        self._pause = min(self._pause * 2, self._pace.longest_pause)

    def _wait(self, core: "psycopg.Connection[Any]") -> bool:
        """Until a notice (then True), or until it is time to look by oneself. Gathers notices that come together."""
        until = time.monotonic() + self._pace.poll
        while not self._stop.is_set() and time.monotonic() < until and not self._is_stale():
            if any(True for _ in core.notifies(timeout=LOOK_SECONDS, stop_after=1)):
                self._stop.wait(self._pace.settle)
                for _ in core.notifies(timeout=0):  # those that came meanwhile are answered by the same refresh
                    pass
                return True
        self._beat()
        return False

    def _refresh(self) -> None:
        self._heart.last_attempt_at = self._now().isoformat()
        self._attempted = time.monotonic()
        try:
            done = refresh(self._installation, act=self._act, now=self._now, lease_seconds=600)
        except RefreshFailed as error:
            self._heart.error_code = error.cause_code
            raise
        self._heart.last_refresh_at, self._heart.version = self._now().isoformat(), done.version
        self._heart.seconds, self._heart.error_code = done.seconds, None
        self._pause = self._pace.first_pause
        self._beat()
        log.info("live.refreshed", version=done.version, seconds=done.seconds, rows=sum(done.rows_read.values()))
        self._refreshed(done)

    def _is_stale(self) -> bool:
        return time.monotonic() - getattr(self, "_attempted", 0.0) > self._pace.at_least

    def _beat(self) -> None:
        self._heart.beat_at = self._now().isoformat()
        path = heartbeat_file(self._installation.settings.root)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(self._heart), indent=1) + "\n", encoding="utf-8")
        partial.replace(path)


def _newest_change(core: "psycopg.Connection[Any]") -> int:
    found = core.execute("select coalesce(max(seq), 0) from change_rows").fetchone()
    return int(found[0]) if found else 0


def _let_go(installation: Installation) -> None:
    """Connections of before may be dead: the next refresh opens new ones."""
    from orchestration.instance import close_instance

    close_instance(installation)
    installation.pipeline.close()
