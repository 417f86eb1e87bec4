"""Logging in and out, and what strangers and other sites are refused."""

from fastapi.testclient import TestClient

from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.people import service as people
from tests.factories.desk import Desk
from tests.integration.web.browser import token_on
from tests.integration.web.conftest import NOW, ORIGIN, Clock, LogIn
from warehouse.read import current_version


def test_a_stranger_is_sent_to_the_log_in_and_back(stranger: TestClient) -> None:
    answer = stranger.get("/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/desk")


def test_a_program_gets_a_problem_document(stranger: TestClient) -> None:
    answer = stranger.get("/desk", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_logged_in"


def test_wrong_passwords_and_unknown_people_are_answered_alike(stranger: TestClient, desk: Desk) -> None:
    answers = [
        stranger.post("/login", data={"email": email, "password": "x" * 12}, headers={"origin": ORIGIN})
        for email in ("wang@bank.example", "wung@bank.example")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].text.replace("wang@", "wung@") == answers[1].text
    assert "is not right" in answers[0].text


def test_guessing_is_slowed_down(stranger: TestClient, desk: Desk, clock: Clock) -> None:
    form = {"email": "wang@bank.example", "password": "wrong-password"}
    codes = []
    for _ in range(11):
        codes.append(stranger.post("/login", data=form, headers={"origin": ORIGIN}).status_code)
        clock.advance(seconds=1)
    assert codes == [401] * 10 + [429]


def test_each_role_starts_where_its_work_is(log_in: LogIn) -> None:
    starts = {who: log_in(who).get("/").headers["location"] for who in ("wang", "zhao", "recruiter", "lead")}
    assert starts == {"wang": "/desk", "zhao": "/desk", "recruiter": "/desk", "lead": "/insights/"}


def test_the_session_cookie_can_not_be_read_by_scripts(stranger: TestClient, desk: Desk, log_in: LogIn) -> None:
    form = {"email": "wang@bank.example", "password": "correct-horse-9", "next": "//evil.example"}
    answer = stranger.post("/login", data=form, headers={"origin": ORIGIN})
    assert answer.headers["location"] == "/"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


def test_logging_out_ends_the_session_on_the_server(log_in: LogIn) -> None:
    client = log_in("wang")
    cookie = client.cookies["huiyin_session"]
    client.post("/logout", data={"form_token": token_on(client, "/desk")}, headers={"origin": ORIGIN})
    client.cookies.set("huiyin_session", cookie)
    assert client.get("/desk").status_code == 303


def test_a_disabled_person_is_out_with_the_next_request(log_in: LogIn, database: Database, desk: Desk) -> None:
    client = log_in("wang")
    assert client.get("/desk").status_code == 200
    with database.unit(Actor.service(), NOW) as unit:
        people.disable_staff(unit, desk.staff["wang"])
    assert client.get("/desk").status_code == 303


def test_a_session_ends_by_itself(log_in: LogIn, clock: Clock) -> None:
    client = log_in("wang")
    clock.advance(hours=13)
    assert client.get("/desk").status_code == 303


def test_a_form_from_another_site_is_refused(log_in: LogIn) -> None:
    client = log_in("wang")
    token = token_on(client, "/desk")
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": ORIGIN, "sec-fetch-site": "cross-site"}):
        assert client.post("/logout", data={"form_token": token}, headers=headers).status_code == 403
    assert client.get("/desk").status_code == 200


def test_a_form_without_this_sessions_token_is_refused(log_in: LogIn) -> None:
    client = log_in("wang")
    for token in ("", "0" * 64):
        assert client.post("/logout", data={"form_token": token}, headers={"origin": ORIGIN}).status_code == 403
    assert client.get("/desk").status_code == 200


def test_a_foreign_host_header_is_refused(stranger: TestClient) -> None:
    assert stranger.get("/login", headers={"host": "evil.example"}).status_code == 422


def test_every_page_carries_the_security_headers(stranger: TestClient) -> None:
    headers = stranger.get("/login").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_documentation_and_unknown_addresses_are_closed_to_strangers(stranger: TestClient) -> None:
    for path in ("/docs", "/openapi.json", "/redoc", "/nothing", "/insights/", "/desk/mailbox"):
        assert stranger.get(path).status_code == 303, path


def test_too_large_a_form_is_refused(log_in: LogIn) -> None:
    client = log_in("wang")
    answer = client.post("/logout", data={"form_token": "x" * 300_000}, headers={"origin": ORIGIN})
    assert answer.status_code == 413


def test_the_switch_changes_the_language_and_stays(log_in: LogIn) -> None:
    client = log_in("wang")
    assert "Waiting for you" in client.get("/desk").text
    token = token_on(client, "/desk")
    form = {"form_token": token, "locale": "zh-CN", "next": "/desk"}
    assert client.post("/locale", data=form, headers={"origin": ORIGIN}).headers["location"] == "/desk"
    assert "等您处理" in client.get("/desk").text


def test_health_is_public_and_says_nothing_else(stranger: TestClient, installation: Installation) -> None:
    assert stranger.get("/healthz").json() == {"status": "ok"}
    ready = stranger.get("/readyz")
    # Tests of one process share the installation; another one may have published.
    is_published = current_version(installation.settings.warehouse_dir) is not None
    expected = ("ok", 200) if is_published else ("not_published", 503)
    assert ready.json() == {"checks": {"database": "ok", "warehouse": expected[0]}}
    assert ready.status_code == expected[1]
