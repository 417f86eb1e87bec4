"""The main job on input whose truth is known: import, refresh, and the marts say exactly what
`expected.json` and `questions_expected.json` say. The same test holds for other exports of
this shape: point `SAMPLE` at them.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app.intake.schemas import ImportReport
from app.intake.service import import_greenhouse, import_table
from app.kit.clock import require_aware
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.setup import initialise
from orchestration.refresh import refresh
from tests.integration.intake.exports import MAPPING, SAMPLE, count, facts
from warehouse.read import query_frame

EXPECTED: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
QUESTIONS: dict[str, Any] = json.loads((SAMPLE / "questions_expected.json").read_text(encoding="utf-8"))
AS_OF = require_aware(datetime.fromisoformat(EXPECTED["as_of"]))
IMPORTED_AT = datetime(2026, 7, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Imported:
    """An installation that imported the sample, with what the imports reported."""

    installation: Installation
    history: ImportReport
    sheet: ImportReport


@pytest.fixture(scope="module")
def reports() -> Iterator[Imported]:
    """The sample imported, and published as of its moment."""
    home = Path(tempfile.mkdtemp(prefix="huiyin-known-truth-"))
    installation = Installation(Settings(home=home))
    initialise(installation, IMPORTED_AT)
    history = import_greenhouse(installation.web, SAMPLE, now=IMPORTED_AT)
    sheet = import_table(installation.web, SAMPLE / "questions_sheet.csv", MAPPING, now=IMPORTED_AT)
    refresh(installation, as_of=AS_OF, publish=True)
    yield Imported(installation, history, sheet)
    for database in (installation.web, installation.pipeline, installation.owner):
        database.close()
    installation.leave_database()
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def imported(reports: Imported) -> Installation:
    """The installation alone."""
    return reports.installation


def ask(installation: Installation, sql: str) -> pd.DataFrame:
    return query_frame(installation.settings.warehouse_dir, "analyst", sql)


def weekly_sums(installation: Installation, kind: str) -> dict[str, int]:
    sums = ask(
        installation,
        f"""select sum(due_count) as due, sum(on_time_count) as on_time, sum(overdue_open_count) as overdue_open
        from marts.rpt_sla_weekly where kind = '{kind}'""",
    ).iloc[0]
    return {name: int(value) for name, value in sums.items()}


def test_feedback_counts_are_exact(imported: Installation) -> None:
    expected = EXPECTED["feedback"]
    assert weekly_sums(imported, "feedback") == {name: expected[name] for name in ("due", "on_time", "overdue_open")}
    seats = ask(
        imported,
        "select count(*) as n, count(submitted_at) as submitted from marts.fct_feedback f"
        " join marts.fct_interviews i using (interview_id) where f.is_required and i.is_held",
    )
    assert (int(seats["n"][0]), int(seats["submitted"][0])) == (expected["required"], expected["submitted"])


def test_the_on_time_rate_and_percentiles_are_exact(imported: Installation) -> None:
    row = ask(
        imported,
        "select * from marts.rpt_sla_summary where kind = 'feedback' and scope = 'all' and period = 'all_time'",
    ).iloc[0]
    assert row["on_time_rate"] == pytest.approx(EXPECTED["on_time_rate"], abs=5e-7)
    assert row["p50_business_hours"] == pytest.approx(EXPECTED["p50_business_hours"], abs=0.01)
    assert row["p90_business_hours"] == pytest.approx(EXPECTED["p90_business_hours"], abs=0.01)


def test_each_department_is_exact(imported: Installation) -> None:
    rows = ask(
        imported,
        "select department_id, due_count, on_time_count, on_time_rate from marts.rpt_sla_summary"
        " where kind = 'feedback' and scope = 'department' and period = 'all_time'",
    )
    with imported.web.engine.connect() as connection:
        names = {
            str(entity): source_id
            for source_id, entity in connection.exec_driver_sql(
                "select source_id, entity_id from source_records where table_name = 'department'"
            )
        }
    found = {
        names[row.department_id]: {
            "due": row.due_count,
            "on_time": row.on_time_count,
            "rate": round(row.on_time_rate, 6),
        }
        for row in rows.itertuples()
    }
    assert found == EXPECTED["by_department"]


def test_counts_of_people_interviews_and_applications_are_exact(imported: Installation) -> None:
    counts = ask(
        imported,
        "select (select count(*) from marts.fct_applications) as applications,"
        " (select count(*) from marts.dim_candidates) as candidates,"
        " (select count(*) from marts.dim_staff) as people,"
        " (select count(*) from marts.fct_interviews) as interviews",
    ).iloc[0]
    assert {name: int(value) for name, value in counts.items()} == {
        name: EXPECTED[name] for name in ("applications", "candidates", "people", "interviews")
    }


def test_answer_counts_and_rate_are_exact(imported: Installation) -> None:
    expected = QUESTIONS["answer"]
    assert weekly_sums(imported, "answer") == {name: expected[name] for name in ("due", "on_time", "overdue_open")}
    asked = ask(imported, "select count(*) as n from marts.fct_questions")["n"][0]
    assert int(asked) == expected["asked"]
    rate = ask(
        imported,
        "select on_time_rate from marts.rpt_sla_summary where kind = 'answer' and scope = 'all'"
        " and period = 'all_time'",
    )["on_time_rate"][0]
    assert rate == pytest.approx(QUESTIONS["on_time_rate"], abs=5e-7)


def test_every_rejected_row_is_in_quarantine_with_its_reason(imported: Installation) -> None:
    with imported.web.engine.connect() as connection:
        found = dict(
            connection.exec_driver_sql(
                "select reason_code, count(*) from quarantined_rows where table_name = 'questions' group by 1"
            ).all()
        )
        greenhouse = dict(
            connection.exec_driver_sql(
                "select reason_code, count(*) from quarantined_rows where source = 'greenhouse'"
                " and table_name = 'scheduled_interview' group by 1"
            ).all()
        )
    assert found == QUESTIONS["rejected"]
    assert sum(greenhouse.values()) == EXPECTED["dirt"]["orphans"] + EXPECTED["dirt"]["bad_time"]


def test_imported_history_is_never_nudged(imported: Installation) -> None:
    assert ask(imported, "select count(*) as n from marts.rpt_nudges")["n"][0] == 0


def core_counts(installation: Installation, kind: str) -> dict[str, int]:
    """What the core itself says of its clocks, without the warehouse."""
    clocks, due = f"select count(*) from sla_clocks where kind = '{kind}'", f"due_at <= '{AS_OF.isoformat()}'"
    return {
        "all": count(installation, clocks),
        "due": count(installation, f"{clocks} and {due}"),
        "on_time": count(installation, f"{clocks} and {due} and stopped_at <= due_at"),
        "overdue_open": count(installation, f"{clocks} and {due} and outcome = 'running'"),
    }


def test_the_core_holds_the_known_feedback(reports: Imported) -> None:
    expected, installation, total = EXPECTED["feedback"], reports.installation, reports.history.total
    submitted = count(installation, "select count(*) from feedback where submitted_at is not null")
    assert core_counts(installation, "feedback") | {"submitted": submitted} == {
        "all": expected["required"],
        **{name: expected[name] for name in ("due", "on_time", "overdue_open", "submitted")},
    }
    for what, table in (("applications",) * 2, ("candidates",) * 2, ("interviews",) * 2, ("people", "staff")):
        assert count(installation, f"select count(*) from {table}") == EXPECTED[what]
    assert {
        "deleted": total.deleted_at_source,
        "duplicates": total.duplicate,
        "orphans": total.quarantined["unknown_application"],
        "bad_time": total.quarantined["bad_time"],
    } == EXPECTED["dirt"]
    quarantined = count(installation, "select count(*) from quarantined_rows where source = 'greenhouse'")
    assert quarantined == total.quarantined.total() == 7
    assert count(installation, "select count(*) from outbox") == 0
    assert count(installation, "select count(*) from nudges") == 0
    read = "select counts -> 'total' ->> 'read' from import_runs where source = 'greenhouse'"
    assert count(installation, read) == str(total.read)


def test_the_core_holds_the_known_answers(reports: Imported) -> None:
    expected, installation = QUESTIONS["answer"], reports.installation
    assert core_counts(installation, "answer") == {
        "all": expected["asked"],
        **{name: expected[name] for name in ("due", "on_time", "overdue_open")},
    }
    assert reports.sheet.total.read == QUESTIONS["rows"]
    assert reports.sheet.total.quarantined == QUESTIONS["rejected"]
    assert count(installation, "select count(*) from quarantined_rows where source = 'questions_sheet'") == 9
    assert count(installation, "select count(*) from questions where text_masked = ''") == 0


def test_importing_again_changes_nothing(reports: Imported) -> None:
    installation, newest = reports.installation, "select max(seq) from change_rows"
    before, changes = facts(installation), count(installation, newest)
    history = import_greenhouse(installation.web, SAMPLE, now=IMPORTED_AT)
    sheet = import_table(installation.web, SAMPLE / "questions_sheet.csv", MAPPING, now=IMPORTED_AT)
    for again, first in ((history.total, reports.history.total), (sheet.total, reports.sheet.total)):
        assert (again.imported, again.updated, again.unchanged) == (0, 0, first.imported)
        assert again.quarantined == first.quarantined
    assert facts(installation) == before
    assert count(installation, newest) == changes
