"""How the tests are dealt to the worker processes: what shares costly fixtures goes to one worker,
and what takes longest is started first, so that all workers end together.

By paths, not by marks: xdist 3.8 reads groups from test ids in a way that pytest 9.2 ended.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folders whose files share one running product, one dbt state, one refreshed installation.
TOGETHER = ("tests/e2e/", "tests/integration/transforms/", "tests/integration/orchestration/", "tests/unit/quality/")
# Seconds, roughly; what is not listed takes less than the last.
LONGEST_FIRST = (
    "tests/e2e/",
    "tests/integration/orchestration/",
    "tests/integration/model/",
    "tests/integration/intake/test_greenhouse.py",
    "tests/integration/test_known_truth.py",
    "tests/integration/transforms/",
    "tests/integration/intake/test_killed.py",
    "tests/integration/core/test_demo.py",
    "tests/integration/warehouse/",
    "tests/integration/web/",
    "tests/integration/",
    "tests/conventions/test_imports.py",
)


class ByPlace(LoadScopeScheduling):
    """One unit of work per file, or per folder of TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def rank(item: pytest.Item) -> int:
    """Where the test's file stands in the order of starting; equal ones keep theirs."""
    return next((at for at, place in enumerate(LONGEST_FIRST) if item.nodeid.startswith(place)), len(LONGEST_FIRST))
