"""Verbs on feedback: save a draft, submit, amend. Reading is in views.py, what the candidate gets
to see in releases.py; both are offered here too.

One feedback per seat. Each verb looks once and writes once (repository/writing.py); of two at
once the second finds the state changed and is told.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.evidence.service import record
from app.feedback import repository
from app.feedback.copied import copies_of
from app.feedback.errors import AlreadySubmitted, FeedbackChangedMeanwhile, NotSubmitted, NotYourSeat
from app.feedback.models import FeedbackStatus
from app.feedback.release_views import release_view, released_to, releases_of, texts_to_approve
from app.feedback.releases import (
    approve_text,
    ask_for_late_text,
    decline_text,
    open_release,
    prepare_release,
    release_again,
    release_due,
    release_with,
)
from app.feedback.repository import releases as queries
from app.feedback.repository import writing
from app.feedback.rules import (
    FEEDBACK_MOVES,
    has_text,
    require_begun,
    require_complete,
    require_seat_owes,
    require_valid,
)
from app.feedback.schemas import FeedbackInput, FeedbackView, GivenFeedback, OwedFeedback, SavedFeedback, VersionView
from app.feedback.views import (
    feedback_for,
    feedback_owed_by,
    feedback_versions_of,
    recent_feedback_by,
    visible_feedback,
)
from app.hiring import service as hiring
from app.hiring.schemas import ScoringSeat, SeatOverview
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
    "SavedFeedback",
    "VersionView",
    "amend_feedback",
    "approve_text",
    "copies_of",
    "decline_text",
    "feedback_for",
    "feedback_owed_by",
    "feedback_versions_of",
    "open_release",
    "prepare_release",
    "recent_feedback_by",
    "release_again",
    "release_due",
    "release_view",
    "release_with",
    "released_to",
    "releases_of",
    "save_draft",
    "submit_feedback",
    "texts_to_approve",
    "visible_feedback",
]


def save_draft(
    unit: Unit, panel_member_id: UUID, given: FeedbackInput, *, expected_at: datetime | None = None
) -> SavedFeedback:
    """Keeps an unfinished scorecard, from the confirmation on; overwrites the draft before.

    `expected_at`: the `updated_at` of the draft that the writer has seen, if it matters.
    Raises `NotYourSeat`, `AlreadySubmitted`, `FeedbackChangedMeanwhile`, `NothingOwed`,
    `SeatGivenUp`, `ScoreOutOfRange`, `UnknownDimension`.
    """
    found = _owing_seat(unit, panel_member_id)
    require_valid(given, found.scorecard)
    saved = _hold(unit, found.seat, given, FeedbackStatus.DRAFT, expected_at)
    record(unit, "feedback.draft_saved", saved, application_id=found.seat.application_id)
    return saved


def submit_feedback(
    unit: Unit, panel_member_id: UUID, given: FeedbackInput, *, expected_at: datetime | None = None
) -> SavedFeedback:
    """Hands the scorecard in and stops the seat's clock; the recruiter is told inside the product.

    Raises `ScorecardIncomplete`, `TooEarly`, and what `save_draft` raises.
    """
    found = _owing_seat(unit, panel_member_id)
    require_begun(found.seat.status, found.seat.scheduled_start_at, unit.now)
    require_complete(given, found.scorecard)
    saved = _hold(unit, found.seat, given, FeedbackStatus.SUBMITTED, expected_at)
    sla.stop_clock(unit, ClockKind.FEEDBACK, panel_member_id, unit.now)
    record(unit, "feedback.submitted", saved, application_id=found.seat.application_id, version=saved.version)
    _tell_recruiter(unit, "feedback_submitted", saved, found.seat)
    _bring_to_release(unit, found, saved, given)
    return saved


def amend_feedback(
    unit: Unit, panel_member_id: UUID, given: FeedbackInput, *, expected_version: int | None = None
) -> SavedFeedback:
    """A new version of submitted feedback; the old ones stay, no clock moves, and what was released
    stays as it was shown: the recruiter is told, and whether the candidate saw an earlier version.

    Raises `NotSubmitted`, `ScorecardIncomplete`, `FeedbackChangedMeanwhile` when it is not at
    `expected_version` any more.
    """
    found = _own_seat(unit, panel_member_id)
    require_complete(given, found.scorecard)
    row = writing.write(unit, writing.AMEND, found.seat, given, {"expected_version": expected_version})
    if row is None:
        standing = repository.of_seat(unit, panel_member_id)
        if standing is None or standing.status is FeedbackStatus.DRAFT:
            raise NotSubmitted(FeedbackStatus.DRAFT, FEEDBACK_MOVES[FeedbackStatus.DRAFT])
        raise FeedbackChangedMeanwhile
    saved = _saved(row)
    record(unit, "feedback.amended", saved, application_id=found.seat.application_id, version=saved.version)
    saw = "earlier_version" if queries.was_shown(unit, saved.id) else "nothing"
    _tell_recruiter(unit, "feedback_amended", saved, found.seat, candidate_saw=saw)
    _bring_to_release(unit, found, saved, given)
    return saved


def _own_seat(unit: Unit, panel_member_id: UUID) -> ScoringSeat:
    """The seat with its scorecard. Raises `NotFound`, or `NotYourSeat` for another person's."""
    found = hiring.scoring_seat(unit, panel_member_id)
    if found is None:
        raise NotFound
    if unit.actor.kind != "staff" or unit.actor.id != found.seat.staff_id:
        raise NotYourSeat
    return found


def _owing_seat(unit: Unit, panel_member_id: UUID) -> ScoringSeat:
    found = _own_seat(unit, panel_member_id)
    require_seat_owes(found.seat.status, is_removed=found.seat.is_removed)
    return found


def _hold(
    unit: Unit, seat: SeatOverview, given: FeedbackInput, status: FeedbackStatus, expected_at: datetime | None
) -> SavedFeedback:
    """Writes a draft or the first version; raises `AlreadySubmitted`, `FeedbackChangedMeanwhile`."""
    is_draft = status is FeedbackStatus.DRAFT
    state = {
        "id": new_id(),
        "interview": seat.interview_id,
        "staff": seat.staff_id,
        "status": status,
        "version": 0 if is_draft else 1,
        "submitted_at": None if is_draft else unit.now,
        "origin": seat.origin,
        "expected_at": expected_at,
    }
    row = writing.write(unit, writing.DRAFT if is_draft else writing.SUBMIT, seat, given, state)
    if row is None:
        standing = repository.of_seat(unit, seat.panel_member_id)
        if standing is not None and standing.status is not FeedbackStatus.DRAFT:
            raise AlreadySubmitted(standing.status, FEEDBACK_MOVES[standing.status])
        raise FeedbackChangedMeanwhile
    return _saved(row)


def _saved(row: Any) -> SavedFeedback:
    identity, interview_id, staff_id, status, *rest = row
    return SavedFeedback(identity, interview_id, staff_id, FeedbackStatus(status), *rest)


def _bring_to_release(unit: Unit, found: ScoringSeat, saved: SavedFeedback, given: FeedbackInput) -> None:
    if found.is_round_decided and has_text(given.text_for_candidate):
        ask_for_late_text(unit, found.seat, saved.id)


def _tell_recruiter(unit: Unit, topic: str, feedback: SavedFeedback, seat: SeatOverview, **more: str) -> None:
    if seat.recruiter_id is None or seat.origin is Origin.IMPORTED:
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"application_id": str(seat.application_id), "interview_id": str(seat.interview_id), **more},
        subject_id=feedback.id,
        recipient_staff_id=seat.recruiter_id,
    )
