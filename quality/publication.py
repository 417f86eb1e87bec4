"""The border at which marts become what people read: counts that add up, nothing personal, nothing stale.

Keys' relations and accepted values are dbt's tests; here stands what must hold over several marts.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import duckdb

from quality.context import run_suite
from quality.rules import CheckResult, Rule, rows_where, unique

SUITE = "publication"

KEYS: Mapping[str, Sequence[str]] = {
    "dim_calendars": ("calendar_id", "local_on"),
    "dim_candidates": ("candidate_key",),
    "dim_departments": ("department_id",),
    "dim_requisitions": ("requisition_id",),
    "dim_rounds": ("round_id",),
    "dim_staff": ("staff_id",),
    "fct_applications": ("application_id",),
    "fct_feedback": ("panel_member_id",),
    "fct_interviews": ("interview_id",),
    "fct_messages": ("message_id",),
    "fct_nudges": ("nudge_id",),
    "fct_questions": ("question_id",),
    "fct_sla_clocks": ("clock_id",),
    "rpt_most_asked": ("period_month", "job_family", "topic", "canonical_id"),
    "rpt_most_asked_summary": ("period", "canonical_id"),
    "rpt_nudges": ("clock_id", "rung", "recipient_staff_id"),
    "rpt_sla_summary": ("kind", "department_id", "scope", "period"),
    "rpt_sla_weekly": ("kind", "department_id", "round_name", "week_start_on"),
}
RATES: Sequence[tuple[str, str]] = (
    ("rpt_sla_weekly", "on_time_rate"),
    ("rpt_sla_summary", "on_time_rate"),
    ("rpt_most_asked", "answer_on_time_rate"),
    ("rpt_most_asked_summary", "answer_on_time_rate"),
)
SLA_REPORTS = ("rpt_sla_weekly", "rpt_sla_summary")
SLA_COUNTS = ("due_count", "on_time_count", "late_count", "overdue_open_count", "cancelled_count", "excused_count")

# Column names under which personal things travel. Names of departments, rounds and checks are no one's.
PERSONAL = (
    "(^|_)(e?mail|phone|mobile|password|token|secret|salary|pay|address|birthday|id_number|body)(_|$)"
    "|^(name|text|candidate_id|(first|last|full|staff|candidate|interviewer|recruiter|manager|owner|recipient)_name)$"
    "|^text_for_|_text_raw$"
)
# What masking at write time must have taken out: an address, or a run of digits as long as a phone's.
UNMASKED = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}|(^|[^0-9])1[3-9][0-9]{9}($|[^0-9])"


def check_publication(connection: duckdb.DuckDBPyConnection, *, version: str, as_of: datetime) -> list[CheckResult]:
    """Runs the suite on the marts that are to be published as `version`, judged as of `as_of` (aware)."""
    return run_suite(SUITE, connection, publication_rules(version, as_of))


def publication_rules(version: str, as_of: datetime) -> list[Rule]:
    """All rules, each mart's together."""
    return [
        *(unique("unique_key", mart(table), columns) for table, columns in KEYS.items()),
        *(rows_where(f"{column}_in_bounds", mart(table), f"{column} not between 0 and 1") for table, column in RATES),
        *(rule for table in SLA_REPORTS for rule in _sla_rules(mart(table))),
        *_agreement_rules(),
        *_privacy_rules(),
        *_freshness_rules(version, as_of),
    ]


def mart(table: str) -> str:
    """A mart of the build file."""
    return f"marts.{table}"


def _sla_rules(table: str) -> list[Rule]:
    negative = " or ".join(f"{column} < 0" for column in SLA_COUNTS)
    return [
        rows_where("due_adds_up", table, "due_count is distinct from on_time_count + late_count + overdue_open_count"),
        rows_where("counts_not_negative", table, negative),
        rows_where("rate_fits_counts", table, "abs(on_time_rate * due_count - on_time_count) > 0.000001"),
        rows_where("rate_present", table, "(due_count > 0) <> (on_time_rate is not null)"),
        rows_where(
            "percentiles_in_order",
            table,
            "p50_business_hours > p90_business_hours or p50_elapsed_hours > p90_elapsed_hours",
        ),
    ]


