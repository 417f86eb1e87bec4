"""What is done with interviews, rooms, feedback and offers through the API, and the moves that are refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from app.kit.database import Database
from tests.integration.api.conftest import NOW, Clock, Desk
from tests.integration.api.world import SCORES, TERMS, World, made, meet


@pytest.fixture
def world(client: TestClient, database: Database, desk: Desk) -> World:
    return meet(client, database, desk)


def when(**later: float) -> dict[str, str]:
    """An hour from so much later on."""
    start = NOW + timedelta(**later)
    return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}


def proposed(world: World, **more: Any) -> Response:
    """The first application's next interview: the day after tomorrow with Wang, unless told otherwise."""
    body = {"round_id": str(world.round_id), "panel": [{"staff_id": str(world.desk.staff["wang"])}], **when(days=2)}
    return world["recruiter"].post(f"/applications/{world.desk.application_id}/interviews", body | more)


def code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def refused_move(answer: Response) -> tuple[str, list[str]]:
    """The state and what is allowed, of a 409."""
    assert code(answer) == (409, "move_not_allowed"), answer.text
    told = answer.json()
    return told["state"], told["allowed"]


def test_an_interview_is_proposed_confirmed_moved_and_called_off(world: World) -> None:
    interview = proposed(world, location="18-3").json()
    path = f"/interviews/{interview['id']}"
    assert (interview["status"], interview["location"]) == ("scheduled", "18-3")
    assert made(world["chen"], f"{path}/confirm")["status"] == "confirmed"
    assert refused_move(world["chen"].post(f"{path}/confirm"))[0] == "confirmed"
    wish = made(world["chen"], f"{path}/ask-to-move", {"reason": "那天有考试。"})
    assert [one["answered_at"] for one in wish["wishes"]] == [None]
    moved = made(world["recruiter"], f"{path}/reschedule", when(days=3) | {"reason": "An exam."})
    assert (moved["status"], moved["location"], len(moved["moves"])) == ("confirmed", "18-3", 1)
    assert made(world["recruiter"], f"{path}/cancel", {"reason": "On hold."})["status"] == "cancelled"
    state, allowed = refused_move(world["recruiter"].post(f"{path}/cancel", {"reason": "Again."}))
    assert (state, allowed) == ("cancelled", [])


def test_nobody_sits_in_two_interviews_at_once(world: World) -> None:
    assert proposed(world).status_code == 201
    again = proposed(world, **when(days=2, minutes=30))
    assert code(again) == (409, "double_booked")
    assert again.json()["values"]["who"] in ("interviewer", "candidate")


def test_times_that_run_backwards_and_unknown_rounds_are_refused(world: World) -> None:
    times = when(days=2)
    backwards = proposed(world, starts_at=times["ends_at"], ends_at=times["starts_at"])
    assert backwards.status_code == 422, backwards.text
    assert proposed(world, round_id=str(uuid4())).status_code in (404, 409, 422)
    assert proposed(world, panel=[{"staff_id": str(uuid4())}]).status_code in (404, 422)


def test_seats_are_added_handed_on_taken_away_and_given_up(world: World) -> None:
    path = f"/interviews/{proposed(world).json()['id']}"
    zhao, recruiter = str(world.desk.staff["zhao"]), world["recruiter"]
    seats = {seat["name"]: seat for seat in made(recruiter, f"{path}/panel", {"staff_id": zhao})["panel"]}
    assert set(seats) == {"王晓雨", "赵立新"}
    left = made(recruiter, f"{path}/panel/{seats['赵立新']['id']}/remove", {"reason": "Not needed."})
    assert [seat["name"] for seat in left["panel"]] == ["王晓雨"]
    successor = {"staff_id": zhao, "reason": "On leave."}
    handed = made(recruiter, f"{path}/panel/{seats['王晓雨']['id']}/replace", successor)
    assert [seat["name"] for seat in handed["panel"]] == ["赵立新"]
    other = f"{path}/panel/{world.desk.seats['wang']}/remove"
    assert recruiter.post(other, {"reason": "Another interview's."}).status_code == 404
    assert made(world["zhao"], f"{path}/declare-conflict", {"reason": "A relative."}) == {}
    assert recruiter.get(path).json()["panel"] == []
    assert code(world["wang"].post(f"{path}/declare-conflict", {"reason": "x"})) == (404, "not_found")


