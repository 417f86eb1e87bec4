"""Who is let in: tokens, links, cookies with an origin; and who sees which application."""

from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from app.hiring import service as hiring
from app.kit.database import Actor, Database
from app.people import service as people
from tests.factories.desk import PASSWORD, Desk
from tests.integration.api.conftest import Api, As, token_for
from tests.integration.web.conftest import NOW, ORIGIN, Clock


def test_signing_in_gives_a_token_that_opens_the_api(nobody: Api, desk: Desk) -> None:
    answer = nobody.post("/sessions", {"email": "recruiter@bank.example", "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    begun = answer.json()
    assert begun["viewer"]["roles"] == ["recruiter"]
    assert begun["expires_at"] == "2026-03-04T18:00:00Z"
    mine = Api(nobody.client, begun["token"]).get("/sessions").json()["items"]
    assert mine == [
        {"id": begun["id"], "created_at": "2026-03-04T06:00:00Z", "expires_at": begun["expires_at"], "is_current": True}
    ]
    assert "set-cookie" not in answer.headers


def test_signing_in_refuses_alike_and_counts(nobody: Api, desk: Desk, clock: Clock) -> None:
    answers = []
    for email in ["wang@bank.example", "wung@bank.example"] * 11:
        answers.append(nobody.post("/sessions", {"email": email, "password": "wrong-password"}))
        clock.advance(seconds=1)
    assert answers[0].status_code == 401
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["code"] == "wrong_log_in"
    assert answers[-1].status_code == 429


def test_signing_out_ends_the_token(as_: As) -> None:
    recruiter = as_("recruiter")
    assert recruiter.delete("/sessions/current").status_code == 204
    assert recruiter.get("/sessions").status_code == 401


def test_one_ends_one_s_own_sessions_only(as_: As) -> None:
    recruiter, wang = as_("recruiter"), as_("wang")
    [session] = wang.get("/sessions").json()["items"]
    assert recruiter.delete(f"/sessions/{session['id']}").status_code == 404
    assert wang.delete(f"/sessions/{session['id']}").status_code == 204
    assert wang.get("/sessions").status_code == 401


def test_a_disabled_person_is_out_with_the_next_request(as_: As, desk: Desk) -> None:
    wang, admin = as_("wang"), as_("admin")
    assert wang.get("/departments").status_code == 200
    assert admin.post(f"/staff/{desk.staff['wang']}/disable").status_code == 200
    assert wang.get("/departments").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "c.x", "Bearer", "x y", "é"])
def test_a_made_up_token_opens_nothing(client: TestClient, desk: Desk, token: str) -> None:
    answer = client.get("/api/v1/departments", headers={"authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_strangers_learn_no_addresses(nobody: Api, desk: Desk) -> None:
    answers = [nobody.get(path) for path in ("/departments", "/nothing-here", f"/applications/{uuid4()}")]
    answers += [nobody.call("PUT", "/departments"), nobody.get("/openapi.json")]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "not_logged_in")}


