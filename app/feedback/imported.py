"""Feedback as another system recorded it: a version with its scores, the source's words beside ours.

For app.intake. Clocks are app.sla's; here only what was said. Lists are written in bulk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.feedback import repository
from app.feedback.models import Feedback, FeedbackScore, FeedbackStatus, FeedbackVersion, Recommendation
from app.kit.database import Unit
from app.kit.ids import new_id
from app.sla.models import Origin


@dataclass(frozen=True)
class ImportedScore:
    """A score of 1 to 10, if the source's rating has one on our scale."""

    dimension_name: str
    score: int | None
    source_rating: str | None


@dataclass(frozen=True)
class ImportedFeedback:
    """`feedback_id` if an earlier import made it. Not submitted (None) means a draft."""

    feedback_id: UUID | None
    panel_member_id: UUID
    interview_id: UUID
    application_id: UUID
    interviewer_staff_id: UUID
    recommendation: Recommendation | None
    source_recommendation: str | None
    submitted_at: datetime | None
    scores: tuple[ImportedScore, ...] = field(default=())


def save_feedback(unit: Unit, given: Sequence[ImportedFeedback]) -> list[UUID]:
    """The feedback's ids in the given order. A changed one gets a further version."""
    rows = [(_feedback(unit, one), one) for one in given]
    unit.session.flush()  # versions refer to them
    versions = [(_version(unit, row), one) for row, one in rows]
    unit.session.flush()  # scores refer to them
    for version, one in versions:
        unit.session.add_all(
            FeedbackScore(
                id=new_id(),
                feedback_version_id=version.id,
                dimension_name=score.dimension_name,
                score=score.score,
                source_rating=score.source_rating,
            )
            for score in one.scores
        )
    unit.session.flush()
    return [row.id for row, _ in rows]


def _feedback(unit: Unit, one: ImportedFeedback) -> Feedback:
    known = unit.session.get(Feedback, one.feedback_id) if one.feedback_id else None
    row = known or Feedback(id=new_id(), version=0, origin=Origin.IMPORTED)
    row.panel_member_id, row.interview_id = one.panel_member_id, one.interview_id
    row.interviewer_staff_id, row.updated_at = one.interviewer_staff_id, one.submitted_at or unit.now
    row.recommendation, row.source_recommendation = one.recommendation, one.source_recommendation
    row.submitted_at = one.submitted_at
    if one.submitted_at is None:
        row.status, row.version = FeedbackStatus.DRAFT, 0
    else:
        row.status = FeedbackStatus.AMENDED if row.version else FeedbackStatus.SUBMITTED
        row.version += 1
    if known is None:
        unit.session.add(row)
    record(unit, "feedback.imported", row, application_id=one.application_id, version=row.version)
    return row


def _version(unit: Unit, row: Feedback) -> FeedbackVersion:
    if row.version == 0:
        repository.delete_version(unit, row.id, row.version)  # a draft has one version, overwritten
    version = FeedbackVersion(
        id=new_id(),
        feedback_id=row.id,
        version=row.version,
        recommendation=row.recommendation,
        saved_at=row.submitted_at or unit.now,
    )
    unit.session.add(version)
    return version


def remove_imported_feedback(unit: Unit, panel_member_ids: Sequence[UUID]) -> int:
    """Deletes imported feedback on these seats: what its source has deleted, an assessment of a
    person, is not kept here either. Feedback given here stays. Returns how many went.
    """
    gone = repository.imported_of_seats(unit, panel_member_ids)
    for row in gone:
        record(unit, "feedback.deleted_at_source", row, interview_id=row.interview_id)
    repository.delete_feedback(unit, [row.id for row in gone])
    return len(gone)
