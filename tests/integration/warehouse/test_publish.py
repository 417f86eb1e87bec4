"""Publication on real DuckDB files: audiences, crashes at every step, readers meanwhile."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import duckdb
import pytest

from tests.integration.warehouse.publishing import START, fill, publish_number
from warehouse import read
from warehouse.build import assert_closed
from warehouse.errors import BuildFileOpen, NoSuchAudience, NoSuchVersion, WarehouseMissing, WarehouseOlder
from warehouse.manifest import kept_versions, write_current, write_version
from warehouse.paths import build_file, current_file
from warehouse.publish import STEPS, new_version, serve


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "ware'house"  # a quote in a path must not matter
    read.close_all()


def _tables(folder: Path, audience: str) -> set[str]:
    frame = read.query_frame(folder, audience, "select table_name from duckdb_tables()")
    return set(frame["table_name"])


def _served(folder: Path) -> int:
    return int(read.query_frame(folder, "leadership", "select max(number) as n from marts.dim_staff")["n"].iloc[0])


def test_each_audience_gets_its_tables_and_small_groups_stay_with_the_analysts(folder: Path) -> None:
    publish_number(folder, 1)
    shared = {"dim_staff", "rpt_most_asked", "meta_versions", "meta_checks"}
    assert _tables(folder, "leadership") == shared  # and rpt_undeclared is in no file
    assert _tables(folder, "analyst") == shared | {"dim_candidates", "fct_questions", "rpt_nudges"}
    query = "select canonical_text from marts.rpt_most_asked order by 1"
    assert read.query_frame(folder, "leadership", query)["canonical_text"].to_list() == ["common"]
    assert read.query_frame(folder, "analyst", query)["canonical_text"].to_list() == ["common", "rare"]
    leadership = folder / "serving-leadership-v0001.duckdb"
    assert b"rare" not in leadership.read_bytes()
    assert leadership.stat().st_mode & 0o777 == 0o444


def test_the_version_tells_its_history_and_its_checks(folder: Path) -> None:
    publish_number(folder, 1)
    publish_number(folder, 2)
    versions = read.query_frame(folder, "leadership", "from marts.meta_versions")
    assert versions["version"].to_list() == ["v0001", "v0002"]
    row = versions.iloc[1].to_dict()
    expected = {"built_from_xid": "2", "core_rows": 3, "warehouse_rows": 4002, "checks_passed": 1, "checks_failed": 1}
    assert {key: row[key] for key in expected} == expected
    checks = read.query_arrow(folder, "analyst", "from marts.meta_checks order by check_name").to_pylist()
    assert [(row["version"], row["status"], row["failed_count"]) for row in checks] == [
        ("v0002", "failed", 2),
        ("v0002", "passed", 0),
    ]


def test_a_version_beside_current_is_readable_by_name_only(folder: Path) -> None:
    publish_number(folder, 1)
    beside = publish_number(folder, 2, make_current=False)
    assert not beside.is_current
    assert _served(folder) == 1
    assert read.current_version(folder) == "v0001"
    query = "select max(number) as n from marts.dim_staff"
    assert read.query_frame(folder, "analyst", query, version="v0002")["n"].to_list() == [2]
    serve(folder, beside.manifest)
    assert _served(folder) == 2


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_a_whole_version_serves_and_the_next_publication_cleans_up(folder: Path, step: str) -> None:
    publish_number(folder, 1)
    program = Path(__file__).with_name("publishing.py")
    root = str(Path(__file__).parents[3])
    killed = subprocess.run(
        [sys.executable, str(program), str(folder), "2", step], check=False, env=os.environ | {"PYTHONPATH": root}
    )
    assert killed.returncode == -9
    assert _served(folder) == (2 if step in {"current", "kept", "pruned"} else 1)
    publish_number(folder, 3)
    assert _served(folder) == 3
    named = {name for manifest in kept_versions(folder) for name in manifest.files.values()}
    assert {path.name for path in folder.glob("serving-*")} == named
    assert not list(folder.glob(".*"))
    assert {1, 3} <= {int(manifest.built_from_xid) for manifest in kept_versions(folder)}
    is_kept = any(manifest.version == "v0002" for manifest in kept_versions(folder))
    assert is_kept == (step in {"current", "kept", "pruned"})


def test_readers_under_publication_see_no_error_and_no_mixed_version(folder: Path) -> None:
    publish_number(folder, 1)
    stop = Event()
    query = (
        "select (select built_from_xid::integer from marts.meta_versions order by version desc limit 1) as xid, "
        "min(number) as low, max(number) as high, count(*) as n from marts.dim_staff"
    )

    def reading() -> list[int]:
        seen: list[int] = []
        while not stop.is_set() or not seen:
            row = read.query_arrow(folder, "leadership", query).to_pylist()[0]
            assert row["xid"] == row["low"] == row["high"]
            assert row["n"] == 1000
            seen.append(row["xid"])
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(reading) for _ in range(3)]
        try:
            for number in range(2, 7):
                publish_number(folder, number)
        finally:
            stop.set()
        for reader in readers:
            seen = reader.result()
            assert seen == sorted(seen)


def test_old_versions_go_but_never_the_one_that_is_served(folder: Path) -> None:
    first = publish_number(folder, 0)
    for number in range(1, 24):  # as if published: their manifests and something in place of their files
        files = {audience: f"serving-{audience}-v{number:04}.duckdb" for audience in first.manifest.files}
        published_at = START + timedelta(minutes=number)
        write_version(folder, replace(first.manifest, version=f"v{number:04}", published_at=published_at, files=files))
        for name in files.values():
            (folder / name).touch()
    removed = publish_number(folder, 24, make_current=False).removed
    assert removed == ["v0001", "v0002", "v0003", "v0004"]
    assert _served(folder) == 0
    assert first.manifest.version in {manifest.version for manifest in kept_versions(folder)}
    assert len(list(folder.glob("serving-*"))) == 2 * len(kept_versions(folder)) == 42


def test_what_a_person_must_know_is_said(folder: Path) -> None:
    with pytest.raises(WarehouseMissing):
        read.query_frame(folder, "analyst", "select 1")
    manifest = publish_number(folder, 1).manifest
    with pytest.raises(NoSuchVersion):
        read.connect(folder, "analyst", "v9")
    with pytest.raises(NoSuchAudience):
        read.connect(folder, "board")
    current_file(folder).write_text(manifest.to_json().replace('"schema_version": 1', '"schema_version": 0'))
    with pytest.raises(WarehouseOlder):
        read.query_frame(folder, "analyst", "select 1")
    write_current(folder, manifest)
    for name in manifest.files.values():
        (folder / name).unlink()
    with pytest.raises(WarehouseMissing):
        read.query_frame(folder, "analyst", "select 1")


def test_a_reading_connection_is_locked_down(folder: Path) -> None:
    publish_number(folder, 1)
    with read.connect(folder, "analyst") as connection:
        for refused in (
            "create table marts.x (a integer)",
            "attach 'other.duckdb'",
            "from read_csv('/etc/passwd')",
            "copy marts.dim_staff to 'x.csv'",
            "set enable_external_access = true",
            "set threads = 8",
            "select * from folder",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(refused)


def test_a_build_file_that_was_not_closed_is_not_published_stale(folder: Path) -> None:
    fill(folder, 1)
    build_file(folder).with_name("build.duckdb.wal").touch()
    with pytest.raises(BuildFileOpen):
        assert_closed(build_file(folder))


def test_frames_have_plain_numbers_and_dates(folder: Path) -> None:
    publish_number(folder, 1)
    frame = read.query_frame(
        folder,
        "analyst",
        "select sum(number) as total, 1.5::decimal(9, 2) as rate, date '2026-01-02' as day_on, ? as name "
        "from marts.dim_staff",
        ["x"],
    )
    assert [str(kind) for kind in frame.dtypes] == ["int64", "float64", "datetime64[ms]", "str"]


def test_version_ids_sort_by_time_and_never_repeat() -> None:
    assert new_version(START) < new_version(START + timedelta(microseconds=1))
    assert new_version(START) != new_version(START)
