"""The embedded server is stopped by the last who holds it, also when another was killed."""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kit.embedded import socket_dir

HOLD = """
import sys
from pathlib import Path
from app.kit.embedded import start_embedded
start_embedded(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    yield made
    shutil.rmtree(made)


def holder(data: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_killed_holder_keeps_nothing_running(folder: Path) -> None:
    data = folder / "postgres"
    with holder(data) as last, holder(data) as killed:
        killed.send_signal(signal.SIGKILL)
        killed.wait(20)
        assert socket_dir(data) is not None
        last.communicate("leave\n", timeout=30)
    assert last.returncode == 0
    assert socket_dir(data) is None
