"""A small company, and its configuration as a folder that tests change."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from sqlalchemy import func, select

from app.configuration import service
from app.evidence.models import AuditEntry
from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Unit
from app.people import service as people


@pytest.fixture
def company(unit: Unit) -> dict[str, UUID]:
    """Bank / Markets with two people, and a template."""
    bank = people.create_department(unit, name="Bank").id
    markets = people.create_department(unit, name="Markets", parent_id=bank).id
    ids = {"markets": markets}
    for name in ("lead", "wang"):
        ids[name] = people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=markets).id
    rounds = [RoundInput("HR 面", (DimensionInput("skill"),)), RoundInput("业务面", (DimensionInput("skill"),))]
    hiring.save_plan_template(unit, name="standard", job_family="risk", rounds=rounds)
    return ids


@pytest.fixture
def folder(unit: Unit, company: dict[str, UUID], tmp_path: Path) -> Path:
    """What holds, as files; to be changed by the test."""
    service.export(unit, tmp_path)
    return tmp_path


def change(folder: Path, file: str, by: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    data = yaml.safe_load((folder / file).read_text())
    by(data)
    (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yml")}


def described(unit: Unit, folder: Path) -> list[tuple[str, str]]:
    return [(each.change, f"{each.kind} {each.name}") for each in service.diff(unit, folder).changes]


def audited(unit: Unit) -> int:
    return unit.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
