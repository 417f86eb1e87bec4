"""An import that is killed anywhere and run again leaves the same state as one that was not."""

import random
import select
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.intake.service import import_greenhouse
from app.kit.database import Database
from app.kit.installation import Installation
from tests.conftest import empty_tables
from tests.conventions.code import ROOT
from tests.integration.intake.exports import count, facts, part_of_sample

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
CANDIDATES = 102  # three chunks, the last a small one


def killed_after(installation: Installation, folder: Path, chunks: int, rest: float) -> None:
    """Imports in a child and kills it `rest` seconds after its `chunks`th commit (or at its end)."""
    command = [
        sys.executable,
        "-m",
        "tests.integration.intake.interrupted",
        str(installation.settings.root),
        str(folder),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _ in range(chunks):
            assert child.stdout.readline(), "the import ended early"
        select.select([child.stdout], [], [], rest)  # until the next commit, or `rest` has passed
        child.kill()


@pytest.mark.slow
def test_an_import_killed_at_any_point_ends_in_the_same_state_when_repeated(
    database: Database, installation: Installation, tmp_path: Path
) -> None:
    folder = part_of_sample(tmp_path / "export", CANDIDATES)
    whole = import_greenhouse(database, folder, now=NOW)
    expected = facts(installation)
    chance = random.Random(7)
    for chunks in (0, 1, 2):
        empty_tables(installation)
        killed_after(installation, folder, chunks, chance.uniform(0.05, 0.6))
        again = import_greenhouse(database, folder, now=NOW)
        assert facts(installation) == expected
        assert again.total.unchanged + again.total.imported == whole.total.imported
        if chunks:
            assert again.total.unchanged > 0, "what was committed is recognised"
            assert count(installation, "select count(*) from import_runs where error_code = 'interrupted'") == 1