def test_a_cookie_needs_our_origin_to_write_and_a_token_does_not(
    client: TestClient, as_: As, database: Database
) -> None:
    token = token_for(database, "admin@bank.example")
    client.cookies.set("huiyin_session", token)
    body, key = {"name": "新部门"}, {"idempotency-key": "k-1"}
    foreign = client.post("/api/v1/departments", json=body, headers=key | {"origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")
    bare = client.post("/api/v1/departments", json=body, headers=key)
    assert bare.status_code == 403
    assert client.post("/api/v1/departments", json=body, headers=key | {"origin": ORIGIN}).status_code == 201
    # With a token the cookie does not count, whoever it is.
    stranger = {"authorization": "Bearer nobody's", "idempotency-key": "k-2", "origin": ORIGIN}
    assert client.post("/api/v1/departments", json=body, headers=stranger).status_code == 401


def test_a_candidate_comes_in_by_a_link_to_their_own_application(
    as_: As, nobody: Api, desk: Desk, clock: Clock
) -> None:
    recruiter = as_("recruiter")
    path = f"/applications/{desk.application_id}/candidate-links"
    made = recruiter.post(path, {"purpose": "portal", "days": 7}, idempotency_key="link-1")
    assert made.status_code == 201, made.text
    candidate = Api(nobody.client, made.json()["token"])
    own = candidate.get(f"/applications/{desk.application_id}")
    assert own.status_code == 200
    assert set(own.json()) == {
        *("id", "candidate_id", "requisition_id", "requisition_title", "round_id", "status", "applied_at", "ended_at")
    }
    assert candidate.get(f"/candidates/{own.json()['candidate_id']}").json()["email"] == "chen@mail.example"
    others = recruiter.get("/applications").json()["items"]
    [foreign] = [one for one in others if one["id"] != str(desk.application_id)]
    assert candidate.get(f"/applications/{foreign['id']}").status_code == 404
    assert candidate.get(f"/candidates/{foreign['candidate_id']}").status_code == 404
    for closed in ("/applications", "/staff", "/departments", "/openapi.json", "/sessions"):
        assert candidate.get(closed).status_code == 403, closed
    again = recruiter.post(path, {"purpose": "portal", "days": 7}, idempotency_key="link-1")
    assert again.json() == {name: value for name, value in made.json().items() if name != "token"}
    clock.advance(days=8)
    assert candidate.get(f"/applications/{desk.application_id}").status_code == 401


def test_a_shut_link_opens_nothing_any_more(as_: As, nobody: Api, desk: Desk) -> None:
    recruiter, path = as_("recruiter"), f"/applications/{desk.application_id}/candidate-links"
    made = recruiter.post(path, {}).json()
    assert "token" not in recruiter.get(path).json()["items"][0]
    assert as_("foreign").delete(f"{path}/{made['id']}").status_code == 404
    assert recruiter.delete(f"{path}/{made['id']}").status_code == 204
    assert Api(nobody.client, made["token"]).get(f"/applications/{desk.application_id}").status_code == 401


def test_what_a_candidate_does_is_the_candidate_s_act(as_: As, nobody: Api, desk: Desk, database: Database) -> None:
    link = as_("recruiter").post(f"/applications/{desk.application_id}/candidate-links", {}).json()
    gone = Api(nobody.client, link["token"]).post(
        f"/applications/{desk.application_id}/withdraw", {"reason": "另有安排"}
    )
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn"), gone.text
    from sqlalchemy import text

    with database.engine.connect() as connection:
        kinds = connection.scalars(text("select actor_kind from audit_entries where action = 'application.withdrawn'"))
        assert kinds.all() == ["candidate"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("recruiter", 200),
        ("zhao", 200),
        ("wang", 200),
        ("admin", 404),
        ("foreign", 404),
        ("lead", 404),
        ("auditor", 404),
    ],
)
def test_an_application_is_seen_by_those_who_have_to_do_with_it(as_: As, desk: Desk, who: str, status: int) -> None:
    viewer = as_(who)
    found = viewer.get(f"/applications/{desk.application_id}")
    assert found.status_code == status
    if status == 404:
        missing = viewer.get(f"/applications/{uuid4()}")
        assert found.json() == missing.json()
    listed = {one["id"] for one in viewer.get("/applications").json()["items"]}
    assert (str(desk.application_id) in listed) is (status == 200)


def test_who_interviews_or_decides_sees_a_name_and_no_address(as_: As, desk: Desk) -> None:
    application = as_("recruiter").get(f"/applications/{desk.application_id}").json()
    path = f"/candidates/{application['candidate_id']}"
    assert {"email", "phone"} <= set(as_("recruiter").get(path).json())
    for who in ("wang", "zhao"):
        assert as_(who).get(path).json()["name"] == "陈思远"
        assert not {"email", "phone"} & set(as_(who).get(path).json())
        assert as_(who).patch(path, {"name": "x"}).status_code == 403
    assert as_("foreign").patch(path, {"name": "x"}).status_code == 404


def found(api: Api, **wanted: str) -> list[dict[str, str]]:
    """Whom a search finds, as the answer shows them."""
    answer = api.post("/candidates/search", wanted)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, str]] = answer.json()["items"]
    return items


def test_an_e_mail_is_found_by_recruiters_and_foreign_candidates_stay_an_id(as_: As, desk: Desk) -> None:
    [own] = found(as_("recruiter"), email="CHEN@mail.example")
    assert own["name"] == "陈思远"
    assert found(as_("foreign"), email="chen@mail.example") == [{"id": own["id"]}]
    assert found(as_("recruiter"), email="nobody@mail.example") == []
    assert as_("wang").post("/candidates/search", {"email": "chen@mail.example"}).status_code == 403


def test_a_candidate_is_found_by_name_and_phone_in_any_spelling(as_: As, desk: Desk) -> None:
    recruiter = as_("recruiter")
    [own] = found(recruiter, name="陈　思远")
    assert recruiter.patch(f"/candidates/{own['id']}", {"phone": "+86 138-0000-0000"}).status_code == 200
    for wanted in ({"phone": "13800000000"}, {"phone": "１３８ 0000 0000", "name": "陈思远"}):
        assert [one["id"] for one in found(recruiter, **wanted)] == [own["id"]]
    for other in ({"phone": "13800000001"}, {"name": "陈思"}, {"name": "陈思远", "email": "other@mail.example"}):
        assert found(recruiter, **other) == []
    assert recruiter.patch(f"/candidates/{own['id']}", {"name": "陈远"}).status_code == 200
    assert (found(recruiter, name="陈思远"), len(found(recruiter, name="陈远"))) == ([], 1)


