"""The cage with real processes: what it answers, how it refuses, what its process may and has."""

import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import psutil
import pytest

from tests.integration.warehouse.caging import SLOW, caged_processes, gone, in_cages
from tests.integration.warehouse.publishing import publish_number
from warehouse.cage import cancel_when, run_caged
from warehouse.cage_limits import HIGHEST, LOWEST, MIB, Limits
from warehouse.cage_slots import cage_slot
from warehouse.errors import (
    LimitOutOfRange,
    NoSuchVersion,
    QueriesBusy,
    QueryCancelled,
    QueryRefused,
    QueryRowTooLarge,
    QueryTooLong,
    WarehouseMissing,
)
from warehouse.render import Format, render


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("caged") / "ware'house"
    publish_number(made, 1)
    publish_number(made, 2)
    return made


def test_a_query_is_answered_quickly(folder: Path) -> None:
    before = os.times()
    result = run_caged(folder, "leadership", "select count(*) as n, sum(number) as total from dim_staff")
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < 1.5  # computing time, which others on the machine hardly change; 0.3 s by the clock alone on 2 cores
    assert result.table.to_pylist() == [{"n": 1000, "total": 2000}]
    assert not result.is_truncated
    assert result.note == ""
    assert not in_cages(folder)


def test_a_kept_version_can_be_asked(folder: Path) -> None:
    result = run_caged(folder, "leadership", "select max(number) as n from dim_staff", version="v0001")
    assert result.table.to_pylist() == [{"n": 1}]
    with pytest.raises(NoSuchVersion):
        run_caged(folder, "leadership", "select 1", version="v0009")


@pytest.mark.parametrize(
    ("sql", "code", "text", "advice"),
    [
        ("", "query_empty", "There is no query.", "for example"),
        ("-- nothing", "query_empty", "There is no query.", "for example"),
        ("select 1; select 2", "query_not_one", "There is more than one query.", "one query at a time"),
        ("selec 1", "query_syntax", "The query is not understood at line 1, column 1, near “selec”.", "commas"),
        ("select '面试',\n  面试 b c", "query_syntax", "at line 2, column 8, near “c”.", "commas"),
        ("select (1", "query_ends_early", "The query ends too early, at line 1, column 10.", "bracket"),
        ("from dim_stafff", "query_unknown_table", "There is no table dim_stafff for this audience.", "dim_staff"),
        ("from fct_questions", "query_unknown_table", "no table fct_questions for this audience.", "SHOW TABLES"),
        ("select numbr from dim_staff", "query_unknown_column", "There is no column numbr here.", "number"),
        ("select summ(1)", "query_unknown_function", "There is no function summ.", "sum"),
        ("select min(1, 2, 3, 4)", "query_refused", "The query can't be run: No function matches", ""),
        ("select canonical_text::integer from rpt_most_asked", "query_value", "A value can't be turned", "TRY_CAST"),
        ("select strptime(canonical_text, '%Y') from rpt_most_asked", "query_failed", "(InvalidInput)", "simpler"),
        ("select 127::tinyint + 1::tinyint", "query_range", "out of range of its type", "wider type"),
        ("set threads = 8", "query_only_reading", "may only read the published tables", "SELECT"),
    ],
)
def test_a_refusal_says_what_is_wrong_where_and_how_to_mend_it(
    folder: Path, sql: str, code: str, text: str, advice: str
) -> None:
    with pytest.raises(QueryRefused) as refused:
        run_caged(folder, "leadership", sql)
    assert refused.value.code == code
    assert text in refused.value.text
    assert advice in refused.value.advice
    assert "common" not in refused.value.text + refused.value.advice  # a value that stands in a row
    assert str(folder) not in refused.value.text
    assert "\n" not in refused.value.text


def test_a_query_of_a_book_s_length_is_not_tried(folder: Path) -> None:
    with pytest.raises(QueryTooLong, match="100000 characters"):
        run_caged(folder, "leadership", "select 1 " + " " * 100_000)


def test_a_large_result_is_cut_and_says_so(folder: Path) -> None:
    by_rows = run_caged(folder, "leadership", "select * from range(1000000000)", limits=Limits(max_rows=3000))
    assert (by_rows.table.num_rows, by_rows.is_truncated) == (3000, True)
    assert by_rows.note == "Only the first 3000 rows are given: the result is larger."
    wide = "select repeat('x', 1000) from range(1000000000)"
    by_bytes = run_caged(folder, "leadership", wide, limits=Limits(max_bytes=MIB))
    assert by_bytes.is_truncated
    assert 900 < by_bytes.table.num_rows <= 1048
    with pytest.raises(QueryRowTooLarge, match="the 1 MiB that a result may have"):
        run_caged(folder, "leadership", "select repeat('x', 5000000)", limits=Limits(max_bytes=MIB))


