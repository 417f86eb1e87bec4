"""How a request must look: bodies, media types, ids, languages; and what a refusal says."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.kit.installation import Installation
from app.web.main import create_app
from tests.factories.desk import Desk
from tests.integration.api.conftest import Api, As, Clock

NEW = {"name": "林一", "email": "lin@mail.example"}


def errors(answer: Any) -> list[tuple[str, str]]:
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/name", "missing")]),
        (NEW | {"role": "administrator"}, [("/role", "unknown_key")]),
        (NEW | {"created_at": "2020-01-01T00:00:00Z"}, [("/created_at", "unknown_key")]),
        ({"name": " "}, [("/name", "too_short")]),
        ({"name": "x" * 201}, [("/name", "too_long")]),
        ({"name": "a\0b"}, [("/name", "nul")]),
        ({"name": "x\r\nBcc: y"}, [("/name", "control_character")]),
        ({"name": "\u200b\u202e"}, [("/name", "control_character")]),
        ({"name": "陈\u202e思远"}, [("/name", "control_character")]),
        ({"name": 5}, [("/name", "wrong_type")]),
        ({"name": ["x"]}, [("/name", "wrong_type")]),
        (NEW | {"locale": "fr"}, [("/locale", "not_one_of")]),
        (NEW | {"zone": "Asia/Nowhere"}, [("/zone", "unknown_zone")]),
        ([NEW], [("", "wrong_type")]),
        ({"a/b~c": 1, "name": "x"}, [("/a~1b~0c", "unknown_key")]),
    ],
)
def test_a_field_that_can_not_be_used_is_named(as_: As, body: Any, expected: list[tuple[str, str]]) -> None:
    assert errors(as_("recruiter").post("/candidates", body)) == expected


def test_the_value_that_was_sent_is_never_repeated(as_: As) -> None:
    secret = "4403-very-secret"
    answer = as_("recruiter").post("/candidates", {"name": "x", "locale": secret, "email": secret * 40, "zone": secret})
    assert answer.status_code == 422
    assert secret not in answer.text


def test_messages_come_in_the_reader_s_language(as_: As) -> None:
    recruiter = as_("recruiter")
    said = {
        language: recruiter.post("/candidates", {}, accept_language=language).json() for language in ("en", "zh-CN")
    }
    assert said["en"]["errors"][0]["message"] == "This is needed."
    assert said["zh-CN"]["errors"][0]["message"] == "必填。"
    assert said["zh-CN"]["type"] == "/problems/invalid_input"
    assert said["zh-CN"]["title"] != said["en"]["title"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b"\xff\xfe",
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b'{"name": "x"} x',
    ],
)
def test_what_is_not_json_is_refused_as_such(as_: As, raw: bytes) -> None:
    recruiter = as_("recruiter")
    headers = {"authorization": f"Bearer {recruiter.token}", "idempotency-key": "k", "content-type": "application/json"}
    answer = recruiter.client.post("/api/v1/candidates", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


def test_deep_nesting_is_refused(as_: As) -> None:
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    assert errors(as_("recruiter").post("/candidates", {"name": deep}))[0][1] == "too_deep"


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_only_json_is_taken(as_: As, media: str) -> None:
    recruiter = as_("recruiter")
    headers = {"authorization": f"Bearer {recruiter.token}", "idempotency-key": "k", "content-type": media}
    answer = recruiter.client.post("/api/v1/candidates", content=b'{"name": "x"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type")


KNOWN_ID = "01966c1e-6f7c-7d3a-8a51-3f0c7c1d2e4f"


@pytest.mark.parametrize("wrong", ["1", "x", KNOWN_ID[:-1], f"{{{KNOWN_ID}}}", "%00", "..", "null"])
def test_an_id_that_is_none_is_not_found(as_: As, wrong: str) -> None:
    for path in (f"/applications/{wrong}", f"/candidates/{wrong}", f"/staff/{wrong}"):
        assert as_("recruiter").get(path).status_code == 404


def test_a_body_where_none_is_taken_is_refused(as_: As, desk: Desk) -> None:
    path = f"/staff/{desk.staff['wang']}/disable"
    assert errors(as_("admin").post(path, {"force": True})) == [("/force", "unknown_key")]
    assert as_("wang").get("/staff").status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=0", [("?limit", "too_small")]),
        ("limit=201", [("?limit", "too_large")]),
        ("limit=many", [("?limit", "wrong_type")]),
        ("sort=name", [("?sort", "unknown_key")]),
        ("cursor=%00", [("?", "nul")]),
    ],
)
def test_parameters_are_checked_too(as_: As, query: str, expected: list[tuple[str, str]]) -> None:
    assert errors(as_("recruiter").get(f"/departments?{query}")) == expected


def test_a_reference_to_nothing_is_named_and_not_a_fault_of_ours(as_: As, desk: Desk) -> None:
    body = {"name": "x", "parent_id": str(uuid4())}
    assert as_("admin").post("/departments", body).json()["code"] == "unknown_reference"
    body = {"requisition_id": str(uuid4()), "candidate_id": str(uuid4())}
    assert as_("recruiter").post("/applications", body).status_code == 404


def test_an_illegal_move_says_the_state(as_: As, desk: Desk) -> None:
    recruiter = as_("recruiter")
    path = f"/applications/{desk.application_id}/reject"
    assert recruiter.post(path, {"reason": "zu wenig Erfahrung"}).json()["status"] == "rejected"
    again = recruiter.post(path, {"reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "application_ended")
    assert again.json()["values"]["state"] == "rejected"


def test_a_method_that_is_not_taken_says_which_are(as_: As) -> None:
    answer = as_("admin").call("PUT", "/departments")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"]


def test_a_fault_of_ours_says_nothing(
    installation: Installation, as_: As, clock: Clock, monkeypatch: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    from app.people import service as people

    def broken(*_: object) -> None:
        raise RuntimeError("the secret of " + "the inside")

    monkeypatch.setattr(people, "staff_view", broken)
    token = as_("admin").token
    app = create_app(installation, now=clock, with_insights=False)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        asked_for = str(uuid4())
        answer = client.get(f"/api/v1/staff/{asked_for}", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "secret" not in answer.text
    logged = "".join(capfd.readouterr())
    assert "/api/v1/staff/{staff_id}" in logged, "the route's pattern, and no address that was called"
    assert asked_for not in logged


def test_a_single_promise_is_read(as_: As, desk: Desk) -> None:
    """Its row was taken apart in a way that SQLAlchemy ended: 500."""
    [first, *_] = as_("recruiter").get(f"/applications/{desk.application_id}/clocks").json()["items"]
    answer = as_("recruiter").get(f"/sla/clocks/{first['id']}")
    assert (answer.status_code, answer.json()["kind"]) == (200, first["kind"])


def test_a_search_for_free_times_that_ends_before_it_begins_is_refused(as_: As, desk: Desk) -> None:
    """PostgreSQL has no range that runs backwards: 500."""
    times = {"starts_at": "2026-03-06T09:00:00+08:00", "ends_at": "2026-03-05T09:00:00+08:00"}
    answer = as_("recruiter").post("/free-times", {"resource_ids": [str(desk.staff["wang"])], **times})
    assert (answer.status_code, answer.json()["code"]) == (422, "search_invalid")


@pytest.mark.parametrize("path", ["/sla/policies", "/sla/policies/preview"])
def test_a_policy_on_a_calendar_that_is_not_there_is_the_caller_s_mistake(as_: As, path: str) -> None:
    """Not ours (it said 503, as for an installation without calendars)."""
    policy = {"kind": "feedback", "amount": 1, "unit": "business_days", "calendar_code": "XX"}
    answer = as_("admin").post(path, policy)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_calendar")


def test_a_name_may_be_written_in_any_script(as_: As) -> None:
    for name in ("𠮷野", "می\u200cخواهم", "\ue863", "O’Brien-Łukasz"):  # rare, joined, private-use: people have them
        assert as_("recruiter").post("/candidates", {"name": name}).status_code == 201, name


def test_a_field_that_stands_twice_is_refused(client: TestClient, as_: As) -> None:
    headers = {"authorization": f"Bearer {as_('recruiter').token}", "content-type": "application/json"}
    for number, body in enumerate(('{"name": "a", "name": "b"}', '{"x": [{"name": "a", "name": "a"}]}')):
        sent = headers | {"idempotency-key": f"twice-{number}"}
        assert errors(client.post("/api/v1/candidates", content=body, headers=sent)) == [("/name", "duplicate_key")]


@pytest.mark.parametrize(("charset", "status"), [("utf-8", 201), ('"UTF-8"', 201), ("utf-16", 415), ("gbk", 415)])
def test_a_body_is_utf_8(client: TestClient, as_: As, charset: str, status: int) -> None:
    headers = {"authorization": f"Bearer {as_('recruiter').token}", "idempotency-key": uuid4().hex}
    headers["content-type"] = f"application/json; charset={charset}"
    assert client.post("/api/v1/candidates", content='{"name": "a"}', headers=headers).status_code == status


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ("2026-01-01T00:00:00", "time_without_zone"),
        ("0001-01-01T00:00:00+08:00", "time_out_of_range"),
        ("9999-12-31T23:00:00-08:00", "time_out_of_range"),
        ("2026-13-01T00:00:00Z", "no_such_time"),
    ],
)
def test_a_time_is_refused_for_what_is_wrong_with_it(as_: As, desk: Desk, time: str, code: str) -> None:
    path = f"/staff/{desk.staff['recruiter']}/absences"
    answer = as_("recruiter").post(path, {"starts_at": time, "ends_at": "2026-05-01T00:00:00Z"})
    assert errors(answer) == [("/starts_at", code)]


def test_an_unfit_key_is_not_called_missing(as_: As) -> None:
    for key in ("k" * 201, "a\x7fb"):
        answer = as_("recruiter").post("/candidates", NEW, idempotency_key=key)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_unfit")


def test_head_is_answered_like_get_without_a_body(as_: As) -> None:
    recruiter = as_("recruiter")
    read, head = recruiter.get("/candidates/" + made_once(recruiter)), recruiter.call("HEAD", "/departments")
    assert (head.status_code, head.content) == (200, b"")
    again = recruiter.call("HEAD", read.request.url.path.removeprefix("/api/v1"))
    assert (again.headers["etag"], again.headers["content-length"]) == (read.headers["etag"], str(len(read.content)))
    assert recruiter.call("HEAD", f"/candidates/{uuid4()}").status_code == 404
    assert recruiter.call("HEAD", "/candidates").status_code == 405  # nothing is read there


def made_once(recruiter: Api) -> str:
    return str(recruiter.post("/candidates", NEW).json()["id"])


def test_one_s_own_candidate_is_entered_once(as_: As, desk: Desk) -> None:
    recruiter, foreign = as_("recruiter"), as_("foreign")
    again = {"name": "陈思远", "email": "CHEN@mail.example "}
    refused = recruiter.post("/candidates", again)
    assert (refused.status_code, refused.json()["code"]) == (409, "candidate_exists")
    known = recruiter.get(f"/applications/{desk.application_id}").json()["candidate_id"]
    assert refused.json()["values"]["candidate_id"] == known
    assert recruiter.post("/candidates", again | {"is_another": True}).status_code == 201
    foreign_candidate = foreign.post("/candidates", {"name": "x", "email": "ouyang@mail.example"})
    assert foreign_candidate.status_code == 201, "a stranger's candidate is not told of"


def test_a_round_that_is_none_is_not_found(as_: As, desk: Desk) -> None:
    decision = {"round_id": str(uuid4()), "decision": "hold", "reason": "Not yet."}
    answer = as_("zhao").post(f"/applications/{desk.application_id}/decide", decision)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
