"""Who may reach what, on every route: strangers learn nothing, other roles and hidden fields are refused."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from app.kit.installation import Installation
from app.web.api.resources import api_routes
from app.web.api.route import ApiRoute
from tests.integration.api.world import World, ids_together, running_world

ROUTES = api_routes()
FILE = ("cv.txt", b"hello", "text/plain")
# What is everybody's in the house, or (with its own refusals) judged by another rule than the department's.
OPEN = {"department_id", "staff_id", "room_id", "library_answer_id", "subscription_id", "delivery_id", "event_id"}
ROLES = {"recruiter": "foreign", "hr_lead": "foreign_hr"}


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    with running_world(installation) as world:
        yield world


@pytest.fixture(scope="module")
def ids(world: World) -> dict[str, str]:
    """Real ids that belong together: the desk's application and what it has."""
    return ids_together(world, {name for route in ROUTES for name in route.spec.reader.ids})


def name_of(route: ApiRoute) -> str:
    return str(route.operation_id)


def sent(world: World, who: str, route: ApiRoute, ids: dict[str, str], **headers: str) -> Any:
    path = route.path_format.removeprefix("/api/v1").format(**ids)
    if route.spec.reader.upload:
        return world[who].upload(path, FILE, **headers)
    body = route.spec.reader.body[1].example if route.spec.reader.body else None  # type: ignore[attr-defined]
    return world[who].call(route.method, path, body, **headers)


def foreigners(route: ApiRoute) -> list[str]:
    """Those strangers whom the route's policy lets in."""
    own = [who for role, who in ROLES.items() if role in route.spec.policy.roles]
    is_survey = "survey_id" in route.spec.reader.ids  # ouyang's, whose application has ended
    return own + ([("chen" if is_survey else "ouyang")] if route.spec.policy.candidates else [])


FOREIGN = [
    pytest.param(route, who, id=f"{route.operation_id}-{who}")
    for route in ROUTES
    for who in foreigners(route)
    if set(route.spec.reader.ids) - OPEN
]


def test_files_are_among_what_is_tried() -> None:
    tried = {(route.operation_id, who) for route, who in (param.values for param in FOREIGN)}
    assert {("upload_attachment", "foreign"), ("upload_attachment", "ouyang")} <= tried
    assert {("download_attachment", "foreign"), ("download_attachment", "ouyang")} <= tried


@pytest.mark.parametrize(("route", "who"), FOREIGN)
def test_a_stranger_is_told_what_a_missing_thing_is_told(
    world: World, ids: dict[str, str], route: ApiRoute, who: str
) -> None:
    real = sent(world, who, route, ids)
    missing = sent(world, who, route, {name: str(uuid4()) for name in ids})
    assert (real.status_code, real.json()["code"]) == (404, "not_found"), real.text
    assert real.json() == missing.json()


STALE = {"if_match": '"00000000000000000000000000000000"'}
MEANT = {"recruiter": "recruiter", "hr_lead": "hr", "administrator": "admin", "interviewer": "wang"}
# What is changed singly and read singly, whatever state it is in: the version that was read counts first.
VERSIONED = re.compile(
    r"applications/{application_id}/(screen|advance|decide|reassign|reject|withdraw)|requisitions/{requisition_id}/\w+"
    r"|offers/{offer_id}/\w+|complaints/{complaint_id}/\w+|staff/{staff_id}/(disable|roles.*)|candidates/{candidate_id}"
    r"|webhooks/{subscription_id}|interviews/{interview_id}/(confirm|reschedule|cancel|hold|declare-conflict)"
)


def meant(route: ApiRoute) -> str:
    """Somebody whom the route is for, by what they have to do with the ids."""
    if not route.spec.policy.roles:
        return "ouyang" if "survey_id" in route.spec.reader.ids else "chen"
    return next(who for role, who in MEANT.items() if role in route.spec.policy.roles)


WRITES = [route for route in ROUTES if not route.spec.is_read and route.spec.reader.ids]


@pytest.mark.parametrize("route", WRITES, ids=name_of)
def test_a_change_of_an_older_version_is_never_made(world: World, ids: dict[str, str], route: ApiRoute) -> None:
    answer = sent(world, meant(route), route, ids, **STALE)
    assert answer.status_code >= 400, "the condition was passed over"
    other = "condition_not_taken" if route.spec.takes_match else "precondition_failed"
    assert answer.json()["code"] != other, "the description says the opposite"
    if VERSIONED.fullmatch(route.path_format.removeprefix("/api/v1/")) and answer.status_code != 404:
        assert answer.json()["code"] == "precondition_failed", answer.text


@pytest.mark.parametrize("route", [route for route in WRITES if set(route.spec.reader.ids) - OPEN], ids=name_of)
def test_a_condition_tells_strangers_nothing(world: World, ids: dict[str, str], route: ApiRoute) -> None:
    for who in foreigners(route):
        real = sent(world, who, route, ids, **STALE)
        missing = sent(world, who, route, {name: str(uuid4()) for name in ids}, **STALE)
        assert (real.status_code, real.json()) == (404, missing.json()), real.text


def test_an_id_of_the_wrong_kind_is_not_found(world: World, ids: dict[str, str]) -> None:
    """A real one, but of something else, for each id of each route."""
    told = {}
    for route in ROUTES:
        for name in route.spec.reader.ids:
            other = "room_id" if name != "room_id" else "interview_id"
            answer = sent(world, meant(route), route, ids | {name: ids[other]})
            told[route.operation_id, name] = (answer.status_code, answer.json()["code"])
    assert {key: value for key, value in told.items() if value != (404, "not_found")} == {}


OTHERS = {"wang": {"interviewer"}, "recruiter": {"recruiter"}, "admin": {"administrator"}}
CLOSED = [
    pytest.param(route, who, id=f"{route.operation_id}-{who}")
    for route in ROUTES
    for who in (*OTHERS, "chen")
    if not route.spec.policy.is_public
    and (not route.spec.policy.candidates if who == "chen" else not OTHERS[who] & set(route.spec.policy.roles))
]


@pytest.mark.parametrize(("route", "who"), CLOSED)
def test_another_role_is_refused(world: World, ids: dict[str, str], route: ApiRoute, who: str) -> None:
    answer = sent(world, who, route, ids)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), answer.text


HIDDEN = re.compile(
    r"panel|needs_panel|recommendation|text_for_panel|text_for_candidate|notes?|versions|approvals|early_reason|guidance"
    r"|\w*staff_ids?|\w*_by_id|owner_id|author_id|recruiter_id|hiring_manager_id|is_status_request|withdrawal_reason"
)
CANDIDATES_READS = [route for route in ROUTES if route.method == "GET" and route.spec.policy.candidates]


def keys(part: Any) -> set[str]:
    if isinstance(part, dict):
        return set(part) | {key for value in part.values() for key in keys(value)}
    return {key for value in part for key in keys(value)} if isinstance(part, list) else set()


@pytest.mark.parametrize("route", CANDIDATES_READS, ids=name_of)
def test_a_candidate_never_gets_a_hidden_field(world: World, ids: dict[str, str], route: ApiRoute) -> None:
    who = "ouyang" if route.path_format.endswith("{survey_id}") else "chen"
    answer = sent(world, who, route, ids)
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"] == "application/json":
        assert {key for key in keys(answer.json()) if HIDDEN.fullmatch(key)} == set()
