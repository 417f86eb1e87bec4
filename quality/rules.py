"""What a rule of a suite is, and how DuckDB measures it: two counts, never a row or a value.

The rules themselves are in landing and publication; what judges the counts is in context.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from app.kit.errors import HuiyinError


@dataclass(frozen=True)
class Rule:
    """One rule on one table. `counts_sql` answers one row: how many were checked, how many failed."""

    name: str
    table: str
    counts_sql: str

    @property
    def key(self) -> str:
        """Table and name: unique in a suite."""
        return f"{self.table}.{self.name}"


@dataclass(frozen=True)
class Counts:
    """What was measured of a rule. A rule that could not be measured has failed."""

    checked: int
    failed: int


@dataclass(frozen=True)
class CheckResult:
    """What became of a rule. Counts only: what offended stays where it is."""

    suite: str
    name: str
    table: str
    passed: bool
    checked_count: int
    failed_count: int

    @property
    def key(self) -> str:
        """Table and name: unique in a suite."""
        return f"{self.table}.{self.name}"


class ChecksFailed(HuiyinError):
    """A suite refused; `values["checks"]` names the rules."""

    code = "checks_failed"
    message = "Checks failed, so nothing was published: {checks}."
    mend = "The version before still serves. `huiyin sql` on meta_checks shows the counts."


def rows_where(name: str, table: str, condition: str, *, source: str | None = None) -> Rule:
    """A rule that no row of `table` may meet `condition` (a null condition counts as no)."""
    return Rule(name, table, f"select count(*), count(*) filter (where {condition}) from {source or table}")


def unique(name: str, table: str, columns: Sequence[str]) -> Rule:
    """A rule that no two rows agree in all `columns`, nulls included. Counts surplus rows."""
    listed = ", ".join(columns)
    inner = f"select count(*) as copies from {table} group by {listed}"
    return Rule(name, table, f"select coalesce(sum(copies), 0), coalesce(sum(copies - 1), 0) from ({inner})")


def measure(connection: duckdb.DuckDBPyConnection, rules: Iterable[Rule]) -> dict[str, Counts]:
    """The counts of each rule, by its key."""
    return {rule.key: _measure_one(connection, rule) for rule in rules}


def results(
    suite: str, rules: Iterable[Rule], counts: Mapping[str, Counts], verdicts: Mapping[str, bool]
) -> list[CheckResult]:
    """The results of a suite, in the order of its rules."""
    return [
        CheckResult(suite, rule.name, rule.table, verdicts[rule.key], counts[rule.key].checked, counts[rule.key].failed)
        for rule in rules
    ]


def require_passed(checks: Iterable[CheckResult]) -> None:
    """Raises `ChecksFailed` naming each rule that failed."""
    failed = [check.key for check in checks if not check.passed]
    if failed:
        raise ChecksFailed(checks=", ".join(failed))


def _measure_one(connection: duckdb.DuckDBPyConnection, rule: Rule) -> Counts:
    try:
        row = connection.execute(rule.counts_sql).fetchone()
    except duckdb.Error:  # a table or column that is not there: nothing was proven
        return Counts(0, 1)
    return Counts(int(row[0]), int(row[1])) if row else Counts(0, 1)
