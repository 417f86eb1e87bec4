"""Campus days, and the slots that candidates choose themselves."""

from typing import Any, ClassVar
from uuid import UUID

from app.campus import service as campus
from app.campus.schemas import EventView
from app.hiring import service as hiring
from app.hiring.interview_schemas import OpenSlot, SessionView
from app.hiring.models import SessionStatus
from app.people.models import Role
from app.web.api.bodies import Body, InPages, Out, PageOf, When, Words
from app.web.api.call import Call
from app.web.api.objects import RECRUITING, Relation, see_application
from app.web.api.route import ApiRouter
from app.web.policies import staff_as

router = ApiRouter("campus days")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
CHOOSERS = staff_as(Role.RECRUITER, Role.HR_LEAD, candidates=True)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class ChoiceIn(Body):
    session_id: UUID

    example: ClassVar[dict[str, Any]] = {"session_id": ID}


class LeavingIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "那天有考试。"}


class OpenSlotOut(Out):
    """A session that may be chosen, with the places that are left."""

    session_id: UUID
    starts_at: When
    ends_at: When
    zone: str
    room_id: UUID | None
    location: str | None
    places_left: int


class OpenSlotsOut(Out):
    items: list[OpenSlotOut]


class ChosenOut(Out):
    interview_id: UUID


class CampusSessionOut(Out):
    id: UUID
    status: SessionStatus
    starts_at: When
    ends_at: When
    zone: str
    capacity: int
    taken_count: int
    is_open_to_candidates: bool
    staff_ids: list[UUID]


class CampusEventOut(Out):
    id: UUID
    name: str
    round_id: UUID
    place: str | None
    starts_on: str
    sessions: list[CampusSessionOut] | None = None


@router.get("/campus-events", RECRUITERS, "Campus days")
def list_campus_events(call: Call, page: InPages) -> PageOf[CampusEventOut]:
    """They are planned from a sheet: `huiyin campus plan`."""
    found = page.read(lambda after, limit: campus.events(call.unit, after, limit), lambda view: view.event_id)
    return PageOf[CampusEventOut].of_slice(found, _event)


@router.get("/campus-events/{event_id}", RECRUITERS, "One campus day with its sessions", has_etag=False)
def read_campus_event(call: Call, event_id: UUID) -> CampusEventOut:
    view = campus.event_of(call.unit, event_id)
    sessions = [_session(one) for one in hiring.sessions_of_event(call.unit, event_id)]
    return CampusEventOut.of(view, id=view.event_id, starts_on=view.starts_on.isoformat(), sessions=sessions)


@router.get("/applications/{application_id}/slots", CHOOSERS, "Sessions that may be chosen", has_etag=False)
def list_open_slots(call: Call, application_id: UUID) -> OpenSlotsOut:
    see_application(call, application_id, RECRUITING | {Relation.CANDIDATE})
    return OpenSlotsOut(items=[_slot(slot) for slot in campus.open_slots(call.unit, application_id)])


@router.post("/applications/{application_id}/slots/choose", CHOOSERS, "Choose a session", status=201)
def choose_slot(call: Call, application_id: UUID, body: ChoiceIn) -> ChosenOut:
    """A second choice moves the first, whose place is free in the same moment. A candidate's own is confirmed."""
    see_application(call, application_id, RECRUITING | {Relation.CANDIDATE})
    return ChosenOut(interview_id=campus.choose_slot(call.unit, body.session_id, application_id))


@router.post("/applications/{application_id}/slots/leave", CHOOSERS, "Give the place up")
def leave_slot(call: Call, application_id: UUID, body: LeavingIn) -> ChosenOut:
    see_application(call, application_id, RECRUITING | {Relation.CANDIDATE})
    return ChosenOut(interview_id=campus.leave_slot(call.unit, application_id, body.reason))


def _slot(slot: OpenSlot) -> OpenSlotOut:
    return OpenSlotOut.of(slot)


def _session(view: SessionView) -> CampusSessionOut:
    return CampusSessionOut.of(view, id=view.session_id, staff_ids=list(view.staff_ids))


def _event(view: EventView) -> CampusEventOut:
    return CampusEventOut.of(view, hidden={"sessions"}, id=view.event_id, starts_on=view.starts_on.isoformat())
