"""Bombs, and askers that die: what ends a caged query, and that nothing is left of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.integration.waiting import wait_until
from tests.integration.warehouse.caging import SLOW, caged_processes, gone, in_cages
from tests.integration.warehouse.publishing import publish_number
from warehouse.cage import run_caged
from warehouse.cage_limits import MIB, Limits
from warehouse.cage_slots import sweep
from warehouse.errors import QueryRefused, QueryTooCostly

ROOT = Path(__file__).parents[3]
FREE = 64 * MIB  # of memory that the asker may have more of after a refusal: noise of the allocator
BOMBS = {
    "list": "select generate_series(1, 1000000000)[1]",
    "list of lists": "select list_transform(range(30000000), lambda x: range(1000))[1][1]",
    "text": "select repeat('x', 3000000000)",
    "texts": "select max(repeat('x', 100000000 + i::integer)) from range(1000) t(i)",
    "text upon text": "select string_agg(repeat('x', 100000), '') from range(1000000)",
    "list aggregate": "select list_aggregate(list(i), 'sum') from range(1000000000) t(i)",
    "window": "select max(n) from (select list(i) over (order by i) as n from range(10000000) t(i))",
    "sort": "select i, hash(i) from range(500000000) t(i) order by 2 offset 400000000",
    "group": "select range, count(*) from range(1000000000) group by all order by 2",
    "hash join": "select count(*) from range(1000000000) a join range(1000000000) b using (range)",
    "cross join": "select count(*) from range(1000000000000) a, range(1000000) b",
    "cross join of texts": "select max(hash(a.i || repeat('x', 9999) || b.i)) from range(99999) a(i), range(9999) b(i)",
    "recursion": SLOW,
    "recursion that keeps": "with recursive r as (select 1 as n, 'x' t union all select n + 1, t || t from r) from r",
    "materialised": "with r as materialized (select hash(i) h, repeat('x', 99) || i from range(90000000) t(i)) "
    "select a.h from r a, r b where a.h = b.h + 1",
    "brackets": f"select {'(' * 40_000}1{')' * 40_000}",
    "casts": f"select 1{'::integer' * 10_000}",
    "subqueries": f"select * from {'(select * from ' * 4_000}dim_staff{')' * 4_000}",
    "wide rows": "select i, repeat('x', 10000000) from range(1000000000) t(i)",
    "one long list unrolled": "select unnest(range(1000000000))",
    "sleeping samples": "select approx_quantile(random(), 0.5) from range(1000000000000)",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bombed") / "warehouse"
    publish_number(made, 1)
    run_caged(made, "leadership", "select 1")
    return made


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_is_refused_clearly_and_costs_the_asker_nothing(folder: Path, name: str) -> None:
    here = psutil.Process()
    before, seen, started = here.memory_info().rss, [0], time.monotonic()

    def watch(_: float) -> None:
        seen.append(here.memory_info().rss)

    with pytest.raises((QueryTooCostly, QueryRefused)) as stopped:
        run_caged(folder, "leadership", BOMBS[name], limits=Limits(wall_seconds=3), watch=watch)
    assert stopped.value.code != "query_failed"
    assert "\n" not in stopped.value.text
    assert time.monotonic() - started < 12
    assert max(*seen, here.memory_info().rss) - before < FREE
    assert not caged_processes()
    assert not in_cages(folder)


@pytest.mark.parametrize(
    "sql",
    [
        "select i, repeat('x', 1000) from range(1000000000) t(i)",
        "select * from range(1000000000)",
        "select i, i, i, i, i, i, i, i, range(100) from range(1000000000) t(i)",
        "select a.range, {'a': repeat('x', 1000), 'b': [repeat('y', 1000)]} from range(100000) a, range(100000) b",
    ],
)
def test_an_endless_result_ends_at_its_caps(folder: Path, sql: str) -> None:
    limits = Limits(max_bytes=8 * MIB)
    started = time.monotonic()
    result = run_caged(folder, "leadership", sql, limits=limits)
    assert time.monotonic() - started < 12
    assert result.is_truncated
    assert 0 < result.table.num_rows <= limits.max_rows
    assert result.table.nbytes <= 2 * limits.max_bytes
    assert not caged_processes()


def test_the_default_time_ends_a_query_within_twelve_seconds(folder: Path) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTooCostly, match="10 seconds"):
        run_caged(folder, "leadership", SLOW)
    assert time.monotonic() - started < 12


def test_a_killed_asker_takes_its_query_along_and_the_next_one_cleans_up(folder: Path) -> None:
    for clean_up in (lambda: run_caged(folder, "leadership", "select 1"), lambda: sweep(folder)):
        asker = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.warehouse.caging", str(folder)], cwd=ROOT, env=os.environ.copy()
        )
        try:
            wait_until(lambda: bool(caged_processes(psutil.Process(asker.pid))), 30)  # noqa: B023
            cages = caged_processes(psutil.Process(asker.pid))
            sweep(folder)
            assert in_cages(folder)  # one that runs is left alone
        finally:
            asker.send_signal(signal.SIGKILL)
            asker.wait()
        wait_until(lambda: all(gone(cage) for cage in cages), 5)  # noqa: B023
        assert in_cages(folder)
        clean_up()
        assert not in_cages(folder)
