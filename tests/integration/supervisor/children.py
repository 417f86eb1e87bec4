"""Real programs for the supervisor's tests: each writes its process id where it is told."""

import sys
from pathlib import Path

STUBBORN = """
import signal, sys, pathlib, threading
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
import os
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
threading.Event().wait()
"""

PARENT = """
import os, pathlib, subprocess, sys, threading
grandchild = subprocess.Popen([sys.executable, "-S", "-c", sys.argv[3], sys.argv[2]])
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
threading.Event().wait()
"""

POLITE = """
import os, pathlib, sys, threading
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
print("up", flush=True)
threading.Event().wait()
"""

FIRST_TIME_CRASH = """
import os, pathlib, sys, threading
mark = pathlib.Path(sys.argv[1] + ".count")
count = int(mark.read_text()) + 1 if mark.exists() else 1
mark.write_text(str(count))
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
if count == 1:
    threading.Event().wait(0.5)
    sys.exit(3)
threading.Event().wait()
"""

SUPERVISOR = """
import json, pathlib, sys, threading
from app.supervisor import ProcessSpec, stop_on_signals, supervise
home = pathlib.Path(sys.argv[1])
specs = [
    ProcessSpec(name, argv, ready=lambda path=pathlib.Path(wanted): path.exists() and path.read_text() != "")
    for name, argv, wanted in json.loads(sys.argv[2])
]
stop = threading.Event()
with stop_on_signals(stop):
    supervise(specs, log_dir=home / "logs", on_ready=lambda: (home / "ready").write_text("yes"),
              stop_event=stop, say=lambda line: print(line, flush=True))
print("stopped", flush=True)
"""


def program(source: str, *arguments: object) -> list[str]:
    """The command line of one of these."""
    return [sys.executable, "-S", "-c", source, *map(str, arguments)]


def pid_in(path: Path) -> int:
    """The process id that a program wrote."""
    return int(path.read_text())
