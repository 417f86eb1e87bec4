"""The tiers and what each may use, enforced when tests are collected.

unit: no socket, no database, no process. integration: real PostgreSQL, SMTP, dbt, Dagster.
e2e: a running product and a browser. conventions: reads the code itself.
"""

from pathlib import Path

import pytest

TIERS = ("unit", "integration", "e2e", "conventions")
OUTSIDE_UNIT = {"installation", "database", "unit", "published", "browser", "running_demo"}


def tier_of(path: Path, root: Path) -> str:
    """The tier a test file belongs to; raises `UsageError` for one that stands elsewhere."""
    tier = path.relative_to(root / "tests").parts[0]
    if tier not in TIERS:
        raise pytest.UsageError(f"{path.name}: move it into one of tests/{{{','.join(TIERS)}}}/")
    return tier


def check(item: pytest.Item, root: Path) -> None:
    """Raises `UsageError` where a unit test asks for something that lies outside the process."""
    tier = tier_of(item.path, root)
    used = OUTSIDE_UNIT & set(getattr(item, "fixturenames", ()))
    if tier in ("unit", "conventions") and used:
        raise pytest.UsageError(f"{item.nodeid}: uses {sorted(used)}; move it to tests/integration/")