def _agreement_rules() -> list[Rule]:
    """Marts that tell of the same clocks tell the same."""
    fact = mart("fct_sla_clocks")
    return [
        Rule(
            "every_clock_counted",
            fact,
            f"select count(*), abs(count(*) - (select count(*) from raw.raw_core__sla_clocks)) from {fact}",
        ),
        rows_where("on_time_is_due", fact, "(is_on_time and not is_due) or (is_overdue_open and not is_due)"),
        rows_where("on_time_before_due", fact, "is_on_time and (stopped_at is null or stopped_at > due_at)"),
        rows_where("durations_not_negative", fact, "elapsed_seconds < 0 or business_seconds < 0"),
        rows_where("business_within_elapsed", fact, "business_seconds > elapsed_seconds + 1"),
        _same_totals("weekly_equals_summary", mart("rpt_sla_weekly"), _weekly(), _summary()),
        _same_totals("summary_equals_clocks", mart("rpt_sla_summary"), _summary(), _clocks()),
        rows_where(
            "nudges_running_clocks",
            mart("rpt_nudges"),
            f"clock_id not in (select clock_id from {fact} where outcome = 'running' and not is_imported)",
        ),
        rows_where("answered_within_asked", mart("rpt_most_asked"), "answered_count > question_count"),
        rows_where("candidates_within_questions", mart("rpt_most_asked"), "candidate_count > question_count"),
    ]


def _summary() -> str:
    sums = ", ".join(f"sum({column})::bigint as {column}" for column in SLA_COUNTS)
    return f"select kind, {sums} from marts.rpt_sla_summary where scope = 'all' and period = 'all_time' group by kind"


def _weekly() -> str:
    sums = ", ".join(f"sum({column})::bigint as {column}" for column in SLA_COUNTS)
    return f"select kind, {sums} from marts.rpt_sla_weekly group by kind"


def _clocks() -> str:
    late, cancelled, excused = "is_due and outcome = 'missed'", "outcome = 'cancelled'", "outcome = 'excused'"
    conditions = ("is_due", "is_on_time", late, "is_overdue_open", cancelled, excused)
    counts = ", ".join(
        f"count(*) filter (where {each}) as {column}" for column, each in zip(SLA_COUNTS, conditions, strict=True)
    )
    return f"select kind, {counts} from marts.fct_sla_clocks group by kind"


def _same_totals(name: str, table: str, left: str, right: str) -> Rule:
    differing = f"(({left}) except ({right})) union (({right}) except ({left}))"
    return Rule(
        name, table, f"select (select count(*) from ({left})), (select count(distinct kind) from ({differing}))"
    )


def _privacy_rules() -> list[Rule]:
    columns = "duckdb_columns()"
    of_marts = "schema_name = 'marts' and not internal"
    return [
        Rule(
            "no_personal_column",
            "marts",
            f"select count(*), count(*) filter (where regexp_matches(column_name, '{PERSONAL}')) "
            f"from {columns} where {of_marts}",
        ),
        rows_where("is_pseudonym", mart("dim_candidates"), "not regexp_full_match(candidate_key, '[0-9a-f]{32}')"),
        rows_where("is_masked", mart("fct_questions"), f"regexp_matches(text_masked, '{UNMASKED}')"),
        rows_where("is_masked", mart("rpt_most_asked"), f"regexp_matches(canonical_text, '{UNMASKED}')"),
        rows_where("is_masked", mart("rpt_most_asked_summary"), f"regexp_matches(canonical_text, '{UNMASKED}')"),
    ]


def _freshness_rules(version: str, as_of: datetime) -> list[Rule]:
    """The marts were built for this version and moment, not left over from another."""
    naive = as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    refresh = "raw.raw_meta__refresh"
    return [
        Rule(
            "is_this_refresh",
            refresh,
            f"select 1, case when count(*) = 1 and min(version) = '{version}' and min(as_of) = timestamp '{naive}' "
            f"then 0 else 1 end from {refresh}",
        ),
        rows_where(
            "open_until_as_of",
            mart("fct_sla_clocks"),
            f"outcome = 'running' and started_at <= timestamp '{naive}' "
            f"and abs(elapsed_seconds - (epoch_us(timestamp '{naive}') - epoch_us(started_at)) / 1e6) > 1",
        ),
    ]
