"""The probe: statements that try to read or write anything but the audience's own tables.

Beside the file lie files with a canary in them, in the environment stands one, and the other audience's file holds
one: none of them may be in any answer, and no file may come or change.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.warehouse.caging import in_cages
from tests.integration.warehouse.publishing import publish_number
from warehouse.cage import run_caged
from warehouse.cage_slots import cage_slot
from warehouse.caged_query import FILE
from warehouse.errors import QueryRefused, QueryTooCostly
from warehouse.read import file_of
from warehouse.render import Format, render

CANARY = "canary-7391"
STATEMENTS = [
    # reading files
    "select * from read_csv('{beside}/canary.csv')",
    "select * from read_csv_auto('{beside}/canary.csv')",
    "select * from '{beside}/canary.csv'",
    "from '../../canary.csv'",
    "from '{beside}/*.csv'",
    "select * from sniff_csv('{beside}/canary.csv')",
    "select * from read_text('{beside}/canary.csv')",
    "select * from read_text('../../canary.csv')",
    "select * from read_text('spill/../../../canary.csv')",
    "select * from read_text('{file}/../canary.csv')",
    "select * from read_blob('{beside}/canary.csv')",
    "select * from read_json('{beside}/canary.json')",
    "select * from read_json_objects('{beside}/canary.json')",
    "select * from read_ndjson('{beside}/canary.json')",
    "select * from read_parquet('{beside}/canary.parquet')",
    "select * from parquet_metadata('{beside}/canary.parquet')",
    "select * from parquet_kv_metadata('{beside}/canary.parquet')",
    "select * from parquet_file_metadata('{beside}/canary.parquet')",
    "select * from read_duckdb('{other}')",
    "select * from read_duckdb('{other}', table_name = 'fct_questions')",
    "select * from read_blob('{other}')",
    "select * from glob('{beside}/*')",
    "select * from glob('../../*')",
    "select * from read_text('/proc/self/environ')",
    "select * from read_text('/proc/self/cmdline')",
    "select * from read_blob('/proc/self/mem')",
    "select * from read_text('/dev/stdin')",
    "select * from read_text('/dev/fd/0')",
    "select * from read_text('~/.bash_history')",
    "select * from read_csv('https://127.0.0.1:9/name')",
    "select * from read_parquet('s3://bucket/x.parquet')",
    "select * from read_text('http://127.0.0.1:9/')",
    "from 'hf://datasets/x/y.csv'",
    # other databases
    "attach '{other}' as other (read_only)",
    "attach ':memory:' as other",
    "attach '/proc/self/fd/3' as other",
    "attach 'postgres:host=127.0.0.1' as other (type postgres)",
    "attach 'http://127.0.0.1:9/x.duckdb' as other",
    "use other",
    "detach warehouse",
    "copy from database warehouse to other",
    "import database '{beside}'",
    # writing
    "copy (select 1) to '{beside}/out.csv'",
    "copy (select 1) to '{file}.wal'",
    "copy (select 1) to '{beside}/cages/0/warehouse.duckdb.wal'",
    "copy (select 1) to 'warehouse.duckdb.wal'",
    "copy (select 1) to 'warehouse.duckdb.wal.recovery'",
    "copy (select 1) to 'spill/out.csv'",
    "copy (select 1) to '/dev/stdout'",
    "copy (select 1) to '/dev/fd/1'",
    "copy (select 1) to '/proc/self/fd/1'",
    "copy (select 1 as a) to '{beside}/out' (format parquet, partition_by (a))",
    "explain analyze copy (select 1) to '{file}.wal'",
    "explain analyze copy (select 1) to 'warehouse.duckdb.wal'",
    "export database '{beside}/out'",
    "create table x (a integer)",
    "create temp table x as select 1",
    "create or replace view dim_staff as select 1",
    "create macro m() as 1",
    "create secret s (type s3, key_id 'a', secret 'b')",
    "create persistent secret s (type s3, key_id 'a', secret 'b')",
    "insert into dim_staff values (1)",
    "update dim_staff set number = 2",
    "delete from dim_staff",
    "truncate dim_staff",
    "drop table dim_staff",
    "with gone as (delete from dim_staff returning *) select * from gone",
    "vacuum",
    "checkpoint",
    "select * from checkpoint()",
    "select * from force_checkpoint()",
    "select * from enable_logging(storage = 'file', storage_config = {{'path': '{beside}/log'}})",
    "select write_log('x') from enable_logging(storage = 'file', storage_path = '{beside}/log')",
    "select * from enable_profiling(format = 'json', save_location = '{beside}/profile.json')",
    "select write_log('x') from enable_profiling(format = 'json', save_location = '{beside}/profile.json')",
    # extensions, settings, secrets
    "install httpfs",
    "force install httpfs from community",
    "load httpfs",
    "load '{beside}/x.duckdb_extension'",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "set temp_directory = '{beside}'",
    "set memory_limit = '100GB'",
    "set lock_configuration = false",
    "set variable a = 1",
    "reset lock_configuration",
    "reset enable_external_access",
    "pragma threads = 64",
    "pragma enable_profiling = 'json'",
    "pragma enable_logging",
    "pragma profiling_output = '{beside}/profile.json'",
    "call enable_logging()",
    "call force_checkpoint()",
    "select * from duckdb_secrets()",
    "select * from which_secret('s3://x', 's3')",
    "select * from duckdb_settings()",
    "select * from duckdb_databases()",
    "select * from duckdb_extensions()",
    "select * from duckdb_external_file_cache()",
    "select * from duckdb_logs()",
    "select current_setting('temp_directory')",
    "select current_setting('allowed_paths')",
    "select getenv('HUIYIN_CANARY')",
    "select getvariable('a')",
    # other ways to say the same
    "select * from query('select * from marts.fct_questions')",
    "select * from query('copy (select 1) to ''warehouse.duckdb.wal''')",
    "select * from query('select * from read_text(''{beside}/canary.csv'')')",
    "select * from query_table('fct_questions')",
    "select * from query_table('{beside}/canary.csv')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select * from marts.fct_questions'))",
    "select * from json_execute_serialized_sql(json_serialize_sql('select * from read_text(''{beside}/canary.csv'')'))",
    "pragma json_execute_serialized_sql('x')",
    "prepare p as select 1",
    "execute p",
    "select $1",
    "select * from request",
    "select * from sql",
    "select * from connection",
    "select * from python_map_function(1)",
    "select * from pandas_scan(1)",
    "select * from arrow_scan(1, 2, 3)",
    "select * from arrow_scan_dumb(1, 2, 3)",
    "select * from seq_scan('fct_questions')",
    "select * from marts.fct_questions",
    "select * from warehouse.marts.dim_candidates",
    "select * from information_schema.tables",
    "begin; select 1; commit",
    "select 1; copy (select 1) to 'warehouse.duckdb.wal'",
]
READS_ONLY_ITSELF = (  # what is answered, of the engine and of this file alone
    "checkpoint()", "enable_logging(", "enable_profiling(", "duckdb_", "which_secret", "current_setting",
    "getvariable", "information_schema",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("probed") / "warehouse"
    publish_number(made, 1, also=f"create or replace table marts.fct_questions as select '{CANARY}' as text_masked")
    assert CANARY.encode() in file_of(made, "analyst").read_bytes()
    for name in ("canary.csv", "canary.json", "canary.parquet", "x.duckdb_extension"):
        (made / name).write_text(f'{{"text": "{CANARY}"}}\n')
    run_caged(made, "leadership", "select 1")
    return made


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}


def _outcome(folder: Path, sql: str) -> tuple[bool, str]:
    """Whether it was answered, and all that was said."""
    try:
        table = run_caged(folder, "leadership", sql).table
    except (QueryRefused, QueryTooCostly) as refused:
        return False, f"{refused.text} {refused.advice}"
    return True, render(table, Format.JSON).decode()


def test_the_probe_is_as_large_as_it_should_be() -> None:
    assert len(set(STATEMENTS)) == len(STATEMENTS) >= 59


@pytest.mark.parametrize("statement", STATEMENTS)
def test_nothing_outside_the_file_is_read_or_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setenv("HUIYIN_CANARY", CANARY)
    before = _files(folder)
    places = {"beside": folder, "file": file_of(folder, "leadership"), "other": file_of(folder, "analyst")}
    is_answered, shown = _outcome(folder, statement.format(**places))
    assert not is_answered or any(part in statement for part in READS_ONLY_ITSELF), "this should have been refused"
    assert CANARY not in shown
    assert _files(folder) == before
    assert not in_cages(folder)


def test_every_table_function_of_the_engine_keeps_to_the_file(folder: Path) -> None:
    sql = (
        "select distinct function_name as name from duckdb_functions() "
        "where function_type in ('table', 'table_macro') and list_contains(parameter_types, 'VARCHAR') order by 1"
    )
    names = run_caged(folder, "leadership", sql).table.column("name").to_pylist()
    assert len(names) > 20
    before = _files(folder)
    # Each in a query of its own: all in one would stop at the first.
    shown = [_outcome(folder, f"from {name}('{folder / 'canary.csv'}')")[1] for name in names]
    assert not [words for words in shown if CANARY in words]
    assert _files(folder) == before


def test_what_the_engine_would_write_beside_its_file_lands_in_the_cage_alone(folder: Path) -> None:
    """The second belt: were a writing statement let through, it would find the cage's folder and no other."""
    paths = run_caged(folder, "leadership", "select unnest(current_setting('allowed_paths')) as path").table
    allowed = [Path(path) for path in paths.column("path").to_pylist()]
    assert {path.name for path in allowed} == {FILE, f"{FILE}.wal", f"{FILE}.wal.checkpoint", f"{FILE}.wal.recovery"}
    assert {path.parent.parent for path in allowed} == {folder / "cages"}


def test_were_a_writing_statement_let_through_the_published_file_would_stay_as_it_is(folder: Path) -> None:
    """The engine alone, without the check of the statement: it does write. An upgrade that mends it is welcome."""
    before = _files(folder)
    program = f"""
from warehouse.caged_query import open_locked
open_locked(1 << 30, 0).execute("copy (select 1) to '{FILE}.wal'")
"""
    with cage_slot(folder, 1, wait_seconds=0) as cage:
        (cage / FILE).hardlink_to(file_of(folder, "leadership"))
        subprocess.run([sys.executable, "-c", program], cwd=cage, check=True)
        assert {path.name for path in cage.iterdir()} == {FILE, f"{FILE}.wal"}
    assert _files(folder) == before
