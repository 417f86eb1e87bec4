"""The walls of the cage, put up by the program inside before it looks at the query: limits of the kernel on what
it spends, on what it touches, and on how long it outlives who asked.
"""

import contextlib
import ctypes
import os
import resource
import signal
import struct
import threading
from collections.abc import Iterable
from typing import Any, BinaryIO

# Landlock (linux/landlock.h): a process takes rights from itself for good. The numbers of the calls are the same on
# all processors; a right is known from some version on, and one that the kernel does not know may not be named.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # version: how many of the bits are rights; 16 from version 5 on
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, TRUNCATE = 1, 2, 3, 4, 5, 7, 8, 14
IN_THE_FOLDER = (WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, TRUNCATE)
ONLY_READ = (READ_FILE, READ_DIR)
CONTROL_GROUP = ("/proc/self/cgroup", "/sys/fs/cgroup")  # the engine breaks off where it may not read its own limits
TCP, SOCKETS_AND_SIGNALS = 0b11, 0b11


def limit(request: dict[str, Any]) -> None:
    """Limits of the kernel; the engine's own are no limits (a function ran on for 95 s and took 20 GB)."""
    for kind, most in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, request["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, request["spill_bytes"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))
    # Should the asker be gone and its end unseen: this ends the process without asking the interpreter.
    signal.setitimer(signal.ITIMER_REAL, request["wall_seconds"] + 2)
    os.nice(5)  # whoever serves people goes first
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")  # and where memory ends, this goes first


def end_with(asker: BinaryIO) -> None:
    """Ends the process as soon as the asker does, however it ends: then its end of the pipe is closed."""

    def watch() -> None:
        asker.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def take_pipe() -> BinaryIO:
    """The pipe for the answer; what the engine prints by itself (profiles, logs, progress) goes nowhere."""
    pipe = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return pipe


def confine(folder: str) -> bool:
    """From now on this thread and those that it starts touch no file outside `folder`, execute none, and open no
    connection, whatever the engine lets a query do. Files that are open stay so.

    Answers whether the kernel can (Linux from 5.13 on; TCP from 6.7 on): without it the other walls stand.
    """
    version = landlock_version()
    if version < 1:
        return False
    rights = (1 << FILE_RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("QQQ", rights, TCP if version >= 4 else 0, SOCKETS_AND_SIGNALS if version >= 6 else 0)
    ruleset = _call(CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    _allow(ruleset, folder, IN_THE_FOLDER, rights)
    for path in filter(os.path.exists, CONTROL_GROUP):
        _allow(ruleset, path, ONLY_READ if os.path.isdir(path) else (READ_FILE,), rights)  # noqa: PTH112
    held = ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), _call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return held == (0, 0)


def landlock_version() -> int:
    """Of this kernel; below 1 where it has none, or does not let it be used."""
    return _call(CREATE_RULESET, None, 0, ASK_VERSION)


def _allow(ruleset: int, path: str, wanted: Iterable[int], known: int) -> None:
    """Of the rights that the rules deal with, those wanted below `path`."""
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    _call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", sum(1 << right for right in wanted) & known, place), 0)
    os.close(place)


def _call(*arguments: Any) -> int:
    """A call of the kernel by its number; -1 where it refuses or does not know it."""
    return int(ctypes.CDLL(None).syscall(*arguments))
