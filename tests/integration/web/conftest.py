"""The real application over a real database, with a clock that tests move; and log-ins for it."""

import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have httpx2, which nothing else here needs
    from fastapi.testclient import TestClient

from app.kit.database import Database
from app.kit.installation import Installation
from app.web.main import create_app
from tests.factories.desk import PASSWORD, Desk, set_up_desk

NOW = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)  # a Wednesday, 14:00 in Shanghai
ORIGIN = "http://127.0.0.1"
HTML = {"accept": "text/html", "accept-language": "en"}


class Clock:
    """The present of the application under test."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> None:
        self.now += timedelta(**step)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def desk(database: Database) -> Desk:
    return set_up_desk(database, NOW)


@pytest.fixture
def stranger(installation: Installation, clock: Clock) -> Iterator[TestClient]:
    """A browser that is not logged in; redirects are not followed."""
    app = create_app(installation, now=clock, with_insights=False)
    with TestClient(app, base_url=ORIGIN, headers=HTML, follow_redirects=False) as client:
        yield client


LogIn = Callable[[str], TestClient]


@pytest.fixture
def log_in(stranger: TestClient, desk: Desk) -> LogIn:
    """Logs the browser in as one of the desk's people."""

    def as_(who: str, password: str = PASSWORD) -> TestClient:
        stranger.cookies.clear()
        form = {"email": f"{who}@bank.example", "password": password, "next": "/"}
        answer = stranger.post("/login", data=form, headers={"origin": ORIGIN})
        assert answer.status_code == 303, answer.text
        return stranger

    return as_
