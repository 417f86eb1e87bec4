"""Exports to import in tests: a part of the sample, changed like a newer export or like a broken
one; and the facts that an import left, without ids, so that two databases can be compared.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.kit.installation import Installation
from tests.conventions.code import ROOT

SAMPLE = ROOT / "tests/data/greenhouse_sample"
MAPPING = ROOT / "docs/examples/questions_sheet.yml"
Row = dict[str, str]


def read_rows(folder: Path, table: str) -> list[Row]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder: Path, table: str, rows: list[Row], columns: list[str] | None = None) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def change(folder: Path, table: str, edit: Callable[[Row], Row | None]) -> int:
    """Puts each row through `edit` (None takes it out); returns how many came out different."""
    before = read_rows(folder, table)
    after = [edit(dict(row)) for row in before]
    write_rows(folder, table, [row for row in after if row is not None], list(before[0]))
    return sum(1 for old, new in zip(before, after, strict=True) if old != new)


def part_of_sample(folder: Path, candidates: int) -> Path:
    """The sample with its first candidates only, its dirt left out."""
    shutil.copytree(SAMPLE, folder)
    people = {row["id"] for row in read_rows(folder, "candidate")[:candidates]}
    change(folder, "candidate", lambda row: row if row["id"] in people else None)
    change(folder, "email_address", lambda row: row if row["candidate_id"] in people else None)
    change(folder, "application", lambda row: row if row["candidate_id"] in people else None)
    applications = {row["id"] for row in read_rows(folder, "application")}
    for table in ("job_application", "application_history"):
        change(folder, table, lambda row: row if row["application_id"] in applications else None)
    change(folder, "scheduled_interview", lambda row: row if _is_clean(row, applications) else None)
    interviews = {row["id"] for row in read_rows(folder, "scheduled_interview")}
    seen: set[tuple[str, ...]] = set()
    change(
        folder,
        "scheduled_interviewer",
        lambda row: row if row["scheduled_interview_id"] in interviews and _first(row, seen) else None,
    )
    cards = {row["scorecard_id"] for row in read_rows(folder, "scheduled_interviewer")}
    change(folder, "scorecard", lambda row: row if row["id"] in cards else None)
    change(folder, "scorecard_attribute", lambda row: row if row["scorecard_id"] in cards else None)
    return folder


def _is_clean(row: Row, applications: set[str]) -> bool:
    is_living = row["_fivetran_deleted"] == "false" and row["application_id"] in applications
    return is_living and not row["start"].startswith("2026-13")


def _first(row: Row, seen: set[tuple[str, ...]]) -> bool:
    key = tuple(row.values())
    is_new = key not in seen
    seen.add(key)
    return is_new


FACTS = {
    "departments": "select name from departments",
    "staff": "select name, email_key, disabled_at is null from staff",
    "requisitions": "select code, title, job_family, d.name, r.status, r.origin from requisitions r "
    "left join departments d on d.id = r.department_id",
    "rounds": "select q.code, r.position, r.name from rounds r join interview_plans p on p.id = r.plan_id "
    "join requisitions q on q.id = p.requisition_id",
    "candidates": "select name, email_key from candidates",
    "applications": "select c.email_key, q.code, a.status, r.name, a.applied_at, a.ended_at, a.origin "
    "from applications a join candidates c on c.id = a.candidate_id join requisitions q on q.id = a.requisition_id "
    "left join rounds r on r.id = a.round_id",
    "stages": "select c.email_key, s.from_stage, s.to_stage, s.at from application_stages s "
    "join applications a on a.id = s.application_id join candidates c on c.id = a.candidate_id",
    "interviews": "select c.email_key, r.name, i.status, i.source_status, i.scheduled_start_at, i.scheduled_end_at, "
    "i.actual_end_at, i.location, i.origin from interviews i join rounds r on r.id = i.round_id "
    "join applications a on a.id = i.application_id join candidates c on c.id = a.candidate_id",
    "seats": "select i.scheduled_start_at, c.email_key, s.email_key, m.is_required from panel_members m "
    "join interviews i on i.id = m.interview_id join applications a on a.id = i.application_id "
    "join candidates c on c.id = a.candidate_id join staff s on s.id = m.staff_id where m.removed_at is null",
    "feedback": "select i.scheduled_start_at, s.email_key, f.status, f.recommendation, f.source_recommendation, "
    "f.submitted_at, f.origin from feedback f join interviews i on i.id = f.interview_id "
    "join staff s on s.id = f.interviewer_staff_id",
    "scores": "select i.scheduled_start_at, s.email_key, x.dimension_name, x.score, x.source_rating "
    "from feedback_scores x join feedback_versions v on v.id = x.feedback_version_id "
    "join feedback f on f.id = v.feedback_id and f.version = v.version join interviews i on i.id = f.interview_id "
    "join staff s on s.id = f.interviewer_staff_id",
    "clocks": "select k.kind, c.email_key, s.email_key, i.scheduled_start_at, d.name, k.started_at, k.due_at, "
    "k.stopped_at, k.outcome, k.origin from sla_clocks k join candidates c on c.id = k.candidate_id "
    "join interviews i on i.id = k.interview_id left join staff s on s.id = k.owner_staff_id "
    "left join departments d on d.id = k.department_id where k.outcome <> 'cancelled'",
    "questions": "select c.email_key, q.text, q.text_masked, q.asked_at, q.status, q.first_answered_at, s.email_key "
    "from questions q join candidates c on c.id = q.candidate_id left join staff s on s.id = q.owner_staff_id",
    "provenance": "select source, table_name, source_id, content_hash, entity_type, deleted_at_source "
    "from source_records",
    "quarantine": "select source, table_name, row_number, reason_code, resolved_at is null from quarantined_rows",
}


def facts(installation: Installation, *, leave_out: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Everything that imports write, without ids and in a fixed order."""
    found = {}
    with installation.owner.engine.connect() as connection:
        for name, sql in FACTS.items():
            if name not in leave_out:
                found[name] = sorted((tuple(row) for row in connection.execute(text(sql))), key=repr)
    return found


def count(installation: Installation, sql: str) -> Any:
    with installation.owner.engine.connect() as connection:
        return connection.scalar(text(sql))
