"""Helpers of the cage's tests; as a program, `caging.py FOLDER` asks a query that takes long."""

import sys
from pathlib import Path

import psutil

from warehouse.cage import PROGRAM, run_caged
from warehouse.cage_limits import Limits

SLOW = "with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r"


def caged_processes(parent: psutil.Process | None = None) -> list[psutil.Process]:
    """The cages that a process (this one) has started and that still run."""
    children = (parent or psutil.Process()).children(recursive=True)
    return [child for child in children if not gone(child) and PROGRAM in _command(child)]


def gone(process: psutil.Process) -> bool:
    """Whether it has ended, be it that nobody has asked for its exit code yet."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def in_cages(folder: Path) -> list[Path]:
    """What queries have left behind, their locks aside."""
    return [path for path in (folder / "cages").rglob("*") if path.suffix != ".lock"]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


if __name__ == "__main__":
    run_caged(Path(sys.argv[1]), "leadership", SLOW, limits=Limits(wall_seconds=60))
