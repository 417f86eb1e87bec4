"""The steps of a refresh as plain functions of the session, without Dagster: assets call them.

Each leaves what it found in the session; each can be repeated.
"""

from pathlib import Path

import duckdb
from sqlalchemy import Table

from app.kit.records import recorded_tables
from app.migrations.metadata import metadata
from orchestration.session import RefreshSession
from quality.landing import check_landing
from quality.publication import check_publication
from quality.reconcile import check_outcomes, check_rows
from quality.rules import CheckResult
from transforms.dbt_runner import PROJECT_DIR, DbtBuildResult, build, manifest
from warehouse.build import open_build, settle
from warehouse.extract import ExtractResult, extract
from warehouse.publish import Published, publish

_grouped: set[Path] = set()  # build files whose questions this process has grouped
BASELINE = "raw.raw_meta__baseline"  # rows per core table in the version published last


def core_tables() -> list[Table]:
    """The tables that are extracted. (Metadata is imported with all models, so none is missing.)"""
    assert metadata.tables
    return recorded_tables()


def land(session: RefreshSession) -> ExtractResult:
    """Brings the landing tables to the core's present."""
    settle(session.build_file)
    session.extracted = extract(
        session.installation.pipeline.url,
        session.build_file,
        core_tables(),
        full=session.full,
        as_of=session.as_of,
        version=session.version,
    )
    return session.extracted


def group_topics(session: RefreshSession) -> int:
    """Writes topic and canonical question of each question anew; answers how many were grouped.

    Nothing is done where no question changed since this process grouped them all (another process
    may have been another version of the grouping).
    """
    from transforms.topics.landing import is_grouped, land_question_groups

    with open_build(session.build_file) as connection:
        if session.build_file in _grouped and not session.landed.rows["questions"] and is_grouped(connection):
            return 0
        count = land_question_groups(connection)
    _grouped.add(session.build_file)
    return count


def guard_landing(session: RefreshSession) -> list[CheckResult]:
    """The landing suite, and whether all rows of the core came."""
    with duckdb.connect(str(session.build_file), read_only=True) as connection:
        baseline = {} if session.full else _baseline(connection)
        checks = [
            *check_landing(connection, core_tables(), baseline=baseline),
            *check_rows(connection, session.landed.core_counts),
        ]
    session.checks.extend(checks)
    return checks


def transform(session: RefreshSession) -> DbtBuildResult:
    """Builds and tests all models. What failed is in the result."""
    result = build(PROJECT_DIR, session.build_file, state_dir=session.installation.settings.dbt_state_dir)
    parsed = manifest(session.build_file, session.installation.settings.dbt_state_dir)
    for node in result.nodes:
        if node.resource_type == "test":
            attached = getattr(parsed.nodes[node.unique_id], "attached_node", None) or "several"
            session.checks.append(
                CheckResult(
                    suite="dbt",
                    name=str(parsed.nodes[node.unique_id].name),
                    table=attached.rsplit(".", 1)[-1],
                    passed=node.status in {"pass", "success", "warn"},
                    checked_count=0,  # dbt counts what failed only
                    failed_count=node.failures or 0,
                )
            )
    return result


def guard_publication(session: RefreshSession) -> list[CheckResult]:
    """The publication suite, and whether the promises ended as in the core."""
    with duckdb.connect(str(session.build_file), read_only=True) as connection:
        checks = [
            *check_publication(connection, version=session.version, as_of=session.as_of),
            *check_outcomes(connection, session.landed.clock_outcomes_as_of),
        ]
    session.checks.extend(checks)
    return checks


def publish_marts(session: RefreshSession) -> Published:
    """Publishes the marts as the session's version."""
    with open_build(session.build_file) as connection:
        connection.execute(f"create or replace table {BASELINE} (table_name varchar, row_count bigint)")
        connection.executemany(f"insert into {BASELINE} values (?, ?)", list(session.landed.core_counts.items()))
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
    return session.published


def act(session: RefreshSession) -> bool:
    """Does what follows from a current version; whether there was anything to do it."""
    if session.act is None:
        return False
    session.acted = session.act(session.installation, session.version)
    return True


def _baseline(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    try:
        rows = connection.execute(f"select table_name, row_count from {BASELINE}").fetchall()
    except duckdb.CatalogException:  # nothing was published yet
        return {}
    return {str(name): int(count) for name, count in rows}
