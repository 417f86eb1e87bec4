"""Starting several processes as one: all or none, logs to files, restarts, and a clean end.

Belongs here: processes and signals. Which processes an installation has is said by who calls.
Every child leads a session of its own, so that what it starts in turn ends with it; a watchdog
(app.watchdog) kills them all should this process die without a word.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from app import watchdog
from app.kit.errors import Unavailable

POLL = 0.1  # seconds between two looks
READY_WITHIN = 90.0
STABLE_AFTER = 60.0  # a process that ran this long starts anew without a pause
LONGEST_PAUSE = 30.0
ESCALATION = ((signal.SIGINT, 6.0), (signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0))
LOG_LIMIT = 20_000_000  # bytes; a longer log is set aside at the next start

Say = Callable[[str], None]


class PortInUse(Unavailable):
    code = "port_in_use"
    message = "Port {port}, wanted by {name}, is already in use."
    mend = "Stop what uses it, or choose another one with {setting}."


class DidNotStart(Unavailable):
    code = "did_not_start"
    message = "The process {name} did not start ({why})."
    mend = "The end of logs/{name}.log says why."


@dataclass(frozen=True)
class Port:
    """A port that a process will listen on, and the setting that changes it."""

    host: str
    number: int
    setting: str


@dataclass(frozen=True)
class ProcessSpec:
    """A process to run: `ready` says whether it can be used; `env` is its whole environment
    (None: the same as ours).
    """

    name: str
    argv: Sequence[str]
    ready: Callable[[], bool]
    env: Mapping[str, str] | None = None
    ports: tuple[Port, ...] = ()


@dataclass
class _Child:
    spec: ProcessSpec
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0
    again_at: float | None = None


def supervise(
    processes: Sequence[ProcessSpec],
    *,
    log_dir: Path,
    on_ready: Callable[[], None],
    stop_event: threading.Event,
    say: Say,
    ready_within: float = READY_WITHIN,
) -> None:
    """Runs `processes` until `stop_event` is set, then stops them all; call `stop_on_signals` around it.

    `on_ready` is called once, when all are ready. A process that ends by itself is started again.
    Raises `PortInUse` before anything is started, `DidNotStart` when one ends or stays unready
    while starting; nothing is left running then either.
    """
    require_free_ports(processes)
    with _watched() as tell_watchdog, _said_in(log_dir, processes):
        house = _House(log_dir, say, tell_watchdog)
        try:
            for spec in processes:
                house.start(spec)
            house.wait_until_ready(stop_event, ready_within)
            if not stop_event.is_set():
                on_ready()
            while not stop_event.wait(POLL):
                house.look_after()
        finally:
            house.stop()


def require_free_ports(processes: Sequence[ProcessSpec]) -> None:
    """Raises `PortInUse` for the first port that somebody listens on."""
    for spec in processes:
        for port in spec.ports:
            if not is_free(port.host, port.number):
                raise PortInUse(port=port.number, name=spec.name, setting=port.setting)


def is_free(host: str, number: int) -> bool:
    """Whether we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def stop_on_signals(stop_event: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set `stop_event` for the length of the block (main thread only)."""
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.signal(each, lambda *_: stop_event.set()) for each in wanted}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def _watched() -> Iterator[Callable[[str], None]]:
    """A watchdog for the length of the block, and the way to tell it of process groups."""
    process = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, "-S", "-E", str(Path(watchdog.__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    pipe = process.stdin
    assert pipe is not None  # asked for above
    try:
        yield lambda line: _write_line(pipe.fileno(), line)
    finally:
        pipe.close()
        process.wait()


@contextlib.contextmanager
def _said_in(log_dir: Path, processes: Sequence[ProcessSpec]) -> Iterator[None]:
    """What we run, in a file for the length of the block, for `supervised`."""
    log_dir.mkdir(parents=True, exist_ok=True)
    path = log_dir / f"supervisor-{os.getpid()}.txt"
    path.write_text("\n".join(spec.name for spec in processes))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def supervised(log_dir: Path) -> frozenset[str]:
    """The names of the processes that supervisors keep running in this installation now."""
    names: set[str] = set()
    for path in log_dir.glob("supervisor-*.txt"):
        with contextlib.suppress(OSError, ValueError):  # it ended while we looked
            if psutil.pid_exists(int(path.stem.partition("-")[2])):
                names.update(path.read_text().split("\n"))
    return frozenset(names)


def _write_line(fileno: int, line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # the watchdog was killed: we still stop our children
        os.write(fileno, f"{line}\n".encode())


class _House:
    def __init__(self, log_dir: Path, say: Say, tell_watchdog: Callable[[str], None]) -> None:
        self.log_dir, self.say, self.tell_watchdog = log_dir, say, tell_watchdog
        self.children: list[_Child] = []

    def start(self, spec: ProcessSpec) -> None:
        self.children.append(_Child(spec, self._launch(spec), time.monotonic()))

    def wait_until_ready(self, stop_event: threading.Event, within: float) -> None:
        waiting = list(self.children)
        deadline = time.monotonic() + within
        while waiting and not stop_event.is_set():
            for child in list(waiting):
                code = child.process.poll()
                if code is not None:
                    raise DidNotStart(name=child.spec.name, why=f"it ended with code {code}")
                if child.spec.ready():
                    waiting.remove(child)
            if waiting and time.monotonic() > deadline:
                raise DidNotStart(name=waiting[0].spec.name, why=f"not ready after {within:.0f} s")
            stop_event.wait(POLL)

    def look_after(self) -> None:
        """Restarts those that ended, after a pause that grows while they keep ending."""
        now = time.monotonic()
        for child in self.children:
            if child.again_at is not None:
                if now >= child.again_at:
                    child.process, child.started, child.again_at = self._launch(child.spec), now, None
                continue
            code = child.process.poll()
            if code is None:
                continue
            self._end_group(child)
            child.failures = 1 if now - child.started > STABLE_AFTER else child.failures + 1
            pause = min(2.0 ** (child.failures - 1), LONGEST_PAUSE)
            child.again_at = now + pause
            name = child.spec.name
            self.say(f"{name} ended with code {code}; starting it again in {pause:.0f} s (see logs/{name}.log)")

    def stop(self) -> None:
        """Stops all: asks, asks again, kills. What they started in turn ends with them."""
        running = [child for child in self.children if child.again_at is None]
        family = {member for child in running for member in _family(child.process.pid)}
        for number, patience in ESCALATION:
            for child in running:
                _signal_group(child.process.pid, number)
            _wait_for([child.process for child in running], patience)
            running = [child for child in running if _group_lives(child.process)]
            if not running:
                break
        for member in psutil.wait_procs(family, timeout=0)[1]:  # left the group, or outlived its leader
            with contextlib.suppress(psutil.Error):
                member.kill()
        for child in self.children:
            self.tell_watchdog(f"-{child.process.pid}")

    def _launch(self, spec: ProcessSpec) -> subprocess.Popen[bytes]:
        path = self.log_dir / f"{spec.name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            # Told in the child before it becomes the program, so that there is no moment at which it
            # runs unknown to the watchdog. It waits for no lock, so other threads do no harm.
            return subprocess.Popen(  # noqa: S603 - what the caller runs is its own choice
                list(spec.argv),
                env=None if spec.env is None else dict(spec.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: self.tell_watchdog(f"+{os.getpid()}"),  # noqa: PLW1509
            )

    def _end_group(self, child: _Child) -> None:
        _signal_group(child.process.pid, signal.SIGKILL)
        self.tell_watchdog(f"-{child.process.pid}")


def _family(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _wait_for(processes: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    deadline = time.monotonic() + patience
    while any(_group_lives(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.02)


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether anybody of the group still runs; a zombie that nobody has buried does not."""
    if process.poll() is None:
        return True
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return any(_is_of_group(each, process.pid) for each in psutil.process_iter())


def _is_of_group(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ProcessLookupError):
        return False
