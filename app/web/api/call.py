"""What an endpoint has at hand: the unit of work, who asks, and the version they speak of.

One `Call` per request; nothing in it outlives the request's transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from app.kit.database import Actor, Unit
from app.kit.errors import Forbidden, HuiyinError, NotFound, NotLoggedIn
from app.kit.holding import hold_row
from app.people.links import LINK_PREFIX, candidate_viewer_of
from app.people.schemas import CandidateViewer, Viewer
from app.people.service import viewer_of
from app.web.api.bodies import Out
from app.web.api.faults import ConditionNotTaken, PreconditionFailed, PreconditionRequired
from app.web.api.reading import given_by_the_framework
from app.web.context import Web
from app.web.policies import Policy

AnyViewer = Viewer | CandidateViewer


@dataclass(frozen=True)
class Refused:
    """An answer that says no but keeps what was written, for example that a log-in failed."""

    error: HuiyinError


@dataclass(frozen=True)
class ApiCall:
    """A request under way. `viewer` is None where strangers may call."""

    request: Request
    web: Web
    unit: Unit
    viewer: AnyViewer | None
    headers: dict[str, str] = field(default_factory=dict)  # to send with the answer
    takes_match: bool = False
    needs_match: bool = False
    compared: set[UUID] = field(default_factory=set)  # whose versions were compared with the request's

    @property
    def staff(self) -> Viewer:
        """The member of staff who asks. Raises `Forbidden` for a candidate."""
        if not isinstance(self.viewer, Viewer):
            raise Forbidden
        return self.viewer

    @property
    def candidate(self) -> CandidateViewer:
        """The candidate who asks. Raises `Forbidden` for staff."""
        if not isinstance(self.viewer, CandidateViewer):
            raise Forbidden
        return self.viewer

    def require_match(self, table: str, identity: UUID, shown: Callable[[], Out]) -> None:
        """Compares the version that the request is based on (`If-Match`) with the one that `shown`
        gives now, and holds the row against others until the change is done.

        Raises `PreconditionFailed`, and `PreconditionRequired` where the route insists.
        """
        assert self.takes_match, "the route does not say takes_match=True, so its description hides the comparison"
        wanted, none_wanted = self._conditions
        self.compared.add(identity)
        if wanted is None and none_wanted is None:
            if self.needs_match:
                raise PreconditionRequired
            return
        hold_row(self.unit, table, identity)
        try:
            present = etag_of(shown().as_json())
        except NotFound:
            present = None
        is_met = none_wanted == "*" if present is None else wanted is not None and is_named(present, wanted)
        if not is_met:
            raise PreconditionFailed

    def require_compared(self) -> None:
        """Raises `ConditionNotTaken` where the request has a condition that nobody looked at: who sends
        one relies on it.
        """
        if self._conditions != (None, None) and not self.compared:
            raise ConditionNotTaken

    @property
    def _conditions(self) -> tuple[str | None, str | None]:
        return self.request.headers.get("if-match"), self.request.headers.get("if-none-match")


Call = Annotated[ApiCall, Depends(given_by_the_framework)]


def identify(unit: Unit, token: str | None) -> AnyViewer | None:
    """Who holds the token: staff by a session, a candidate by a link, else nobody."""
    if not token:
        return None
    return candidate_viewer_of(unit, token) if token.startswith(LINK_PREFIX) else viewer_of(unit, token)


def actor_of(viewer: AnyViewer | None) -> Actor:
    """As whom the viewer acts."""
    if viewer is None:
        return Actor.service()
    return Actor.staff(viewer.staff_id) if isinstance(viewer, Viewer) else Actor.candidate(viewer.candidate_id)


def check_viewer(policy: Policy, viewer: AnyViewer | None) -> None:
    """Raises `NotLoggedIn` or `Forbidden`."""
    if policy.is_public:
        return
    if viewer is None:
        raise NotLoggedIn
    if not (policy.admits(viewer.roles) if isinstance(viewer, Viewer) else policy.candidates):
        raise Forbidden


def etag_of(content: bytes) -> str:
    """A strong validator: two answers have the same one exactly when they are the same."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def is_named(etag: str, header: str) -> bool:
    """Whether `If-Match` or `If-None-Match` names this one."""
    return header.strip() == "*" or etag in [part.strip() for part in header.split(",")]
