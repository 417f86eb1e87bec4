"""Writing safely: a key per write, versions compared, pages that hold still."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.kit import idempotency
from app.kit.database import Actor, Database
from app.people import service as people
from tests.factories.desk import PASSWORD, Desk
from tests.integration.api.conftest import Api, As, token_for
from tests.integration.web.conftest import NOW, Clock

NEW = {"name": "林一", "email": "lin@mail.example"}


def count(database: Database, table: str) -> int:
    with database.engine.connect() as connection:
        return connection.scalar(text(f"select count(*) from {table}")) or 0


def test_a_write_without_a_key_is_refused(as_: As) -> None:
    answer = as_("recruiter").post("/candidates", NEW, idempotency_key=" ")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_a_repeated_write_is_answered_alike_and_done_once(as_: As, database: Database, desk: Desk) -> None:
    before = count(database, "candidates")
    first, second = (as_("recruiter").post("/candidates", NEW, idempotency_key="k-1") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert count(database, "candidates") == before + 1


def test_a_key_is_not_for_another_body_or_another_path(as_: As) -> None:
    recruiter = as_("recruiter")
    made = recruiter.post("/candidates", NEW, idempotency_key="k-1").json()
    other_body = recruiter.post("/candidates", NEW | {"name": "林二"}, idempotency_key="k-1")
    other_path = recruiter.patch(f"/candidates/{made['id']}", NEW, idempotency_key="k-1")
    for answer in (other_body, other_path):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_two_people_may_choose_the_same_key(as_: As) -> None:
    another = NEW | {"is_another": True}  # who has not applied is every recruiter's
    made = [as_(who).post("/candidates", another, idempotency_key="k-1") for who in ("recruiter", "foreign")]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] != made[1].json()["id"]


def test_a_refused_write_uses_no_key_up(as_: As, desk: Desk) -> None:
    admin = as_("admin")
    refused = admin.post("/departments", {"name": "x", "parent_id": str(uuid4())}, idempotency_key="k-1")
    assert refused.status_code == 422
    assert admin.post("/departments", {"name": "x"}, idempotency_key="k-1").status_code == 201


def test_keys_are_forgotten_after_seven_days(as_: As, database: Database) -> None:
    as_("recruiter").post("/candidates", NEW, idempotency_key="k-1")
    with database.unit(Actor.service(), NOW + timedelta(days=6, hours=23)) as unit:
        assert idempotency.sweep(unit) == 0
    with database.unit(Actor.service(), NOW + timedelta(days=7, seconds=1)) as unit:
        assert idempotency.sweep(unit) == 1


def test_a_key_is_kept_for_seven_days_and_then_taken_along_by_a_write(
    client: TestClient, as_: As, database: Database, clock: Clock
) -> None:
    recruiter = as_("recruiter")
    made = recruiter.post("/candidates", NEW, idempotency_key="k-1").json()

    def at(moment: datetime) -> Api:
        clock.now = moment
        with database.unit(Actor.service(), moment) as unit:
            token = people.log_in(unit, "recruiter@bank.example", PASSWORD)
        return Api(client, token)

    late = at(NOW + idempotency.KEPT - timedelta(seconds=1))
    assert late.post("/candidates", NEW, idempotency_key="k-1").json() == made
    later = at(NOW + idempotency.KEPT + timedelta(seconds=1))
    later.post("/candidates", {"name": "other"}, idempotency_key="k-2")
    with database.engine.connect() as connection:
        assert connection.scalars(text("select key from idempotency_keys")).all() == ["k-2"]


def test_a_hundred_equal_posts_at_once_have_one_effect_and_a_hundred_equal_answers(
    server: str, as_: As, database: Database, desk: Desk
) -> None:
    headers = {
        "authorization": f"Bearer {token_for(database, 'recruiter@bank.example')}",
        "idempotency-key": uuid4().hex,
    }
    before = count(database, "candidates")
    client = httpx.Client(base_url=server, headers=headers, timeout=60, limits=httpx.Limits(max_connections=100))
    with client, ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: client.post("/api/v1/candidates", json=NEW), range(100)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 99
    assert count(database, "candidates") == before + 1


def test_a_hundred_equal_proposals_at_once_book_one_interview(
    server: str, as_: As, database: Database, desk: Desk
) -> None:
    token = token_for(database, "recruiter@bank.example")
    round_id = as_("recruiter").get(f"/interviews/{desk.interview_id}").json()["round_id"]
    start = NOW + timedelta(days=2)
    body = {
        "round_id": round_id,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=1)).isoformat(),
        "panel": [{"staff_id": str(desk.staff["wang"])}],
    }
    headers = {"authorization": f"Bearer {token}", "idempotency-key": uuid4().hex}
    before = count(database, "interviews"), count(database, "bookings")
    path = f"/api/v1/applications/{desk.application_id}/interviews"
    client = httpx.Client(base_url=server, headers=headers, timeout=60, limits=httpx.Limits(max_connections=100))
    with client, ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: client.post(path, json=body), range(100)))
    assert {answer.status_code for answer in answers} == {201}, answers[0].text
    assert len({answer.content for answer in answers}) == 1
    assert (count(database, "interviews"), count(database, "bookings")) == (before[0] + 1, before[1] + 2)


def test_a_version_that_is_known_is_not_sent_again(as_: As, desk: Desk) -> None:
    path = f"/applications/{desk.application_id}"
    recruiter = as_("recruiter")
    etag = recruiter.get(path).headers["etag"]
    assert etag.startswith('"')
    again = recruiter.get(path, if_none_match=f'"x", {etag}')
    assert (again.status_code, again.content) == (304, b"")
    assert recruiter.get(path, if_none_match='"x"').status_code == 200


def test_a_change_of_an_older_version_is_refused(as_: As) -> None:
    recruiter = as_("recruiter")
    path = f"/candidates/{recruiter.post('/candidates', NEW).json()['id']}"
    etag = recruiter.get(path).headers["etag"]
    changed = recruiter.patch(path, {"phone": "111 222"}, if_match=etag)
    assert changed.status_code == 200
    late = recruiter.patch(path, {"phone": "333 444"}, if_match=etag)
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert recruiter.get(path).json()["phone"] == "111 222"
    assert recruiter.patch(path, {"phone": "333 444"}, if_match=changed.headers["etag"]).status_code == 200
    assert recruiter.patch(path, {"phone": "555 666"}, if_match="*").status_code == 200


def test_of_two_changes_of_one_version_at_once_one_wins(server: str, as_: As, database: Database, desk: Desk) -> None:
    headers = {"authorization": f"Bearer {token_for(database, 'recruiter@bank.example')}"}
    with httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=60) as client:
        made = client.post("/candidates", json=NEW, headers={"idempotency-key": uuid4().hex}).json()
        path = f"/candidates/{made['id']}"
        etag = client.get(path).headers["etag"]

        def change(number: int) -> int:
            sent = {"if-match": etag, "idempotency-key": uuid4().hex}
            return client.patch(path, json={"phone": f"phone {number}"}, headers=sent).status_code

        with ThreadPoolExecutor(10) as pool:
            statuses = sorted(pool.map(change, range(10)))
    assert statuses == [200] + [412] * 9


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_list_is_walked_page_by_page_and_each_row_seen_once(as_: As, limit: int) -> None:
    admin = as_("admin")
    whole = [row["id"] for row in admin.get("/staff").json()["items"]]
    seen: list[str] = []
    cursor = ""
    while True:
        answer = admin.get(f"/staff?limit={limit}{cursor}").json()
        assert len(answer["items"]) <= limit
        seen += [row["id"] for row in answer["items"]]
        if answer["next_cursor"] is None:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert seen == whole
    assert len(seen) == 7


@pytest.mark.parametrize("cursor", ["x", "1", "a" * 22 + "=", "!" * 22, "é" * 22, " "])
def test_a_cursor_that_is_none_of_ours_is_refused(as_: As, cursor: str) -> None:
    answer = as_("admin").get(f"/staff?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_applications_are_paged_and_chosen_by_state(as_: As, desk: Desk) -> None:
    recruiter = as_("recruiter")
    first = recruiter.get("/applications?limit=1").json()
    second = recruiter.get(f"/applications?limit=1&cursor={first['next_cursor']}").json()
    assert second["next_cursor"] is None
    assert len({first["items"][0]["id"], second["items"][0]["id"]}) == 2
    assert recruiter.get("/applications?status=hired").json()["items"] == []
    assert len(recruiter.get(f"/applications?requisition_id={desk.requisition_id}").json()["items"]) == 2
