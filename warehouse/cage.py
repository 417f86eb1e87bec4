"""The analysts' cage: somebody's SQL, in a short-lived process of its own with limits of the kernel.

The file is the border of what can be read (one per audience); the process is the border of what can be
spent; the number of slots, of what all of them can. How results are shown is in warehouse.render.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from app.kit.errors import HuiyinError
from warehouse.cage_limits import AT_ONCE, LONGEST_QUERY, MIB, Limits
from warehouse.cage_slots import cage_slot
from warehouse.caged_query import FILE
from warehouse.errors import (
    QueryCancelled,
    QueryRefused,
    QueryTooCostly,
    QueryTooLong,
    QueryTooMuchMemory,
    WarehouseMissing,
)
from warehouse.read import file_of

PROGRAM = "warehouse.caged_query"
TICK_SECONDS = 0.1
ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
CUT = "Only the first {count} rows are given: the result is larger."
KINDS: dict[str, type[HuiyinError]] = {
    kind.code: kind for base in (QueryRefused, QueryTooCostly) for kind in (base, *base.__subclasses__())
}

Watch = Callable[[float], None]


@dataclass(frozen=True)
class CagedResult:
    """The rows, and whether a cap cut some off."""

    table: pa.Table
    is_truncated: bool

    @property
    def note(self) -> str:
        """What to say beside a result that was cut; empty for a whole one."""
        return CUT.format(count=self.table.num_rows) if self.is_truncated else ""


def run_caged(
    directory: Path,
    audience: str,
    sql: str,
    *,
    limits: Limits | None = None,
    version: str | None = None,
    at_once: int = AT_ONCE,
    watch: Watch = lambda _: None,
) -> CagedResult:
    """What `sql`, one reading statement, answers on the published file of an audience (of the version served or
    of a kept one); unqualified names are of schema marts. Safe in any thread.

    `watch` is told the seconds spent, ten times a second, also while the query waits for its turn; what it raises
    ends the query at once, and so does an interrupt. Raises `QueryRefused`, `QueryTooCostly` and their kinds,
    `QueriesBusy`, and as `file_of`.
    """
    limits = limits or Limits()
    if len(sql) > LONGEST_QUERY:
        raise QueryTooLong(limit=LONGEST_QUERY)
    file = file_of(directory, audience, version)
    started = time.monotonic()
    with cage_slot(directory, at_once, wait_seconds=limits.wall_seconds, pause=_pause(watch, started)) as folder:
        # Under a name in the cage's folder: the engine lets a query write beside the file that it has opened.
        _link(file, folder / FILE)
        request = {"sql": sql, "cpu_seconds": limits.cpu_seconds, **vars(limits)}
        output, code = _run(json.dumps(request).encode() + b"\n", folder, limits, watch)
    return _read_answer(output, code, limits)


def cancel_when(is_cancelled: Callable[[], bool]) -> Watch:
    """A watch that ends the query with `QueryCancelled` when somebody says so."""

    def watch(_: float) -> None:
        if is_cancelled():
            raise QueryCancelled

    return watch


def _pause(watch: Watch, started: float) -> Callable[[float], None]:
    def pause(seconds: float) -> None:
        watch(time.monotonic() - started)
        time.sleep(seconds)

    return pause


def _link(file: Path, name: Path) -> None:
    try:
        name.hardlink_to(file)
    except FileNotFoundError as gone:  # retention let the version go a moment ago
        raise WarehouseMissing from gone


def _run(request: bytes, folder: Path, limits: Limits, watch: Watch) -> tuple[bytearray, int]:
    """The program's output and exit code; it gets nothing of this process's environment or open files."""
    with subprocess.Popen(  # noqa: S603 - our own program; the query goes in as data
        [sys.executable, "-I", "-m", PROGRAM],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,
    ) as process:
        try:
            output = _converse(process, request, limits, watch)
            code = process.wait(timeout=1)
        except (BrokenPipeError, subprocess.TimeoutExpired):  # it ended, or hangs, without an answer
            output, code = bytearray(), -signal.SIGKILL
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return output, code


def _converse(process: "subprocess.Popen[bytes]", request: bytes, limits: Limits, watch: Watch) -> bytearray:
    """Sends the request and reads the answer to its end, or to a limit. The program's input stays open: it ends
    itself when that closes.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    started = time.monotonic()
    process.stdin.write(request)
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            spent = time.monotonic() - started
            if spent >= limits.wall_seconds:
                raise QueryTooCostly(seconds=limits.wall_seconds)
            watch(spent)
            if not selector.select(min(TICK_SECONDS, limits.wall_seconds - spent)):
                continue
            chunk = os.read(process.stdout.fileno(), 1 << 16)
            output += chunk
            if not chunk or len(output) > 2 * limits.max_bytes + MIB:  # the program keeps the cap; this is the belt
                return output


def _read_answer(output: bytearray, code: int, limits: Limits) -> CagedResult:
    line, _, stream = output.partition(b"\n")
    if code == -signal.SIGXCPU:
        raise QueryTooCostly(seconds=limits.wall_seconds)
    try:
        head: dict[str, Any] = json.loads(line)
        if code == 0 and "error" not in head:
            return CagedResult(pa.ipc.open_stream(stream).read_all(), head["is_truncated"])
    except (ValueError, pa.ArrowException):
        head = {}
    raise _error(head, limits)


def _error(head: dict[str, Any], limits: Limits) -> HuiyinError:
    """The error of that code; a program that ended without a word met the kernel's limit of memory."""
    kind = KINDS.get(head.get("error", ""), QueryTooMuchMemory)
    values = {"memory": limits.memory_bytes // MIB, "spill": limits.spill_bytes // MIB, "size": limits.max_bytes // MIB}
    return kind(**values | head.get("values", {}))
