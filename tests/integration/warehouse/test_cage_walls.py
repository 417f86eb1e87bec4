"""The kernel's walls around a caged query, tried from inside without the engine's own lock-down."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.caged_walls import landlock_version

PROGRAM = """
import json, os, socket, subprocess, sys, threading
from pathlib import Path
import duckdb
from warehouse.caged_walls import confine

held = confine(os.getcwd())
outside = Path(sys.argv[1])
engine = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})

def in_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(outcome(lambda: (outside / "canary").read_text())))
    thread.start()
    thread.join()
    return found[0]

def outcome(act):
    try:
        return str(act())
    except (OSError, duckdb.Error) as refused:
        return type(refused).__name__

tried = {
    "read": outcome(lambda: (outside / "canary").read_text()),
    "list": outcome(lambda: os.listdir(outside)),
    "write": outcome(lambda: (outside / "canary").write_text("changed")),
    "make": outcome(lambda: (outside / "new").write_text("new")),
    "remove": outcome(lambda: (outside / "canary").unlink()),
    "link in": outcome(lambda: os.link(outside / "canary", "taken")),
    "run": outcome(lambda: subprocess.run(["/bin/true"])),
    "connect": outcome(lambda: socket.create_connection(("127.0.0.1", 9), timeout=1)),
    "environment": outcome(lambda: Path("/proc/self/environ").read_text()),
    "engine reads": outcome(lambda: engine.execute(f"from read_text('{outside}/canary')").fetchall()),
    "engine writes": outcome(lambda: engine.execute(f"copy (select 1) to '{outside}/new.csv'").fetchall()),
    "thread": in_a_thread(),
    "inside": outcome(lambda: (Path("own").write_text("a"), Path("own").read_text(), Path("own").unlink())[1]),
    "engine inside": outcome(lambda: engine.execute("copy (select 1) to 'own.csv'").fetchall()),
}
print(json.dumps([held, tried]))
"""


def _tried(inside: Path, outside: Path) -> tuple[bool, dict[str, str]]:
    inside.mkdir()
    outside.mkdir()
    (outside / "canary").write_text("canary-7391")
    command = [sys.executable, "-c", PROGRAM, str(outside)]
    done = subprocess.run(command, cwd=inside, stdout=subprocess.PIPE, check=True)
    held, tried = json.loads(done.stdout)
    return held, tried


def test_who_is_confined_touches_only_the_folder(tmp_path: Path) -> None:
    held, tried = _tried(tmp_path / "inside", tmp_path / "outside")
    assert held == (landlock_version() >= 1)  # some kernels have none
    assert (tried.pop("inside"), tried.pop("engine inside")) == ("a", "[(1,)]")
    if held:
        assert tried.pop("connect") in {"PermissionError", "ConnectionRefusedError"}  # TCP: from Linux 6.7 on
        assert tried.pop("link in") == "OSError"  # as if it lay on another disk
        assert set(tried.values()) <= {"PermissionError", "IOException"}, tried
        assert (tmp_path / "outside" / "canary").read_text() == "canary-7391"
        assert [path.name for path in (tmp_path / "outside").iterdir()] == ["canary"]


def test_a_kernel_that_can_not_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from warehouse import caged_walls

    monkeypatch.setattr(caged_walls, "_call", lambda *_: -1)  # as seccomp or an old kernel answers
    assert caged_walls.confine(str(tmp_path)) is False
