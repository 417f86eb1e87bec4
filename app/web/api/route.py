"""A route of the API: one transaction per request, from the token to the answer.

Who asks, may they, what do they send, was it done before, do it, keep the answer, commit. The
endpoint is one call in the middle. How to write one: app.web.api.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any, TypeVar, get_args, get_type_hints

from anyio import CapacityLimiter, to_thread
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response

from app.kit.database import Actor
from app.kit.errors import HuiyinError
from app.kit.idempotency import Attempt, Kept, begin, keep
from app.web.api.bodies import Out, PageOf
from app.web.api.call import ApiCall, Refused, actor_of, check_viewer, etag_of, identify, is_named
from app.web.api.faults import IdempotencyKeyMissing, IdempotencyKeyUnfit, WrongMediaType, refusal_of, was_broken_off
from app.web.api.reading import Reader, charset_of, reader_of
from app.web.api.uploads import read_upload
from app.web.context import web_of
from app.web.errors import render
from app.web.gate import SAFE_METHODS
from app.web.policies import Policy, allow

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
KEY_LENGTH = 200
# Requests at work at once in a process. Few, since more only take each other's turn (measured on two cores with
# 20 clients: with 8 as many are answered as with 4, and p95 is longer); together fewer than the pool has
# connections. Writes may wait for one another's rows and keys, and must not keep reads waiting.
READERS, WRITERS = 4, 16
AGAIN = 3  # times that a write is tried which the database broke off in favour of another
VARIES = "Authorization, Cookie, Accept-Language"


@dataclass(frozen=True)
class Spec:
    """What a route says of itself besides its path and endpoint."""

    policy: Policy
    status: int
    is_read: bool
    needs_key: bool
    takes_match: bool
    needs_match: bool
    makes_first: bool
    has_etag: bool
    reader: Reader
    media: str = ""


class ApiRoute(APIRoute):
    """FastAPI's route for the description; the work is done here."""

    spec: Spec

    def __init__(self, path: str, endpoint: Callable[..., Any], *, spec: Spec, method: str, **shown: Any) -> None:
        self.spec = spec
        self.method = method
        super().__init__(
            path,
            endpoint,
            methods=[method],
            status_code=spec.status,
            response_model=_answered(get_type_hints(endpoint).get("return")),
            operation_id=endpoint.__name__,
            **shown,
        )

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.respond

    async def respond(self, request: Request) -> Response:
        """Reads the body here and does the rest on a thread: services block."""
        raw = b"" if self.method in SAFE_METHODS else await request.body()
        upload = await read_upload(request) if self.spec.reader.upload and _is_form(request) else None
        limiter = _limiter(request.app.state, is_read=self.spec.is_read)
        return await to_thread.run_sync(self._answer, request, raw, upload, limiter=limiter)

    def _answer(self, request: Request, raw: bytes, upload: Any) -> Response:
        for attempt in range(1, AGAIN + 1):
            try:
                return self._work(request, raw, upload)
            except DBAPIError as error:
                if attempt < AGAIN and was_broken_off(error):
                    continue  # nothing of it was kept
                refused = refusal_of(error)
                if refused is None:
                    raise
                return render(request, refused)
            except HuiyinError as error:
                return render(request, error)
        raise AssertionError  # the last attempt returned or raised

    def _work(self, request: Request, raw: bytes, upload: Any) -> Response:
        web, spec = web_of(request), self.spec
        with web.installation.web.unit(Actor.service(), web.now()) as unit:
            viewer = request.state.viewer = identify(unit, request.state.token)
            check_viewer(spec.policy, viewer)
            unit.actor = actor_of(viewer)
            arguments: dict[str, Any] = spec.reader.check_ids(request.path_params)
            arguments |= spec.reader.check_parameters(request.query_params)
            arguments |= self._sent(request, raw, upload)
            attempt = self._attempt(request, raw, upload) if spec.needs_key else None
            kept = begin(unit, attempt) if attempt else None
            if kept:
                return _replayed(kept)
            call = ApiCall(request, web, unit, viewer, takes_match=spec.takes_match, needs_match=spec.needs_match)
            answer = self.endpoint(call, **arguments) if spec.reader.call else self.endpoint(**arguments)
            if not spec.is_read:
                call.require_compared()
            response = self._rendered(call, answer)
            if attempt:
                keep(unit, attempt.key, response.status_code, _kept_text(answer))
        if isinstance(answer, Refused):
            raise answer.error
        return response

    def _sent(self, request: Request, raw: bytes, upload: Any) -> dict[str, Any]:
        if self.method in SAFE_METHODS:
            return {}
        if self.spec.reader.upload:
            if upload is None:
                raise WrongMediaType(expected="multipart/form-data")
            return {self.spec.reader.upload: upload}
        if (raw or self.spec.reader.body) and _media_type(request) != "application/json":
            raise WrongMediaType(expected="application/json")
        if charset_of(request) not in {"", "utf-8", "utf8"}:
            raise WrongMediaType(expected="application/json; charset=utf-8")
        return self.spec.reader.check_body(raw)

    def _attempt(self, request: Request, raw: bytes, upload: Any) -> Attempt:
        key = request.headers.get("idempotency-key", "").strip()
        if not key:
            raise IdempotencyKeyMissing
        if len(key) > KEY_LENGTH or not key.isprintable():
            raise IdempotencyKeyUnfit(most=KEY_LENGTH)
        sent = raw if upload is None else repr(sorted(upload.fields.items())).encode() + upload.content
        query = f"?{request.url.query}" if request.url.query else ""
        return Attempt(key, f"{self.method} {request.url.path}{query}", sha256(sent).hexdigest())

    def _rendered(self, call: ApiCall, answer: Any) -> Response:
        if isinstance(answer, Response):
            return answer
        headers = {"vary": VARIES, **call.headers}
        if not isinstance(answer, Out):
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        content = answer.as_json()
        if self.spec.has_etag and not isinstance(answer, PageOf):
            headers["etag"] = etag_of(content)
            if self.method == "GET" and is_named(headers["etag"], call.request.headers.get("if-none-match", "")):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, self.spec.status, headers, "application/json")


