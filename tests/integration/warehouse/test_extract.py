"""Extraction on a real PostgreSQL and a real build file: nothing lost, nothing doubled, types of the contract."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Column, MetaData, Table, Uuid, text

from app.evidence.service import record
from app.kit.database import Actor, Database
from app.kit.errors import DatabaseUnavailable, NotInitialised
from app.kit.installation import Installation
from app.kit.records import recorded_tables, warehouse_columns
from app.kit.roles import PIPELINE
from app.people.models import Candidate, Department
from tests.conftest import NOW
from tests.factories.landing import landing_columns
from tests.integration.warehouse.conftest import Extract, add_department, landed, save_department
from warehouse.extract import extract

NAMES = "select name from raw.raw_core__departments order by name"


def test_the_first_extraction_is_full_and_makes_every_table_in_the_types_of_the_contract(
    refresh: Extract, build_file: Path, database: Database
) -> None:
    result = refresh()
    assert (result.full, result.why_full) == (True, "first extraction")
    made = landed(
        build_file,
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'raw'",
    )
    for name, columns in landing_columns().items():
        if name != "raw_topics__question_groups":
            assert {column: kind for table, column, kind in made if table == name} == columns


def test_values_arrive_as_the_contract_says_and_no_personal_column_comes(
    refresh: Extract, build_file: Path, database: Database
) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        candidate = Candidate(
            name="Canary Name", name_key="canaryname", pseudonym="p1", created_at=NOW + timedelta(microseconds=7)
        )
        unit.session.add(candidate)
        unit.session.flush()
        record(unit, "candidate.created", candidate)
    refresh()
    rows = landed(build_file, "select id, pseudonym, created_at from raw.raw_core__candidates")
    assert rows == [(str(candidate.id), "p1", NOW.replace(tzinfo=None, microsecond=7))]
    assert b"Canary Name" not in build_file.read_bytes()


def test_the_second_extraction_reads_only_what_changed(refresh: Extract, build_file: Path, database: Database) -> None:
    kept = save_department(database, "Audit")
    gone = save_department(database, "Branch")
    refresh()
    save_department(database, "Credit")
    with database.unit(Actor.service(), NOW) as unit:
        row = unit.session.get_one(Department, kept.id)
        row.name = "Audit 2"
        unit.session.delete(unit.session.get_one(Department, gone.id))
        record(unit, "department.changed", row)
    result = refresh()
    assert not result.full
    assert result.rows["departments"] == 2
    assert result.core_counts["departments"] == 2
    assert landed(build_file, NAMES) == [("Audit 2",), ("Credit",)]
    again = refresh(version="v2")
    assert sum(again.rows.values()) == 0
    assert landed(build_file, "select as_of, version, built_from_xid from raw.raw_meta__refresh") == [
        (NOW.replace(tzinfo=None), "v2", again.built_from_xid)
    ]


def test_a_long_transaction_that_commits_late_is_not_lost(
    refresh: Extract, build_file: Path, database: Database
) -> None:
    refresh()
    with database.unit(Actor.service(), NOW) as slow:
        add_department(slow, "late")
        save_department(database, "early")  # a later transaction with a higher sequence number
        during = refresh()
        assert during.rows["departments"] == during.core_counts["departments"] == 1
        assert landed(build_file, NAMES) == [("early",)]
    after = refresh()
    assert landed(build_file, NAMES) == [("early",), ("late",)]
    assert after.core_counts["departments"] == 2
    assert refresh().rows["departments"] == 0  # settled: read for good


def test_a_writer_that_stays_open_raises_an_alarm(refresh: Extract, build_file: Path, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as slow:
        add_department(slow, "slow")
        assert refresh().oldest_open_transaction_seconds is None
        with duckdb.connect(str(build_file)) as build:  # as if first seen two minutes ago
            build.execute("update raw.raw_meta__watermark set blocked_since = blocked_since - interval 2 minutes")
        seconds = refresh().oldest_open_transaction_seconds
        assert seconds is not None
        assert 120 <= seconds < 180
    assert refresh().oldest_open_transaction_seconds is None


def test_under_four_concurrent_writers_every_row_is_read_and_the_tables_equal_the_core(
    refresh: Extract, build_file: Path, database: Database, installation: Installation
) -> None:
    def write(seed: int) -> None:
        chance = random.Random(seed)
        mine: list[Department] = []
        for number in range(40):
            with database.unit(Actor.service(), NOW) as unit:
                mine.append(add_department(unit, f"{seed}-{number}"))
                if len(mine) > 3 and chance.random() < 0.5:
                    other = unit.session.get_one(Department, chance.choice(mine[:-1]).id)
                    other.name += "+"
                if chance.random() < 0.3:
                    unit.session.execute(text("select pg_sleep(:s)"), {"s": chance.random() / 50})
                if len(mine) > 5 and chance.random() < 0.2:
                    unit.session.delete(unit.session.get_one(Department, mine.pop(0).id))

    refresh()
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, seed) for seed in range(4)]
        rounds = []
        while not all(writer.done() for writer in writers):
            result = refresh()
            rounds.append(result)
            found = landed(build_file, "select count(*), count(distinct id) from raw.raw_core__departments")
            assert found == [(result.core_counts["departments"],) * 2]  # reconciles exactly, mid-way too
        for writer in writers:
            writer.result()
    rounds.append(refresh())
    assert not any(result.full for result in rounds)
    with installation.pipeline.engine.connect() as core:
        expected = core.execute(text("select id::text, name from departments order by 1")).all()
    assert landed(build_file, "select id, name from raw.raw_core__departments order by 1") == [*map(tuple, expected)]
    assert sum(refresh().rows.values()) == 0


def test_another_database_or_history_forces_a_full_refresh(
    refresh: Extract, build_file: Path, database: Database
) -> None:
    save_department(database, "Audit")
    for damage, reason in (
        ("""identity = '{"database": "1"}'""", "another database, or one that was restored"),
        ("xmin = '999999999'", "the database's history is another one"),
        ("anchor_seq = anchor_seq + 1", "the database's history is another one"),
    ):
        refresh()
        with duckdb.connect(str(build_file)) as build:
            build.execute("insert into raw.raw_core__departments (id) values ('ghost')")
            build.execute(f"update raw.raw_meta__watermark set {damage}")
        assert refresh().why_full == reason
        assert landed(build_file, NAMES) == [("Audit",)]


def test_a_table_that_got_a_column_is_read_whole_and_the_others_are_not(
    refresh: Extract, build_file: Path, database: Database
) -> None:
    save_department(database, "Audit")
    narrow = [_without(table, "created_at") if table.name == "departments" else table for table in recorded_tables()]
    refresh(tables=narrow)
    result = refresh()
    assert (result.full, result.rebuilt, result.rows["departments"]) == (False, ["departments"], 1)
    assert landed(build_file, "select name, created_at from raw.raw_core__departments") == [
        ("Audit", NOW.replace(tzinfo=None))
    ]


def test_full_on_demand_reads_everything(refresh: Extract, build_file: Path, database: Database) -> None:
    save_department(database, "Audit")
    refresh()
    assert refresh(full=True).rows["departments"] == 1
    assert landed(build_file, NAMES) == [("Audit",)]


def test_a_server_that_is_not_there_is_said_so(build_file: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        extract("postgresql+psycopg://nobody:x@127.0.0.1:9/none", build_file, [], as_of=NOW, version="v")


def test_a_database_that_lacks_a_table_is_said_to_be_unprepared(refresh: Extract, database: Database) -> None:
    unknown = Table("unheard_of", MetaData(), Column("id", Uuid(), info={"class": "internal"}))
    with pytest.raises(NotInitialised):
        refresh(tables=[unknown])


@pytest.mark.parametrize("step", ["merged", "committed"])
def test_killed_at_any_step_the_next_extraction_converges(
    refresh: Extract, build_file: Path, database: Database, installation: Installation, step: str
) -> None:
    save_department(database, "Audit")
    refresh()
    save_department(database, "Branch")
    program = "import sys; from tests.integration.warehouse.conftest import killed_at; killed_at(*sys.argv[1:])"
    command = [sys.executable, "-c", program, step, installation.role_url(PIPELINE), str(build_file)]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[3]).returncode == -9
    result = refresh()
    assert not result.full
    assert landed(build_file, NAMES) == [("Audit",), ("Branch",)]
    assert result.rows["departments"] == (1 if step == "merged" else 0)


def _without(table: Table, column: str) -> Table:
    columns = [
        Column(name, table.columns[name].type, info=table.columns[name].info)
        for name in warehouse_columns(table)
        if name != column
    ]
    return Table(table.name, MetaData(), *columns)
