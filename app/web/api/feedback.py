"""Feedback on an interview: one's own draft and scorecard, others' once one's own is in, its versions."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from app.feedback import service as feedback
from app.feedback.models import FeedbackStatus, Recommendation
from app.feedback.schemas import FeedbackInput, FeedbackView
from app.hiring import service as hiring
from app.kit.errors import NotFound
from app.people import service as people
from app.web.api.bodies import Body, Out, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import DECIDING, Relation, see_application
from app.web.api.route import ApiRouter
from app.web.policies import STAFF

router = ApiRouter("feedback")
Score = Annotated[int, Field(ge=1, le=10)]
Dimension = Annotated[str, StringConstraints(min_length=1, max_length=200)]
EXAMPLE = {
    "recommendation": "yes",
    "scores": {"专业能力": 8, "沟通表达": 7},
    "text_for_panel": "Solid on credit risk.",
    "text_for_candidate": "您对授信流程的理解很扎实。",
}


class ScorecardIn(Body):
    """A filled scorecard: scores by dimension, from 1 to 10. A draft may lack anything."""

    recommendation: Recommendation | None = None
    scores: Annotated[dict[Dimension, Score], Field(max_length=50, default_factory=dict)]
    text_for_panel: Words | None = None
    text_for_candidate: Words | None = None

    example: ClassVar[dict[str, Any]] = EXAMPLE


class FeedbackOut(Out):
    """One interviewer's feedback. A draft is its author's alone."""

    id: UUID
    interview_id: UUID
    interviewer_staff_id: UUID
    interviewer_name: str
    is_mine: bool
    status: FeedbackStatus
    version: int
    recommendation: Recommendation | None
    scores: dict[str, int]
    text_for_panel: str | None
    text_for_candidate: str | None
    submitted_at: When | None
    updated_at: When


class DimensionOut(Out):
    name: str
    guidance: str | None
    is_required: bool
    released_to_candidate: bool


class FeedbackListOut(Out):
    """The interview's scorecard, and the feedback that may be seen: others' only once one's own is in."""

    scorecard: list[DimensionOut]
    items: list[FeedbackOut]


class FeedbackVersionOut(Out):
    version: int
    recommendation: Recommendation | None
    scores: dict[str, int]
    text_for_panel: str | None
    text_for_candidate: str | None
    saved_at: When


class VersionsOut(Out):
    items: list[FeedbackVersionOut]


@router.get("/interviews/{interview_id}/feedback", STAFF, "The feedback that I may see")
def list_feedback(call: Call, interview_id: UUID) -> FeedbackListOut:
    _require_sees(call, interview_id)
    seen = feedback.visible_feedback(
        call.unit, call.staff.staff_id, interview_id, reads_all=_reads_all(call, interview_id)
    )
    own = _own_or_none(call, interview_id)
    rest = [view for view in seen if own is None or view.feedback_id != own.feedback_id]
    names = people.names_of(call.unit, {view.interviewer_staff_id for view in seen} | {call.staff.staff_id})
    scorecard = hiring.scorecard_of_interview(call.unit, interview_id)
    return FeedbackListOut(
        scorecard=[DimensionOut.of(line) for line in scorecard],
        items=[_out(call, view, names) for view in ([own] if own else []) + rest],
    )


@router.get("/interviews/{interview_id}/feedback/mine", STAFF, "My draft or scorecard")
def read_own_feedback(call: Call, interview_id: UUID) -> FeedbackOut:
    """404 until there is one; its ETag is what PUT, submit and amend are based on."""
    return _own(call, interview_id)


@router.put("/interviews/{interview_id}/feedback", STAFF, "Save my draft", needs_match=True, makes_first=True)
def save_feedback_draft(call: Call, interview_id: UUID, body: ScorecardIn) -> FeedbackOut:
    """`If-None-Match: *` for the first one, `If-Match` with its ETag from then on."""
    seat = _match(call, interview_id)
    feedback.save_draft(call.unit, seat, _given(body))
    return _own(call, interview_id)


