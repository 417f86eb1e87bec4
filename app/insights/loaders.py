"""All reading of the dashboards, cached. A key holds the audience, the version and the departments:
Streamlit's caches are shared by everybody in the process.

Counts may be added up here; whatever is a metric of its own comes from the marts as it is.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from app.insights.context import Look
from app.insights.figures import LABELS, Promise
from app.nudges.chased import Chased
from app.nudges.chased import chased as chased_promises
from app.people.models import Role
from warehouse import read
from warehouse.attempts import Attempt, read_attempt

Departments = tuple[str, ...] | None  # None: the whole company
COUNTS = (
    "sum(due_count) as due_count, sum(on_time_count) as on_time_count, sum(late_count) as late_count, "
    "sum(overdue_open_count) as overdue_open_count, sum(not_yet_due_count) as not_yet_due_count, "
    "sum(excused_count) as excused_count, sum(imported_count) as imported_count"
)


def current_version(directory: Path) -> str | None:
    """The version being served; None before the first publication. Reads one small file, uncached."""
    return read.current_version(directory)


def failure(directory: Path) -> Attempt | None:
    """The last refresh if it failed; None while all is well."""
    attempt = read_attempt(directory)
    return attempt if attempt and attempt.error_code else None


def standing(directory: Path) -> tuple[str | None, str | None]:
    """(version being served, why it could not be renewed): what a page depends on."""
    failed = failure(directory)
    return current_version(directory), failed.error_code if failed else None


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples; their types are the marts'."""
    return iter(frame.itertuples())


def departments_of(look: Look, *roles: Role) -> Departments:
    """Which departments these roles of the viewer reach, as part of a cache key."""
    reached = look.viewer.departments_as(*roles)
    return None if reached is None else tuple(sorted(str(department_id) for department_id in reached))


@st.cache_data(show_spinner=False, max_entries=500)
def _frame(
    directory: str, audience: str, version: str, sql: str, departments: Departments, *values: Any
) -> pd.DataFrame:
    """One query on one published file; `departments` fills `{departments}` in `sql`."""
    keys = list(departments or ())
    clause = "true" if departments is None else f"department_id in ({', '.join('?' * len(keys)) or 'null'})"
    return read.query_frame(
        Path(directory), audience, sql.format(departments=clause, counts=COUNTS), [*keys, *values], version=version
    )


def _ask(look: Look, sql: str, departments: Departments = None, *values: Any) -> pd.DataFrame:
    return _ask_file(look, look.audience, sql, departments, *values)


def _ask_file(look: Look, audience: str, sql: str, departments: Departments, *values: Any) -> pd.DataFrame:
    assert look.version is not None
    return _frame(str(look.insights.warehouse_dir), audience, look.version, sql, departments, *values)


def promises(look: Look, period: str, departments: Departments) -> list[Promise]:
    """State of each kind of promise in `period`; percentiles only where they are of one row."""
    wanted = "scope = 'all'" if departments is None else "scope = 'department'"
    p50 = "any_value(p50_business_hours)" if departments is None or len(departments) == 1 else "null::double"
    sql = f"""select kind, {{counts}}, {p50} as p50_business_hours from marts.rpt_sla_summary
        where {{departments}} and {wanted} and period = ? group by kind order by kind"""
    frame = _ask(look, sql, departments, period)
    order = list(LABELS)
    made = [
        Promise(
            str(row.kind),
            int(row.due_count),
            int(row.on_time_count),
            int(row.overdue_open_count),
            int(row.not_yet_due_count),
            None if pd.isna(row.p50_business_hours) else float(row.p50_business_hours),
        )
        for row in rows_of(frame)
    ]
    return sorted(made, key=lambda promise: order.index(promise.kind) if promise.kind in LABELS else len(order))


def imported_share(look: Look, period: str, departments: Departments) -> float:
    """Which share of the promises is imported history."""
    wanted = "scope = 'all'" if departments is None else "scope = 'department'"
    sql = f"""select sum(imported_count) as imported_count, sum(due_count + not_yet_due_count) as clock_count
        from marts.rpt_sla_summary where {{departments}} and {wanted} and period = ?"""
    row = _ask(look, sql, departments, period).iloc[0]
    return float(row.imported_count / row.clock_count) if row.clock_count else 0.0


