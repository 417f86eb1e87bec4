"""Every rule of the landing suite refuses the dirt it is there for, and names itself and nothing else."""

import duckdb
import pytest

from app.kit.records import recorded_tables
from quality.context import judge, run_suite
from quality.landing import SUITE, check_landing, landing_rules
from quality.reconcile import row_rules
from quality.rules import measure

BASELINE = {"departments": 1}

DIRT = [
    ("interviews.unique_id", "insert into raw.raw_core__interviews from raw.raw_core__interviews"),
    ("requisitions.required_present", "update raw.raw_core__requisitions set title = null"),
    ("interviews.references_present", "update raw.raw_core__interviews set round_id = 'gone'"),
    ("sla_clocks.references_present", "update raw.raw_core__sla_clocks set department_id = 'gone' where id = 't3'"),
    ("interviews.states_known", "update raw.raw_core__interviews set status = 'finished'"),
    ("feedback.states_known", "update raw.raw_core__feedback set recommendation = 'maybe'"),
    ("interviews.start_before_end", "update raw.raw_core__interviews set scheduled_end_at = scheduled_start_at"),
    ("interviews.end_after_start", "update raw.raw_core__interviews set actual_end_at = timestamp '2020-01-01'"),
    (
        "sla_clocks.due_after_start",
        "update raw.raw_core__sla_clocks set started_at = timestamp '2026-03-05' where id = 't3'",
    ),
    ("sla_clocks.stopped_when_ended", "update raw.raw_core__sla_clocks set outcome = 'met' where id = 't3'"),
    ("sla_clocks.outcome_fits_times", "update raw.raw_core__sla_clocks set outcome = 'met' where id = 't2'"),
    ("calendar_openings.open_before_close", "update raw.raw_core__calendar_openings set closes_at = opens_at"),
    ("feedback.submitted_has_time", "update raw.raw_core__feedback set status = 'submitted'"),
    ("questions.answered_has_time", "update raw.raw_core__questions set status = 'answered'"),
    ("questions.rating_on_scale", "update raw.raw_core__questions set rating = 6"),
    ("feedback_scores.score_on_scale", "update raw.raw_core__feedback_scores set score = 0"),
    ("offers.decided_has_time", "update raw.raw_core__offers set status = 'sent'"),
    ("offers.decided_in_time", "update raw.raw_core__offers set decided_at = timestamp '2026-03-10'"),
    ("complaints.resolved_has_time", "update raw.raw_core__complaints set resolved_at = null"),
    ("complaints.resolved_after_made", "update raw.raw_core__complaints set resolved_at = timestamp '2026-03-01'"),
    ("surveys.answered_has_time", "update raw.raw_core__surveys set answered_at = null"),
    ("surveys.rating_on_scale", "update raw.raw_core__surveys set clarity = 0"),
    ("consents.ended_after_given", "update raw.raw_core__consents set withdrawn_at = timestamp '2026-03-01'"),
    ("candidates.pseudonym_is_keyed", "update raw.raw_core__candidates set pseudonym = 'Zhang'"),
    (
        "applications.moved_in_order",
        "update raw.raw_core__applications set applied_at = '2026-01-09', ended_at = '2026-01-01'",
    ),
]


def refused(warehouse: duckdb.DuckDBPyConnection, baseline: dict[str, int] | None = None) -> set[str]:
    """The rules that Great Expectations refuses. Of those without a failure one goes along: a whole
    suite takes half a second, and there is one of these per kind of dirt.
    """
    counts = measure(warehouse, landing_rules(recorded_tables(), baseline or BASELINE))
    clean = next(key for key, each in counts.items() if not each.failed)
    verdicts = judge(SUITE, {key: each for key, each in counts.items() if each.failed or key == clean})
    assert verdicts[clean]
    return {key.removeprefix("raw.raw_core__") for key, holds in verdicts.items() if not holds}


@pytest.mark.parametrize(("rule", "dirt"), DIRT, ids=[f"{rule}-{number}" for number, (rule, _) in enumerate(DIRT)])
def test_dirt_is_refused_by_its_rule(warehouse: duckdb.DuckDBPyConnection, rule: str, dirt: str) -> None:
    warehouse.execute(dirt)
    assert refused(warehouse) == {rule}


def test_a_collapsed_table_is_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert refused(warehouse, {"departments": 1000}) == {"departments.not_collapsed"}


def test_a_small_table_may_shrink(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert refused(warehouse, {"departments": 10}) == set()


def test_every_handwritten_rule_has_its_dirt() -> None:
    rules = {rule.key.removeprefix("raw.raw_core__") for rule in landing_rules(recorded_tables(), BASELINE)}
    declared = ("unique_id", "required_present", "references_present", "states_known", "not_collapsed")
    assert {rule for rule in rules if not rule.endswith(declared)} <= {rule for rule, _ in DIRT}


def test_the_clean_landing_passes_whole(warehouse: duckdb.DuckDBPyConnection) -> None:
    checks = check_landing(warehouse, recorded_tables(), baseline=BASELINE)
    assert [check.key for check in checks if not check.passed] == []
    assert {check.table for check in checks} == {f"raw.raw_core__{table.name}" for table in recorded_tables()}
    assert sum(check.checked_count for check in checks) > 0


def test_a_missing_table_is_a_failure_and_not_a_pass(clean_warehouse: duckdb.DuckDBPyConnection) -> None:
    counts = measure(clean_warehouse.cursor(), row_rules({"nowhere": 0}))
    assert counts["raw.raw_core__nowhere.rows_equal_core"].failed == 1


def test_a_lost_row_is_seen_by_reconciliation(warehouse: duckdb.DuckDBPyConnection) -> None:
    results = run_suite("reconciliation", warehouse, row_rules({"sla_clocks": 4, "interviews": 1}))
    assert [(check.name, check.table, check.passed, check.failed_count) for check in results] == [
        ("rows_equal_core", "raw.raw_core__sla_clocks", False, 1),
        ("rows_equal_core", "raw.raw_core__interviews", True, 0),
    ]
