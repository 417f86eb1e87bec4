"""Verbs that give interviews their time: proposed, moved. Sessions with many candidates are in shared.py,
what happens in and after an interview is in interviews.py.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import promises, repository, sessions
from app.hiring.errors import NotInRound, SharedSession
from app.hiring.interview_schemas import Appointment, Place
from app.hiring.interviews import answer_wishes, follow_end
from app.hiring.models import (
    Application,
    Interview,
    InterviewReschedule,
    InterviewSession,
    Round,
    Side,
)
from app.hiring.notices import tell_of_interview
from app.hiring.panel_rules import require_panel_size
from app.hiring.panels import new_seat
from app.hiring.round_settings import settings_of_round
from app.hiring.rules import (
    APPLICATION_MOVES,
    INTERVIEW_MOVES,
    PROMISED,
    UNBEGUN,
    is_shared,
    require_active,
    require_panel,
    require_times,
    require_zone,
)
from app.hiring.schemas import PanelSeat
from app.hiring.showing import show_held_back
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move
from app.sla.models import ClockKind, Origin


def schedule_interview(  # noqa: PLR0917 - the five who, where and when of the field, then names
    unit: Unit,
    application_id: UUID,
    round_id: UUID,
    start: datetime,
    end: datetime,
    panel: Sequence[PanelSeat],
    *,
    zone: str = "Asia/Shanghai",
    location: str | None = None,
    room_id: UUID | None = None,
    meeting_url: str | None = None,
    origin: Origin = Origin.LIVE,
) -> Interview:
    """Proposes an interview of the round that the application stands in; stops its `schedule` clock.

    Panel, candidate and room are booked. Raises `TimesOutOfOrder`, `TimeWithoutZone`, `ZoneUnknown`, `EmptyPanel`,
    `SeatTwice`, `PanelTooSmall`, `PanelTooLarge`, `ApplicationEnded`, `NotInRound`, `LinkInvalid`, `RoomDisabled`,
    `RoomTooSmall`, `DoubleBooked`.
    Imported interviews may overlap: that is history, and is reported instead.
    """
    people = [seat.staff_id for seat in panel]
    at = Appointment(start, end, zone, Place(room_id, location, meeting_url))
    require_times(start, end)
    require_zone(zone)
    require_panel(people)
    sessions.check_place(unit, at.place, len(people) + 1)
    application = standing_in(unit, application_id, round_id)
    if origin is Origin.LIVE:
        require_panel_size(panel, settings_of_round(unit, round_id).panel_size)
    session = None
    if origin is Origin.LIVE:
        wanted = sessions.resources(people, room_id, application.candidate_id)
        session = sessions.make_for_one(unit, round_id, wanted, at)
    interview = proposed(unit, application, round_id, at, origin=origin)
    interview.session_id = session.id if session else None
    enter(unit, interview, panel)
    return interview


def standing_in(unit: Unit, application_id: UUID, round_id: UUID) -> Application:
    """The application, held against others; raises `ApplicationEnded`, `NotInRound`."""
    application = repository.lock(unit, Application, application_id)
    require_active(application.status)
    if application.round_id != round_id:
        repository.get(unit, Round, round_id)  # what is no round at all is not found
        raise NotInRound(application.status, APPLICATION_MOVES[application.status])
    return application


def proposed(
    unit: Unit, application: Application, round_id: UUID, at: Appointment, *, origin: Origin = Origin.LIVE
) -> Interview:
    """An interview's row, not yet saved."""
    return Interview(
        id=new_id(),
        application_id=application.id,
        round_id=round_id,
        round_version_id=settings_of_round(unit, round_id).round_version_id if origin is Origin.LIVE else None,
        scheduled_start_at=at.starts_at,
        scheduled_end_at=at.ends_at,
        zone=at.zone,
        location=at.place.location,
        room_id=at.place.room_id,
        meeting_url=at.place.meeting_url,
        proposed_by=Side(unit.actor.kind),
        calendar_sequence=0,
        origin=origin,
        created_at=unit.now,
    )


def enter(unit: Unit, interview: Interview, panel: Sequence[PanelSeat]) -> None:
    """Saves a new interview with its panel; the candidate's wait for a proposal ends, and what it follows from
    is no secret any more."""
    show_held_back(unit, interview.application_id)
    unit.session.add(interview)
    unit.session.flush()  # its seats point at it
    unit.session.add_all(new_seat(unit, interview.id, seat) for seat in panel)
    promises.keep_for_stage(unit, ClockKind.SCHEDULE, interview.application_id, interview.round_id, unit.now)
    record(
        unit,
        "interview.scheduled",
        interview,
        application_id=interview.application_id,
        session_id=interview.session_id,
        panel_count=len(panel),
    )


def unbegun(unit: Unit, interview_id: UUID) -> Interview:
    """The interview, held against others, if it can still be moved; raises `MoveNotAllowed`."""
    interview = repository.lock(unit, Interview, interview_id)
    if interview.status not in UNBEGUN:
        require_move(INTERVIEW_MOVES, "interview", interview.status, interview.status.SCHEDULED)
    return interview


def reschedule_interview(
    unit: Unit,
    interview_id: UUID,
    start: datetime,
    end: datetime,
    reason: str | None = None,
    *,
    place: Place | None = None,
) -> Interview:
    """Moves a planned interview to another time and, if it is given, another place; the old time stays
    as a row and the clocks' starts move along.

    Raises `TimesOutOfOrder`, `TimeWithoutZone`, `MoveNotAllowed`, `SharedSession`, `DoubleBooked` and those of a place.
    """
    require_times(start, end)
    interview = unbegun(unit, interview_id)
    application = repository.get(unit, Application, interview.application_id)
    where = place or Place(interview.room_id, interview.location, interview.meeting_url)
    to = Appointment(start, end, interview.zone, where)
    if place is not None:
        sessions.check_place(unit, place, len(repository.live_panel(unit, interview_id)) + 1)
    if interview.session_id is not None:
        session = repository.get(unit, InterviewSession, interview.session_id)
        if is_shared(session.capacity, session.campus_event_id, is_open=session.is_open_to_candidates):
            raise SharedSession
        sessions.rebook(unit, session, to)
    move(unit, interview, application, to, reason)
    return interview


def move(unit: Unit, interview: Interview, application: Application, to: Appointment, reason: str | None) -> None:
    """Writes the move down and all that follows from it; bookings are the caller's."""
    unit.session.add(_reschedule_row(unit, interview, to, reason))
    interview.scheduled_start_at, interview.scheduled_end_at, interview.zone = to.starts_at, to.ends_at, to.zone
    interview.room_id, interview.location = to.place.room_id, to.place.location
    interview.meeting_url = to.place.meeting_url
    interview.calendar_sequence += 1
    answer_wishes(unit, interview)
    if interview.status in PROMISED:
        follow_end(unit, interview)
    record(
        unit, "interview.rescheduled", interview, application_id=application.id, to_start_at=to.starts_at.isoformat()
    )
    tell_of_interview(unit, "interview_moved", application, interview)


def _reschedule_row(unit: Unit, interview: Interview, to: Appointment, reason: str | None) -> InterviewReschedule:
    return InterviewReschedule(
        id=new_id(),
        interview_id=interview.id,
        from_start_at=interview.scheduled_start_at,
        from_end_at=interview.scheduled_end_at,
        to_start_at=to.starts_at,
        to_end_at=to.ends_at,
        by=Side(unit.actor.kind),
        by_staff_id=unit.actor.id if unit.actor.kind == "staff" else None,
        reason=reason,
        at=unit.now,
    )
