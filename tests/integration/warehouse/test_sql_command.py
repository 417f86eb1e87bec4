"""`huiyin sql` as a person types it: where the query comes from, how results look, how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.integration.waiting import wait_until
from tests.integration.warehouse.caging import SLOW, caged_processes, gone, in_cages
from tests.integration.warehouse.publishing import publish_number
from warehouse.cage_slots import cage_slot

HUIYIN = Path(sys.executable).with_name("huiyin")
QUERY = "select canonical_text, candidate_count, -1.5 as change from rpt_most_asked order by 1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("asked")
    also = "insert into marts.rpt_most_asked values ('＝HYPERLINK(1)', 9), ('试用期', 7)"
    publish_number(made / "warehouse", 1, also=also)
    return made


def _ask(home: Path, *words: str, piped: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [HUIYIN, "sql", *words],
        check=False,
        input=piped,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"HUIYIN_HOME": str(home)},
        timeout=60,
    )


def test_the_table_is_aligned_also_where_signs_are_wide(home: Path) -> None:
    asked = _ask(home, QUERY)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.split("\n") == [
        "canonical_text  candidate_count  change",
        "--------------  ---------------  ------",
        "common                        5    -1.5",
        "rare                          4    -1.5",
        "试用期                        7    -1.5",
        "＝HYPERLINK(1)                9    -1.5",
        "",
    ]


def test_csv_runs_nothing_in_a_spreadsheet(home: Path) -> None:
    asked = _ask(home, QUERY, "--csv", "--audience", "leadership")
    assert asked.returncode == 0
    lines = ["canonical_text,candidate_count,change", "common,5,-1.5", "试用期,7,-1.5", "'＝HYPERLINK(1),9,-1.5", ""]
    assert asked.stdout.split("\n") == lines
    assert _ask(home, QUERY, "--format", "csv", "--audience", "leadership").stdout == asked.stdout


def test_the_query_may_come_from_a_pipe_or_a_file(home: Path, tmp_path: Path) -> None:
    expected = [{"n": 1000}]
    sql = "select count(*) as n\nfrom dim_staff -- all\n;"
    (tmp_path / "query.sql").write_text(sql)
    for words in ([], ["-"]):
        assert json.loads(_ask(home, "--json", *words, piped=sql).stdout) == expected
    assert json.loads(_ask(home, "--json", "--file", str(tmp_path / "query.sql")).stdout) == expected


def test_a_cut_result_says_so_beside_the_rows(home: Path) -> None:
    asked = _ask(home, "select * from range(1000000000)", "--rows", "2", "--json")
    assert asked.returncode == 0
    assert json.loads(asked.stdout) == [{"range": 0}, {"range": 1}]
    assert "Only the first 2 rows are given: the result is larger." in asked.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["select 1 from"], 1, "The query ends too early, at line 1, column 14."),
        (["from dim_stafff"], 1, "The nearest names are dim_staff"),
        (["from fct_questions", "--audience", "leadership"], 1, "There is no table fct_questions for this audience."),
        (["select generate_series(1, 1000000000)[1]"], 1, "The query needs more memory than the 1024 MiB"),
        ([SLOW, "--seconds", "0.5"], 1, "The query took longer than 0.5 seconds and was stopped."),
        (["select 1", "--version", "v9"], 1, "There is no warehouse version v9."),
        (["select 1", "--rows", "1000001"], 2, "1000001"),
        (["select 1", "--seconds", "121"], 2, "121"),
        (["select 1", "--memory", "2049"], 2, "2049"),
        (["select 1", "--csv", "--json"], 2, "Choose one of --csv and --json."),
        (["select 1", "--file", __file__], 2, "not both"),
        (["--file", "nothing.sql"], 2, "nothing.sql"),
    ],
)
def test_errors_say_what_is_wrong_and_end_with_their_code(home: Path, words: list[str], code: int, said: str) -> None:
    asked = _ask(home, *words)
    assert asked.returncode == code
    assert said in asked.stderr
    assert asked.stdout == ""
    assert "Traceback" not in asked.stderr


def test_an_error_is_one_document_where_json_is_wanted(home: Path) -> None:
    asked = _ask(home, "from dim_stafff", "--json")
    assert asked.returncode == 1
    assert json.loads(asked.stdout)["error"]["code"] == "query_unknown_table"


def test_the_installation_bounds_how_many_run_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_SQL_AT_ONCE", "1")
    with cage_slot(home / "warehouse", 1, wait_seconds=0):
        asked = _ask(home, "select 1", "--seconds", "0.5")
    assert asked.returncode == 1
    assert "No place is free for a query: 1 may run at the same time." in asked.stderr
    assert _ask(home, "select 1").returncode == 0


def test_an_interrupt_ends_the_query_at_once(home: Path) -> None:
    command = subprocess.Popen(
        [HUIYIN, "sql", SLOW, "--seconds", "60"],
        env=os.environ | {"HUIYIN_HOME": str(home)},
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    try:
        process = psutil.Process(command.pid)
        wait_until(lambda: bool(caged_processes(process)), 30)
        cages = caged_processes(process)
        command.send_signal(signal.SIGINT)
        _, said = command.communicate(timeout=5)
    finally:
        command.kill()
    assert command.returncode == 130
    assert b"stopped" in said
    assert all(gone(cage) for cage in cages)
    assert not in_cages(home / "warehouse")
