"""Core and warehouse counted in the same snapshot: what was extracted is what is there.

Counts come in as plain numbers, so that nothing here opens the core.
"""

from collections.abc import Mapping

import duckdb

from quality.context import run_suite
from quality.landing import landed
from quality.publication import mart
from quality.rules import CheckResult, Rule

SUITE = "reconciliation"


def check_rows(connection: duckdb.DuckDBPyConnection, core_counts: Mapping[str, int]) -> list[CheckResult]:
    """Whether each landing table has as many rows as its core table had in the extraction's snapshot."""
    return run_suite(SUITE, connection, row_rules(core_counts))


def check_outcomes(
    connection: duckdb.DuckDBPyConnection, clock_counts: Mapping[tuple[str, str], int]
) -> list[CheckResult]:
    """Whether the promises ended in the marts as in the core: started clocks by (kind, outcome) as of
    the refresh's moment, counted in the extraction's snapshot.
    """
    return run_suite(SUITE, connection, [outcomes_rule(clock_counts)])


def row_rules(core_counts: Mapping[str, int]) -> list[Rule]:
    """A rule per table. Counts how many rows are missing or too many."""
    return [
        Rule("rows_equal_core", landed(table), f"select {count}, abs(count(*) - {count}) from {landed(table)}")
        for table, count in core_counts.items()
    ]


def outcomes_rule(clock_counts: Mapping[tuple[str, str], int]) -> Rule:
    """Counts the clocks that one side has and the other has not, per kind and outcome."""
    listed = [f"('{kind}', '{outcome}', {count})" for (kind, outcome), count in clock_counts.items()]
    values = ", ".join(listed or ["('', '', 0)"])
    found = f"select kind, outcome, count(*) as found from {mart('fct_sla_clocks')} where is_started group by all"
    counts = (
        f"select {sum(clock_counts.values())}, "
        "coalesce(sum(abs(coalesce(expected, 0) - coalesce(found, 0))), 0) "
        f"from (values {values}) as core (kind, outcome, expected) full join ({found}) using (kind, outcome)"
    )
    return Rule("outcomes_equal_core", mart("fct_sla_clocks"), counts)
