"""The supervisor's last will, run as a script of its own: when the supervisor is gone, however
it went, every process group that it started is killed.

It learns them from its standard input (`+<group>` and `-<group>`, a line each), whose end is the
sign that the supervisor is gone. It imports nothing of ours, so that it is up at once.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    """Reads until the end, then kills what is left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line.startswith("+") else groups.discard)(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