def test_the_calendar_file_is_for_the_candidate_and_the_panel(world: World) -> None:
    path = f"/interviews/{proposed(world).json()['id']}/calendar"
    for who in ("chen", "wang"):
        file = world[who].get(path)
        assert file.headers["content-type"].startswith("text/calendar")
        assert file.text.startswith("BEGIN:VCALENDAR\r\n")
    assert world["recruiter"].get(path).status_code == 404


def test_a_room_is_found_booked_and_not_given_away_after_it_is_closed(world: World) -> None:
    recruiter = world["recruiter"]
    room = made(recruiter, "/rooms", {"name": "18-3", "capacity": 6})
    wang = str(world.desk.staff["wang"])
    days = {"starts_at": when(days=1)["starts_at"], "ends_at": when(days=3)["ends_at"]}
    search = days | {"resource_ids": [room["id"], wang]}
    free = recruiter.post("/free-times", search).json()["items"]
    assert free
    booked = proposed(world, room_id=room["id"], starts_at=free[0]["starts_at"], ends_at=free[0]["ends_at"])
    assert booked.json()["room_name"] == "18-3"
    assert free[0] not in recruiter.post("/free-times", search).json()["items"]
    assert made(recruiter, f"/rooms/{room['id']}/disable")["is_disabled"] is True
    body = when(days=5) | {"reason": "x", "room_id": room["id"]}
    assert code(recruiter.post(f"/interviews/{booked.json()['id']}/reschedule", body)) == (409, "room_disabled")
    assert code(recruiter.post("/rooms", {"name": "18-3"})) == (409, "room_name_taken")


def test_a_draft_is_saved_on_the_version_that_was_read_then_handed_in_and_amended(world: World) -> None:
    wang, path = world["wang"], f"/interviews/{world.desk.interview_id}/feedback"
    assert wang.get(f"{path}/mine").status_code == 404
    assert code(wang.call("PUT", path, SCORES)) == (428, "precondition_required")
    first = wang.call("PUT", path, SCORES | {"scores": {}}, if_none_match="*")
    assert (first.status_code, first.json()["status"]) == (200, "draft"), first.text
    assert code(wang.call("PUT", path, SCORES, if_none_match="*")) == (412, "precondition_failed")
    etag = wang.get(f"{path}/mine").headers["etag"]
    assert etag == first.headers["etag"]
    assert wang.call("PUT", path, SCORES | {"text_for_panel": "Better."}, if_match=etag).status_code == 200
    assert code(wang.call("PUT", path, SCORES, if_match=etag)) == (412, "precondition_failed")
    assert code(wang.post(f"{path}/amend", SCORES)) == (409, "feedback_not_submitted")
    assert code(wang.post(f"{path}/submit", SCORES | {"scores": {}})) == (422, "scorecard_incomplete")
    assert made(wang, f"{path}/submit", SCORES)["status"] == "submitted"
    assert code(wang.post(f"{path}/submit", SCORES)) == (409, "feedback_already_submitted")
    amended = made(wang, f"{path}/amend", SCORES | {"recommendation": "no"})
    versions = wang.get(f"{path}/{amended['id']}/versions").json()["items"]
    assert [one["recommendation"] for one in versions] == ["yes", "no"]


def test_others_feedback_is_hidden_until_one_s_own_is_in(world: World) -> None:
    path = f"/interviews/{world.desk.interview_id}/feedback"
    own = made(world["zhao"], f"{path}/submit", SCORES)
    versions = f"{path}/{own['id']}/versions"
    assert world["wang"].get(path).json()["items"] == []
    assert world["wang"].get(versions).status_code == 404
    made(world["wang"], f"{path}/submit", SCORES)
    assert {one["interviewer_name"] for one in world["wang"].get(path).json()["items"]} == {"王晓雨", "赵立新"}
    assert world["wang"].get(versions).status_code == 200
    assert world["recruiter"].post(f"{path}/submit", SCORES).status_code == 404
    assert code(world["chen"].get(path)) == (403, "forbidden")


