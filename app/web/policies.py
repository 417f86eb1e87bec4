"""Who may knock at which door: every route declares a policy, and a route without one stops the start.

Here: policies and the look-up by route. Rights on single objects are the services' to judge.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

from app.people.models import Role

MAX_BODY = 256 * 1024  # bytes; forms are small, uploads come with policies of their own
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """`roles` of which the viewer needs one; `is_public` asks for no log-in at all. `candidates`
    lets in those who come by a link, to their own application. `is_deferred`: the route looks the
    viewer up and checks, in its own transaction, so the gate need not. `max_body` in bytes.
    """

    roles: frozenset[Role] = frozenset()
    is_public: bool = False
    candidates: bool = False
    is_deferred: bool = False
    max_body: int = MAX_BODY

    def deferred(self) -> "Policy":
        return replace(self, is_deferred=True)

    def admits(self, roles: Iterable[Role]) -> bool:
        return self.is_public or not self.roles.isdisjoint(roles)


PUBLIC = Policy(is_public=True)
STAFF = Policy(frozenset(Role))
ANYONE_KNOWN = Policy(frozenset(Role), candidates=True)  # staff, and candidates for their own
CANDIDATES = Policy(candidates=True)
ADMINISTRATORS = Policy(frozenset({Role.ADMINISTRATOR}))
INSIGHTS = Policy(frozenset({Role.LEADERSHIP, Role.HR_LEAD, Role.ANALYST, Role.RECRUITER, Role.ADMINISTRATOR}))


def staff_as(*roles: Role, candidates: bool = False, max_body: int = MAX_BODY) -> Policy:
    """Staff with one of `roles`, and candidates for their own if it says so."""
    return Policy(frozenset(roles), candidates=candidates, max_body=max_body)


class PolicyMissing(RuntimeError):
    """A route was added without saying who may use it."""


def allow(policy: Policy) -> Callable[[Endpoint], Endpoint]:
    """Declares the policy of an endpoint."""

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.__policy__ = policy  # type: ignore[attr-defined]
        return endpoint

    return declare


def check_policies(routes: Iterable[BaseRoute], mounts: dict[str, Policy]) -> None:
    """Raises `PolicyMissing` naming every route that declares none."""
    silent = [getattr(route, "path", repr(route)) or "/" for route in routes if _declared(route, mounts) is None]
    if silent:
        raise PolicyMissing(f"routes without a policy: {', '.join(sorted(silent))}; put @allow(...) on them")


def policy_for(routes: Iterable[BaseRoute], mounts: dict[str, Policy], scope: Scope) -> Policy | None:
    """The policy of the route that would answer; None when none would."""
    partial: Policy | None = None
    for route in routes:
        match, found = route.matches(scope)
        answering = found.get("route", route)  # behind the API's one door stands the route itself
        if match is Match.FULL:
            return _declared(answering, mounts)
        if match is Match.PARTIAL and partial is None:
            declared = _declared(answering, mounts)
            partial = declared and replace(declared, is_deferred=False)  # no endpoint will look after it
    return partial or mounts.get(scope["path"])  # a mount without its last slash is sent on to it


def _declared(route: BaseRoute, mounts: dict[str, Policy]) -> Policy | None:
    if isinstance(route, Mount):
        return mounts.get(route.path)
    declared = getattr(getattr(route, "endpoint", None), "__policy__", None)
    return declared if isinstance(declared, Policy) else None
