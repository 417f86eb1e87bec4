"""Somebody who knows only the description takes one application from the requisition to the accepted offer."""

import json
import subprocess
import sys
from pathlib import Path

from app.kit.database import Actor, Database
from app.people import service as people
from app.people.models import Role
from tests.conventions.code import ROOT
from tests.factories.desk import PASSWORD
from tests.integration.api.conftest import NOW

SCRIPT = ROOT / "docs/examples/one_application.py"
ROLES = {
    "recruiter": Role.RECRUITER,
    "hr_lead": Role.HR_LEAD,
    "head": Role.HIRING_MANAGER,
    "interviewer": Role.INTERVIEWER,
}


def test_a_stranger_runs_one_application_from_requisition_to_accepted_offer(
    database: Database, present_server: str, tmp_path: Path
) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        department = people.create_department(unit, name="风险管理部").id
        for name, role in ROLES.items():
            staff = people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=department).id
            people.grant_role(unit, staff, role, None if role is Role.HR_LEAD else department)
            people.set_password(unit, staff, PASSWORD)
    who = tmp_path / "people.json"
    who.write_text(json.dumps({name: [f"{name}@bank.example", PASSWORD] for name in ROLES}))
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), present_server, str(who)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert (told["offer"], told["application"], told["missed"]) == ("accepted", "hired", 0)
    assert {"answer", "feedback", "offer_decision", "outcome", "schedule", "screening"} <= set(told["promises"])
