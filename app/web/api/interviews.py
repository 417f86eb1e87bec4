"""Interviews: proposed, confirmed, moved, closed, called off; their panels and calendar files."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.hiring import service as hiring
from app.hiring.interview_schemas import InterviewView, Place
from app.hiring.schemas import PanelSeat
from app.kit.errors import NotFound
from app.people.models import Role
from app.web.api.bodies import PageOf, PageParameters
from app.web.api.call import Call
from app.web.api.interview_shapes import (
    CloseIn,
    InterviewIn,
    InterviewLineOut,
    InterviewOut,
    MineParameters,
    MoveIn,
    NewSeatIn,
    NoShowIn,
    ReasonIn,
    SuccessorIn,
    interview_out,
    lines_out,
)
from app.web.api.objects import ANY_OBJECT, RECRUITING, Relation, see_application
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, STAFF, staff_as

router = ApiRouter("interviews")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
OWN_WORD = staff_as(Role.RECRUITER, Role.HR_LEAD, candidates=True)
CLOSERS = RECRUITING | {Relation.HIRING_MANAGER, Relation.PANEL}
ASKERS = RECRUITING | {Relation.CANDIDATE}


@router.post("/applications/{application_id}/interviews", RECRUITERS, "Propose an interview", status=201)
def propose_interview(call: Call, application_id: UUID, body: InterviewIn) -> InterviewOut:
    """Books the panel, the candidate and the room, or answers 409 `double_booked`. Stops the `schedule` clock."""
    see_application(call, application_id, RECRUITING)
    made = hiring.schedule_interview(
        call.unit,
        application_id,
        body.round_id,
        body.starts_at,
        body.ends_at,
        [PanelSeat(seat.staff_id, seat.is_required) for seat in body.panel],
        zone=body.zone,
        location=body.location,
        room_id=body.room_id,
        meeting_url=body.meeting_url,
    )
    return _shown(call, made.id)


@router.get("/applications/{application_id}/interviews", ANYONE_KNOWN, "An application's interviews")
def list_interviews_of_application(
    call: Call, application_id: UUID, page: Annotated[PageParameters, Query()]
) -> PageOf[InterviewLineOut]:
    see_application(call, application_id)
    found = page.read(
        lambda after, limit: hiring.interviews_of_application(call.unit, application_id, after=after, limit=limit),
        lambda line: line.interview_id,
    )
    return PageOf[InterviewLineOut](items=lines_out(call, found.items), next_cursor=found.next_cursor)


@router.get("/interviews", STAFF, "The interviews that I sit in")
def list_my_interviews(call: Call, page: Annotated[MineParameters, Query()]) -> PageOf[InterviewLineOut]:
    """The earliest first. `when=upcoming` leaves out what is over."""
    upcoming = page.when == "upcoming"
    found = page.read(
        lambda after, limit: hiring.interviews_of_interviewer(
            call.unit, call.staff.staff_id, is_upcoming=upcoming, after=after, limit=limit
        ),
        lambda line: line.interview_id,
    )
    return PageOf[InterviewLineOut](items=lines_out(call, found.items), next_cursor=found.next_cursor)


@router.get("/interviews/{interview_id}", ANYONE_KNOWN, "One interview")
def read_interview(call: Call, interview_id: UUID) -> InterviewOut:
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/confirm", OWN_WORD, "The time stands", takes_match=True)
def confirm_interview(call: Call, interview_id: UUID) -> InterviewOut:
    """By the candidate or a recruiter. Each required seat owes feedback, and the round its outcome, from its end on."""
    _match(call, interview_id, ASKERS)
    hiring.confirm_interview(call.unit, interview_id)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/reschedule", RECRUITERS, "Move it to another time or place", takes_match=True)
def reschedule_interview(call: Call, interview_id: UUID, body: MoveIn) -> InterviewOut:
    _match(call, interview_id, RECRUITING)
    names_place = {"room_id", "location", "meeting_url"} & body.model_fields_set
    place = Place(body.room_id, body.location, body.meeting_url) if names_place else None
    hiring.reschedule_interview(call.unit, interview_id, body.starts_at, body.ends_at, body.reason, place=place)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/ask-to-move", OWN_WORD, "Ask for another time", takes_match=True)
def ask_to_move_interview(call: Call, interview_id: UUID, body: ReasonIn) -> InterviewOut:
    """The candidate's wish; staff enter what they were told. Nothing moves until somebody moves it."""
    _match(call, interview_id, ASKERS)
    hiring.ask_to_move(call.unit, interview_id, body.reason)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/keep-time", RECRUITERS, "Say that the time stays", takes_match=True)
def keep_interview_time(call: Call, interview_id: UUID) -> InterviewOut:
    _match(call, interview_id, RECRUITING)
    hiring.keep_time(call.unit, interview_id)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/cannot-come", OWN_WORD, "The candidate can't come", takes_match=True)
def cannot_come_to_interview(call: Call, interview_id: UUID, body: ReasonIn) -> InterviewOut:
    _match(call, interview_id, ASKERS)
    hiring.cannot_come(call.unit, interview_id, body.reason)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/cancel", RECRUITERS, "Call it off", takes_match=True)
