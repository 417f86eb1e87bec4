"""A small clean warehouse in memory: one promise kept, one broken, one open; tests dirty it and roll back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.factories.landing import write_landing

AS_OF = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
VERSION = "20260304T020000Z-1"
KEY = "0123456789abcdef0123456789abcdef"
LANDING = {
    "departments": [{"id": "d1"}],
    "staff": [{"id": "s1", "department_id": "d1"}],
    "role_grants": [{"id": "g1", "staff_id": "s1", "role": "recruiter"}],
    "candidates": [{"id": "c1", "pseudonym": KEY}],
    "requisitions": [{"id": "r1", "department_id": "d1", "status": "open", "origin": "live"}],
    "interview_plans": [{"id": "p1", "requisition_id": "r1"}],
    "rounds": [{"id": "o1", "plan_id": "p1"}],
    "applications": [
        {
            "id": "a1",
            "candidate_id": "c1",
            "requisition_id": "r1",
            "round_id": "o1",
            "status": "active",
            "origin": "live",
        }
    ],
    "interviews": [
        {
            "id": "i1",
            "application_id": "a1",
            "round_id": "o1",
            "status": "held",
            "scheduled_start_at": datetime(2026, 3, 2, 1, tzinfo=UTC),
            "scheduled_end_at": datetime(2026, 3, 2, 2, tzinfo=UTC),
            "actual_end_at": datetime(2026, 3, 2, 2, tzinfo=UTC),
            "origin": "live",
        }
    ],
    "panel_members": [{"id": "m1", "interview_id": "i1", "staff_id": "s1"}],
    "feedback": [
        {
            "id": "f1",
            "panel_member_id": "m1",
            "interview_id": "i1",
            "interviewer_staff_id": "s1",
            "status": "draft",
            "origin": "live",
        }
    ],
    "feedback_versions": [{"id": "v1", "feedback_id": "f1"}],
    "feedback_scores": [{"id": "z1", "feedback_version_id": "v1", "score": 7}],
    "questions": [
        {
            "id": "q1",
            "interview_id": "i1",
            "application_id": "a1",
            "candidate_id": "c1",
            "status": "open",
            "asked_by_kind": "candidate",
            "origin": "live",
        }
    ],
    "offers": [
        {
            "id": "of1",
            "application_id": "a1",
            "author_staff_id": "s1",
            "status": "accepted",
            "sent_at": datetime(2026, 3, 2, tzinfo=UTC),
            "expires_at": datetime(2026, 3, 9, tzinfo=UTC),
            "decided_at": datetime(2026, 3, 3, tzinfo=UTC),
        }
    ],
    "complaints": [
        {
            "id": "cp1",
            "candidate_id": "c1",
            "about": "silence",
            "status": "resolved",
            "outcome": "upheld",
            "made_at": datetime(2026, 3, 2, tzinfo=UTC),
            "resolved_at": datetime(2026, 3, 3, tzinfo=UTC),
        }
    ],
    "surveys": [
        {
            "id": "su1",
            "application_id": "a1",
            "candidate_id": "c1",
            "outcome": "hired",
            "status": "answered",
            "answered_at": datetime(2026, 3, 3, tzinfo=UTC),
            "clarity": 5,
        }
    ],
    "consents": [
        {
            "id": "co1",
            "candidate_id": "c1",
            "purpose": "survey",
            "way": "portal",
            "given_at": datetime(2026, 3, 2, tzinfo=UTC),
        }
    ],
    "calendars": [{"id": "k1"}],
    "calendar_openings": [
        {
            "id": "ko1",
            "calendar_id": "k1",
            "opens_at": datetime(2026, 3, 2, 1, tzinfo=UTC),
            "closes_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        }
    ],
    "sla_policies": [{"id": "y1", "kind": "feedback", "unit": "business_hours"}],
    "sla_clocks": [
        {
            "id": clock,
            "kind": "feedback",
            "subject_id": "m1",
            "application_id": "a1",
            "policy_id": "y1",
            "calendar_id": "k1",
            "started_at": datetime(2026, 3, 2, 2, tzinfo=UTC),
            "due_at": datetime(2026, 3, 3, 2, tzinfo=UTC),
            "stopped_at": stopped_at,
            "outcome": outcome,
            "origin": "live",
        }
        for clock, outcome, stopped_at in (
            ("t1", "met", datetime(2026, 3, 2, 5, tzinfo=UTC)),
            ("t2", "missed", datetime(2026, 3, 3, 5, tzinfo=UTC)),
            ("t3", "running", None),
        )
    ],
    "raw_meta__refresh": [{"as_of": AS_OF, "version": VERSION, "built_from_xid": "7"}],
}
SLA_COLUMNS = """
    2::bigint as due_count, 1::bigint as on_time_count, 1::bigint as late_count, 0::bigint as overdue_open_count,
    0::bigint as cancelled_count, 0::bigint as excused_count, 0.5::double as on_time_rate,
    1.0 as p50_business_hours, 2.0 as p90_business_hours, 3.0 as p50_elapsed_hours, 4.0 as p90_elapsed_hours
