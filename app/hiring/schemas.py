"""What goes into and comes out of hiring's services: plain frozen data, no rows.

Views (`…Context`, `…Overview`) carry ids; names are asked of people.service.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.hiring.models import ApplicationStatus, ChanceToAsk, InterviewStatus, NoShowBy, SessionStatus, Side
from app.sla.models import Origin


@dataclass(frozen=True)
class DimensionInput:
    """One line of a scorecard (scale 1 to 10)."""

    name: str
    guidance: str | None = None
    weight: int = 1
    is_required: bool = True
    released_to_candidate: bool = True


@dataclass(frozen=True)
class RoundInput:
    """One round of a plan, in the plan's order."""

    name: str
    dimensions: tuple[DimensionInput, ...] = ()
    duration_minutes: int = 60
    min_questions: int = 1
    question_owner_id: UUID | None = None


@dataclass(frozen=True)
class PanelSeat:
    """A seat asked for when an interview is scheduled."""

    staff_id: UUID
    is_required: bool = True


@dataclass(frozen=True)
class Seat:
    """A seat as it stands; removed ones are not shown."""

    panel_member_id: UUID
    staff_id: UUID
    is_required: bool


@dataclass(frozen=True)
class RoundView:
    """A round of a requisition's own plan."""

    round_id: UUID
    position: int
    name: str
    duration_minutes: int
    min_questions: int
    question_owner_id: UUID | None


@dataclass(frozen=True)
class Dimension:
    """A scorecard line as the form shows it."""

    name: str
    guidance: str | None
    is_required: bool
    released_to_candidate: bool


@dataclass(frozen=True)
class ApplicationContext:
    """An application with whom it concerns. `stage_id` is the stage row it stands in now."""

    application_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    requisition_title: str
    department_id: UUID | None
    recruiter_id: UUID | None
    hiring_manager_id: UUID | None
    round_id: UUID | None
    status: ApplicationStatus
    origin: Origin


@dataclass(frozen=True)
class InterviewContext:
    """An interview with everything that the domains above need to judge and to address it.

    Times are aware UTC; `ended_at` is the actual end, else the scheduled one.
    """

    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    requisition_title: str
    job_family: str
    department_id: UUID | None
    recruiter_id: UUID | None
    hiring_manager_id: UUID | None
    round_id: UUID
    round_name: str
    min_questions: int
    question_owner_id: UUID | None
    status: InterviewStatus
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    actual_end_at: datetime | None
    ended_at: datetime
    zone: str
    location: str | None
    question_count: int
    chance_to_ask: ChanceToAsk | None
    origin: Origin
    panel: tuple[Seat, ...] = field(default=())


@dataclass(frozen=True)
class SeatOverview:
    """One seat with its interview, for work lists."""

    panel_member_id: UUID
    staff_id: UUID
    is_required: bool
    is_removed: bool
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    department_id: UUID | None
    requisition_title: str
    round_id: UUID
    round_name: str
    status: InterviewStatus
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    zone: str
    location: str | None
    recruiter_id: UUID | None
    origin: Origin


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
    """One interview as lists show it; names are asked of people.service."""

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
