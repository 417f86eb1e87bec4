"""The steps of a refresh as plain functions of the session, without Dagster: assets call them.

Each leaves what it found in the session and is done once in it: called again, it answers the same.
"""

from pathlib import Path

import duckdb
from sqlalchemy import Table

from app.kit.records import recorded_tables
from app.migrations.metadata import metadata
from orchestration.selection import changed_sources
from orchestration.session import RefreshSession, once
from quality.landing import check_landing
from quality.publication import check_publication
from quality.reconcile import check_outcomes, check_rows
from quality.rules import CheckResult
from transforms.dbt_runner import PROJECT_DIR, build, manifest, rebuild
from transforms.results import DbtBuildResult
from warehouse.build import open_build, settle
from warehouse.extract import ExtractResult, extract
from warehouse.publish import Published, publish

# Build file → the version of it that this process took through all steps. Only what follows such a
# version may be incremental: another process may have been another version of the program.
_proved: dict[Path, str] = {}
LANDING, TRANSFORMED, PUBLICATION = "landing", "transformed", "publication"
BASELINE = "raw.raw_meta__baseline"  # rows per core table in the version published last


def core_tables() -> list[Table]:
    """The tables that are extracted. (Metadata is imported with all models, so none is missing.)"""
    assert metadata.tables
    return recorded_tables()


@once
def land(session: RefreshSession) -> ExtractResult:
    """Brings the landing tables to the core's present, and notes which of them changed."""
    settle(session.build_file)
    before, baseline = _state(session.build_file)
    done = extract(
        session.installation.pipeline.url,
        session.build_file,
        core_tables(),
        full=session.full,
        as_of=session.as_of,
        version=session.version,
    )
    if before is not None and _proved.get(session.build_file) == before and not done.full and not done.rebuilt:
        counts = done.core_counts
        session.changed = frozenset(name for name in counts if done.rows[name] or counts[name] != baseline.get(name))
    session.extracted = done
    return done


@once
def group_topics(session: RefreshSession) -> int:
    """Writes topic and canonical question of each question anew; answers how many were grouped.

    Nothing is done where no question changed.
    """
    from transforms.topics.landing import is_grouped, land_question_groups

    is_same = session.changed is not None and "questions" not in session.changed
    if is_same:
        with duckdb.connect(str(session.build_file), read_only=True) as connection:
            if is_grouped(connection):
                return 0
    with open_build(session.build_file) as connection:
        return land_question_groups(connection)


@once
def guard_landing(session: RefreshSession) -> list[CheckResult]:
    """The landing suite, and whether all rows of the core came."""
    _, baseline = _state(session.build_file)
    with duckdb.connect(str(session.build_file), read_only=True) as connection:
        checks = [
            *check_landing(
                connection, core_tables(), baseline={} if session.full else baseline, changed=session.changed
            ),
            *check_rows(connection, session.landed.core_counts),
        ]
    session.note(LANDING, checks)
    return checks


@once
def transform(session: RefreshSession) -> DbtBuildResult:
    """Builds and tests all models. What failed is in the result."""
    session.require(LANDING)
    state = session.installation.settings.dbt_state_dir
    if session.changed is None:
        result = build(PROJECT_DIR, session.build_file, state_dir=state)
    else:
        result = rebuild(session.build_file, changed_sources(session.changed))
    parsed = manifest(session.build_file, state)
    tests = []
    for node in result.nodes:
        if node.resource_type == "test":
            attached = getattr(parsed.nodes[node.unique_id], "attached_node", None) or "several"
            tests.append(
                CheckResult(
                    suite="dbt",
                    name=str(parsed.nodes[node.unique_id].name),
                    table=attached.rsplit(".", 1)[-1],
                    passed=node.status in {"pass", "success", "warn"},
                    checked_count=0,  # dbt counts what failed only
                    failed_count=node.failures or 0,
                )
            )
    session.checks.extend(tests)
    if result.succeeded:
        session.passed.add(TRANSFORMED)
    return result


@once
def guard_publication(session: RefreshSession) -> list[CheckResult]:
    """The publication suite, and whether the promises ended as in the core."""
    session.require(TRANSFORMED)
    with duckdb.connect(str(session.build_file), read_only=True) as connection:
        checks = [
            *check_publication(connection, version=session.version, as_of=session.as_of),
            *check_outcomes(connection, session.landed.clock_outcomes_as_of),
        ]
    session.note(PUBLICATION, checks)
    return checks


@once
def publish_marts(session: RefreshSession) -> Published:
    """Publishes the marts as the session's version. Raises `OutOfOrder` if a border was not passed."""
    session.require(PUBLICATION)
    with open_build(session.build_file) as connection:
        names, counts = zip(*session.landed.core_counts.items(), strict=True)
        connection.execute(
            f"create or replace table {BASELINE} as select unnest(?::varchar[]) as table_name,"
            " unnest(?::bigint[]) as row_count",
            [list(names), list(counts)],
        )
    session.published = publish(
        session.build_file,
        session.directory,
        version=session.version,
        as_of=session.as_of,
        built_from_xid=session.landed.built_from_xid,
        checks=session.checks,
        now=session.now,
        make_current=session.make_current,
    )
    _proved[session.build_file] = session.version
    return session.published


def act(session: RefreshSession) -> bool:
    """Does what follows from a current version; whether there was anything to do it."""
    if session.act is None:
        return False
    session.acted = session.act(session.installation, session.version)
    return True


def _state(build_file: Path) -> tuple[str | None, dict[str, int]]:
    """The version that the build file is at, and the rows per core table when it was last published."""
    if not build_file.exists():
        return None, {}
    with duckdb.connect(str(build_file), read_only=True) as connection:
        try:
            version = connection.execute("select version from raw.raw_meta__refresh").fetchone()
            rows = connection.execute(f"select table_name, row_count from {BASELINE}").fetchall()
        except duckdb.CatalogException:  # nothing was published yet
            return None, {}
    return (str(version[0]) if version else None), {str(name): int(count) for name, count in rows}
