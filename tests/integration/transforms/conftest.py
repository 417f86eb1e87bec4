"""A small company's landing tables, and the dbt builds that the tests of this folder share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from app.kit.worktime import Opening, WorkCalendar, build_calendar
from tests.factories.landing import Landing, write_landing
from transforms.dbt_runner import PROJECT_DIR, DbtBuildResult, build

AS_OF = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)  # a Friday, 16:00 in Shanghai
CALENDAR: WorkCalendar = build_calendar("CN", "Asia/Shanghai", "CN", 2025, 2026)


@dataclass(frozen=True)
class Built:
    """A build file after one dbt build."""

    file: Path
    result: DbtBuildResult

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(sql).fetchall()


Builder = Callable[[Landing], Built]


def calendar_rows(calendar_id: str, zone: str, openings: tuple[Opening, ...]) -> dict[str, list[dict[str, Any]]]:
    """Landing rows of a calendar: the days from its first to its last opening, and the openings."""
    first, last = openings[0].local_on, openings[-1].local_on
    working = {opening.local_on for opening in openings}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        "calendars": [{"id": calendar_id, "code": calendar_id, "version": 1, "zone": zone}],
        "calendar_days": [{"calendar_id": calendar_id, "local_on": day, "is_working": day in working} for day in days],
        "calendar_openings": [
            {
                "id": f"{calendar_id}-{number}",
                "calendar_id": calendar_id,
                "local_on": opening.local_on,
                "opens_at": opening.opens_at,
                "closes_at": opening.closes_at,
            }
            for number, opening in enumerate(openings)
        ],
    }


def refresh(as_of: datetime = AS_OF) -> dict[str, list[dict[str, Any]]]:
    return {"raw_meta__refresh": [{"as_of": as_of, "version": "v1", "built_from_xid": "7"}]}


def clock(clock_id: str, **values: Any) -> dict[str, Any]:
    """A running feedback clock of the small company, with what a test says otherwise."""
    return {
        "id": clock_id,
        "kind": "feedback",
        "subject_id": f"subject-{clock_id}",
        "application_id": "app",
        "candidate_id": "cand",
        "requisition_id": "req",
        "department_id": "team",
        "round_id": "round",
        "owner_staff_id": "ann",
        "policy_id": "policy",
        "policy_version": 1,
        "calendar_id": "CN",
        "started_at": datetime(2026, 3, 4, 9, 0, tzinfo=UTC),
        "due_at": datetime(2026, 3, 5, 10, 0, tzinfo=UTC),
        "outcome": "running",
        "origin": "live",
    } | values


LADDER = [
    {"rung": 1, "anchor": "due", "offset": -4, "unit": "business_hours", "to": ["owner"], "template": "feedback_due"},
    {"rung": 2, "anchor": "due", "offset": 0, "unit": "business_hours", "to": ["owner"], "template": "feedback_due"},
    {"rung": 3, "anchor": "due", "offset": 4, "unit": "business_hours", "to": ["owner", "recruiter"], "template": "t"},
    {"rung": 4, "anchor": "due", "offset": 1, "unit": "business_days", "to": ["manager"], "template": "t"},
]


def company() -> dict[str, list[dict[str, Any]]]:
    """One team with a head, an owner, a recruiter; one application in one round."""
    around = tuple(
        opening for opening in CALENDAR.openings if date(2026, 1, 1) <= opening.local_on <= date(2026, 4, 30)
    )
    return {
        **refresh(),
        **calendar_rows("CN", "Asia/Shanghai", around),
        "departments": [{"id": "team", "name": "Team", "head_staff_id": "head"}],
        "staff": [
            {"id": "head", "department_id": "team"},
            {"id": "ann", "department_id": "team", "manager_id": "head"},
            {"id": "rita", "department_id": "team", "manager_id": "head"},
        ],
        "candidates": [{"id": "cand", "pseudonym": "key"}],
        "requisitions": [{"id": "req", "job_family": "engineering", "department_id": "team", "recruiter_id": "rita"}],
        "interview_plans": [{"id": "plan", "requisition_id": "req"}],
        "rounds": [{"id": "round", "plan_id": "plan", "name": "business", "position": 1}],
        "applications": [
            {"id": "app", "candidate_id": "cand", "requisition_id": "req", "round_id": "round", "status": "active"}
        ],
        "sla_policies": [{"id": "policy", "kind": "feedback", "unit": "business_days", "ladder": LADDER}],
    }


@pytest.fixture(scope="session")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One dbt state for all builds of this process, so that the project is parsed once."""
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="module")
def build_landing(tmp_path_factory: pytest.TempPathFactory, state_dir: Path) -> Builder:
    """Builds a new file from landing rows."""

    def make(landing: Landing) -> Built:
        file = tmp_path_factory.mktemp("warehouse") / "build.duckdb"
        write_landing(file, landing)
        return Built(file, build(PROJECT_DIR, file, state_dir=state_dir))

    return make
