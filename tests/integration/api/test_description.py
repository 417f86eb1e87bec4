"""The description of the API: complete, and true of the routes."""

import ast
import inspect
import json
import textwrap
from collections.abc import Callable
from typing import Any, get_args

import pytest

from app.hiring.rules import MOST_HEADCOUNT, MOST_WEIGHT, ROUND_LIMITS
from app.web.api.bodies import Body, Part
from app.web.api.openapi import describe
from app.web.api.reading import read_body
from app.web.api.resources import api_routes
from app.web.api.route import ApiRoute
from app.web.policies import Policy
from tests.integration.api.conftest import As

ROUTES = api_routes()
LIMITS = {"string": ("maxLength", "enum", "const", "format"), "integer": ("maximum",), "number": ("maximum",)}


def name_of(route: ApiRoute) -> str:
    return str(route.operation_id)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return describe(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_an_operation_says_what_it_is(route: ApiRoute, document: dict[str, Any]) -> None:
    operation = document["paths"][route.path_format][route.method.lower()]
    assert operation["operationId"] == route.operation_id
    assert operation["summary"]
    assert operation["tags"]
    assert isinstance(route.spec.policy, Policy)
    assert route.spec.policy.is_public == (operation["security"] == [])
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    assert route.spec.needs_key == ("Idempotency-Key" in named)
    assert "Problem" in str(operation["responses"]["422"])


def _compares(function: Callable[..., Any]) -> bool:
    """Whether the code of an endpoint, with the API's helpers that it names, compares versions."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Attribute) and node.attr == "require_match":
            return True
        helper = function.__globals__.get(node.id) if isinstance(node, ast.Name) else None
        is_ours = inspect.isfunction(helper) and helper.__module__.startswith("app.web.api") and helper is not function
        if is_ours and _compares(helper):
            return True
    return False


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.spec.is_read], ids=name_of)
def test_if_match_is_described_exactly_where_it_is_compared(route: ApiRoute, document: dict[str, Any]) -> None:
    operation = document["paths"][route.path_format][route.method.lower()]
    described = [one for one in operation.get("parameters", []) if one["name"] == "If-Match"]
    assert bool(described) == _compares(route.endpoint), f"say takes_match of {route.operation_id} as it is"
    assert ("412" in operation["responses"]) == bool(described)


def test_the_first_of_a_kind_can_be_made_as_it_is_described(document: dict[str, Any]) -> None:
    """Who has seen no version yet has no ETag to send."""
    for route in ROUTES:
        sent = document["paths"][route.path_format][route.method.lower()].get("parameters", [])
        headers = {one["name"]: one["required"] for one in sent if one["name"] in {"If-Match", "If-None-Match"}}
        if route.method == "PUT" and route.spec.needs_match:
            expected = {"If-Match": False, "If-None-Match": False} if route.spec.makes_first else {"If-Match": True}
            assert headers == expected, route.operation_id
    assert [route.operation_id for route in ROUTES if route.spec.makes_first] == ["save_feedback_draft"]


def test_no_two_operations_share_a_name() -> None:
    names = [route.operation_id for route in ROUTES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", [route for route in ROUTES if route.spec.reader.body], ids=name_of)
def test_a_body_has_an_example_that_is_valid(route: ApiRoute, document: dict[str, Any]) -> None:
    assert route.spec.reader.body is not None
    model = route.spec.reader.body[1]
    assert issubclass(model, Body)
    read_body(model, json.dumps(model.example).encode())
    assert document["components"]["schemas"][model.__name__]["examples"] == [model.example]


def _parts(model: type[Part]) -> list[type[Part]]:
    inner = [kind for field in model.model_fields.values() for kind in _models_in(field.annotation)]
    return [model, *(part for kind in inner for part in _parts(kind))]


def _models_in(hint: Any) -> list[type[Part]]:
    if isinstance(hint, type) and issubclass(hint, Part):
        return [hint]
    return [kind for part in get_args(hint) for kind in _models_in(part)]


@pytest.mark.parametrize("route", [route for route in ROUTES if route.spec.reader.body], ids=name_of)
def test_every_field_that_is_sent_has_a_limit(route: ApiRoute) -> None:
    assert route.spec.reader.body is not None
    for part in _parts(route.spec.reader.body[1]):
        schema = part.model_json_schema()
        for field, shape in schema["properties"].items():
            for kind in [shape, *shape.get("anyOf", [])]:
                needed = LIMITS.get(kind.get("type"), ())
                assert not needed or any(limit in kind for limit in needed), f"{part.__name__}.{field} has no limit"
                if kind.get("type") == "array":
                    assert "maxItems" in kind, f"{part.__name__}.{field} has no limit"


def test_staff_read_the_description_and_it_is_openapi_3_1(as_: As) -> None:
    answer = as_("wang").get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
    assert len(answer.json()["paths"]) >= 10


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_an_answer_is_described_or_there_is_none(route: ApiRoute, document: dict[str, Any]) -> None:
    answers = document["paths"][route.path_format][route.method.lower()]["responses"]
    [good] = [status for status in answers if status.startswith("2")]
    assert (good == "204") == ("content" not in answers[good])
    assert all(content["schema"] for content in answers[good].get("content", {}).values())


def test_no_two_shapes_share_a_name(document: dict[str, Any]) -> None:
    """Else their modules come into the names, and a generated client refuses to tell them apart."""
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


def test_the_limits_described_are_those_that_the_services_enforce(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    described = {name: _range(schemas["RoundIn"]["properties"][name]) for name in ROUND_LIMITS}
    assert described == dict(ROUND_LIMITS)
    assert _range(schemas["DimensionIn"]["properties"]["weight"]) == (1, MOST_WEIGHT)
    assert _range(schemas["RequisitionIn"]["properties"]["headcount"]) == (1, MOST_HEADCOUNT)


def _range(schema: dict[str, Any]) -> tuple[int, int]:
    """The least and the most of a number, which may be optional."""
    number = next(each for each in schema.get("anyOf", [schema]) if "maximum" in each)
    return number["minimum"], number["maximum"]
