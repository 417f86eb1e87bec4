"""Publication: the tables of each audience, copied into a new immutable file, and CURRENT moved to it.

Nothing ever writes a published file, and a version always gets new file names. In order: a file per
audience is built under another name, synced, made read-only, renamed; then CURRENT is replaced;
then the version's own manifest is written; then old versions go. Killed anywhere, the version before
serves, or the new one does, whole; the next publication removes what was left.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.audiences import AUDIENCES
from warehouse.build import QUIET, assert_closed, duckdb_errors, settle
from warehouse.cage_slots import sweep
from warehouse.manifest import Manifest, kept_versions, read_current, sync_directory, write_current, write_version
from warehouse.paths import serving_name, version_file
from warehouse.retention import kept
from warehouse.serving import Check, write_serving_file

STEPS = ("cleaned", "copied", "renamed", "filed", "current", "kept", "pruned")


@dataclass(frozen=True)
class Published:
    """What was published, and whether readers see it by default."""

    manifest: Manifest
    is_current: bool
    removed: list[str]  # versions that retention let go


def new_version(now: datetime) -> str:
    """A version id: sorts by time, and is never used twice."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(2)}"


def publish(
    build_file: Path,
    directory: Path,
    *,
    version: str,
    as_of: datetime,
    built_from_xid: str,
    checks: Sequence[Check],
    now: datetime,
    make_current: bool = True,
    step: Callable[[str], None] = lambda _: None,
) -> Published:
    """Publishes schema `marts` of the build file as `version`; with `make_current=False` beside CURRENT.

    The caller holds the refresh lease, has closed the build file and decided that the checks allow it.
    `step` is told each of STEPS when it is done. Raises `BuildFileOpen`, `BuildFileBroken`, `DiskFull`.
    """
    with duckdb_errors():
        clean(directory)
        step("cleaned")
        settle(build_file)
        manifest = _manifest(build_file, version, as_of, built_from_xid, checks=checks, now=now)
        history = [*kept_versions(directory), manifest]
        for audience, name in manifest.files.items():
            partial = write_serving_file(build_file, directory / f".{name}.partial", audience, history, checks)
            step("copied")
            partial.rename(directory / name)
            step("renamed")
        sync_directory(directory)
        step("filed")
        if make_current:
            write_current(directory, manifest)
            step("current")
        write_version(directory, manifest)
        step("kept")
        removed = prune(directory, now)
        step("pruned")
    return Published(manifest, make_current, removed)


def serve(directory: Path, version: Manifest) -> None:
    """Moves CURRENT to a kept version: roll-back by pointer."""
    write_current(directory, version)


def clean(directory: Path) -> None:
    """Removes what a killed publication left: partial files, and files that no manifest names; and what killed
    queries left.

    Killed right after CURRENT moved, the version lacks its own manifest: it is written now.
    """
    current = read_current(directory)
    if current is not None and not version_file(directory, current.version).exists():
        write_version(directory, current)
    named = {name for manifest in kept_versions(directory) for name in manifest.files.values()}
    leftovers = [path for path in directory.glob("serving-*") if path.name not in named]
    for path in [*directory.glob(".*.partial*"), *leftovers]:
        path.unlink()
    sweep(directory)


def prune(directory: Path, now: datetime) -> list[str]:
    """Removes the versions that retention lets go, never the one that CURRENT names; answers which."""
    versions = kept_versions(directory)
    keep = kept([(manifest.version, manifest.published_at) for manifest in versions], now)
    current = read_current(directory)
    going = [each for each in versions if each.version not in keep | {current.version if current else ""}]
    for manifest in going:
        version_file(directory, manifest.version).unlink()  # first: a file without it is a leftover, cleaned later
        for name in manifest.files.values():
            (directory / name).unlink(missing_ok=True)
    return [manifest.version for manifest in going]


def _manifest(
    build_file: Path, version: str, as_of: datetime, built_from_xid: str, *, checks: Sequence[Check], now: datetime
) -> Manifest:
    assert_closed(build_file)
    with duckdb.connect(str(build_file), read_only=True, config=QUIET) as build:
        core_rows = _rows(build, "schema_name = 'raw' and table_name like 'raw\\_core\\_\\_%' escape '\\'")
        warehouse_rows = _rows(build, "schema_name = 'marts'")
    passed = sum(check.passed for check in checks)
    return Manifest(
        version=version,
        published_at=now,
        as_of=as_of,
        built_from_xid=built_from_xid,
        core_rows=core_rows,
        warehouse_rows=warehouse_rows,
        checks_passed=passed,
        checks_failed=len(checks) - passed,
        files={audience: serving_name(audience, version) for audience in AUDIENCES},
    )


def _rows(build: duckdb.DuckDBPyConnection, condition: str) -> int:
    names = build.execute(f"select schema_name, table_name from duckdb_tables() where {condition}").fetchall()
    counts = [build.execute(f'select count(*) from {schema}."{name}"').fetchone() for schema, name in names]
    return sum(count[0] for count in counts if count)
