"""What the candidate reads while a decision is held back from them: what they read before it was made."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.feedback import service as feedback
from app.kit.installation import Installation
from tests.integration.api.conftest import NOW
from tests.integration.api.test_reach import CANDIDATES_READS, ROUTES, sent
from tests.integration.api.world import SCORES, World, made, running_world


@pytest.fixture
def world(installation: Installation) -> Iterator[World]:
    with running_world(installation, held(installation)) as world:
        yield world


def held(installation: Installation) -> Callable[[World], None]:
    """An interview that was held, scored and asked about, in a round that holds its decisions for a day."""

    def prepare(world: World) -> None:
        with installation.owner.engine.begin() as connection:
            connection.execute(text("update round_versions set release_hold_hours = 24"))
        interview = f"/interviews/{world.desk.interview_id}"
        made(world["wang"], f"{interview}/feedback/submit", SCORES)
        made(world["chen"], f"{interview}/questions", {"text": "团队有多大？"})
        made(world["chen"], f"/applications/{world.desk.application_id}/messages", {"body": "什么时候有结果？"})
        made(world["recruiter"], f"{interview}/hold", {})

    return prepare


def all_reads(world: World) -> dict[str, Any]:
    """Everything that a candidate may ask for and that there is, by path."""
    own = {
        "application_id": str(world.desk.application_id),
        "interview_id": str(world.desk.interview_id),
        "candidate_id": world["chen"].get(f"/applications/{world.desk.application_id}").json()["candidate_id"],
    }
    read = {}
    for route in CANDIDATES_READS:
        if any(not world.ids_of(name) for name in route.spec.reader.ids):
            continue
        ids = {name: own.get(name) or world.ids_of(name)[0] for name in route.spec.reader.ids}
        path = route.path_format.removeprefix("/api/v1").format(**ids)
        answer = world["chen"].get(path)
        is_json = answer.headers["content-type"].endswith("json")
        read[path] = answer.status_code, answer.json() if is_json else answer.text, answer.headers.get("etag")
    return read


@pytest.mark.parametrize("decision", ["advance", "reject"])
def test_nothing_that_a_candidate_reads_tells_of_a_decision_that_is_held_back(world: World, decision: str) -> None:
    application = f"/applications/{world.desk.application_id}"
    before = all_reads(world)
    assert {200} == {status for status, _, _ in before.values()} - {404}
    assert len(before) > 12
    body = {"round_id": str(world.round_id), "decision": decision, "reason": "As we agreed."}
    answered = made(world["zhao"], f"{application}/decide", body)
    told: Any = answered["items"][-1]
    assert (told["decision"], told["shown_at"]) == (decision, None)
    assert all_reads(world) == before
    status = world["recruiter"].get(application).json()["status"]
    assert status == ("rejected" if decision == "reject" else "active"), "the recruiter knows"

    feedback.release_due(world.database, NOW + timedelta(hours=25))
    after = all_reads(world)
    assert after[f"{application}/released"] != before[f"{application}/released"]
    assert after[application][1]["status"] == status
    assert [len(after["/surveys"][1]["items"]), len(before["/surveys"][1]["items"])] == [decision == "reject", 0]


SHOWS = {"withdraw_application"}  # what ends it from the candidate's side tells them first how it stands
CANDIDATES_WRITES = [
    route
    for route in ROUTES
    if route.spec.policy.candidates and not route.spec.is_read and route.operation_id not in SHOWS
]


def all_writes(world: World) -> dict[str | None, Any]:
    """How everything that a candidate may try is answered, by operation; of a refusal also its state and way on."""
    own = {"application_id": str(world.desk.application_id), "interview_id": str(world.desk.interview_id)}
    told = {}
    for route in CANDIDATES_WRITES:
        ids = {name: own.get(name) or next(iter(world.ids_of(name)), str(uuid4())) for name in route.spec.reader.ids}
        answer = sent(world, "chen", route, ids)
        refusal = answer.json() if answer.status_code >= 400 else {}
        told[route.operation_id] = (answer.status_code, *map(refusal.get, ("code", "thing", "state", "allowed")))
    return told


@pytest.mark.parametrize("decision", ["advance", "reject"])
def test_no_refusal_tells_a_candidate_of_a_decision_that_is_held_back(
    installation: Installation, decision: str
) -> None:
    with running_world(installation, held(installation)) as world:
        before = all_writes(world)
    assert {"interview"} <= {thing for _, _, thing, _, _ in before.values()}
    assert len(before) > 8
    with running_world(installation, held(installation)) as world:
        body = {"round_id": str(world.round_id), "decision": decision, "reason": "As we agreed."}
        answered: Any = made(world["zhao"], f"/applications/{world.desk.application_id}/decide", body)
        assert answered["items"][-1]["shown_at"] is None
        assert all_writes(world) == before


def test_who_withdraws_meanwhile_is_told(world: World) -> None:
    application = f"/applications/{world.desk.application_id}"
    body = {"round_id": str(world.round_id), "decision": "reject", "reason": "As we agreed."}
    made(world["zhao"], f"{application}/decide", body)
    left = made(world["chen"], f"{application}/withdraw", {"reason": "Another offer."})
    assert left["status"] == "rejected"
    (shown,) = world["chen"].get(f"{application}/released").json()["items"]
    assert shown["decision"] == "reject"
    again = world["chen"].post(f"{application}/withdraw", {})
    assert (again.status_code, again.json()["code"]) == (409, "application_ended")
    assert (again.json()["thing"], again.json()["state"], again.json()["allowed"]) == ("application", "rejected", [])
