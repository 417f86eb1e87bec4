"""What goes in and out about interviews, and how one is shown to whom."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.hiring import service as hiring
from app.hiring.interview_schemas import InterviewLine, InterviewView
from app.hiring.models import ChanceToAsk, InterviewStatus, NoShowBy, Side
from app.people import service as people
from app.people.schemas import CandidateViewer
from app.web.api.bodies import Body, Line, Moment, Out, PageParameters, Part, When, Words, Zone
from app.web.api.call import ApiCall
from app.web.api.objects import Relation

Url = Annotated[str, StringConstraints(min_length=8, max_length=2000, pattern="^https://[^\\s]+$")]
START = "2026-12-01T10:00:00+08:00"
END = "2026-12-01T11:00:00+08:00"
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
# What a candidate may not see of an interview, and what staff see instead of the people shown to the candidate.
NOT_THE_CANDIDATES = frozenset({"panel", "needs_panel"})
NOT_STAFFS = frozenset({"shown_panel"})


class SeatIn(Part):
    """A place on the panel; whose feedback is required owes it."""

    staff_id: UUID
    is_required: bool = True


class InterviewIn(Body):
    round_id: UUID
    starts_at: Moment
    ends_at: Moment
    panel: Annotated[list[SeatIn], Field(min_length=1, max_length=20)]
    zone: Zone = "Asia/Shanghai"
    room_id: UUID | None = None
    location: Line | None = None
    meeting_url: Url | None = None

    example: ClassVar[dict[str, Any]] = {
        "round_id": ID,
        "starts_at": START,
        "ends_at": END,
        "panel": [{"staff_id": ID, "is_required": True}],
        "zone": "Asia/Shanghai",
        "location": "总行 18 层 3 号会议室",
    }


class MoveIn(Body):
    starts_at: Moment
    ends_at: Moment
    reason: Words
    room_id: UUID | None = None
    location: Line | None = None
    meeting_url: Url | None = None

    example: ClassVar[dict[str, Any]] = {"starts_at": START, "ends_at": END, "reason": "The room is taken."}


class ReasonIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "The interviewer is ill."}


class CloseIn(Body):
    """`no_chance_reason` closes without a chance given. That there is nothing to ask the candidate says alone."""

    ended_at: Moment | None = None
    no_chance_reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"ended_at": END}


class NoShowIn(Body):
    by: NoShowBy

    example: ClassVar[dict[str, Any]] = {"by": "candidate"}


class NewSeatIn(Body):
    staff_id: UUID
    is_required: bool = True

    example: ClassVar[dict[str, Any]] = {"staff_id": ID, "is_required": False}


class SuccessorIn(Body):
    staff_id: UUID
    reason: Words

    example: ClassVar[dict[str, Any]] = {"staff_id": ID, "reason": "A conflict of interest."}


class SeatOut(Out):
    """A seat that is taken. Candidates get the people shown to them in `shown_panel` instead."""

    id: UUID
    staff_id: UUID
    name: str
    is_required: bool


class PersonOut(Out):
    """What the candidate may see of an interviewer by the round's rule: `name` may be missing."""

    role: str
    name: str | None


class MoveOut(Out):
    from_start_at: When
    from_end_at: When
    to_start_at: When
    to_end_at: When
    by: Side
    by_staff_id: UUID | None = None
    reason: str | None
    at: When


class WishOut(Out):
    """The candidate's wish for another time."""

    reason: str
    by: Side
    at: When
    answered_at: When | None


class InterviewOut(Out):
    """An interview. Fields that its reader may not see are left out."""

    id: UUID
    application_id: UUID
    round_id: UUID
    round_name: str
    requisition_title: str
    status: InterviewStatus
    starts_at: When
    ends_at: When
    zone: str
    location: str | None
    room_id: UUID | None
    room_name: str | None
    meeting_url: str | None
    question_count: int
    min_questions: int
    chance_to_ask: ChanceToAsk | None
    actual_end_at: When | None
    confirmed_at: When | None
    confirmed_by: Side | None
    cancelled_at: When | None
    cancelled_by: Side | None
    no_show_by: NoShowBy | None
    needs_panel: bool | None = None
    panel: list[SeatOut] | None = None
    shown_panel: list[PersonOut] | None = None
    moves: list[MoveOut]
    wishes: list[WishOut]


class InterviewLineOut(Out):
    """An interview as lists show it."""

    id: UUID
    application_id: UUID
    candidate_name: str
    requisition_title: str
    round_name: str
    status: InterviewStatus
    starts_at: When
    ends_at: When
    zone: str
    location: str | None
    meeting_url: str | None
    needs_panel: bool | None = None
    candidate_asked_to_move_at: When | None


class MineParameters(PageParameters):
    """Which of my interviews."""

    when: Literal["upcoming", "all"] = "upcoming"


def interview_out(call: ApiCall, view: InterviewView, relation: Relation) -> InterviewOut:
    """The interview as this relation may see it."""
    is_candidate = relation is Relation.CANDIDATE
    context = view.context
    return InterviewOut.of(
        context,
        hidden=NOT_THE_CANDIDATES if is_candidate else NOT_STAFFS,
        id=context.interview_id,
        starts_at=context.scheduled_start_at,
        ends_at=context.scheduled_end_at,
        room_id=view.place.room_id,
        room_name=view.room_name,
        location=view.place.location,
        meeting_url=view.place.meeting_url,
        confirmed_at=view.confirmed_at,
        confirmed_by=view.confirmed_by,
        cancelled_at=view.cancelled_at,
        cancelled_by=view.cancelled_by,
        no_show_by=view.no_show_by,
        needs_panel=view.needs_panel,
        panel=[] if is_candidate else _panel(call, view),
        shown_panel=_shown_panel(call, context.interview_id) if is_candidate else [],
        moves=[MoveOut.of(move, hidden={"by_staff_id"} if is_candidate else ()) for move in view.moves],
        wishes=[WishOut.of(wish) for wish in view.wishes],
    )


def _panel(call: ApiCall, view: InterviewView) -> list[SeatOut]:
    names = people.names_of(call.unit, [seat.staff_id for seat in view.context.panel])
    return [SeatOut.of(seat, id=seat.panel_member_id, name=names.get(seat.staff_id, "")) for seat in view.context.panel]


def _shown_panel(call: ApiCall, interview_id: UUID) -> list[PersonOut]:
    return [PersonOut.of(person) for person in hiring.panel_shown_to_candidate(call.unit, interview_id).people]


def lines_out(call: ApiCall, lines: Sequence[InterviewLine]) -> list[InterviewLineOut]:
    """Lines of a list."""
    hidden = {"needs_panel"} if isinstance(call.viewer, CandidateViewer) else set()
    return [
        InterviewLineOut.of(
            line,
            hidden=hidden,
            id=line.interview_id,
            starts_at=line.scheduled_start_at,
            ends_at=line.scheduled_end_at,
        )
        for line in lines
    ]
