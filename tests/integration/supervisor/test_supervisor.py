"""Several processes as one: all ready, restarted, and nothing left behind, however it ends."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.supervisor import DidNotStart, Port, PortInUse, ProcessSpec, supervise, supervised
from tests.integration.supervisor.children import (
    FIRST_TIME_CRASH,
    PARENT,
    POLITE,
    STUBBORN,
    SUPERVISOR,
    pid_in,
    program,
)
from tests.integration.waiting import wait_until


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[[list[tuple[str, list[str], str]]], subprocess.Popen[str]]]:
    """Starts a real supervisor process with (name, argv, file that says ready) children."""
    running: list[subprocess.Popen[str]] = []

    def start(children: list[tuple[str, list[str], str]]) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", SUPERVISOR, str(tmp_path), json.dumps(children)],
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        )
        wait_until((tmp_path / "ready").exists, 30)
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_ctrl_c_ends_all_also_the_stubborn_and_their_children(tmp_path: Path, started) -> None:
    stubborn, parent, grandchild = tmp_path / "stubborn", tmp_path / "parent", tmp_path / "grandchild"
    supervisor = started(
        [
            ("stubborn", program(STUBBORN, stubborn), str(stubborn)),
            ("parent", program(PARENT, parent, grandchild, STUBBORN), str(grandchild)),
        ]
    )
    assert supervised(tmp_path / "logs") == {"stubborn", "parent"}
    supervisor.send_signal(signal.SIGINT)
    out, _ = supervisor.communicate(timeout=30)
    assert "stopped" in out
    assert all(is_gone(pid_in(path)) for path in (stubborn, parent, grandchild))
    assert supervised(tmp_path / "logs") == frozenset()


def test_a_supervisor_that_is_killed_takes_its_children_along(tmp_path: Path, started) -> None:
    parent, grandchild = tmp_path / "parent", tmp_path / "grandchild"
    supervisor = started([("parent", program(PARENT, parent, grandchild, STUBBORN), str(grandchild))])
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: is_gone(pid_in(parent)) and is_gone(pid_in(grandchild)), 10)


def test_a_crashed_child_is_started_again_and_said(tmp_path: Path) -> None:
    mark, said, stop = tmp_path / "child", [], threading.Event()
    spec = ProcessSpec("live", program(FIRST_TIME_CRASH, mark), ready=mark.exists)
    runner = threading.Thread(
        target=supervise,
        args=([spec],),
        kwargs={"log_dir": tmp_path, "on_ready": lambda: None, "stop_event": stop, "say": said.append},
    )
    runner.start()
    wait_until(lambda: (tmp_path / "child.count").exists() and (tmp_path / "child.count").read_text() == "2", 20)
    stop.set()
    runner.join(timeout=20)
    assert said == ["live ended with code 3; starting it again in 1 s (see logs/live.log)"]
    assert is_gone(pid_in(mark))


def test_output_goes_to_the_childs_log(tmp_path: Path) -> None:
    mark, stop = tmp_path / "child", threading.Event()
    spec = ProcessSpec("web", program(POLITE, mark), ready=lambda: "up" in (tmp_path / "web.log").read_text())
    supervise([spec], log_dir=tmp_path, on_ready=stop.set, stop_event=stop, say=print)
    assert (tmp_path / "web.log").read_text().startswith("up\n")
    assert is_gone(pid_in(mark))


@pytest.mark.parametrize(("ready", "why"), [(False, "not ready after 1 s"), (True, "code 7")])
def test_what_does_not_start_stops_the_rest(tmp_path: Path, ready: bool, why: str) -> None:
    mark = tmp_path / "child"
    bad = program("raise SystemExit(7)") if ready else program(POLITE, tmp_path / "slow")
    specs = [ProcessSpec("good", program(POLITE, mark), mark.exists), ProcessSpec("bad", bad, lambda: False)]
    with pytest.raises(DidNotStart, match=f"bad did not start .*{why}"):
        supervise(
            specs,
            log_dir=tmp_path,
            on_ready=lambda: None,
            stop_event=threading.Event(),
            say=print,
            ready_within=1.0 if not ready else 20.0,
        )
    assert not mark.exists() or is_gone(pid_in(mark))


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = Port("127.0.0.1", taken.getsockname()[1], "HUIYIN_PORT")
        spec = ProcessSpec("web", program(POLITE, tmp_path / "child"), lambda: True, ports=(port,))
        with pytest.raises(PortInUse, match=f"Port {port.number}, wanted by web, is already in use") as told:
            supervise([spec], log_dir=tmp_path / "logs", on_ready=lambda: None, stop_event=threading.Event(), say=print)
    assert "HUIYIN_PORT" in told.value.advice
    assert list(tmp_path.iterdir()) == []
