"""The border at which rows of the core land (schema `raw`): whole, with key, known states, sane times.

Rules on keys, required columns, references and states are compiled from the declared tables; those
that need business knowledge are written below. What dbt derives from these tables is dbt's to prove.
"""

from collections.abc import Collection, Mapping, Sequence

import duckdb
from sqlalchemy import Column, Enum, Table

from app.kit.records import warehouse_columns
from quality.context import run_suite
from quality.rules import CheckResult, Rule, rows_where

SUITE = "landing"
COLLAPSE_SHARE = 0.5  # a table that lost more than this share of its rows since the last version …
COLLAPSE_FLOOR = 50  # … and had at least this many looks like an accident, not like business


def landed(table: str) -> str:
    """The landing table of a core table."""
    return f"raw.raw_core__{table}"


def check_landing(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    *,
    baseline: Mapping[str, int] | None = None,
    changed: Collection[str] | None = None,
) -> list[CheckResult]:
    """Runs the suite. `baseline` is the number of rows per core table in the version that serves;
    without it (first refresh, full refresh) no table can have collapsed. With `changed` (core
    tables) only the rules that their change can break: their own, and references to them.
    """
    rules = landing_rules(tables, baseline or {})
    if changed is not None:
        touched = {landed(name) for name in changed}
        referring = {landed(table.name) for table in tables if _refers_to(table, changed)}
        rules = [
            rule
            for rule in rules
            if rule.table in touched or (rule.name == "references_present" and rule.table in referring)
        ]
    return run_suite(SUITE, connection, rules)


def landing_rules(tables: Sequence[Table], baseline: Mapping[str, int]) -> list[Rule]:
    """All rules for these core tables, each table's together."""
    known = {table.name for table in tables}
    rules = [rule for table in tables for rule in _declared_rules(table, known)]
    rules += [rule for rule in _time_rules() if rule.table.removeprefix(landed("")) in known]
    return rules + [_not_collapsed(name, count) for name, count in baseline.items() if name in known]


def _declared_rules(table: Table, known: set[str]) -> list[Rule]:
    columns = [table.columns[name] for name in warehouse_columns(table)]
    references = [column for column in columns if _referred(column) in known]
    states = [column for column in columns if isinstance(column.type, Enum)]
    required = [column for column in columns if not column.nullable]
    rules = [_unique_id(table), _required_present(table, required)]
    if references:
        rules.append(_references_present(table, references))
    if states:
        rules.append(_states_known(table, states))
    return rules


def _unique_id(table: Table) -> Rule:
    counts = f"select count(*), count(*) - count(distinct id) from {landed(table.name)}"
    return Rule("unique_id", landed(table.name), counts)


def _required_present(table: Table, columns: Sequence[Column[object]]) -> Rule:
    return rows_where(
        "required_present", landed(table.name), " or ".join(f'"{column.name}" is null' for column in columns)
    )


def _references_present(table: Table, columns: Sequence[Column[object]]) -> Rule:
    orphans = " + ".join(
        f"(select count(*) from {landed(table.name)} as child anti join {landed(_referred(column) or '')} as parent "
        f'on child."{column.name}" = parent.id where child."{column.name}" is not null)'
        for column in columns
    )
    return Rule(
        "references_present",
        landed(table.name),
        f"select count(*) * {len(columns)}, {orphans} from {landed(table.name)}",
    )


def _states_known(table: Table, columns: Sequence[Column[object]]) -> Rule:
    unknown = []
    for column in columns:
        assert isinstance(column.type, Enum)
        listed = ", ".join(f"'{value}'" for value in column.type.enums)
        unknown.append(f'"{column.name}" not in ({listed})')
    return rows_where("states_known", landed(table.name), " or ".join(unknown))


def _not_collapsed(table: str, before: int) -> Rule:
    least = before * COLLAPSE_SHARE if before >= COLLAPSE_FLOOR else 0
    name = landed(table)
    return Rule("not_collapsed", name, f"select {before}, case when count(*) < {least} then 1 else 0 end from {name}")


def _refers_to(table: Table, names: Collection[str]) -> bool:
    return any(_referred(column) in names for column in table.columns)


def _referred(column: Column[object]) -> str | None:
    return next((key.column.table.name for key in column.foreign_keys), None)


def _time_rules() -> list[Rule]:
    """Times in an order that no interview, promise or answer can break."""
    return [
        rows_where("start_before_end", landed("interviews"), "scheduled_start_at >= scheduled_end_at"),
        rows_where("end_after_start", landed("interviews"), "actual_end_at < scheduled_start_at - interval 1 day"),
        rows_where("due_after_start", landed("sla_clocks"), "due_at < started_at"),
        rows_where(
            "stopped_when_ended", landed("sla_clocks"), "(outcome in ('met', 'missed')) <> (stopped_at is not null)"
        ),
        rows_where(
            "outcome_fits_times",
            landed("sla_clocks"),
            "(outcome = 'met' and stopped_at > due_at) or (outcome = 'missed' and stopped_at <= due_at)",
        ),
        rows_where("open_before_close", landed("calendar_openings"), "opens_at >= closes_at"),
        rows_where("submitted_has_time", landed("feedback"), "(status <> 'draft') <> (submitted_at is not null)"),
        rows_where("answered_has_time", landed("questions"), "status = 'answered' and first_answered_at is null"),
        rows_where("rating_on_scale", landed("questions"), "rating not between 1 and 5"),
        rows_where("score_on_scale", landed("feedback_scores"), "score not between 1 and 10"),
        rows_where("pseudonym_is_keyed", landed("candidates"), "not regexp_full_match(pseudonym, '[0-9a-f]{32}')"),
        rows_where(
            "decided_has_time", landed("offers"), "(status in ('accepted', 'declined')) <> (decided_at is not null)"
        ),
        rows_where("decided_in_time", landed("offers"), "decided_at > expires_at or decided_at < sent_at"),
        rows_where("resolved_has_time", landed("complaints"), "status = 'resolved' and resolved_at is null"),
        rows_where("resolved_after_made", landed("complaints"), "resolved_at < made_at"),
        rows_where("answered_has_time", landed("surveys"), "(status = 'answered') <> (answered_at is not null)"),
        rows_where("rating_on_scale", landed("surveys"), "clarity not between 1 and 5 or respect not between 1 and 5"),
        rows_where("ended_after_given", landed("consents"), "coalesce(withdrawn_at, superseded_at) < given_at"),
        rows_where("moved_in_order", landed("applications"), "ended_at < applied_at - interval 1 day"),
    ]