def test_a_phone_tells_strangers_an_id_and_a_name_tells_them_nothing(as_: As, desk: Desk) -> None:
    [own] = found(as_("recruiter"), name="陈思远")
    as_("recruiter").patch(f"/candidates/{own['id']}", {"phone": "13800000000"})
    assert found(as_("foreign"), phone="13800000000", name="陈思远") == [{"id": own["id"]}]
    assert found(as_("foreign"), name="陈思远") == found(as_("foreign"), name="nobody") == []


def test_namesakes_of_others_leave_no_gaps_in_the_pages(as_: As, desk: Desk, database: Database) -> None:
    recruiter, foreign = as_("recruiter"), as_("foreign")
    theirs = [recruiter.post("/candidates", {"name": "王伟"}).json()["id"] for _ in range(6)]
    for candidate_id in theirs[1:5]:  # from here on they are the desk's
        body = {"requisition_id": str(desk.requisition_id), "candidate_id": candidate_id}
        assert recruiter.post("/applications", body).status_code == 201
    answer = foreign.post("/candidates/search?limit=1", {"name": "王伟"}).json()
    assert [one["id"] for one in answer["items"]] == theirs[:1]
    rest = foreign.post(f"/candidates/search?limit=1&cursor={answer['next_cursor']}", {"name": "王伟"}).json()
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == (theirs[5:], None)


def test_a_search_needs_no_key_and_something_to_look_for(as_: As, desk: Desk) -> None:
    recruiter = as_("recruiter")
    sent = {"authorization": f"Bearer {recruiter.token}"}
    answer = recruiter.client.post("/api/v1/candidates/search", json={"email": "chen@mail.example"}, headers=sent)
    assert (answer.status_code, len(answer.json()["items"])) == (200, 1)
    [error] = recruiter.post("/candidates/search", {}).json()["errors"]
    assert (error["code"], error["message"]) == ("nothing_given", "Give at least one of these fields.")
    assert recruiter.post("/candidates/search", {"email": "chen"}).json()["code"] == "bad_email"
    assert recruiter.get("/candidates?email=chen@mail.example").status_code == 405


def test_a_role_is_taken_back_at_once(as_: As, people_around: dict[str, UUID], desk: Desk, database: Database) -> None:
    admin, recruiter = as_("admin"), as_("recruiter")
    [grant] = admin.get(f"/staff/{desk.staff['recruiter']}").json()["roles"]
    assert admin.delete(f"/staff/{desk.staff['recruiter']}/roles/{grant['id']}").status_code == 204
    assert recruiter.get(f"/applications/{desk.application_id}").status_code == 403
    with database.unit(Actor.service(), NOW) as unit:
        assert people.roles_of(unit, desk.staff["recruiter"]) == frozenset()


def test_a_list_hides_what_the_page_hides(as_: As, desk: Desk) -> None:
    for who in ("recruiter", "zhao", "wang"):
        viewer = as_(who)
        [listed] = [one for one in viewer.get("/applications").json()["items"] if one["id"] == str(desk.application_id)]
        assert listed == viewer.get(f"/applications/{desk.application_id}").json()


def test_nobody_attaches_a_candidate_whom_they_only_know_by_an_id(
    as_: As, desk: Desk, database: Database, people_around: dict[str, UUID]
) -> None:
    [own] = found(as_("recruiter"), email="chen@mail.example")
    with database.unit(Actor.service(), NOW) as unit:
        theirs = hiring.open_requisition(
            unit, code="R-9", title="柜员", job_family="零售", department_id=people_around["other"]
        ).id
    body = {"requisition_id": str(theirs), "candidate_id": own["id"]}
    foreign = as_("foreign")
    assert foreign.post("/applications", body).status_code == 404
    assert foreign.post("/applications", body | {"candidate_email": "other@mail.example"}).status_code == 404
    assert foreign.get(f"/candidates/{own['id']}").status_code == 404
    assert as_("recruiter").post("/applications", body | {"requisition_id": str(uuid4())}).status_code == 404
    made = foreign.post("/applications", body | {"candidate_email": "Chen@mail.example"})
    assert made.status_code == 201, made.text
    assert foreign.get(f"/candidates/{own['id']}").json()["email"] == "chen@mail.example"
