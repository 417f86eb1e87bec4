"""The analysts' cage: somebody's SQL, in a short-lived process of its own with limits of the kernel.

The file is the border of what can be read (one per audience); the process is the border of what can be
spent. How results are shown is in warehouse.render.
"""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.caged_query import TOO_MUCH_MEMORY
from warehouse.errors import QueryRefused, QueryTooCostly, WarehouseMissing

PROGRAM = Path(__file__).with_name("caged_query.py")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one query may spend. `wall_seconds` is kept from outside the process."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 60
    memory_bytes: int = 2048 * MIB  # of address space
    max_rows: int = 100_000
    max_bytes: int = 64 * MIB


@dataclass(frozen=True)
class CagedResult:
    """The rows, and whether a cap cut some off."""

    table: pa.Table
    is_truncated: bool

    @property
    def note(self) -> str:
        """What to say beside a result that was cut; empty for a whole one."""
        return (
            f"Only the first {self.table.num_rows} rows are given: the result is larger." if self.is_truncated else ""
        )


def run_caged(file: Path, sql: str, *, limits: Limits | None = None) -> CagedResult:
    """What `sql`, one reading statement, answers on a published file; unqualified names are of schema marts.

    Raises `QueryRefused` (its `text` is one sentence about the query), `QueryTooCostly`, `WarehouseMissing`.
    """
    limits = limits or Limits()
    if not file.exists():
        raise WarehouseMissing
    request = {"file": str(file.resolve()), "sql": sql, **vars(limits)}
    return _read_answer(*_run(json.dumps(request).encode(), limits))


def _run(request: bytes, limits: Limits) -> tuple[bytes, int]:
    """The program's output and exit code; it gets nothing of this process's environment or open files."""
    command = [sys.executable, "-I", str(PROGRAM)]
    environment = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    with subprocess.Popen(  # noqa: S603 - our own program; the query goes in as data
        command,
        cwd="/",
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(request, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as late:
            raise _too_long(limits.wall_seconds) from late
        finally:
            process.kill()
    return output, process.returncode


def _read_answer(output: bytes, code: int) -> CagedResult:
    line, _, stream = output.partition(b"\n")
    if code != 0 or not line:
        raise QueryTooCostly(reason=_last_words(code))
    head: dict[str, Any] = json.loads(line)
    if head["status"] == "costly":
        raise QueryTooCostly(reason=head["reason"])
    if head["status"] != "ok":
        raise QueryRefused(reason=head["reason"])
    return CagedResult(pa.ipc.open_stream(stream).read_all(), head["is_truncated"])


def _last_words(code: int) -> str:
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "The query used up its computing time and was stopped."
    return TOO_MUCH_MEMORY


def _too_long(seconds: float) -> QueryTooCostly:
    return QueryTooCostly(reason=f"The query took longer than {seconds:g} seconds and was stopped.")
