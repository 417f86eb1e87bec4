"""Signing in and out for programs: a session's token goes into `Authorization: Bearer`."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.people import service as people
from app.people.errors import WrongLogIn
from app.people.models import Role
from app.people.schemas import Viewer
from app.web.api.bodies import Body, Email, Out, PageOf, When
from app.web.api.call import Call, Refused
from app.web.api.route import ApiRouter
from app.web.policies import PUBLIC, STAFF

router = ApiRouter("sessions")


class LogIn(Body):
    email: Email
    password: Annotated[str, Field(min_length=1, max_length=1000)]

    example: ClassVar[dict[str, Any]] = {"email": "li.jing@bank.example", "password": "correct-horse-9"}


class ViewerOut(Out):
    """Who is signed in."""

    id: UUID
    name: str
    roles: list[Role]
    locale: str
    zone: str


class SessionOut(Out):
    """A log-in. `token` is told when it begins and never again."""

    id: UUID
    created_at: When
    expires_at: When
    is_current: bool
    token: str | None = None
    viewer: ViewerOut | None = None


@router.post("/sessions", PUBLIC, "Sign in", status=201, needs_key=False)
def create_session(call: Call, body: LogIn) -> SessionOut | Refused:
    address = call.request.client.host if call.request.client else ""
    hours = call.web.installation.settings.session_hours
    token = people.log_in(call.unit, body.email, body.password, address=address, hours=hours)
    viewer = people.viewer_of(call.unit, token) if token else None
    if token is None or viewer is None:
        return Refused(WrongLogIn())  # an error would take the count of failed attempts back
    begun = people.sessions_of(call.unit, viewer.staff_id)[0]
    return _session(begun, viewer.session_id, token=token, viewer=_viewer(viewer))


@router.get("/sessions", STAFF, "My sessions that hold")
def list_sessions(call: Call) -> PageOf[SessionOut]:
    held = people.sessions_of(call.unit, call.staff.staff_id)
    return PageOf[SessionOut](items=[_session(one, call.staff.session_id) for one in held], next_cursor=None)


@router.get("/sessions/current", STAFF, "The session that asks, and who it is")
def read_current_session(call: Call) -> SessionOut:
    held = people.sessions_of(call.unit, call.staff.staff_id)
    current = next(one for one in held if one.session_id == call.staff.session_id)
    return _session(current, call.staff.session_id, viewer=_viewer(call.staff))


@router.delete("/sessions/current", STAFF, "Sign out", needs_key=False)
def end_current_session(call: Call) -> None:
    assert call.staff.session_id is not None  # staff come by a session
    people.end_session(call.unit, call.staff.staff_id, call.staff.session_id)


@router.delete("/sessions/{session_id}", STAFF, "End one of my sessions", needs_key=False)
def end_session(call: Call, session_id: UUID) -> None:
    people.end_session(call.unit, call.staff.staff_id, session_id)


def _session(one: people.SessionView, current_id: UUID | None, **told: Any) -> SessionOut:
    hidden = {"token", "viewer"} - told.keys()
    is_current = one.session_id == current_id
    return SessionOut.of(one, hidden=hidden, id=one.session_id, is_current=is_current, **told)


def _viewer(viewer: Viewer) -> ViewerOut:
    return ViewerOut.of(viewer, id=viewer.staff_id, roles=sorted(viewer.roles))
