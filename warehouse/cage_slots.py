"""Room for caged queries: how many of an installation run at once, each in a folder of its own.

A slot is a locked file, so that the kernel frees it whoever dies; what a killed asker left in the folder is
removed by the next one, or by the next publication.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import QueriesBusy
from warehouse.lease import POLL_SECONDS, try_lock
from warehouse.paths import cages_dir


@contextmanager
def cage_slot(
    directory: Path,
    at_once: int,
    *,
    wait_seconds: float,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Path]:
    """An empty folder inside the block, one of `at_once`. Waits up to `wait_seconds`, then raises `QueriesBusy`."""
    cages_dir(directory).mkdir(parents=True, exist_ok=True, mode=0o700)
    give_up_at = clock() + wait_seconds
    while (taken := _take_one(directory, at_once)) is None:
        if clock() >= give_up_at:
            raise QueriesBusy(count=at_once)
        pause(POLL_SECONDS)
    descriptor, folder = taken
    try:
        _remove(folder)
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        _remove(folder)
        os.close(descriptor)  # and with it the lock


def sweep(directory: Path) -> None:
    """Removes what killed askers left in slots that are free."""
    for lock in cages_dir(directory).glob("*.lock"):
        if (descriptor := _take(lock)) is not None:
            _remove(lock.with_suffix(""))
            os.close(descriptor)


def _take_one(directory: Path, at_once: int) -> tuple[int, Path] | None:
    for number in range(at_once):
        lock = cages_dir(directory) / f"{number}.lock"
        if (descriptor := _take(lock)) is not None:
            return descriptor, lock.with_suffix("")
    return None


def _take(lock: Path) -> int | None:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if try_lock(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
