"""A client that another team generates from the served description, without one line by hand, speaks to the server."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.kit.database import Database
from tests.factories.desk import PASSWORD, Desk
from tests.integration.api.conftest import token_for

PACKAGE = "huiyin_client"
CONFIG = f"post_hooks: []\npackage_name_override: {PACKAGE}\n"
OPTIONS = ["--path", "openapi.json", "--config", "config.yml", "--meta", "none", "--output-path", PACKAGE]
Module = Callable[[str], Any]


@pytest.fixture
def generated(server: str, desk: Desk, database: Database, tmp_path: Path) -> Iterator[Module]:
    """Imports a module of the client. A warning of the generator fails: it would leave something out."""
    headers = {"authorization": f"Bearer {token_for(database, 'wang@bank.example')}"}
    (tmp_path / "openapi.json").write_bytes(httpx.get(f"{server}/api/v1/openapi.json", headers=headers).content)
    (tmp_path / "config.yml").write_text(CONFIG)
    command = [sys.executable, "-m", "openapi_python_client", "generate", *OPTIONS, "--fail-on-warning"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    sys.path.insert(0, str(tmp_path))
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_a_generated_client_signs_in_lists_creates_and_is_refused(server: str, desk: Desk, generated: Module) -> None:
    client, models = generated("client"), generated("models")
    log_in = models.LogIn(email="recruiter@bank.example", password=PASSWORD)
    with client.Client(base_url=server) as stranger:
        begun = generated("api.sessions.create_session").sync(client=stranger, body=log_in)
    assert (type(begun).__name__, begun.viewer.name) == ("SessionOut", "李静")
    with client.AuthenticatedClient(base_url=server, token=begun.token) as recruiter:
        _work(recruiter, desk, generated)


def _work(recruiter: Any, desk: Desk, generated: Module) -> None:
    listed = generated("api.applications.list_applications").sync(client=recruiter, limit=1)
    assert len(listed.items) == 1
    assert isinstance(listed.next_cursor, str)

    create = generated("api.candidates.create_candidate")
    person = generated("models").NewCandidate(name="林一", email="lin@mail.example")
    first, again = (create.sync(client=recruiter, body=person, idempotency_key="lin-1") for _ in range(2))
    assert (first.name, first.id) == ("林一", again.id)

    confirm = generated("api.interviews.confirm_interview")
    refused = confirm.sync(client=recruiter, interview_id=desk.interview_id, idempotency_key="again")
    assert (type(refused).__name__, refused.status, refused.code) == ("Problem", 409, "move_not_allowed")

    silent = generated("api.sessions.end_current_session").sync_detailed(client=recruiter)
    assert (silent.status_code, silent.parsed) == (204, None)
