"""What goes into and comes out of hiring's services about the time and place of interviews: sessions,
slots, lists of interviews, what is shown of a panel. Plain frozen data, no rows.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.hiring.models import InterviewStatus, NoShowBy, SessionStatus, Side
from app.hiring.schemas import InterviewContext, PanelSeat


@dataclass(frozen=True)
class Place:
    """Where an interview takes place: a room of ours, words for anywhere else, a link, or several of these."""

    room_id: UUID | None = None
    location: str | None = None
    meeting_url: str | None = None


@dataclass(frozen=True)
class Appointment:
    """When and where: times aware, `zone` the one in which people are told them."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    place: Place


@dataclass(frozen=True)
class SessionInput:
    """A session to be opened, that candidates are put into later. Times are aware."""

    starts_at: datetime
    ends_at: datetime
    panel: tuple[PanelSeat, ...]
    place: Place = Place()
    capacity: int = 1
    is_open_to_candidates: bool = False


@dataclass(frozen=True)
class OpenSlot:
    """A session that a candidate may choose, with the places that are left."""

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str
    room_id: UUID | None
    location: str | None
    places_left: int


@dataclass(frozen=True)
class SessionView:
    """A session with its panel and how many of its places are taken."""

    session_id: UUID
    round_id: UUID
    status: SessionStatus
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: Place
    capacity: int
    taken_count: int
    is_open_to_candidates: bool
    campus_event_id: UUID | None
    staff_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class InterviewLine:
    """One interview as lists show it."""

    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    requisition_title: str
    round_id: UUID
    round_name: str
    status: InterviewStatus
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    zone: str
    location: str | None
    room_id: UUID | None
    meeting_url: str | None
    needs_panel: bool
    candidate_asked_to_move_at: datetime | None
    candidate_name: str = field(repr=False)


@dataclass(frozen=True)
class Move:
    """One reschedule: from when to when, by which side, why."""

    from_start_at: datetime
    from_end_at: datetime
    to_start_at: datetime
    to_end_at: datetime
    by: Side
    by_staff_id: UUID | None
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class WishToMove:
    """A candidate's wish for another time. Open until `answered_at`."""

    reason: str
    by: Side
    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class InterviewView:
    """One interview whole: what concerns it, its session, place, panel, moves and wishes."""

    context: InterviewContext
    session_id: UUID | None
    is_shared: bool
    place: Place
    room_name: str | None
    proposed_by: Side | None
    confirmed_by: Side | None
    confirmed_at: datetime | None
    cancelled_by: Side | None
    cancelled_at: datetime | None
    no_show_by: NoShowBy | None
    needs_panel: bool
    calendar_sequence: int
    moves: tuple[Move, ...]
    wishes: tuple[WishToMove, ...]


@dataclass(frozen=True)
class ShownPerson:
    """What a candidate sees of one interviewer: the name, or only what the person is in this hiring."""

    role: str  # hiring_manager, recruiter or interviewer
    name: str | None = None


@dataclass(frozen=True)
class ShownPanel:
    """What the candidate sees of the panel now: nobody before `visible_from`, or ever (`None`)."""

    visible_from: datetime | None
    people: tuple[ShownPerson, ...] = ()
