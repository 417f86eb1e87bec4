"""The refresh lease: at most one process opens the build file.

A lock on a file, held by the kernel: it ends when its holder ends, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import RefreshBusy
from warehouse.paths import lease_file

POLL_SECONDS = 0.05


@contextmanager
def refresh_lease(
    directory: Path,
    *,
    timeout_seconds: float = 60.0,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Holds the lease inside the block. It is not re-entrant: a second one waits for the first.

    Waits up to `timeout_seconds`, looking every 50 ms; then raises `RefreshBusy`.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(lease_file(directory), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        give_up_at = clock() + timeout_seconds
        while not try_lock(descriptor):
            if clock() >= give_up_at:
                raise RefreshBusy
            pause(POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def is_held(directory: Path) -> bool:
    """Whether a refresh runs now, in this process or another."""
    if not lease_file(directory).exists():
        return False
    descriptor = os.open(lease_file(directory), os.O_RDWR | os.O_CLOEXEC)
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Whether the lock of an open file is this descriptor's now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