@pytest.mark.parametrize("format", list(Format))
def test_a_value_of_any_type_can_be_shown(folder: Path, format: Format) -> None:  # noqa: A002
    sql = """select *, interval 3 month as a, union_value(k := 1) as b, [interval 1 day] as c, 'infinity'::date as d,
        {'x': ['-infinity'::timestamp]} as e from test_all_types()"""
    table = run_caged(folder, "leadership", sql).table
    assert table.num_columns > 50
    assert len(render(table, format)) > 1000
    empty = render(table.slice(0, 0), format)
    assert empty


def test_a_date_that_has_no_name_is_said_so(folder: Path) -> None:
    table = run_caged(folder, "leadership", "select 'infinity'::date as until, date '2026-03-04' as day_on").table
    assert render(table, Format.CSV).decode() == "until,day_on\nout of range,2026-03-04\n"


def test_what_the_engine_prints_by_itself_does_not_mix_with_the_answer(folder: Path) -> None:
    for sql in ("select * from enable_profiling()", "select * from enable_logging(storage = 'stdout')"):
        assert run_caged(folder, "leadership", sql).table.num_rows == 0
    bar = run_caged(folder, "leadership", "select current_setting('enable_progress_bar') as bar")
    assert bar.table.to_pylist() == [{"bar": False}]


@pytest.mark.parametrize("name", list(HIGHEST))
def test_limits_have_hard_bounds(name: str) -> None:
    for value in (HIGHEST[name] + 1, LOWEST[name] - 1):
        with pytest.raises(LimitOutOfRange, match=name):
            Limits(**{name: value})  # type: ignore[arg-type]
    assert Limits(**{name: HIGHEST[name]}) != Limits(**{name: LOWEST[name]})  # type: ignore[arg-type]


def test_the_process_is_limited_by_the_kernel_and_inherits_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUIYIN_CANARY", "canary-7391")
    seen: dict[str, object] = {}

    def look(_: float) -> None:
        for process in caged_processes():
            if process.nice() == 5:  # it has limited itself
                kinds = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_CORE)
                seen["limits"] = [resource.prlimit(process.pid, kind)[1] for kind in kinds]
                seen["files"] = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)[1]
                seen["environment"] = sorted(process.environ())
                seen["session"] = os.getsid(process.pid) == process.pid
                seen["secret"] = secret in [each.readlink() for each in Path(f"/proc/{process.pid}/fd").iterdir()]
                raise QueryCancelled

    secret = tmp_path / "secret"
    with secret.open("w") as inherited:
        os.set_inheritable(inherited.fileno(), True)
        with pytest.raises(QueryCancelled):
            run_caged(folder, "leadership", SLOW, watch=look)
    assert seen["limits"] == [1024 * MIB, 512 * MIB, 21, 0]
    assert seen["files"] == 64
    assert seen["environment"] == ["ARROW_DEFAULT_MEMORY_POOL", "MALLOC_ARENA_MAX", "OMP_NUM_THREADS"]
    assert seen["session"] is True
    assert seen["secret"] is False


def test_who_cancels_waits_for_nothing_and_leaves_nothing(folder: Path) -> None:
    cancelled = Event()
    spent: list[float] = []

    def watch(seconds: float) -> None:
        spent.append(seconds)
        if seconds > 1:
            cancelled.set()
        cancel_when(cancelled.is_set)(seconds)

    started = time.monotonic()
    with pytest.raises(QueryCancelled):
        run_caged(folder, "leadership", SLOW, watch=watch)
    assert time.monotonic() - started < 3
    assert spent == sorted(spent)
    assert not caged_processes()
    assert not in_cages(folder)


def test_no_more_run_at_once_than_may_and_each_gets_its_turn(folder: Path) -> None:
    most: list[int] = []
    memory: list[int] = []
    sql = "select count(*) as n from (select distinct hash(i) from range(300000) t(i))"

    def look(_: float) -> None:
        processes = caged_processes()
        most.append(len(processes))
        memory.append(sum(_resident(process) for process in processes))

    def ask(_: int) -> object:
        return run_caged(folder, "analyst", sql, limits=Limits(wall_seconds=60), at_once=2, watch=look)

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(ask, range(10)))
    assert [result.table.to_pylist() for result in results] == [[{"n": 300000}]] * 10  # type: ignore[attr-defined]
    assert max(most) == 2
    assert max(memory) < 2 * Limits().memory_bytes
    assert not in_cages(folder)


def test_who_finds_all_places_taken_is_told_so(folder: Path) -> None:
    with ExitStack() as taken:
        for _ in range(2):
            taken.enter_context(cage_slot(folder, 2, wait_seconds=0))
        with pytest.raises(QueriesBusy, match="2 may run at the same time"):
            run_caged(folder, "analyst", "select 1", limits=Limits(wall_seconds=0.2), at_once=2)
    assert run_caged(folder, "analyst", "select 1", at_once=2).table.num_rows == 1


def test_a_file_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        run_caged(tmp_path, "analyst", "select 1")
    manifest = publish_number(tmp_path, 1).manifest
    manifest.path(tmp_path, "analyst").unlink()
    with pytest.raises(WarehouseMissing):
        run_caged(tmp_path, "analyst", "select 1")


def _resident(process: psutil.Process) -> int:
    return 0 if gone(process) else int(process.memory_info().rss)
