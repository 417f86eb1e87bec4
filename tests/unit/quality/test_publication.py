"""Every rule of the publication suite refuses the dirt it is there for, and names itself and nothing else."""

import duckdb
import pytest

from quality.context import judge
from quality.publication import KEYS, RATES, SUITE, check_publication, publication_rules
from quality.reconcile import check_outcomes
from quality.rules import ChecksFailed, measure, require_passed
from tests.unit.quality.conftest import AS_OF, VERSION

OUTCOMES = {("feedback", "met"): 1, ("feedback", "missed"): 1, ("feedback", "running"): 1}

# One rule is dirtied at a time; where a fact and its report must agree, only one of the two moves.
DIRT = [
    *(
        (f"{table}.unique_key", f"insert into marts.{table} from marts.{table} limit 1")
        for table in ("dim_staff", "fct_feedback")
    ),
    ("rpt_most_asked.answer_on_time_rate_in_bounds", "update marts.rpt_most_asked set answer_on_time_rate = 1.2"),
    (
        "rpt_most_asked_summary.answer_on_time_rate_in_bounds",
        "update marts.rpt_most_asked_summary set answer_on_time_rate = 1.2",
    ),
    (
        "rpt_sla_weekly.due_adds_up",
        "update marts.rpt_sla_weekly set late_count = 2",
        "rpt_sla_weekly.weekly_equals_summary",
    ),
    ("rpt_sla_weekly.rate_fits_counts", "update marts.rpt_sla_weekly set on_time_rate = 0.9"),
    ("rpt_sla_weekly.rate_present", "update marts.rpt_sla_weekly set on_time_rate = null"),
    ("rpt_sla_weekly.percentiles_in_order", "update marts.rpt_sla_weekly set p50_elapsed_hours = 9"),
    (
        "rpt_sla_weekly.on_time_rate_in_bounds",
        "update marts.rpt_sla_weekly set on_time_rate = 1.1",
        "rpt_sla_weekly.rate_fits_counts",
    ),
    (
        "rpt_sla_weekly.counts_not_negative",
        "update marts.rpt_sla_weekly set cancelled_count = -1",
        "rpt_sla_weekly.weekly_equals_summary",
    ),
    ("rpt_sla_weekly.weekly_equals_summary", "update marts.rpt_sla_weekly set cancelled_count = 4"),
    ("rpt_sla_summary.rate_fits_counts", "update marts.rpt_sla_summary set on_time_rate = 0.1"),
    ("rpt_sla_summary.rate_present", "update marts.rpt_sla_summary set on_time_rate = null"),
    ("rpt_sla_summary.percentiles_in_order", "update marts.rpt_sla_summary set p50_business_hours = 9"),
    (
        "rpt_sla_summary.on_time_rate_in_bounds",
        "update marts.rpt_sla_summary set on_time_rate = -0.1",
        "rpt_sla_summary.rate_fits_counts",
    ),
    (
        "rpt_sla_summary.summary_equals_clocks",
        "update marts.rpt_sla_summary set excused_count = 2; update marts.rpt_sla_weekly set excused_count = 2",
    ),
    (
        "rpt_sla_summary.due_adds_up",
        "update marts.rpt_sla_summary set late_count = 0; update marts.rpt_sla_weekly set late_count = 0",
        "rpt_sla_weekly.due_adds_up",
        "rpt_sla_summary.summary_equals_clocks",
    ),
    (
        "rpt_sla_summary.counts_not_negative",
        "update marts.rpt_sla_summary set excused_count = -1",
        "rpt_sla_weekly.weekly_equals_summary",
        "rpt_sla_summary.summary_equals_clocks",
    ),
    ("fct_sla_clocks.every_clock_counted", "delete from raw.raw_core__sla_clocks where id = 't1'"),
    (
        "fct_sla_clocks.on_time_is_due",
        "update marts.fct_sla_clocks set is_due = false where clock_id = 't1'",
        "rpt_sla_summary.summary_equals_clocks",
    ),
    (
        "fct_sla_clocks.on_time_before_due",
        "update marts.fct_sla_clocks set due_at = '2026-03-02 03:00' where clock_id = 't1'",
    ),
    (
        "fct_sla_clocks.durations_not_negative",
        "update marts.fct_sla_clocks set business_seconds = -1 where clock_id = 't1'",
    ),
    (
        "fct_sla_clocks.business_within_elapsed",
        "update marts.fct_sla_clocks set business_seconds = 1e9 where clock_id = 't1'",
    ),
    (
        "fct_sla_clocks.open_until_as_of",
        "update marts.fct_sla_clocks set elapsed_seconds = 86400 where clock_id = 't3'",
    ),
    ("rpt_nudges.nudges_running_clocks", "update marts.rpt_nudges set clock_id = 't1'"),
    ("rpt_most_asked.answered_within_asked", "update marts.rpt_most_asked set answered_count = 3"),
    ("rpt_most_asked.candidates_within_questions", "update marts.rpt_most_asked set candidate_count = 3"),
    ("marts.no_personal_column", "alter table marts.dim_staff add column email varchar"),
    ("marts.no_personal_column", "alter table marts.fct_feedback add column text_for_panel varchar"),
    ("marts.no_personal_column", "alter table marts.fct_feedback add column candidate_name varchar"),
    ("dim_candidates.is_pseudonym", "update marts.dim_candidates set candidate_key = '018f-c1'"),
    ("fct_questions.is_masked", "update marts.fct_questions set text_masked = 'Write to li@bank.example'"),
    ("fct_questions.is_masked", "update marts.fct_questions set text_masked = '打13912345678找我'"),
    ("rpt_most_asked.is_masked", "update marts.rpt_most_asked set canonical_text = 'Call 13912345678'"),
    (
        "rpt_most_asked_summary.is_masked",
        "update marts.rpt_most_asked_summary set canonical_text = 'ask li@bank.example'",
    ),
    ("raw.raw_meta__refresh.is_this_refresh", "update raw.raw_meta__refresh set version = 'older'"),
]


