"""A whole running product for the browser tests: `huiyin demo` as a person starts it, on free
ports and in a home of its own.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.kit.installation import Installation
from app.kit.settings import Settings
from tests.conventions.code import ROOT

START_WITHIN = 240.0
STOP_WITHIN = 40.0
CHROMIUM = shutil.which("chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def wait_until(condition: Callable[[], object], within: float, what: str) -> None:
    """Looks every tenth of a second until `condition` holds; fails with `what` after `within` seconds."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {within:.0f} s: {what}")
        time.sleep(0.1)


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for held in sockets:
        held.bind(("127.0.0.1", 0))
    ports = [int(held.getsockname()[1]) for held in sockets]
    for held in sockets:
        held.close()
    return ports


@dataclass(frozen=True)
class LogIn:
    email: str
    password: str


@dataclass
class RunningDemo:
    """What a person who typed `make demo` has: addresses, log-ins, and the process to stop."""

    settings: Settings
    process: subprocess.Popen[bytes]
    seconds_to_ready: float

    @property
    def address(self) -> str:
        return self.settings.address

    def log_in(self, role: str) -> LogIn:
        """The log-in that the demo prints for `role`."""
        entries = json.loads((self.settings.root / "demo.json").read_text(encoding="utf-8"))
        entry = next(entry for entry in entries if entry["role"] == role)
        return LogIn(entry["email"], entry["password"])

    def installation(self) -> Installation:
        """A way of our own into the demo's database."""
        installation = Installation(self.settings)
        installation.join_database(start=False)
        return installation


def answers(address: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return int(response.status) == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def running_demo(home: Path, *words: str) -> Iterator[RunningDemo]:
    """Runs `huiyin demo` until the block ends, then stops it as Ctrl-C does."""
    port, pipelines_port, smtp_port = free_ports(3)
    settings = Settings(home=home, port=port, pipelines_port=pipelines_port, smtp_port=smtp_port, demo=True)
    environment = os.environ | {
        "HUIYIN_HOME": str(home),
        "HUIYIN_PORT": str(port),
        "HUIYIN_PIPELINES_PORT": str(pipelines_port),
        "HUIYIN_SMTP_PORT": str(smtp_port),
    }
    started = time.monotonic()
    with (home.parent / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo", *words],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, settings, home.parent / "demo.log")
            yield RunningDemo(settings, process, time.monotonic() - started)
        finally:
            stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], settings: Settings, log: Path) -> None:
    def ready() -> bool:
        if process.poll() is not None:
            raise AssertionError(f"huiyin demo ended: {log.read_text(encoding='utf-8')[-2000:]}")
        return b"Ctrl-C" in log.read_bytes() and answers(f"{settings.address}/readyz")

    wait_until(ready, START_WITHIN, "the demo is ready")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C; fails when a child outlives it."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    process.wait(STOP_WITHIN)
    left = [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    assert not left, f"left running after Ctrl-C: {[child.name() for child in left]}"
