"""An incremental rebuild of the marts: dbt's compiled statements run directly, beside dbt itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.timing import Measured, side_by_side
from tests.factories.landing import write_landing
from tests.integration.transforms.conftest import clock, company
from transforms.dbt_runner import PROJECT_DIR, build, rebuild

SELECT = "source:meta+ source:core.raw_core__sla_clocks+"
SOURCES = {"raw_meta__refresh", "raw_core__sla_clocks"}


def measure(folder: Path, rows: int) -> Measured:
    """A company with `rows` clocks, of which the marts are built again after a change."""
    file, state = folder / "build.duckdb", folder / "dbt"
    write_landing(file, company() | {"sla_clocks": [_clock(number) for number in range(rows)]})
    assert build(PROJECT_DIR, file, state_dir=state).succeeded
    return side_by_side(
        "rebuild of marts",
        amount=rows,
        what="clocks",
        ours=("compiled statements", lambda: rebuild(file, SOURCES)),
        peer=("dbt in process", lambda: build(PROJECT_DIR, file, SELECT, state_dir=state)),
    )


def _clock(number: int) -> dict[str, Any]:
    started = datetime(2026, 2, 2, 1, 0, tzinfo=UTC) + timedelta(minutes=number % 40_000)
    is_met = number % 3 > 0
    return clock(
        f"clock-{number}",
        started_at=started,
        due_at=started + timedelta(days=1),
        stopped_at=started + timedelta(hours=5) if is_met else None,
        outcome="met" if is_met else "running",
    )
