"""What is done with complaints, surveys, consents, nudges and webhooks through the API, and what is refused."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.kit.database import Actor, Database
from app.kit.egress import Egress
from app.webhooks import service as webhooks
from tests.integration.api.conftest import NOW, Desk
from tests.integration.api.test_stories import code, refused_move
from tests.integration.api.world import World, made, meet, second_application

COMPLAINT = {"about": "silence", "text": "两周了。"}


@pytest.fixture
def world(client: TestClient, database: Database, desk: Desk) -> World:
    return meet(client, database, desk)


def test_a_complaint_is_looked_into_resolved_and_reopened_once(world: World) -> None:
    own = made(
        world["chen"], f"/applications/{world.desk.application_id}/complaints", {"about": "silence", "text": "?"}
    )
    path = f"/complaints/{own['id']}"
    assert {"notes", "owner_staff_id", "concerned_staff_ids"}.isdisjoint(own)
    assert [one["id"] for one in world["hr"].get("/complaints").json()["items"]] == [own["id"]]
    assert world["foreign_hr"].get("/complaints").json()["items"] == []
    assert world["ouyang"].get(path).json() == world["foreign_hr"].get(path).json()
    assert made(world["hr"], f"{path}/review")["status"] == "in_review"
    assert refused_move(world["hr"].post(f"{path}/review"))[0] == "in_review"
    made(world["hr"], f"{path}/notes", {"text": "Asked the panel."})
    resolution = {"outcome": "upheld", "text": "We apologise."}
    assert made(world["hr"], f"{path}/resolve", resolution)["status"] == "resolved"
    told = world["chen"].get(path).json()
    assert told["can_reopen"] is True
    assert "Asked the panel." not in world["chen"].get(path).text
    assert made(world["chen"], f"{path}/reopen", {"reason": "Still nothing."})["status"] == "reopened"
    made(world["hr"], f"{path}/resolve", resolution)
    assert world["chen"].post(f"{path}/reopen", {"reason": "Again."}).status_code == 409
    assert code(world["recruiter"].get(path)) == (403, "forbidden")


def test_a_survey_is_asked_after_the_end_and_read_by_uninvolved_leads(world: World) -> None:
    application = f"/applications/{second_application(world.database, world.desk)}"
    assert world["ouyang"].get("/surveys").json()["items"] == []
    made(world["recruiter"], f"{application}/reject", {"reason": "Not enough experience."})
    [asked] = world["ouyang"].get("/surveys").json()["items"]
    path = f"/surveys/{asked['id']}"
    answered = world["ouyang"].call("PUT", path, {"relationship": "great", "clarity": 5})
    assert answered.json()["answers"]["clarity"] == 5, answered.text
    assert world["ouyang"].call("PUT", path, {"relationship": "great", "clarity": 6}).status_code == 422
    assert world["chen"].call("PUT", path, {"relationship": "great"}).status_code == 404
    assert [one["id"] for one in world["hr"].get("/surveys").json()["items"]] == [asked["id"]]
    assert code(world["recruiter"].get("/surveys")) == (403, "forbidden")


def test_a_consent_is_given_to_the_notice_that_holds_and_withdrawn(world: World) -> None:
    candidate = world["recruiter"].get(f"/applications/{world.desk.application_id}").json()["candidate_id"]
    path = f"/candidates/{candidate}/consents"
    consent = {"purpose": "talent_pool", "notice_version": 1}
    before = world["chen"].post(path, {"purpose": "talent_pool", "notice_version": 99})
    assert before.status_code in (409, 422), before.text
    version = made(world["admin"], "/privacy-notice", {"zh_cn": "只为招聘。", "en": "For hiring only."})["version"]
    assert world["chen"].get("/privacy-notice?locale=en").json()["text"] == "For hiring only."
    given = made(world["chen"], path, consent | {"notice_version": version})
    assert (given["way"], given["is_live"]) == ("portal", True)
    assert world["recruiter"].post(path, consent | {"notice_version": version}).status_code in (403, 409, 422)
    assert made(world["chen"], f"{path}/withdraw", {"purpose": "talent_pool"})["is_live"] is False
    assert world["chen"].post(f"{path}/withdraw", {"purpose": "talent_pool"}).status_code == 409
    assert world["ouyang"].post(path, consent).status_code == 404


def test_a_promise_is_chased_snoozed_and_looked_at_again(world: World) -> None:
    clocks = world["recruiter"].get(f"/applications/{world.desk.application_id}/clocks").json()["items"]
    clock = next(one for one in clocks if one["kind"] == "answer")
    path = f"/nudges/{clock['id']}"
    assert made(world["recruiter"], f"{path}/send", {})["is_by_hand"] is True
    assert code(world["recruiter"].post(f"{path}/send", {})) == (409, "already_nudged")
    [entry] = world["recruiter"].get(f"/nudges/ledger?clock_id={clock['id']}").json()["items"]
    assert entry["recipient_staff_id"] == str(world.desk.staff["zhao"])
    assert world["foreign"].get(f"/nudges/ledger?clock_id={clock['id']}").json()["items"] == []
    assert code(world["zhao"].post(f"{path}/send", {})) == (403, "forbidden")
    past = {"until_at": (NOW - timedelta(hours=1)).isoformat()}
    assert code(world["zhao"].post(f"{path}/snooze", past)) == (422, "snooze_in_the_past")
    rest = made(world["zhao"], f"{path}/snooze", {"until_at": (NOW + timedelta(days=1)).isoformat()})
    assert world["foreign"].post(f"/nudges/snoozes/{rest['id']}/undo").status_code == 404
    assert made(world["zhao"], f"/nudges/snoozes/{rest['id']}/undo")["undone_at"] is not None
    done = made(world["zhao"], f"{path}/done")
    assert (done["is_open"], done["still_owed"]) == (True, "answer")
    handed, why = {"owner_staff_id": str(world.desk.staff["wang"])}, {"reason": "She sat on the panel."}
    assert code(world["zhao"].post(f"{path}/reassign", handed)) == (422, "invalid_input")
    auditor = {"owner_staff_id": str(world.desk.staff["auditor"])}
    assert code(world["zhao"].post(f"{path}/reassign", auditor | why)) == (422, "owner_not_possible")
    made(world["zhao"], f"{path}/reassign", handed | why)
    assert world["zhao"].post(f"{path}/done").status_code == 404


def test_a_promise_rests_until_the_candidate_answers(world: World) -> None:
    policy = {"kind": "complaint", "amount": 5, "unit": "business_days"}
    refused = world["admin"].post("/sla/policies", policy | {"kind": "outcome", "pauses_on": ["waiting_for_candidate"]})
    assert code(refused) == (422, "bad_sla_policy")
    application = f"/applications/{world.desk.application_id}"
    made(world["admin"], "/sla/policies", policy | {"pauses_on": ["waiting_for_candidate"]})
    made(world["chen"], f"{application}/complaints", COMPLAINT)
    clocks = world["hr"].get(f"{application}/clocks").json()["items"]
    clock = next(one for one in clocks if one["kind"] == "complaint")
    path, pause = f"/sla/clocks/{clock['id']}", {"reason": "waiting_for_candidate", "waits_for": "哪一次面试？"}
    assert code(world["foreign"].post(f"{path}/pause", pause)) == (404, "not_found")
    assert code(world["hr"].post(f"{path}/pause", {"reason": "waiting_for_candidate"})) == (422, "invalid_input")
    assert made(world["hr"], f"{path}/pause", pause)["paused_at"] is not None
    department = world["hr"].get(f"/sla/clocks?resting=true&department_id={clock['department_id']}").json()["items"]
    assert [one["id"] for one in department] == [clock["id"]]

    def seen() -> dict[str, object]:
        shown = world["chen"].get(f"{application}/clocks").json()["items"]
        return next(one for one in shown if one["id"] == clock["id"])

    assert (seen()["pause_reason"], seen()["waits_for"]) == ("waiting_for_candidate", "哪一次面试？")
    assert "paused_seconds" not in seen()
    made(world["chen"], f"{application}/messages", {"body": "业务面。"})
    assert (seen()["paused_at"], seen()["waits_for"]) == (None, None)
    assert code(world["hr"].post(f"{path}/resume")) == (409, "clock_not_paused")


def test_a_complaint_s_reader_of_another_department_is_told_nothing(world: World) -> None:
    """Reading one asked for no department: any HR lead read every complaint's words."""
    own = made(
        world["chen"], f"/applications/{world.desk.application_id}/complaints", {"about": "silence", "text": "?"}
    )
    assert code(world["foreign_hr"].get(f"/complaints/{own['id']}")) == (404, "not_found")


