"""Several web processes behind one port, as `huiyin serve` keeps them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from app.kit.installation import Installation
from app.kit.settings import Settings
from app.web.serve import listen

TOKEN = "collector-of-the-test"
WITHIN = 60.0


@pytest.fixture
def settings(installation: Installation) -> Iterator[Settings]:
    with listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
    token = installation.settings.keys_dir / "metrics.token"
    token.touch(mode=0o600)
    token.write_text(TOKEN)
    yield Settings(home=installation.settings.home, port=port, web_processes=2)
    token.unlink()


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "app.cli", "serve"]
        process = subprocess.Popen(command, env=settings.child_environment(), stdout=log, stderr=log)
        try:
            until(lambda: len(answering(process)) == 2 and is_alive(settings), tmp_path / "log")
            yield process
        finally:
            left = psutil.Process(process.pid).children() if process.poll() is None else []
            for each in (process, *left):
                each.kill()
            process.wait(20)


def until(condition: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


def is_alive(settings: Settings) -> bool:
    try:
        return httpx.get(f"{settings.address}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def answering(process: subprocess.Popen[bytes]) -> set[int]:
    """The processes that take connections for this one."""
    found = set()
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.NoSuchProcess):  # also a zombie
            if "resource_tracker" not in " ".join(child.cmdline()):
                found.add(child.pid)
    return found


def counted(settings: Settings) -> int:
    """How many `/healthz` all processes have answered, as one of them says."""
    said = httpx.get(f"{settings.address}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    found = re.search(
        r'^huiyin_http_requests_total{method="GET",route="/healthz",status="200"} (\d+)$', said.text, re.M
    )
    return int(found[1]) if found else 0


def test_metrics_are_of_all_processes_also_of_one_that_died_and_was_replaced(
    settings: Settings, server: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    def both_have_counted() -> bool:
        is_alive(settings)
        return len(list(settings.meters_dir.glob("*.json"))) == 2

    before = answering(server)
    until(both_have_counted, tmp_path / "log")
    asked = counted(settings)
    for _ in range(20):
        assert is_alive(settings)
    until(lambda: counted(settings) == counted(settings) >= asked + 20, tmp_path / "log")
    total = counted(settings)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    until(lambda: killed not in answering(server) and len(answering(server)) == 2, tmp_path / "log")
    until(lambda: is_alive(settings) and counted(settings) > total, tmp_path / "log")
    addresses = re.compile("healthz|metrics")  # who looked at what is the audit's, not the log's
    assert not addresses.search((tmp_path / "log").read_text())
    server.terminate()
    assert server.wait(20) == 0
    assert not any(psutil.pid_exists(pid) for pid in before)
