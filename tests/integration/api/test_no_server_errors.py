"""Whatever is sent to whichever operation, in and out of its description: never a 5xx.

Ids in addresses and bodies are half of the time those of real things, so that more than the
first look is reached; whoever asks is mostly one whom the operation lets in. `--deeper 6` sends
six times as many.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.kit.installation import Installation
from app.web.api.openapi import describe
from app.web.api.resources import api_routes
from tests.integration.api.world import World, running_world

SPEAKERS = {"recruiter": "recruiter", "hr_lead": "hr", "administrator": "admin", "interviewer": "zhao"}
MODES = {"positive": schemathesis.GenerationMode.POSITIVE, "negative": schemathesis.GenerationMode.NEGATIVE}
EXAMPLES = 8
IDS = re.compile(r"^(\w*_)?(id|ids)$")
DOCUMENT = describe(api_routes())
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (result.ok() for result in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations())
}
# What ends what the others need comes last: the log-ins of those who ask.
LAST = ("end_session", "end_current_session")
ENDS_LOG_INS = (*LAST, "create_session")  # where 401 is an answer and not the end of the test
MADE_UP = {"session_id", "grant_id", "link_id"}  # real ones would take the log-in or the role of who asks


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    with running_world(installation) as world:
        yield world


@pytest.fixture(scope="module")
def ids(world: World) -> dict[str, list[str]]:
    """Real ids by the name of the parameter that takes them; nobody who asks is among the staff."""
    names = {part for path in DOCUMENT["paths"] for part in re.findall(r"{(\w+)}", path)}
    found = {name: world.ids_of(name) for name in names - MADE_UP}
    found["staff_id"] = [str(world.desk.staff["wang"])]
    return found


def ranked() -> list[Any]:
    """Reads first, since writes use up what there is to read."""
    pairs = [(name, mode) for mode in MODES for name in OPERATIONS]
    pairs.sort(key=lambda pair: (pair[0] in LAST, OPERATIONS[pair[0]].method != "get"))
    return [pytest.param(name, mode, id=f"{name}-{mode}") for name, mode in pairs]


class Known(requests.auth.AuthBase):
    """Says who asks, last of all: negative generation leaves required headers out, and then nothing is tried."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update({"authorization": f"Bearer {self.token}", "idempotency-key": uuid4().hex})
        return request


def test_every_id_that_an_address_takes_has_something_real(ids: dict[str, list[str]]) -> None:
    """A new kind of id: add one to `furnish`."""
    assert [name for name, known in ids.items() if not known] == []


@pytest.mark.parametrize(("name", "mode"), ranked())
def test_an_operation_never_fails(name: str, mode: str, world: World, ids: dict[str, list[str]], deeper: int) -> None:
    operation = OPERATIONS[name]
    admitted = [who for role, who in SPEAKERS.items() if role in operation.definition.raw["x-roles"]]
    admitted += ["chen"] if operation.definition.raw["x-candidates"] else []
    address, session = str(world["hr"].client.base_url).rstrip("/"), requests.Session()

    @given(
        case=operation.as_strategy(generation_mode=MODES[mode]),
        who=st.sampled_from([*(admitted * 3), "chen", "foreign"]),
        chosen=st.randoms(use_true_random=False),
    )
    @settings(
        max_examples=EXAMPLES * deeper,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=deeper == 1,
    )
    def check(case: schemathesis.Case, who: str, chosen: Any) -> None:
        for parameter in case.path_parameters or {}:
            if chosen.random() < 0.7 and ids.get(parameter):
                case.path_parameters[parameter] = chosen.choice(ids[parameter])
        case.body = made_real(case.body, ids, chosen)
        session.auth = Known(world[who].token)
        answer = case.call(base_url=address, session=session)
        assert answer.status_code != 401 or name in ENDS_LOG_INS, f"{who} is known no more: nothing is tried"
        assert answer.status_code < 500, f"{who}: {case.as_curl_command()}\n{answer.text}"

    check()


def made_real(body: Any, ids: dict[str, list[str]], chosen: Any, key: str = "") -> Any:
    """The body with half of its ids replaced by those of real things."""
    if isinstance(body, dict):
        return {name: made_real(value, ids, chosen, str(name)) for name, value in body.items()}
    if isinstance(body, list):
        return [made_real(value, ids, chosen, key) for value in body]
    if isinstance(body, str) and IDS.match(key) and chosen.random() < 0.5:
        name = re.sub(r"^\w*staff_id$|^approver_id$|^hiring_manager_id$|^recruiter_id$", "staff_id", key.rstrip("s"))
        return chosen.choice(ids.get(name) or [body])
    return body
