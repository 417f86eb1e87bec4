"""Reading feedback: one's own, the panel's (hidden until one's own is in), work lists."""

from collections.abc import Sequence
from uuid import UUID

from app.feedback import repository
from app.feedback.models import Feedback
from app.feedback.repository import GIVEN
from app.feedback.rules import is_held_back
from app.feedback.schemas import FeedbackView, GivenFeedback, OwedFeedback, VersionView
from app.hiring import service as hiring
from app.hiring.schemas import SeatOverview
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock


def feedback_for(unit: Unit, panel_member_id: UUID) -> FeedbackView | None:
    """The seat's feedback as it stands, draft included, for its own author's form; `None` if there is none."""
    feedback = repository.of_seat(unit, panel_member_id)
    return _views(unit, [feedback])[0] if feedback else None


def visible_feedback(
    unit: Unit, viewer_staff_id: UUID, interview_id: UUID, *, reads_all: bool = False
) -> list[FeedbackView]:
    """The interview's submitted feedback that this viewer may see; drafts are their author's alone.

    Who sits or sat on the panel sees others' only after submitting. Whether the viewer may open
    the interview at all is the edge's to decide; `reads_all` says that the viewer's office does
    (recruiter, hiring manager, HR lead of the application).
    """
    rows = [row for row in repository.of_interview(unit, interview_id) if row.status in GIVEN]
    own_is_in = any(row.interviewer_staff_id == viewer_staff_id for row in rows)
    seats = hiring.seats_held_by(unit, interview_id, viewer_staff_id)
    hidden = is_held_back(seats, own_is_in=own_is_in, reads_all=reads_all)
    return _views(unit, [] if hidden else rows)


def feedback_versions_of(
    unit: Unit, feedback_id: UUID, viewer_staff_id: UUID, *, reads_all: bool = False
) -> list[VersionView]:
    """Every version handed in, the first first, with its texts and scores. Raises `NotFound`, also
    where `visible_feedback` hides it from this viewer.
    """
    feedback = repository.by_id(unit, feedback_id)
    if feedback is None:
        raise NotFound
    seen = visible_feedback(unit, viewer_staff_id, feedback.interview_id, reads_all=reads_all)
    if feedback_id not in {view.feedback_id for view in seen}:
        raise NotFound
    versions = repository.given_versions(unit, feedback_id)
    scores = repository.scores_of(unit, [row.id for row in versions])
    return [
        VersionView(
            feedback_version_id=row.id,
            version=row.version,
            recommendation=row.recommendation,
            scores=scores[row.id],
            text_for_panel=row.text_for_panel,
            text_for_candidate=row.text_for_candidate,
            saved_at=row.saved_at,
        )
        for row in versions
    ]


def _views(unit: Unit, rows: Sequence[Feedback]) -> list[FeedbackView]:
    versions = repository.newest_versions(unit, rows)
    scores = repository.scores_of(unit, [version.id for version in versions.values()])
    return [
        FeedbackView(
            feedback_id=row.id,
            panel_member_id=row.panel_member_id,
            interview_id=row.interview_id,
            interviewer_staff_id=row.interviewer_staff_id,
            status=row.status,
            version=row.version,
            recommendation=versions[row.id].recommendation,
            scores=scores[versions[row.id].id],
            text_for_panel=versions[row.id].text_for_panel,
            text_for_candidate=versions[row.id].text_for_candidate,
            submitted_at=row.submitted_at,
            updated_at=row.updated_at,
        )
        for row in rows
        if row.id in versions
    ]


def feedback_owed_by(unit: Unit, staff_id: UUID) -> list[OwedFeedback]:
    """What this person owes for interviews that have begun, most urgent first. Three queries."""
    clocks = {
        clock.subject_id: clock for clock in sla.running_clocks_of(unit, staff_id) if clock.kind is ClockKind.FEEDBACK
    }
    seats = hiring.seat_overviews(unit, list(clocks))
    drafts = repository.of_seats(unit, list(seats))
    owed = [
        _owed(seat, clocks[seat.panel_member_id], has_draft=seat.panel_member_id in drafts)
        for seat in seats.values()
        if seat.scheduled_start_at <= unit.now
    ]
    return sorted(owed, key=lambda line: (line.due_at, line.panel_member_id))


def _owed(seat: SeatOverview, clock: SlaClock, *, has_draft: bool) -> OwedFeedback:
    return OwedFeedback(
        panel_member_id=seat.panel_member_id,
        interview_id=seat.interview_id,
        application_id=seat.application_id,
        candidate_id=seat.candidate_id,
        requisition_title=seat.requisition_title,
        round_name=seat.round_name,
        scheduled_start_at=seat.scheduled_start_at,
        scheduled_end_at=seat.scheduled_end_at,
        due_at=clock.due_at,
        clock_id=clock.id,
        status="draft" if has_draft else "none",
    )


def recent_feedback_by(unit: Unit, staff_id: UUID, limit: int = 10) -> list[GivenFeedback]:
    """What this person submitted last, newest first."""
    rows = repository.given_by(unit, staff_id, limit)
    seats = hiring.seat_overviews(unit, [row.panel_member_id for row in rows])
    return [
        GivenFeedback(
            panel_member_id=row.panel_member_id,
            interview_id=row.interview_id,
            candidate_id=seats[row.panel_member_id].candidate_id,
            requisition_title=seats[row.panel_member_id].requisition_title,
            round_name=seats[row.panel_member_id].round_name,
            status=row.status,
            version=row.version,
            submitted_at=row.submitted_at,
        )
        for row in rows
        if row.submitted_at is not None
    ]
