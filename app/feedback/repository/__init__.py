"""All queries of feedback: reading what was given here, writing it in writing.py, what is released of it
in releases.py.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select

from app.feedback.models import Feedback, FeedbackScore, FeedbackStatus, FeedbackVersion
from app.kit.database import Unit
from app.sla.models import Origin

GIVEN = (FeedbackStatus.SUBMITTED, FeedbackStatus.AMENDED)
# Feedback is written past the session, so what the session has read before may be out of date.
FRESH = {"populate_existing": True}


def of_seat(unit: Unit, panel_member_id: UUID) -> Feedback | None:
    """The seat's feedback as committed by now."""
    query = select(Feedback).where(Feedback.panel_member_id == panel_member_id)
    return unit.session.scalars(query, execution_options=FRESH).first()


def of_interview(unit: Unit, interview_id: UUID) -> Sequence[Feedback]:
    """All feedback of an interview, drafts included."""
    query = select(Feedback).where(Feedback.interview_id == interview_id).order_by(Feedback.id)
    return unit.session.scalars(query, execution_options=FRESH).all()


def of_seats(unit: Unit, panel_member_ids: Sequence[UUID]) -> dict[UUID, Feedback]:
    """The feedback of seats, by seat; seats without one are left out."""
    query = select(Feedback).where(Feedback.panel_member_id.in_(panel_member_ids))
    rows = unit.session.scalars(query, execution_options=FRESH)
    return {row.panel_member_id: row for row in rows}


def given_by(unit: Unit, staff_id: UUID, limit: int) -> Sequence[Feedback]:
    """What a person submitted, newest first."""
    query = select(Feedback).where(Feedback.interviewer_staff_id == staff_id, Feedback.status.in_(GIVEN))
    newest = query.order_by(Feedback.submitted_at.desc()).limit(limit)
    return unit.session.scalars(newest, execution_options=FRESH).all()


def version_of(unit: Unit, feedback_id: UUID, version: int) -> FeedbackVersion | None:
    """One version's texts and recommendation."""
    query = select(FeedbackVersion).where(FeedbackVersion.feedback_id == feedback_id)
    return unit.session.scalars(query.where(FeedbackVersion.version == version), execution_options=FRESH).first()


def newest_versions(unit: Unit, feedback: Sequence[Feedback]) -> dict[UUID, FeedbackVersion]:
    """The present version of each feedback, by feedback id."""
    query = (
        select(FeedbackVersion)
        .join(Feedback, Feedback.id == FeedbackVersion.feedback_id)
        .where(Feedback.id.in_([row.id for row in feedback]), FeedbackVersion.version == Feedback.version)
    )
    return {row.feedback_id: row for row in unit.session.scalars(query, execution_options=FRESH)}


def scores_of(unit: Unit, version_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Scores by version id and dimension name; what the source rated in words is left out."""
    query = select(FeedbackScore.feedback_version_id, FeedbackScore.dimension_name, FeedbackScore.score).where(
        FeedbackScore.feedback_version_id.in_(version_ids)
    )
    found: dict[UUID, dict[str, int]] = {identity: {} for identity in version_ids}
    for version_id, dimension_name, score in unit.session.execute(query.order_by(FeedbackScore.dimension_name)):
        if score is not None:
            found[version_id][dimension_name] = score
    return found


def by_id(unit: Unit, feedback_id: UUID) -> Feedback | None:
    """The feedback as committed by now."""
    query = select(Feedback).where(Feedback.id == feedback_id)
    return unit.session.scalars(query, execution_options=FRESH).first()


def given_versions(unit: Unit, feedback_id: UUID) -> Sequence[FeedbackVersion]:
    """What was handed in, from the first version on; never the draft."""
    query = select(FeedbackVersion).where(FeedbackVersion.feedback_id == feedback_id, FeedbackVersion.version > 0)
    return unit.session.scalars(query.order_by(FeedbackVersion.version), execution_options=FRESH).all()


def imported_of_seats(unit: Unit, panel_member_ids: Sequence[UUID]) -> Sequence[Feedback]:
    """Feedback that an import brought for these seats."""
    query = select(Feedback).where(Feedback.panel_member_id.in_(panel_member_ids), Feedback.origin == Origin.IMPORTED)
    return unit.session.scalars(query).all()


def delete_version(unit: Unit, feedback_id: UUID, version: int) -> None:
    """Takes one version and its scores away (an imported draft's, before it is written anew)."""
    versions = select(FeedbackVersion.id).where(
        FeedbackVersion.feedback_id == feedback_id, FeedbackVersion.version == version
    )
    _delete_versions(unit, versions)


def delete_feedback(unit: Unit, feedback_ids: Sequence[UUID]) -> None:
    """Takes feedback away with all versions and scores (what its source has deleted)."""
    _delete_versions(unit, select(FeedbackVersion.id).where(FeedbackVersion.feedback_id.in_(feedback_ids)))
    unit.session.execute(delete(Feedback).where(Feedback.id.in_(feedback_ids)))


def _delete_versions(unit: Unit, versions: Select[UUID]) -> None:
    unit.session.execute(delete(FeedbackScore).where(FeedbackScore.feedback_version_id.in_(versions)))
    unit.session.execute(delete(FeedbackVersion).where(FeedbackVersion.id.in_(versions)))
