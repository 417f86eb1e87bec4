"""Verbs on feedback: save a draft, submit, amend; and who may read what.

One feedback per seat. A seat is written by one unit at a time, so of two submissions at once
one wins and the other is told.
"""

from uuid import UUID

from app.evidence.service import record
from app.feedback import repository
from app.feedback.errors import AlreadySubmitted, NotSubmitted, NotYourSeat
from app.feedback.models import Feedback, FeedbackScore, FeedbackStatus, FeedbackVersion
from app.feedback.rules import require_begun, require_complete, require_seat_owes, require_valid
from app.feedback.schemas import FeedbackInput, FeedbackView, GivenFeedback, OwedFeedback
from app.feedback.views import feedback_for, feedback_owed_by, recent_feedback_by, visible_feedback
from app.hiring import service as hiring
from app.hiring.schemas import Dimension, SeatOverview
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.outbox.service import enqueue
from app.sla import service as sla
from app.sla.models import ClockKind, Origin

__all__ = [
    "FeedbackInput",
    "FeedbackView",
    "GivenFeedback",
    "OwedFeedback",
    "amend_feedback",
    "feedback_for",
    "feedback_owed_by",
    "recent_feedback_by",
    "save_draft",
    "submit_feedback",
    "visible_feedback",
]


def save_draft(unit: Unit, panel_member_id: UUID, given: FeedbackInput) -> Feedback:
    """Keeps an unfinished scorecard, from the confirmation on; overwrites the draft before.

    Raises `NotYourSeat`, `AlreadySubmitted`, `NothingOwed`, `SeatGivenUp`, `ScoreOutOfRange`, `UnknownDimension`.
    """
    seat, scorecard = _open_seat(unit, panel_member_id)
    require_valid(given, scorecard)
    feedback = _draft_of(unit, seat)
    draft = repository.version_of(unit, feedback.id, 0)
    if draft is None:
        _write_version(unit, feedback, given, version=0)
    else:
        repository.drop_scores(unit, draft.id)
        draft.recommendation, draft.saved_at = given.recommendation, unit.now
        draft.text_for_panel, draft.text_for_candidate = given.text_for_panel, given.text_for_candidate
        _write_scores(unit, draft, given)
    feedback.recommendation, feedback.updated_at = given.recommendation, unit.now
    record(unit, "feedback.draft_saved", feedback, application_id=seat.application_id)
    return feedback


def submit_feedback(unit: Unit, panel_member_id: UUID, given: FeedbackInput) -> Feedback:
    """Hands the scorecard in and stops the seat's clock; the recruiter is told inside the product.

    Raises `ScorecardIncomplete`, `TooEarly`, `AlreadySubmitted` and what `save_draft` raises.
    """
    seat, scorecard = _open_seat(unit, panel_member_id)
    require_begun(seat.scheduled_start_at, unit.now)
    require_complete(given, scorecard)
    feedback = _draft_of(unit, seat)
    feedback.status, feedback.submitted_at = FeedbackStatus.SUBMITTED, unit.now
    _give(unit, feedback, given, version=1)
    sla.stop_clock(unit, ClockKind.FEEDBACK, panel_member_id, unit.now)
    record(unit, "feedback.submitted", feedback, application_id=seat.application_id, version=1)
    _tell_recruiter(unit, feedback, seat)
    return feedback


def amend_feedback(unit: Unit, panel_member_id: UUID, given: FeedbackInput) -> Feedback:
    """A new version of submitted feedback; the old ones stay and no clock moves. Raises `NotSubmitted`."""
    seat = _own_seat(unit, panel_member_id)
    feedback = repository.of_seat(unit, panel_member_id)
    if feedback is None or feedback.status is FeedbackStatus.DRAFT:
        raise NotSubmitted
    require_complete(given, hiring.scorecard_of(unit, seat.round_id))
    feedback.status = FeedbackStatus.AMENDED
    _give(unit, feedback, given, version=feedback.version + 1)
    record(unit, "feedback.amended", feedback, application_id=seat.application_id, version=feedback.version)
    return feedback


def _own_seat(unit: Unit, panel_member_id: UUID) -> SeatOverview:
    """The seat, held against others. Raises `NotFound`, or `NotYourSeat` for another person's."""
    repository.hold_seat(unit, panel_member_id)
    seat = hiring.seat_overviews(unit, [panel_member_id]).get(panel_member_id)
    if seat is None:
        raise NotFound
    if unit.actor.kind != "staff" or unit.actor.id != seat.staff_id:
        raise NotYourSeat
    return seat


def _open_seat(unit: Unit, panel_member_id: UUID) -> tuple[SeatOverview, list[Dimension]]:
    seat = _own_seat(unit, panel_member_id)
    require_seat_owes(seat.status, is_removed=seat.is_removed)
    return seat, hiring.scorecard_of(unit, seat.round_id)


def _draft_of(unit: Unit, seat: SeatOverview) -> Feedback:
    """The seat's draft, made if there is none; raises `AlreadySubmitted`."""
    feedback = repository.of_seat(unit, seat.panel_member_id)
    if feedback is None:
        feedback = Feedback(
            id=new_id(),
            panel_member_id=seat.panel_member_id,
            interview_id=seat.interview_id,
            interviewer_staff_id=seat.staff_id,
            status=FeedbackStatus.DRAFT,
            version=0,
            updated_at=unit.now,
            origin=seat.origin,
        )
        unit.session.add(feedback)
    elif feedback.status is not FeedbackStatus.DRAFT:
        raise AlreadySubmitted
    return feedback


def _give(unit: Unit, feedback: Feedback, given: FeedbackInput, *, version: int) -> None:
    feedback.version, feedback.updated_at = version, unit.now
    feedback.recommendation = given.recommendation
    _write_version(unit, feedback, given, version=version)


def _write_version(unit: Unit, feedback: Feedback, given: FeedbackInput, *, version: int) -> None:
    unit.session.flush()  # the version points at it
    row = FeedbackVersion(
        id=new_id(),
        feedback_id=feedback.id,
        version=version,
        recommendation=given.recommendation,
        text_for_panel=given.text_for_panel,
        text_for_candidate=given.text_for_candidate,
        saved_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()  # the scores point at it
    _write_scores(unit, row, given)


def _write_scores(unit: Unit, version: FeedbackVersion, given: FeedbackInput) -> None:
    unit.session.add_all(
        FeedbackScore(id=new_id(), feedback_version_id=version.id, dimension_name=name, score=score)
        for name, score in given.scores.items()
    )


def _tell_recruiter(unit: Unit, feedback: Feedback, seat: SeatOverview) -> None:
    if seat.recruiter_id is None or seat.origin is Origin.IMPORTED:
        return
    enqueue(
        unit,
        topic="feedback_submitted",
        channel="in_app",
        template="feedback_submitted",
        payload={"application_id": str(seat.application_id), "interview_id": str(seat.interview_id)},
        subject_id=feedback.id,
        recipient_staff_id=seat.recruiter_id,
    )
