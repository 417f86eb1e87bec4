"""The description of the API (OpenAPI 3.1), made from the routes; for signed-in staff.

FastAPI describes paths, parameters and bodies. Added here is what our framework does for every
route: who may call, the key of a write, conditions, problems.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.web.api.route import ApiRoute, ApiRouter
from app.web.policies import STAFF

TITLE, VERSION = "Huiyin", "1"
ABOUT = "How to authenticate, idempotency keys, paging, ETags and errors: docs/api.md."
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Made up by the caller for every new request; a repeated request with the same key is done once "
    "and answered alike, for seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "5e0f7d6a-4c5b-4a0e-9b59-1f9f6f0a3c11",
}
MATCH_PARAMETER = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the version that the change is based on; 412 if there is a newer one. Operations that "
    "don't list this header refuse it (422, `condition_not_taken`).",
    "schema": {"type": "string", "maxLength": 200},
}
NONE_MATCH_PARAMETER = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what is known already; answered with 304 if it still is so.",
    "schema": {"type": "string", "maxLength": 200},
}
FIRST_PARAMETER = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "`*` instead of If-Match to make the first one; 412 if there is one by now.",
    "schema": {"type": "string", "pattern": r"^\*$", "maxLength": 1},
}
PROBLEMS = {
    400: "Malformed: not JSON, or no Idempotency-Key",
    401: "Nobody is signed in",
    403: "The role does not allow this",
    404: "Missing, or not yours to see",
    409: "The thing is not in a state that allows this",
    412: "It was changed since it was read",
    415: "The body has a wrong media type",
    422: "The input breaks a rule that `errors` or `code` names",
    428: "The change needs If-Match",
    429: "Too many attempts",
    503: "Something that is needed does not answer",
}


class ProblemFault(BaseModel):
    """What is wrong with one field; the value that was sent is never repeated."""

    pointer: str = Field(description="JSON pointer into the body, or `?name` for a parameter")
    code: str
    message: str = Field(description="in the language that was asked for")


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; `title` and `detail` are words for people."""

    type: str = Field(examples=["/problems/not_found"])
    title: str
    status: int
    code: str
    detail: str
    values: dict[str, Any] | None = Field(None, description="what the words are filled with")
    thing: str | None = Field(None, description="what is in a state that does not allow the request (409)")
    state: str | None = Field(None, description="the state that it is in")
    allowed: list[str] | None = Field(None, description="the states that it may go to from there")
    errors: list[ProblemFault] | None = None


def describe(routes: Sequence[ApiRoute]) -> dict[str, Any]:
    """The whole document."""
    document = get_openapi(title=TITLE, version=VERSION, openapi_version="3.1.0", description=ABOUT, routes=routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs"), "Problem": problem}
    document["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "a session's token, or a candidate's link"}
    }
    for route in routes:
        _complete(document["paths"][route.path_format][route.method.lower()], route)
    return document


def _complete(operation: dict[str, Any], route: ApiRoute) -> None:
    spec = route.spec
    operation["security"] = [] if spec.policy.is_public else [{"bearer": []}]
    operation["x-roles"] = sorted(spec.policy.roles)
    operation["x-candidates"] = spec.policy.candidates
    parameters = operation.setdefault("parameters", [])
    parameters += [KEY_PARAMETER] if spec.needs_key else []
    is_needed = spec.needs_match and not spec.makes_first
    parameters += [{**MATCH_PARAMETER, "required": is_needed}] if spec.takes_match else []
    parameters += [FIRST_PARAMETER] if spec.makes_first else []
    parameters += [NONE_MATCH_PARAMETER] if route.method == "GET" and spec.has_etag else []
    if not parameters:
        del operation["parameters"]
    if spec.reader.upload:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": UPLOAD}}}
    responses = operation["responses"]
    if spec.media:
        schema = {"type": "object"} if spec.media == "application/json" else {"type": "string", "format": "binary"}
        responses[str(spec.status)]["content"] = {spec.media: {"schema": schema}}
    for status in _possible(route):
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[str(status)] = {"description": PROBLEMS[status], "content": content}


UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
}


def _possible(route: ApiRoute) -> list[int]:
    spec = route.spec
    statuses = {404, 422, 503} | (set() if spec.policy.is_public else {401, 403})
    if route.method != "GET":
        statuses |= {400, 415}
    if not spec.is_read:
        statuses |= {409} | ({412} if spec.takes_match else set()) | ({428} if spec.needs_match else set())
        statuses |= set() if spec.needs_key else {429}
    if spec.policy.is_public:
        statuses |= {401}
    return sorted(statuses)


def description_route(routes: Sequence[ApiRoute]) -> list[ApiRoute]:
    """The route that answers with the description of `routes`, made when it is first asked for."""
    router = ApiRouter("description")

    @cache
    def content() -> bytes:
        return json.dumps(describe([*routes, *router.routes]), ensure_ascii=False).encode()

    @router.get("/openapi.json", STAFF, "The description of this API (OpenAPI 3.1)", media="application/json")
    def read_openapi() -> Response:
        return Response(content(), media_type="application/json")

    return router.routes