def cancel_interview(call: Call, interview_id: UUID, body: ReasonIn) -> InterviewOut:
    _match(call, interview_id, RECRUITING)
    hiring.cancel_interview(call.unit, interview_id, body.reason)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/start", STAFF, "Both sides are there", takes_match=True)
def start_interview(call: Call, interview_id: UUID) -> InterviewOut:
    _match(call, interview_id, CLOSERS)
    hiring.start_interview(call.unit, interview_id)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/hold", STAFF, "Close it: it took place", takes_match=True)
def hold_interview(call: Call, interview_id: UUID, body: CloseIn) -> InterviewOut:
    """Needs the round's minimum of questions, the candidate's own "nothing to ask", or a reason
    (409 `chance_to_ask_missing`)."""
    _match(call, interview_id, CLOSERS)
    hiring.hold_interview(call.unit, interview_id, body.ended_at, no_chance_reason=body.no_chance_reason)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/no-show", STAFF, "Somebody did not come", takes_match=True)
def mark_no_show(call: Call, interview_id: UUID, body: NoShowIn) -> InterviewOut:
    _match(call, interview_id, CLOSERS)
    hiring.mark_no_show(call.unit, interview_id, body.by)
    return _shown(call, interview_id)


@router.get(
    "/interviews/{interview_id}/calendar",
    ANYONE_KNOWN,
    "The calendar file (iCalendar)",
    has_etag=False,
    media="text/calendar",
)
def read_calendar_file(call: Call, interview_id: UUID) -> Response:
    """The candidate's or the panel member's own entry; the one with the higher SEQUENCE holds."""
    view, relation = _see(call, interview_id, ANY_OBJECT)
    if relation is not Relation.CANDIDATE and call.staff.staff_id not in {seat.staff_id for seat in view.context.panel}:
        raise NotFound
    entry = hiring.calendar_event_of(call.unit, interview_id, call.unit.actor)
    headers = {"content-disposition": 'attachment; filename="interview.ics"'}
    return Response(call.web.parts.calendar_file(entry), media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/interviews/{interview_id}/panel", RECRUITERS, "Add an interviewer", status=201, takes_match=True)
def add_panel_member(call: Call, interview_id: UUID, body: NewSeatIn) -> InterviewOut:
    _match(call, interview_id, RECRUITING)
    hiring.add_panel_member(call.unit, interview_id, PanelSeat(body.staff_id, body.is_required))
    return _shown(call, interview_id)


@router.post(
    "/interviews/{interview_id}/panel/{panel_member_id}/replace",
    RECRUITERS,
    "Give a seat to another person",
    takes_match=True,
)
def replace_panel_member(call: Call, interview_id: UUID, panel_member_id: UUID, body: SuccessorIn) -> InterviewOut:
    """The old seat's clock is cancelled, the new one's starts; nobody else's moves."""
    _match_seat(call, interview_id, panel_member_id)
    hiring.replace_panel_member(call.unit, panel_member_id, body.staff_id, body.reason)
    return _shown(call, interview_id)


@router.post(
    "/interviews/{interview_id}/panel/{panel_member_id}/remove", RECRUITERS, "Take a seat away", takes_match=True
)
def remove_panel_member(call: Call, interview_id: UUID, panel_member_id: UUID, body: ReasonIn) -> InterviewOut:
    _match_seat(call, interview_id, panel_member_id)
    hiring.remove_panel_member(call.unit, panel_member_id, body.reason)
    return _shown(call, interview_id)


@router.post("/interviews/{interview_id}/declare-conflict", STAFF, "Declare my conflict of interest", takes_match=True)
def declare_conflict(call: Call, interview_id: UUID, body: ReasonIn) -> None:
    """Gives up the seat of who calls: the interview is no longer theirs to see. The recruiter is told."""
    view, _ = _see(call, interview_id, ANY_OBJECT)
    own = next((seat for seat in view.context.panel if seat.staff_id == call.staff.staff_id), None)
    if own is None:
        raise NotFound
    call.require_match("interviews", interview_id, lambda: _shown(call, interview_id))
    hiring.declare_conflict(call.unit, own.panel_member_id, body.reason)


def _see(call: Call, interview_id: UUID, relations: frozenset[Relation]) -> tuple[InterviewView, Relation]:
    view = hiring.interview_view(call.unit, interview_id)
    _, relation = see_application(call, view.context.application_id, relations)
    return view, relation


def _match(call: Call, interview_id: UUID, relations: frozenset[Relation]) -> None:
    """Who may not see it learns nothing; who saw an older version is told."""
    _see(call, interview_id, relations)
    call.require_match("interviews", interview_id, lambda: _shown(call, interview_id))


def _match_seat(call: Call, interview_id: UUID, panel_member_id: UUID) -> None:
    view, _ = _see(call, interview_id, RECRUITING)
    if panel_member_id not in {seat.panel_member_id for seat in view.context.panel}:
        raise NotFound
    call.require_match("interviews", interview_id, lambda: _shown(call, interview_id))


def _shown(call: Call, interview_id: UUID) -> InterviewOut:
    view, relation = _see(call, interview_id, ANY_OBJECT)
    return interview_out(call, view, relation)