@pytest.mark.parametrize("dirt", DIRT, ids=[f"{dirt[0]}-{number}" for number, dirt in enumerate(DIRT)])
def test_dirt_is_refused_by_its_rule(warehouse: duckdb.DuckDBPyConnection, dirt: tuple[str, ...]) -> None:
    rule, statements, *implied = dirt
    warehouse.execute(statements)
    counts = measure(warehouse, publication_rules(VERSION, AS_OF))
    clean = next(key for key, each in counts.items() if not each.failed)
    verdicts = judge(SUITE, {key: each for key, each in counts.items() if each.failed or key == clean})
    assert verdicts[clean]
    assert {key.removeprefix("marts.") for key, holds in verdicts.items() if not holds} == {
        name.removeprefix("marts.") for name in (rule, *implied)
    }


def test_every_rule_has_its_dirt() -> None:
    dirtied = {rule.removeprefix("marts.") for rule, *_ in DIRT}
    rules = {rule.key.removeprefix("marts.") for rule in publication_rules(VERSION, AS_OF)}
    assert {rule for rule in rules - dirtied if not rule.endswith(".unique_key")} == set()
    assert {table for table, _ in RATES} <= set(KEYS)


def test_the_clean_marts_pass_whole(warehouse: duckdb.DuckDBPyConnection) -> None:
    checks = check_publication(warehouse, version=VERSION, as_of=AS_OF)
    assert [check.key for check in checks if not check.passed] == []
    require_passed([*checks, *check_outcomes(warehouse, OUTCOMES)])


def test_an_outcome_that_the_core_does_not_know_is_refused_by_name(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update marts.fct_sla_clocks set outcome = 'missed' where clock_id = 't3'")
    with pytest.raises(ChecksFailed, match=r"marts\.fct_sla_clocks\.outcomes_equal_core"):
        require_passed(check_outcomes(warehouse, OUTCOMES))


def test_results_carry_counts_and_no_values(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update marts.fct_questions set text_masked = 'Write to li@bank.example'")
    checks = check_publication(warehouse, version=VERSION, as_of=AS_OF)
    assert "li@bank.example" not in repr(checks)
    failed = next(check for check in checks if not check.passed)
    assert (failed.checked_count, failed.failed_count) == (1, 1)