class ApiRouter:
    """Collects the routes of one resource; `tag` is its chapter in the description."""

    def __init__(self, tag: str, prefix: str = "/api/v1") -> None:
        self.tag = tag
        self.prefix = prefix
        self.routes: list[ApiRoute] = []

    def get(
        self, path: str, policy: Policy, summary: str, *, has_etag: bool = True, media: str = ""
    ) -> Callable[[Endpoint], Endpoint]:
        """Reads; `path` is below `/api/v1`. `media` is what is answered if not the JSON of an `Out`."""
        return self._route("GET", path, policy, summary, has_etag=has_etag, media=media)

    def post(
        self,
        path: str,
        policy: Policy,
        summary: str,
        *,
        status: int = HTTPStatus.OK,
        needs_key: bool = True,
        takes_match: bool = False,
    ) -> Callable[[Endpoint], Endpoint]:
        """Makes something (`status=201`) or moves it; `takes_match` where `If-Match` is compared."""
        return self._route("POST", path, policy, summary, status=status, needs_key=needs_key, takes_match=takes_match)

    def ask(self, path: str, policy: Policy, summary: str) -> Callable[[Endpoint], Endpoint]:
        """Reads by POST: what is asked for is personal and may stand in no address, or has no room there."""
        return self._route("POST", path, policy, summary, is_read=True)

    def put(
        self,
        path: str,
        policy: Policy,
        summary: str,
        *,
        takes_match: bool = False,
        needs_match: bool = False,
        makes_first: bool = False,
    ) -> Callable[[Endpoint], Endpoint]:
        """Writes the whole of something; `needs_match` insists on `If-Match`, or where there is none before
        (`makes_first`) on `If-None-Match: *`.
        """
        takes = takes_match or needs_match
        return self._route(
            "PUT",
            path,
            policy,
            summary,
            needs_key=True,
            takes_match=takes,
            needs_match=needs_match,
            makes_first=makes_first,
            has_etag=True,
        )

    def patch(
        self, path: str, policy: Policy, summary: str, *, takes_match: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        """Changes the fields that are sent."""
        return self._route("PATCH", path, policy, summary, needs_key=True, has_etag=True, takes_match=takes_match)

    def delete(
        self, path: str, policy: Policy, summary: str, *, needs_key: bool = True, takes_match: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        """Ends something; answers 204."""
        status = HTTPStatus.NO_CONTENT
        return self._route("DELETE", path, policy, summary, status=status, needs_key=needs_key, takes_match=takes_match)

    def _route(
        self,
        method: str,
        path: str,
        policy: Policy,
        summary: str,
        *,
        status: int = HTTPStatus.OK,
        is_read: bool = False,
        needs_key: bool = False,
        takes_match: bool = False,
        needs_match: bool = False,
        makes_first: bool = False,
        has_etag: bool = False,
        media: str = "",
    ) -> Callable[[Endpoint], Endpoint]:
        def add(endpoint: Endpoint) -> Endpoint:
            nonlocal status
            allow(policy.deferred())(endpoint)
            reader = reader_of(endpoint, path)
            if get_type_hints(endpoint).get("return") is type(None):
                status = HTTPStatus.NO_CONTENT
            reads = is_read or method in SAFE_METHODS
            spec = Spec(
                policy, int(status), reads, needs_key, takes_match, needs_match, makes_first, has_etag, reader, media
            )
            shown = {"summary": summary, "tags": [self.tag], "description": (endpoint.__doc__ or "").strip()}
            self.routes.append(ApiRoute(self.prefix + path, endpoint, spec=spec, method=method, **shown))
            return endpoint

        return add


def _limiter(state: State, *, is_read: bool) -> CapacityLimiter:
    """The application's limit of requests at work; made here, since it belongs to the event loop."""
    name = "readers" if is_read else "writers"
    if not hasattr(state, name):
        setattr(state, name, CapacityLimiter(READERS if is_read else WRITERS))
    limiter: CapacityLimiter = getattr(state, name)
    return limiter


def _answered(returned: Any) -> type[Out] | None:
    """The answer to describe, of an annotation that may hold others beside it (`Refused`)."""
    kinds = (returned,) if isinstance(returned, type) else get_args(returned)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Out)), None)


def _replayed(kept: Kept) -> Response:
    headers = {"idempotency-replayed": "true", "vary": VARIES}
    media = "application/json" if kept.response is not None else None
    return Response(kept.response, kept.status, headers, media)


def _kept_text(answer: Any) -> str | None:
    return answer.as_json(without=answer.once).decode() if isinstance(answer, Out) else None


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_form(request: Request) -> bool:
    return _media_type(request) == "multipart/form-data"
