"""The API's routes behind one door, found by their resource and not one by one.

Nearly two hundred routes would be tried in turn, at the gate and again at the router; that took a
third of a request's time.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from app.web.api.route import ApiRoute

RESOURCE = 3  # its place in `/api/v1/<resource>/…` cut at the slashes


class ApiIndex(BaseRoute):
    """Stands in the application's list of routes for all of the API's."""

    def __init__(self, routes: Sequence[ApiRoute]) -> None:
        self.by_resource: dict[str, list[ApiRoute]] = defaultdict(list)
        for route in routes:
            self.by_resource[_resource(route.path)].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the route that would answer; None of another resource is asked."""
        path, scope = scope.get("path", ""), _as_get(scope)
        if scope["type"] != "http" or not path.startswith("/api/"):
            return Match.NONE, {}
        partial: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.by_resource.get(_resource(path), ()):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, found
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, found
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        route: Any = scope["route"]  # what `matches` found
        await route.handle(_as_get(scope), receive, _bodiless(send) if scope["method"] == "HEAD" else send)


def _as_get(scope: Scope) -> Scope:
    """HEAD is answered as GET is, without the body."""
    return {**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope


def _bodiless(send: Send) -> Send:
    async def sender(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sender


def _resource(path: str) -> str:
    parts = path.split("/", RESOURCE + 1)
    return parts[RESOURCE] if len(parts) > RESOURCE else ""