@router.post("/interviews/{interview_id}/feedback/submit", STAFF, "Submit my scorecard", takes_match=True)
def submit_feedback(call: Call, interview_id: UUID, body: ScorecardIn) -> FeedbackOut:
    """Stops the seat's `feedback` clock. Every required dimension and a recommendation are needed."""
    seat = _match(call, interview_id)
    feedback.submit_feedback(call.unit, seat, _given(body))
    return _own(call, interview_id)


@router.post("/interviews/{interview_id}/feedback/amend", STAFF, "Amend what I submitted", takes_match=True)
def amend_feedback(call: Call, interview_id: UUID, body: ScorecardIn) -> FeedbackOut:
    """A new version; earlier ones are kept, and what was released stays as it was shown."""
    seat = _match(call, interview_id)
    feedback.amend_feedback(call.unit, seat, _given(body))
    return _own(call, interview_id)


@router.get("/interviews/{interview_id}/feedback/{feedback_id}/versions", STAFF, "Every version handed in")
def list_feedback_versions(call: Call, interview_id: UUID, feedback_id: UUID) -> VersionsOut:
    _require_sees(call, interview_id)
    reads_all = _reads_all(call, interview_id)
    seen = feedback.visible_feedback(call.unit, call.staff.staff_id, interview_id, reads_all=reads_all)
    if feedback_id not in {view.feedback_id for view in seen}:
        raise NotFound
    found = feedback.feedback_versions_of(call.unit, feedback_id, call.staff.staff_id, reads_all=reads_all)
    return VersionsOut(items=[FeedbackVersionOut.of(one, scores=dict(one.scores)) for one in found])


def _require_sees(call: ApiCall, interview_id: UUID) -> None:
    see_application(call, hiring.interview_context(call.unit, interview_id).application_id, DECIDING | {Relation.PANEL})


def _reads_all(call: ApiCall, interview_id: UUID) -> bool:
    """Who recruits or decides reads all of it, whether or not they have a seat."""
    _, relation = see_application(call, hiring.interview_context(call.unit, interview_id).application_id)
    return relation in DECIDING


def _seat(call: ApiCall, interview_id: UUID) -> UUID:
    """The caller's own seat. Raises `NotFound`: to others there is no such scorecard."""
    panel = hiring.interview_context(call.unit, interview_id).panel
    own = next((seat for seat in panel if seat.staff_id == call.staff.staff_id), None)
    if own is None:
        raise NotFound
    return own.panel_member_id


def _match(call: ApiCall, interview_id: UUID) -> UUID:
    seat = _seat(call, interview_id)
    call.require_match("panel_members", seat, lambda: _own(call, interview_id))
    return seat


def _own_or_none(call: ApiCall, interview_id: UUID) -> FeedbackView | None:
    panel = hiring.interview_context(call.unit, interview_id).panel
    own = next((seat for seat in panel if seat.staff_id == call.staff.staff_id), None)
    return feedback.feedback_for(call.unit, own.panel_member_id) if own else None


def _own(call: ApiCall, interview_id: UUID) -> FeedbackOut:
    found = feedback.feedback_for(call.unit, _seat(call, interview_id))
    if found is None:
        raise NotFound
    return _out(call, found, {call.staff.staff_id: call.staff.name})


def _given(body: ScorecardIn) -> FeedbackInput:
    return FeedbackInput(**body.model_dump())


def _out(call: ApiCall, view: FeedbackView, names: dict[UUID, str]) -> FeedbackOut:
    return FeedbackOut.of(
        view,
        id=view.feedback_id,
        interviewer_name=names.get(view.interviewer_staff_id, ""),
        is_mine=view.interviewer_staff_id == call.staff.staff_id,
        scores=dict(view.scores),
    )
