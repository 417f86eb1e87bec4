"""docs/api.md: every line of its shell blocks is run, in order, against a running server."""

import json
import os
import re
import subprocess
from pathlib import Path

import httpx

from app.kit.database import Actor, Database
from app.people import service as people
from app.people.models import Role
from tests.conventions.code import ROOT
from tests.factories.desk import PASSWORD
from tests.integration.api.conftest import token_for
from tests.integration.api.shell_tools import install
from tests.integration.web.conftest import NOW

DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SAYS = re.compile(r"^(?P<command>.*?)(?: # (?P<status>\d{3}))?$")
START = """set -eu
expect() { test "$(cat "$STATUS")" = "$1" || { echo "$2: $(cat "$STATUS")" >&2; exit 1; }; }
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)


def script_of(lines: str) -> str:
    """The lines, each followed by the check of the status that it promises."""
    script = START
    for number, line in enumerate(lines.splitlines(), start=1):
        found = SAYS.match(line)
        assert found is not None
        script += found["command"] + "\n"
        if found["status"]:
            script += f'expect {found["status"]} "line {number} should answer {found["status"]}"\n'
    return script


def run(script: str, server: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    install(folder)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "HUIYIN": server, "STATUS": str(folder / "status")}
    command = ["bash", "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_line_that_answers_otherwise_is_noticed(server: str, tmp_path: Path) -> None:
    done = run(script_of('curl -s "$HUIYIN/api/v1/staff" # 200'), server, tmp_path)
    assert done.returncode == 1
    assert "line 1 should answer 200: 401" in done.stderr


def test_the_documented_lines_do_what_they_say(server: str, database: Database, tmp_path: Path) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        for email in ("li.jing@bank.example", "wang@bank.example"):
            made = people.hire_staff(unit, name="李静", email=email, department_id=None, roles=[Role.RECRUITER])
            people.set_password(unit, made.id, PASSWORD)
    done = run(script_of("".join(blocks("sh"))), server, tmp_path)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]


def test_the_documented_problem_is_the_one_that_is_answered(server: str, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        made = people.hire_staff(unit, name="李静", email="li@bank.example", department_id=None, roles=[Role.RECRUITER])
        people.set_password(unit, made.id, PASSWORD)
    headers = {
        "authorization": f"Bearer {token_for(database, 'li@bank.example')}",
        "idempotency-key": "k",
        "accept-language": "en",
    }
    answer = httpx.post(f"{server}/api/v1/candidates", json={"nmae": "陈思远"}, headers=headers)
    assert answer.json() == json.loads(blocks("json")[0])
