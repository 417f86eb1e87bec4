"""The one gate in front of http and websocket scopes: host, origin, size, session, policy, headers.

Pure ASGI, so that it also stands in front of Streamlit. What a request does is none of its business.
"""

import hmac
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from anyio import move_on_after, to_thread
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import Forbidden, HuiyinError, Invalid, NotFound, NotLoggedIn
from app.people.service import Viewer
from app.web.policies import MAX_BODY, Policy

MOST_DRAINED, DRAIN_SECONDS = 64 * 1024 * 1024, 10.0  # of a body that is refused for its size
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOR_PROGRAMS = ("/api/", "/metrics")  # where a bearer token counts instead of the cookie
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class UnknownHost(HuiyinError):
    code = "unknown_host"
    status = Invalid.status
    message = "This address is not one of ours."
    mend = "Use the address that your administrator gave you, or set HUIYIN_BASE_URL to it."


class ForeignOrigin(Forbidden):
    code = "foreign_origin"
    message = "This request did not come from one of our pages."
    mend = "Open the page again and repeat what you did."


class BodyTooLarge(HuiyinError):
    code = "body_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = "This is more than the form can take."
    mend = "Shorten it and send it again."


@dataclass(frozen=True)
class Rules:
    """What the gate needs to know. The callables block; they are run off the event loop."""

    viewer_of: Callable[[str], Viewer | None]
    policy_of: Callable[[Scope], Policy | None]
    render: Callable[[Scope, HuiyinError], Response]
    cookie: str
    hosts: frozenset[str]
    csp_of: Callable[[str], str]
    is_tls: bool = False
    session_free: tuple[str, ...] = field(default=("/static/", "/healthz"))
    observe: Callable[[Scope, int, float], None] = lambda _scope, _status, _seconds: None


class Gate:
    """ASGI middleware; puts `viewer` and `token` into the scope's state."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        send = self._observed(scope, self._with_headers(scope, send))
        try:
            policy = await self._admit(scope)
        except HuiyinError as error:
            await self._refuse(scope, receive, send, error)
            return
        await self.app(scope, _limited(scope, receive, policy.max_body if policy else MAX_BODY), send)

    async def _admit(self, scope: Scope) -> Policy | None:
        headers = Headers(scope=scope)
        state = scope.setdefault("state", {})
        state["token"], state["viewer"] = None, None  # for whatever is refused below
        check_host(headers, self.rules.hosts)
        token, is_cookie = token_of(scope, headers, self.rules.cookie)
        if is_cookie or not scope["path"].startswith(FOR_PROGRAMS):
            check_origin(scope, headers)  # a bearer token is sent by no browser on its own, a cookie is
        policy = self.rules.policy_of(scope)
        check_size(headers, policy.max_body if policy else MAX_BODY)
        state["token"] = token
        if policy is not None and policy.is_deferred:
            return policy
        if token and not scope["path"].startswith(self.rules.session_free):
            state["viewer"] = await to_thread.run_sync(self.rules.viewer_of, token)
        check_policy(policy, state["viewer"])
        return policy

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, error: HuiyinError) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": error.code})
            return
        if isinstance(error, BodyTooLarge):
            await _drain(receive)
        response = self.rules.render(scope, error)
        await response(scope, receive, send)

    def _observed(self, scope: Scope, send: Send) -> Send:
        """Tells when the last piece of the answer has been handed over."""
        if scope["type"] != "http":
            return send
        began, status = monotonic(), 0

        async def sender(message: Message) -> None:
            nonlocal status
            await send(message)
            status = message.get("status", status)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self.rules.observe(scope, status, monotonic() - began)

        return sender

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        fixed = _encoded(self.rules.csp_of(scope["path"]), self.rules.is_tls)

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in fixed]
                is_said = any(name.lower() == b"cache-control" for name, _ in kept)
                stays = () if is_said else ((b"cache-control", b"no-store"),)
                message["headers"] = [*kept, *fixed.items(), *stays]
            await send(message)

        return sender


@lru_cache(maxsize=8)
def _encoded(csp: str, is_tls: bool) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in security_headers(csp, is_tls=is_tls).items()}


def security_headers(csp: str, *, is_tls: bool) -> dict[str, str]:
    """The headers that every answer carries."""
    headers = {
        "content-security-policy": csp,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return headers | ({"strict-transport-security": "max-age=31536000"} if is_tls else {})


def check_host(headers: Headers, hosts: frozenset[str]) -> None:
    """Refuses a Host header that is not ours: links and cookies are built from it."""
    if _hostname(f"//{headers.get('host', '')}") not in hosts:
        raise UnknownHost


def check_origin(scope: Scope, headers: Headers) -> None:
    """Unsafe methods and websockets must come from a page of the same host and port."""
    is_socket = scope["type"] == "websocket"
    if not is_socket and scope["method"] in SAFE_METHODS:
        return
    source = headers.get("origin") or ("" if is_socket else headers.get("referer", ""))
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignOrigin
    if not source or urlsplit(source).netloc.lower() != headers.get("host", "").lower():
        raise ForeignOrigin


def token_of(scope: Scope, headers: Headers, cookie: str) -> tuple[str | None, bool]:
    """The token that came with the request, and whether the browser's cookie brought it. Where
    programs are spoken to, an Authorization header alone counts, whatever else was sent.
    """
    said = headers.get("authorization")
    if said is not None and scope["path"].startswith(FOR_PROGRAMS):
        scheme, _, token = said.partition(" ")
        return (token.strip() or None) if scheme.lower() == "bearer" else None, False
    held = cookie_parser(headers.get("cookie", "")).get(cookie)
    return held, held is not None


def check_size(headers: Headers, most: int = MAX_BODY) -> None:
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > most:
        raise BodyTooLarge


def check_policy(policy: Policy | None, viewer: Viewer | None) -> None:
    """Raises `NotFound`, `NotLoggedIn` or `Forbidden`."""
    if policy is not None and policy.is_public:
        return
    if viewer is None:
        raise NotLoggedIn  # also where there is no such page: strangers learn no addresses
    if policy is None:
        raise NotFound
    if not policy.admits(viewer.roles):
        raise Forbidden


def form_token(session_token: str) -> str:
    """What our own forms carry: bound to the session, made from its secret, never stored."""
    return hmac.new(session_token.encode(), b"huiyin form", sha256).hexdigest()


def hosts_of(address: str, listening_on: str) -> frozenset[str]:
    """The host names under which this application may be spoken to."""
    named = {_hostname(address), listening_on} - {"", "0.0.0.0", "::"}  # noqa: S104 - left out, not bound
    return LOOPBACK | named


def _hostname(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


async def _drain(receive: Receive, most: int = MOST_DRAINED, seconds: float = DRAIN_SECONDS) -> None:
    """Takes what a client still sends, and drops it: one that sends and does not read yet would find the
    connection reset and no answer. Up to a bound, after which it is cut off.
    """
    seen = 0
    with move_on_after(seconds):
        while seen <= most:
            message = await receive()
            seen += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return


def _limited(scope: Scope, receive: Receive, most: int) -> Receive:
    """Stops a body that is longer than it said (or said nothing)."""
    if scope["type"] != "http":
        return receive
    seen = 0

    async def limited() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            if message.get("more_body"):
                await _drain(receive)
            raise BodyTooLarge
        return message

    return limited


def session_cookie_name(*, is_tls: bool) -> str:
    """`__Host-` needs TLS: the browser then binds the cookie to this very host."""
    return "__Host-huiyin" if is_tls else "huiyin_session"