def test_a_snooze_of_another_department_can_not_be_undone(world: World) -> None:
    """Any recruiter of the house could."""
    [clock, *_] = world["zhao"].get("/sla/clocks").json()["items"]
    until = {"until_at": (NOW + timedelta(days=1)).isoformat()}
    rest = made(world["zhao"], f"/nudges/{clock['id']}/snooze", until)
    assert code(world["foreign"].post(f"/nudges/snoozes/{rest['id']}/undo")) == (404, "not_found")


def test_a_webhook_is_pinged_changed_given_a_new_secret_and_ended(world: World) -> None:
    address = "https://hooks.bank.example/x"
    refused = world["admin"].post("/webhooks", {"url": address, "events": ["*"]})
    assert code(refused) == (422, "webhook_host_not_allowed")
    with world.database.unit(Actor.service(), NOW) as unit:
        hook = webhooks.subscribe(unit, url=address, events=["*"], egress=Egress.of("hooks.bank.example"))
    path = f"/webhooks/{hook.subscription.id}"
    assert "secret" not in world["admin"].get(path).json()
    assert made(world["admin"], f"{path}/ping")["event"] == "webhook.ping"
    [delivery] = world["admin"].get(f"{path}/deliveries").json()["items"]
    assert code(world["admin"].post(f"/webhook-deliveries/{delivery['id']}/redeliver")) == (409, "delivery_under_way")
    assert world["admin"].patch(path, {"events": ["interview.*"]}).json()["events"] == ["interview.*"]
    assert code(world["admin"].patch(path, {"events": ["no such"]})) == (422, "bad_event_pattern")
    key = {"idempotency_key": "rotate-1"}
    rotated = world["admin"].post(f"{path}/rotate-secret", {}, **key)
    assert rotated.json()["secret"]
    assert "secret" not in world["admin"].post(f"{path}/rotate-secret", {}, **key).json()
    assert world["admin"].patch(path, {"is_active": False}).json()["is_active"] is False
    assert code(world["admin"].post(f"{path}/ping")) == (409, "subscription_off")
    assert world["admin"].delete(path).status_code == 204
    assert code(world["recruiter"].get(path)) == (403, "forbidden")