"""
MARTS = f"""
create schema marts;
create table marts.dim_calendars as select 'k1' as calendar_id, date '2026-03-02' as local_on;
create table marts.dim_candidates as select '{KEY}' as candidate_key;
create table marts.dim_departments as select 'd1' as department_id, 'Risk' as department_name;
create table marts.dim_requisitions as select 'r1' as requisition_id;
create table marts.dim_rounds as select 'o1' as round_id, 'HR' as round_name;
create table marts.dim_staff as select 's1' as staff_id;
create table marts.fct_applications as select 'a1' as application_id;
create table marts.fct_feedback as select 'm1' as panel_member_id;
create table marts.fct_interviews as select 'i1' as interview_id;
create table marts.fct_messages as select 'e1' as message_id;
create table marts.fct_nudges as select 'n1' as nudge_id;
create table marts.fct_questions as select 'q1' as question_id, 'When do I hear from [name]?' as text_masked;
create table marts.fct_sla_clocks as
select id as clock_id, kind, outcome, started_at, due_at, stopped_at, false as is_imported, true as is_started,
    epoch(coalesce(stopped_at, timestamp '2026-03-04 02:00:00') - started_at)::double as elapsed_seconds,
    3600.0::double as business_seconds, true as is_due, outcome = 'met' as is_on_time,
    outcome = 'running' as is_overdue_open
from raw.raw_core__sla_clocks;
create table marts.rpt_nudges as select 't3' as clock_id, 1 as rung, 's1' as recipient_staff_id;
create table marts.rpt_most_asked as
select date '2026-03-01' as period_month, 'bank' as job_family, 'process' as topic, 'g1' as canonical_id,
    'When do I hear?' as canonical_text, 1 as candidate_count, 2 as question_count, 1 as answered_count,
    1.0 as answer_on_time_rate;
create table marts.rpt_most_asked_summary as
select 'all_time' as period, * exclude (period_month, job_family) from marts.rpt_most_asked;
create table marts.rpt_sla_weekly as
select 'feedback' as kind, 'd1' as department_id, 'HR' as round_name, date '2026-03-02' as week_start_on, {SLA_COLUMNS};
create table marts.rpt_sla_summary as
select 'feedback' as kind, null::varchar as department_id, 'all' as scope, 'all_time' as period, {SLA_COLUMNS};
update marts.rpt_sla_weekly set due_count = 3, overdue_open_count = 1, on_time_rate = 1 / 3;
update marts.rpt_sla_summary set due_count = 3, overdue_open_count = 1, on_time_rate = 1 / 3;
"""


@pytest.fixture(scope="session")
def clean_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The clean warehouse, made once."""
    path: Path = tmp_path_factory.mktemp("quality") / "build.duckdb"
    write_landing(path, LANDING)
    with duckdb.connect(str(path)) as connection:
        connection.execute(MARTS)
        yield connection


@pytest.fixture
def warehouse(clean_warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The clean warehouse, to be dirtied: what a test does to it is rolled back."""
    clean_warehouse.execute("begin")
    yield clean_warehouse
    clean_warehouse.execute("rollback")
