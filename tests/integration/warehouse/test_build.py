"""The build file when something is wrong with it or with the disk: said in one sentence, with the mend."""

import errno
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.build import assert_closed, duckdb_errors, open_build, settle
from warehouse.errors import BuildFileBroken, DiskFull, RefreshBusy

HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""
WRITER = """
import os, signal, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table raw.left_over as select 1 as a")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "build.duckdb"
    file.write_bytes(b"not a database" * 1000)
    with pytest.raises(BuildFileBroken), open_build(file):
        pass
    assert file.read_bytes() == b"not a database" * 1000


def test_a_file_that_another_process_has_open_is_busy(tmp_path: Path) -> None:
    file = tmp_path / "build.duckdb"
    command = [sys.executable, "-c", HOLDER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(RefreshBusy), open_build(file):
            pass
        holder.kill()


def test_what_a_killed_writer_committed_is_settled_before_it_is_published(tmp_path: Path) -> None:
    file = tmp_path / "build.duckdb"
    with open_build(file):
        pass
    subprocess.run([sys.executable, "-c", WRITER, str(file)], check=False)
    assert file.with_name("build.duckdb.wal").exists()
    settle(file)
    assert_closed(file)
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("select a from raw.left_over").fetchall() == [(1,)]


def test_a_full_disk_is_called_so() -> None:
    # What the engine says was seen on a real full disk; a test can't fill one.
    said = 'IO Error: Could not write file "build.duckdb": No space left on device'
    for error in (OSError(errno.ENOSPC, "No space left on device"), duckdb.IOException(said)):
        with pytest.raises(DiskFull), duckdb_errors():
            raise error
