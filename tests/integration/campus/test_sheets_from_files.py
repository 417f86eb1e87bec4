"""Campus days from real files: the documented examples, a workbook, and what is wrong with a file."""

import csv
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from app.campus.errors import SheetInvalid
from app.composition import plan_campus
from app.hiring import service as hiring
from app.kit.database import Actor, Database
from app.kit.errors import BadInput
from app.kit.installation import Installation
from app.people import service as people
from tests.conftest import NOW
from tests.conventions.code import ROOT
from tests.factories.bank import found_bank

SESSIONS, CANDIDATES = (ROOT / "docs/examples" / name for name in ("campus_sessions.csv", "campus_candidates.csv"))


@pytest.fixture
def round_id(database: Database) -> UUID:
    """The round of a bank that knows everybody whom the examples name."""
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        for name in ("wang.xiaoyu", "zhao.lixin", "he.ping"):
            people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=None)
        for name in ("chen", "ouyang"):
            candidate = people.create_candidate(unit, name=name, email=f"{name}@mail.example").id
            made = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=candidate)
            hiring.move_to_round(unit.at(NOW, Actor.staff(bank.recruiter)), made.id, bank.rounds[0])
    return bank.rounds[0]


def _count(database: Database, table: str) -> int:
    with database.engine.connect() as connection:
        return int(connection.scalar(text(f"select count(*) from {table}")) or 0)


def test_the_documented_examples_are_planned(installation: Installation, database: Database, round_id: UUID) -> None:
    plan = plan_campus(installation, SESSIONS, CANDIDATES, now=NOW, round_id=round_id, name="春招", add_rooms=True)
    assert (len(plan.session_ids), plan.place_count, plan.interview_count) == (2, 9, 2)
    with database.unit(Actor.service(), NOW) as unit:
        first, second = hiring.sessions_of_event(unit, plan.event_id)
    assert second.starts_at - first.starts_at == timedelta(minutes=30)
    assert (first.taken_count, second.taken_count, len(second.staff_ids)) == (1, 1, 3)
    with pytest.raises(SheetInvalid, match="line 2: its interviewer is taken"):
        plan_campus(installation, SESSIONS, None, now=NOW, round_id=round_id, name="again", add_rooms=True)


def test_a_dry_run_says_the_same_and_writes_nothing(
    installation: Installation, database: Database, round_id: UUID
) -> None:
    plan = plan_campus(
        installation, SESSIONS, CANDIDATES, now=NOW, is_dry_run=True, round_id=round_id, name="春招", add_rooms=True
    )
    assert (plan.place_count, plan.interview_count) == (9, 2)
    written = ("campus_events", "interview_sessions", "bookings", "interviews", "rooms")
    assert {table: _count(database, table) for table in written} == dict.fromkeys(written, 0)


def test_a_workbook_is_as_good_as_a_text(
    installation: Installation, database: Database, round_id: UUID, tmp_path: Path
) -> None:
    book = Workbook()
    for row in csv.reader(SESSIONS.read_text(encoding="utf-8").splitlines()):
        book.active.append(row)
    file = tmp_path / "plan.xlsx"
    book.save(file)
    plan = plan_campus(installation, file, None, now=NOW, round_id=round_id, name="春招", add_rooms=True)
    assert plan.place_count == 9
    assert _count(database, "interview_sessions") == 2


@pytest.mark.parametrize("content", [b"", b"start,end\n", b"start,end,panel\n2026-03-20 09:00\n", b"\x00\x01\x02"])
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(
    installation: Installation, database: Database, round_id: UUID, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "plan.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput):
        plan_campus(installation, file, None, now=NOW, round_id=round_id, name="春招")
    with pytest.raises(BadInput):
        plan_campus(installation, tmp_path / "missing.csv", None, now=NOW, round_id=round_id, name="春招")
    assert _count(database, "campus_events") == 0
