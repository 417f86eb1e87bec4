"""Publishing a small warehouse in tests; as a program, `publishing.py FOLDER NUMBER STEP` kills itself at a step."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from warehouse.build import open_build
from warehouse.paths import build_file
from warehouse.publish import Published, publish

START = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Checked:
    """A check result as quality makes them."""

    suite: str = "marts"
    name: str = "unique"
    table: str = "dim_staff"
    passed: bool = True
    failed_count: int = 0
    checked_count: int = 3


def fill(folder: Path, number: int) -> None:
    """Marts in which every row says `number`; two question groups, one of them small."""
    with open_build(build_file(folder)) as build:
        build.execute(f"create or replace table raw.raw_core__staff as select {number} as id from range(3)")
        for table in ("dim_staff", "dim_candidates", "fct_questions", "rpt_nudges"):
            build.execute(f"create or replace table marts.{table} as select {number} as number from range(1000)")
        build.execute(
            "create or replace table marts.rpt_most_asked as "
            "select * from (values ('common', 5), ('rare', 4)) as t (canonical_text, candidate_count)"
        )
        build.execute("create or replace view marts.rpt_undeclared as select * from marts.dim_staff")


def publish_number(folder: Path, number: int, *, also: str = "", **changes: Any) -> Published:
    """Fills (and runs the SQL `also`) and publishes version `v<number>`, `number` minutes after START."""
    fill(folder, number)
    if also:
        with open_build(build_file(folder)) as build:
            build.execute(also)
    options: dict[str, Any] = {
        "version": f"v{number:04}",
        "as_of": START,
        "built_from_xid": str(number),
        "checks": [Checked(), Checked(name="key", passed=False, failed_count=2)],
        "now": START + timedelta(minutes=number),
    }
    return publish(build_file(folder), folder, **(options | changes))


def _killer(wanted: str) -> Callable[[str], None]:
    def step(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


if __name__ == "__main__":
    publish_number(Path(sys.argv[1]), int(sys.argv[2]), step=_killer(sys.argv[3]))
