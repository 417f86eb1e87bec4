"""The API in process over a real database, with tokens for the desk's people; and as a running server."""

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import uvicorn

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have httpx2, which nothing else here needs
    from fastapi.testclient import TestClient
from httpx import Response

from app.kit.clock import utc_now
from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.people import service as people
from app.people.models import Role
from app.web.main import create_app
from app.web.serve import listen
from tests import refusals
from tests.factories.desk import PASSWORD, Desk
from tests.integration.web.conftest import NOW, ORIGIN, Clock, clock, desk  # noqa: F401  fixtures are found by name


@dataclass
class Api:
    """Speaks to the API as one person (or none)."""

    client: httpx.Client
    token: str | None = None

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> Response:
        sent = {"accept-language": "en"} | ({"authorization": f"Bearer {self.token}"} if self.token else {})
        if method != "GET":
            sent["idempotency-key"] = uuid4().hex
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return refusals.check(self.client.request(method, f"/api/v1{path}", json=json, headers=sent))

    def get(self, path: str, **headers: str) -> Response:
        return self.call("GET", path, **headers)

    def post(self, path: str, json: Any = None, **headers: str) -> Response:
        return self.call("POST", path, json, **headers)

    def upload(self, path: str, file: tuple[str, bytes, str], **headers: str) -> Response:
        """A POST of a file: its name, content and media type."""
        sent = {"accept-language": "en", "authorization": f"Bearer {self.token}", "idempotency-key": uuid4().hex}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return refusals.check(self.client.post(f"/api/v1{path}", files={"file": file}, headers=sent))

    def patch(self, path: str, json: Any = None, **headers: str) -> Response:
        return self.call("PATCH", path, json, **headers)

    def delete(self, path: str, **headers: str) -> Response:
        return self.call("DELETE", path, **headers)


@pytest.fixture
def client(installation: Installation, clock: Clock) -> Iterator[TestClient]:  # noqa: F811
    app = create_app(installation, now=clock, with_insights=False)
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as client:
        yield client


@pytest.fixture
def nobody(client: TestClient) -> Api:
    return Api(client)


As = Callable[[str], Api]


def token_for(database: Database, email: str) -> str:
    with database.unit(Actor.service(), NOW) as unit:
        token = people.log_in(unit, email, PASSWORD)
    assert token is not None
    return token


@pytest.fixture
def people_around(desk: Desk, database: Database) -> dict[str, UUID]:  # noqa: F811
    """An administrator, and a recruiter of another department who has nothing to do with the desk."""
    with database.unit(Actor.service(), NOW) as unit:
        other = people.create_department(unit, name="零售部").id
        admin = people.hire_staff(unit, name="管理员", email="admin@bank.example", department_id=None).id
        people.grant_role(unit, admin, Role.ADMINISTRATOR)
        foreign = people.hire_staff(unit, name="外人", email="foreign@bank.example", department_id=other).id
        people.grant_role(unit, foreign, Role.RECRUITER, other)
        for staff_id in (admin, foreign):
            people.set_password(unit, staff_id, PASSWORD)
    return {"admin": admin, "foreign": foreign, "other": other}


@pytest.fixture
def as_(client: TestClient, desk: Desk, database: Database, people_around: dict[str, UUID]) -> As:  # noqa: F811
    """The API as one of the desk's people, `admin` or `foreign`."""
    return lambda who: Api(client, token_for(database, f"{who}@bank.example"))


@pytest.fixture
def server(installation: Installation) -> Iterator[str]:
    """A running server at the tests' moment; its address."""
    with serving(installation, lambda: NOW) as address:
        yield address


@pytest.fixture
def present_server(installation: Installation) -> Iterator[str]:
    """A running server at the real moment; its address."""
    with serving(installation, utc_now) as address:
        yield address


@contextmanager
def serving(installation: Installation, now: Callable[[], datetime]) -> Iterator[str]:
    """A running server at the moment that `now` gives; its address."""
    app = create_app(installation, now=now, with_insights=False)
    listener = listen("127.0.0.1", 0)
    running = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=lambda: running.run(sockets=[listener]), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
    listener.close()
