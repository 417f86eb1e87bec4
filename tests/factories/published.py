"""A tiny published warehouse for page tests: the marts that pages read, few rows with known sums.

Made by the real publication from a build file that holds nothing but schema `marts`.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

from warehouse.publish import new_version, publish

AS_OF = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
RISK, RETAIL = UUID(int=1), UUID(int=2)
COUNTS = (
    "due_count bigint, on_time_count bigint, late_count bigint, overdue_open_count bigint, cancelled_count bigint, "
    "excused_count bigint, not_yet_due_count bigint, on_time_rate double, p50_business_hours double, "
    "p90_business_hours double, p50_elapsed_hours double, p90_elapsed_hours double, completed_count bigint, "
    "not_started_count bigint, imported_count bigint"
)
TABLES = f"""
create schema marts;
create table marts.dim_departments (department_id varchar, department_name varchar, parent_department_id varchar);
create table marts.dim_candidates (candidate_key varchar);
create table marts.rpt_sla_summary (kind varchar, department_id varchar, scope varchar, period varchar, {COUNTS});
create table marts.rpt_sla_weekly (kind varchar, department_id varchar, round_name varchar, week_start_on date,
    {COUNTS});
create table marts.rpt_most_asked (period_month date, job_family varchar, topic varchar, canonical_id varchar,
    canonical_text varchar, candidate_count bigint, question_count bigint, answered_count bigint,
    answer_on_time_rate double, answer_due_count bigint);
create table marts.rpt_most_asked_summary (period varchar, topic varchar, canonical_id varchar,
    canonical_text varchar, candidate_count bigint, question_count bigint, answered_count bigint,
    answer_on_time_rate double, answer_due_count bigint);
create table marts.rpt_nudges (clock_id varchar, kind varchar, rung integer, application_id varchar,
    candidate_key varchar, department_id varchar, recipient_staff_id varchar, reason varchar, due_at timestamp,
    overdue_business_hours double,
    channel varchar, is_held_out boolean, priority integer, template varchar, owner_staff_id varchar,
    rung_due_at timestamp, interview_id varchar, is_highest_due_rung boolean, recipient_role varchar);
"""
# kind -> department -> (due, on time, overdue open, not yet due)
PROMISES = {
    "feedback": {RISK: (40, 22, 6, 3), RETAIL: (60, 54, 1, 5)},
    "answer": {RISK: (30, 27, 0, 2), RETAIL: (20, 19, 0, 0)},
    "outcome": {RISK: (12, 9, 1, 1), RETAIL: (18, 15, 1, 2)},
}


def nudge_row(clock_id: UUID, owner_id: UUID, department_id: UUID = RISK, **changes: Any) -> dict[str, Any]:
    """One row of the nudge list: feedback, overdue, first rung after due, to the owner."""
    plain = {
        "clock_id": str(clock_id),
        "kind": "feedback",
        "rung": 2,
        "application_id": str(UUID(int=50)),
        "candidate_key": "k",
        "department_id": str(department_id),
        "recipient_staff_id": str(owner_id),
        "reason": "feedback_overdue_by_owner",
        "due_at": datetime(2026, 3, 3, 10, 0),  # noqa: DTZ001 - the warehouse's times are naive UTC
        "overdue_business_hours": 3.5,
        "channel": "email",
        "is_held_out": False,
        "priority": 35,
        "template": "feedback_due",
        "owner_staff_id": str(owner_id),
        "rung_due_at": datetime(2026, 3, 3, 10, 0),  # noqa: DTZ001
        "interview_id": str(UUID(int=60)),
        "is_highest_due_rung": True,
        "recipient_role": "owner",
    }
    return plain | changes


def publish_tiny(
    directory: Path, *, nudges: list[dict[str, Any]] | None = None, is_empty: bool = False, as_of: datetime = AS_OF
) -> str:
    """Publishes a version with two departments and a few weeks; answers its id."""
    directory.mkdir(parents=True, exist_ok=True)
    build = directory / "build.duckdb"
    build.unlink(missing_ok=True)
    with duckdb.connect(str(build)) as connection:
        connection.execute(TABLES)
        if not is_empty:
            _fill(connection)
        for row in nudges or []:
            names = ", ".join(f"${name}" for name in row)
            connection.execute(f"insert into marts.rpt_nudges ({', '.join(row)}) values ({names})", row)
    version = new_version(as_of)
    publish(build, directory, version=version, as_of=as_of, built_from_xid="1", checks=[], now=as_of)
    return version


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.executemany(
        "insert into marts.dim_departments values (?, ?, null)",
        [[str(RISK), "风险管理部"], [str(RETAIL), "零售银行部"]],
    )
    for kind, departments in PROMISES.items():
        total = [sum(column) for column in zip(*departments.values(), strict=True)]
        for period in ("all_time", "last_4_weeks", "last_13_weeks"):
            _summary(connection, kind, None, period, total)
            for department_id, counts in departments.items():
                _summary(connection, kind, str(department_id), period, list(counts))
        _weeks(connection, kind, len(kind))
    asked = [
        ("role_duties", "q1", "入职后具体做什么？", 14, 17, 16, 0.94),
        ("process_next", "q2", "什么时候会有结果？", 11, 12, 9, 0.75),
        ("pay", "q3", "试用期的薪资怎么算？", 7, 7, 7, 1.0),
    ]
    for topic, canonical_id, text, candidates, questions, answered, rate in asked:
        connection.execute(
            "insert into marts.rpt_most_asked values (?, '柜面', ?, ?, ?, ?, ?, ?, ?, ?)",
            [date(2026, 2, 1), topic, canonical_id, text, candidates, questions, answered, rate, questions],
        )
    connection.execute(
        "insert into marts.rpt_most_asked_summary select period, rpt_most_asked.* exclude (period_month, job_family) "
        "from marts.rpt_most_asked, (values ('all_time'), ('last_13_weeks'), ('last_4_weeks')) as periods (period)"
    )


def _counts(due: int, on_time: int, overdue_open: int, not_yet_due: int) -> list[Any]:
    rate = on_time / due if due else None
    return [
        due,
        on_time,
        due - on_time - overdue_open,
        overdue_open,
        2,
        1,
        not_yet_due,
        rate,
        5.5,
        14.0,
        9.0,
        30.0,
        due,
        0,
        0,
    ]


def _summary(
    connection: duckdb.DuckDBPyConnection, kind: str, department_id: str | None, period: str, counts: list[int]
) -> None:
    scope = "department" if department_id else "all"
    row = [kind, department_id, scope, period, *_counts(*counts)]
    connection.execute(f"insert into marts.rpt_sla_summary values ({', '.join('?' * len(row))})", row)


def _weeks(connection: duckdb.DuckDBPyConnection, kind: str, shift: int) -> None:
    for week in range(12):
        monday = date(2025, 12, 8) + timedelta(weeks=week)
        for department_id in (RISK, RETAIL):
            due = 6 + (week * 3 + shift + department_id.int) % 6
            on_time = max(0, due - (shift + week) % 4 - (11 - week) // 4)
            row = [kind, str(department_id), "业务面", monday, *_counts(due, on_time, 0, 0)]
            connection.execute(f"insert into marts.rpt_sla_weekly values ({', '.join('?' * len(row))})", row)
