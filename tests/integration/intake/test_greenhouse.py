"""Importing Greenhouse exports: a newer export, rows that come and go, every table's dirt. (The known
truth of the whole sample, and importing it again, is in test_known_truth.)
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.intake.errors import ImportRunning
from app.intake.repository import hold_lock
from app.intake.schemas import ImportReport
from app.intake.service import import_greenhouse
from app.kit.database import Database
from app.kit.errors import BadInput
from app.kit.installation import Installation
from tests.conftest import empty_tables
from tests.integration.intake.exports import (
    Row,
    change,
    count,
    facts,
    part_of_sample,
    read_rows,
    write_rows,
)

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return part_of_sample(tmp_path / "export", 40)


@pytest.fixture
def held(small: Path) -> Row:
    """An interview of the small export that has a scorecard."""
    linked = {row["scheduled_interview_id"] for row in read_rows(small, "scheduled_interviewer") if row["scorecard_id"]}
    return next(row for row in read_rows(small, "scheduled_interview") if row["id"] in linked)


def totals(report: ImportReport) -> tuple[int, int, int]:
    return report.total.imported, report.total.updated, report.total.unchanged


def test_a_dry_run_counts_all_and_writes_nothing(database: Database, installation: Installation, small: Path) -> None:
    empty = facts(installation)
    tried = import_greenhouse(database, small, now=NOW, dry_run=True)
    assert facts(installation) == empty
    assert count(installation, "select count(*) from import_runs") == 0
    done = import_greenhouse(database, small, now=NOW)
    assert tried.total == done.total


def newer_export(folder: Path, held: Row) -> None:
    """What happens between two exports, one of each kind."""
    rows = read_rows(folder, "scheduled_interview")
    owing = next(row for row in rows if row["status"] == "awaiting_feedback")
    moved, gone, lost = [row for row in rows if row["status"] == "complete" and row["id"] != held["id"]][:3]

    def interview(row: Row) -> Row:
        if row["id"] == moved["id"]:
            row["end"] = row["end"].replace(":00.000", ":05.000")
        if row["id"] == gone["id"]:
            row["_fivetran_deleted"] = "true"
        if row["id"] == owing["id"]:
            row["status"] = "cancelled"
        return row

    assert change(folder, "scheduled_interview", interview) == 3
    card = next(r for r in read_rows(folder, "scheduled_interviewer") if r["scheduled_interview_id"] == held["id"])
    change(
        folder,
        "scorecard",
        lambda row: row | {"overall_recommendation": "mixed"} if row["id"] == card["scorecard_id"] else row,
    )
    lost_cards = {
        row["scorecard_id"]
        for row in read_rows(folder, "scheduled_interviewer")
        if row["scheduled_interview_id"] == lost["id"]
    }
    change(folder, "scorecard", lambda r: r | {"_fivetran_deleted": "true"} if r["id"] in lost_cards else r)
    seats = [row for row in read_rows(folder, "scheduled_interviewer") if row["scheduled_interview_id"] == moved["id"]]
    change(folder, "scheduled_interviewer", lambda row: None if row == seats[0] else row)
    change(folder, "job", lambda row: row | {"name": "Renamed"} if row["requisition_id"] == "REQ-001" else row)
    for table in ("candidate", "job", "scheduled_interview"):
        change(folder, table, lambda row: row | {"_fivetran_synced": "2026-07-02 12:00:00.000"})


def test_a_newer_export_updates_to_what_it_would_have_given_alone(
    database: Database, installation: Installation, small: Path, held: Row
) -> None:
    import_greenhouse(database, small, now=NOW)
    newer_export(small, held)
    updated = import_greenhouse(database, small, now=NOW)
    imported, changed, unchanged = totals(updated)
    assert imported == 0
    assert 0 < changed < 12
    assert unchanged > 500
    after = facts(installation, leave_out=("provenance", "interviews", "seats", "feedback"))
    cancelled = count(installation, "select count(*) from interviews where source_status = 'deleted'")
    feedback = {row[:-3] + row[-2:] for row in facts(installation)["feedback"]}
    assert cancelled == 1
    assert count(installation, "select count(*) from feedback where status = 'amended'") == 1
    assert count(installation, "select count(*) from panel_members where removed_at is not null") == 1

    empty_tables(installation)
    import_greenhouse(database, small, now=NOW)
    alone = facts(installation, leave_out=("provenance", "interviews", "seats", "feedback"))
    assert {name: set(after[name]) ^ set(alone[name]) for name in alone} == {name: set() for name in alone}
    assert {row[1] for row in feedback} == {row[1] for row in facts(installation)["feedback"]}
    assert len(feedback) == len(facts(installation)["feedback"])


def test_what_comes_back_at_the_source_comes_back_here(
    database: Database, installation: Installation, small: Path, held: Row
) -> None:
    import_greenhouse(database, small, now=NOW)
    first = facts(installation, leave_out=("provenance",))
    change(small, "scheduled_interview", lambda r: r | {"_fivetran_deleted": str(r["id"] == held["id"]).lower()})
    import_greenhouse(database, small, now=NOW)
    assert facts(installation)["clocks"] != first["clocks"]
    change(small, "scheduled_interview", lambda r: r | {"_fivetran_deleted": "false"})
    import_greenhouse(database, small, now=NOW)
    assert facts(installation, leave_out=("provenance",)) == first


def test_a_row_that_is_mended_at_the_source_leaves_quarantine(
    database: Database, installation: Installation, small: Path, held: Row
) -> None:
    start = held["start"]
    change(small, "scheduled_interview", lambda r: r | {"start": "2026-13-45 99:00:00"} if r["id"] == held["id"] else r)
    report = import_greenhouse(database, small, now=NOW)
    assert report.of("scheduled_interview").quarantined == {"bad_time": 1}
    assert report.of("scheduled_interviewer").quarantined["unknown_interview"] >= 1
    change(small, "scheduled_interview", lambda r: r | {"start": start} if r["id"] == held["id"] else r)
    import_greenhouse(database, small, now=NOW)
    assert count(installation, "select count(*) from quarantined_rows where resolved_at is null") == 0


def test_columns_in_another_order_and_a_newer_layout_are_the_same_export(
    database: Database, installation: Installation, small: Path
) -> None:
    import_greenhouse(database, small, now=NOW)
    before = facts(installation)
    for table in ("scheduled_interview", "users", "scorecard"):
        rows = read_rows(small, table)
        write_rows(small, table, rows, list(reversed(rows[0])))
    report = import_greenhouse(database, small, now=NOW)
    assert totals(report)[:2] == (0, 0)
    rows = [row | {"brand_new": "x"} for row in read_rows(small, "users")]
    write_rows(small, "users", rows)
    report = import_greenhouse(database, small, now=NOW)
    assert [note.code for note in report.notes if note.code == "unknown_columns"] == ["unknown_columns"]
    assert facts(installation, leave_out=("provenance",)) == {k: v for k, v in before.items() if k != "provenance"}


def test_one_person_under_two_ids_has_one_seat(
    database: Database, installation: Installation, small: Path, held: Row
) -> None:
    users = read_rows(small, "users")
    seat = next(r for r in read_rows(small, "scheduled_interviewer") if r["scheduled_interview_id"] == held["id"])
    email = next(user["email"] for user in users if user["id"] == seat["interviewer_id"])
    write_rows(small, "users", [*users, users[0] | {"id": "99", "email": email.upper()}])
    seats = read_rows(small, "scheduled_interviewer")
    write_rows(small, "scheduled_interviewer", [seat | {"interviewer_id": "99", "scorecard_id": ""}, *seats])
    report = import_greenhouse(database, small, now=NOW)
    assert report.of("scheduled_interviewer").duplicate == 1
    assert count(installation, "select count(*) from staff") == 60
    assert count(installation, "select count(*) from panel_members") == len(seats)


def test_a_deleted_interviewer_keeps_their_history(database: Database, installation: Installation, small: Path) -> None:
    user = read_rows(small, "scheduled_interviewer")[0]["interviewer_id"]
    change(small, "users", lambda row: row | {"_fivetran_deleted": str(row["id"] == user).lower()})
    seats = len(read_rows(small, "scheduled_interviewer"))
    report = import_greenhouse(database, small, now=NOW)
    assert report.of("users").deleted_at_source == 1
    assert count(installation, "select count(*) from panel_members") == seats
    assert count(installation, "select count(*) from staff where disabled_at is not null") == 1
    assert totals(import_greenhouse(database, small, now=NOW))[:2] == (0, 0)


def test_a_cut_last_row_is_quarantined(database: Database, small: Path) -> None:
    path = small / "scorecard_attribute.csv"
    path.write_bytes(path.read_bytes()[:-20])
    report = import_greenhouse(database, small, now=NOW)
    assert report.of("scorecard_attribute").quarantined == {"truncated_row": 1}


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("scorecard", None),
        ("scorecard", b""),
        ("users", b"id,first_name\n1,x\n"),
        ("job", b"%PDF-1.7"),
        ("interview", b"id,job_stage_id\n1,\x002\n"),
    ],
)
def test_a_broken_export_writes_nothing(
    database: Database, installation: Installation, small: Path, table: str, content: bytes | None
) -> None:
    path = small / f"{table}.csv"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(BadInput, match=table):
        import_greenhouse(database, small, now=NOW)
    assert count(installation, "select count(*) from import_runs") == 0
    assert not any(facts(installation).values())


def test_two_imports_at_once_are_refused(database: Database, small: Path) -> None:
    with hold_lock(database), pytest.raises(ImportRunning):
        import_greenhouse(database, small, now=NOW)


def test_imported_interviews_that_overlap_are_kept_and_named(
    database: Database, installation: Installation, small: Path, held: Row
) -> None:
    rows = read_rows(small, "scheduled_interview")
    first = next(row for row in rows if row["id"] == held["id"])
    second = next(row for row in rows if row["status"] == "complete" and row["id"] != held["id"])
    second |= {"application_id": first["application_id"], "start": first["start"], "end": first["end"]}
    write_rows(small, "scheduled_interview", rows)
    report = import_greenhouse(database, small, now=NOW)
    (note,) = [note for note in report.notes if note.code == "candidate_double_booking"]
    assert max(first["id"], second["id"]) in note.text
    assert count(installation, "select count(*) from interviews where session_id is not null") == 0
    assert count(installation, "select count(*) from bookings") == 0