def by_department(look: Look, kind: str, period: str, departments: Departments) -> pd.DataFrame:
    """One row per department: name and counts of `kind` in `period`."""
    sql = """select department_id, coalesce(any_value(d.department_name), '–') as department_name, {counts}
        from marts.rpt_sla_summary left join marts.dim_departments d using (department_id)
        where {departments} and scope = 'department' and kind = ? and period = ?
        group by department_id having sum(due_count + overdue_open_count) > 0 order by department_name"""
    return _ask(look, sql, departments, kind, period)


def by_week(look: Look, departments: Departments) -> pd.DataFrame:
    """One row per kind and ISO week: `week_start_on` and counts."""
    sql = """select kind, week_start_on, {counts} from marts.rpt_sla_weekly
        where {departments} group by kind, week_start_on having sum(due_count) > 0 order by week_start_on"""
    return _ask(look, sql, departments)


def most_asked(look: Look, period: str) -> pd.DataFrame:
    """The period's canonical questions, most candidates first; distinct candidates are never added up."""
    sql = """select canonical_text, topic, candidate_count, question_count, answered_count, answer_on_time_rate
        from marts.rpt_most_asked_summary where period = ? and canonical_text is not null
        order by candidate_count desc nulls last, question_count desc, canonical_text limit 15"""
    return _ask(look, sql, None, period)


def nudges(look: Look, departments: Departments) -> pd.DataFrame:
    """The rungs to send now, most urgent first: the highest due one of each clock and recipient.

    They are about single candidates, so they stand in the analysts' file alone; the page asks for them with our
    own words and within the viewer's departments.
    """
    sql = """select clock_id, kind, rung, application_id, department_id, d.department_name, owner_staff_id,
            recipient_staff_id, recipient_role, reason, due_at, overdue_business_hours, priority, is_held_out
        from marts.rpt_nudges left join marts.dim_departments d using (department_id)
        where {departments} and (is_highest_due_rung or recipient_staff_id is null)
        order by priority desc, due_at, clock_id, rung"""
    return _ask_file(look, "analyst", sql, departments)


def chased(look: Look, departments: Departments) -> list[Chased]:
    """Promises that are late or were nudged about, from the core as it is now."""
    reached = None if departments is None else frozenset(UUID(department_id) for department_id in departments)
    with look.insights.unit(look.viewer) as unit:
        return chased_promises(unit, reached)


def department_names(look: Look) -> dict[str, str]:
    """Every department's name by its id."""
    frame = _ask(look, "select department_id, department_name from marts.dim_departments")
    return dict(zip(frame.department_id, frame.department_name, strict=True))


def freshness(look: Look) -> pd.Series:
    """The row of `meta_versions` that is being served."""
    frame = _ask(look, "select * from marts.meta_versions order by published_at desc limit 1")
    return frame.iloc[0] if len(frame) else pd.Series(dtype=object)


def staff_names(look: Look, staff_ids: Iterable[str]) -> dict[str, str]:
    """Names from the core, never from the warehouse; not cached, so that a right lost counts at once."""
    from app.people import service as people

    wanted = {UUID(staff_id) for staff_id in staff_ids if isinstance(staff_id, str)}
    with look.insights.unit(look.viewer) as unit:
        return {str(staff_id): name for staff_id, name in people.names_of(unit, wanted).items()}


def applications_about(look: Look, application_ids: Iterable[str]) -> dict[str, str]:
    """Candidate and requisition of each application, from the core, for those who may know the names."""
    from app.hiring import service as hiring
    from app.people import service as people

    with look.insights.unit(look.viewer) as unit:
        wanted = {UUID(application_id) for application_id in application_ids if isinstance(application_id, str)}
        known = hiring.existing_applications(unit, list(wanted))
        contexts = [hiring.application_context(unit, application_id) for application_id in known]
        names = people.candidate_names_of(unit, [context.candidate_id for context in contexts])
    return {
        str(context.application_id): f"{names.get(context.candidate_id, '–')} · {context.requisition_title}"
        for context in contexts
    }
