"""The refresh lease: one holder, a bounded wait, and an end with its holder."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.errors import RefreshBusy
from warehouse.lease import is_held, refresh_lease

HOLDER = """
import sys
from pathlib import Path
from warehouse.lease import refresh_lease
with refresh_lease(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_waits_and_then_is_refused(tmp_path: Path) -> None:
    ticks = iter([0.0, 0.0, 1.0, 2.0])
    pauses: list[float] = []
    with refresh_lease(tmp_path):
        assert is_held(tmp_path)
        with (
            pytest.raises(RefreshBusy),
            refresh_lease(tmp_path, timeout_seconds=2, clock=lambda: next(ticks), pause=pauses.append),
        ):
            pass
    assert pauses == [0.05, 0.05]
    assert not is_held(tmp_path)
    with refresh_lease(tmp_path, timeout_seconds=0):
        pass


def test_the_lease_ends_with_a_killed_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RefreshBusy), refresh_lease(tmp_path, timeout_seconds=0.1):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with refresh_lease(tmp_path, timeout_seconds=0):
        pass
