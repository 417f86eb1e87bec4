"""The cage with real processes: what it lets through, what it refuses, what it stops."""

import os
import time
from pathlib import Path

import pytest

from tests.integration.warehouse.publishing import publish_number
from warehouse.cage import MIB, Limits, run_caged
from warehouse.errors import QueryRefused, QueryTooCostly, WarehouseMissing
from warehouse.read import file_of

SHORT = Limits(wall_seconds=5, memory_bytes=1024 * MIB)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("caged") / "warehouse"
    publish_number(made, 1)
    return made


@pytest.fixture
def file(folder: Path) -> Path:
    return file_of(folder, "leadership")


def test_a_query_is_answered_quickly(file: Path) -> None:
    before = os.times()
    result = run_caged(file, "select count(*) as n, sum(number) as total from dim_staff")
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < 1.5  # computing time, which others on the machine hardly change; 0.3 s by the clock alone on 2 cores
    assert result.table.to_pylist() == [{"n": 1000, "total": 1000}]
    assert not result.is_truncated
    assert result.note == ""


@pytest.mark.parametrize(
    "sql",
    [
        "create table x (a integer)",
        "insert into dim_staff values (1)",
        "with gone as (delete from dim_staff returning *) select * from gone",
        "attach 'other.duckdb'",
        "attach ':memory:' as m",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/*')",
        "copy dim_staff to 'out.csv'",
        "export database 'out'",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '100GB'",
        "reset lock_configuration",
        "pragma threads = 64",
        "select getenv('PATH')",
        "select * from request",
        "select 1; select 2",
        "",
        "selec 1",
        "select * from fct_questions",
        "select * from query('select * from marts.fct_questions')",
        "select * from query_table('dim_candidates')",
    ],
)
def test_only_reading_what_is_in_the_file_is_possible(file: Path, folder: Path, sql: str) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(QueryRefused) as refused:
        run_caged(file, sql, limits=SHORT)
    assert "\n" not in refused.value.text
    assert str(folder) not in refused.value.text
    assert before == {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "sql",
    [
        "select generate_series(1, 1000000000)[1]",
        "select count(*) from range(1000000000000) a, range(1000000) b",
        "select a.range, count(*) from range(100000000) a group by all order by 2",
        "select repeat('x', 3000000000)",
        "with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r",
    ],
)
def test_a_bomb_is_stopped_within_its_limits(file: Path, sql: str) -> None:
    started = time.perf_counter()
    with pytest.raises((QueryTooCostly, QueryRefused)) as stopped:
        run_caged(file, sql, limits=Limits(wall_seconds=2, memory_bytes=1024 * MIB))
    assert time.perf_counter() - started < 20
    assert "\n" not in stopped.value.text


def test_limits_are_said_kindly(file: Path) -> None:
    with pytest.raises(QueryTooCostly, match=r"took longer than 1 seconds and was stopped\."):
        run_caged(file, "select count(*) from range(1000000000000)", limits=Limits(wall_seconds=1))
    with pytest.raises(QueryTooCostly, match="used up its computing time"):
        run_caged(file, "select count(*) from range(1000000000000)", limits=Limits(cpu_seconds=1))
    with pytest.raises(QueryTooCostly, match="needs more memory"):
        run_caged(file, "select generate_series(1, 1000000000)[1]", limits=SHORT)


def test_a_large_result_is_cut_and_says_so(file: Path) -> None:
    by_rows = run_caged(file, "select * from range(1000000)", limits=Limits(max_rows=3000))
    assert (by_rows.table.num_rows, by_rows.is_truncated) == (3000, True)
    assert by_rows.note == "Only the first 3000 rows are given: the result is larger."
    by_bytes = run_caged(file, "select repeat('x', 1000) from range(1000000)", limits=Limits(max_bytes=MIB))
    assert by_bytes.is_truncated
    assert 900 < by_bytes.table.num_rows <= 1048


def test_an_error_does_not_quote_a_row(file: Path) -> None:
    with pytest.raises(QueryRefused) as refused:
        run_caged(file, "select canonical_text::integer from rpt_most_asked")
    assert "common" not in refused.value.text


def test_a_missing_file_is_said_so(folder: Path) -> None:
    with pytest.raises(WarehouseMissing):
        run_caged(folder / "nothing.duckdb", "select 1")