def offer(world: World) -> str:
    """A drafted offer's path."""
    body = {"terms": TERMS, "early_reason": "A strong candidate."}
    return f"/offers/{made(world['recruiter'], f'/applications/{world.desk.application_id}/offers', body)['id']}"


def sent_offer(world: World) -> str:
    path = offer(world)
    hr = world["hr"].get("/sessions/current").json()["viewer"]["id"]
    made(world["recruiter"], f"{path}/submit", {"approver_ids": [hr]})
    made(world["hr"], f"{path}/approve", {})
    made(world["recruiter"], f"{path}/send")
    return path


def test_an_offer_is_approved_sent_and_accepted_by_the_link(world: World) -> None:
    path = sent_offer(world)
    own = world["chen"].get(path).json()
    assert (own["status"], own["terms"]["monthly_salary"]) == ("sent", "23000.00")
    assert not {"versions", "approvals", "early_reason"} & own.keys()
    assert code(world["chen"].post(f"{path}/accept", {"version": 2}))[0] == 409
    accepted = made(world["chen"], f"{path}/accept", {"version": 1})
    assert (accepted["status"], "approvals" in accepted) == ("accepted", False)
    assert world["chen"].get(f"/applications/{world.desk.application_id}").json()["status"] == "hired"
    state, _ = refused_move(world["chen"].post(f"{path}/decline", {"version": 1}))
    assert state == "accepted"
    assert world["zhao"].get(path).status_code == 404


def test_an_offer_is_not_seen_by_its_candidate_before_it_is_sent(world: World) -> None:
    path = offer(world)
    assert world["chen"].get(path).status_code == 404
    assert world["chen"].post(f"{path}/accept", {}).status_code == 404
    assert world["chen"].get(f"/applications/{world.desk.application_id}/offers").json()["items"] == []
    state, allowed = refused_move(world["recruiter"].post(f"{path}/send"))
    assert state == "draft"
    assert allowed
    terms = {"terms": TERMS | {"monthly_salary": 25000}}
    assert code(world["recruiter"].call("PUT", f"{path}/terms", terms)) == (428, "precondition_required")
    etag = world["recruiter"].get(path).headers["etag"]
    assert world["recruiter"].call("PUT", f"{path}/terms", terms, if_match=etag).status_code == 200
    assert code(world["recruiter"].call("PUT", f"{path}/terms", terms, if_match=etag)) == (412, "precondition_failed")


def test_an_offer_that_is_over_can_not_be_accepted(world: World, clock: Clock) -> None:
    path = sent_offer(world)
    clock.advance(days=20)
    assert world["chen"].post(f"{path}/accept", {"version": 1}).status_code == 409


def test_a_candidate_asks_about_their_data_and_is_answered_by_an_administrator(world: World) -> None:
    candidate = world["chen"].get(f"/applications/{world.desk.application_id}").json()["candidate_id"]
    asked = made(world["chen"], f"/candidates/{candidate}/privacy-requests", {"kind": "explain", "text": "为什么？"})
    path = f"/privacy-requests/{asked['id']}"
    assert "owner_staff_id" not in asked, "no names of staff"
    assert asked["due_at"] < asked["law_requires_by"]
    assert world["recruiter"].get(path).status_code == 403
    assert world["ouyang"].get(path).status_code == 404
    (line,) = world["admin"].get("/privacy-requests?mine=true").json()["items"]
    assert (line["id"], line["status"]) == (asked["id"], "received")
    version = world["admin"].get(path).headers["etag"]
    body = {"outcome": "fulfilled", "text": "面试官一致认为经验不足。"}
    answered = world["admin"].call("POST", f"{path}/answer", body, if_match=version)
    assert answered.status_code == 200, answered.text
    assert code(world["admin"].call("POST", f"{path}/answer", body, if_match=version)) == (412, "precondition_failed")
    seen = world["chen"].get(path).json()
    assert (seen["status"], seen["outcome"], seen["answer"]) == ("answered", "fulfilled", body["text"])
    assert refused_move(world["chen"].post(f"{path}/withdraw")) == ("answered", [])
