"""What evidence about an application shows of feedback: every version, and what was released of it, field by
field. Reads only.
"""

from collections.abc import Collection
from uuid import UUID

from app.feedback.models import (
    Feedback,
    FeedbackRelease,
    FeedbackScore,
    FeedbackVersion,
    ReleasedField,
    ReleaseText,
)
from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit


def copies_of(unit: Unit, application_id: UUID, interview_ids: Collection[object]) -> Copies:
    """Rows about the application and its interviews, by table."""
    feedback = copies(unit, Feedback, "interview_id", interview_ids)
    versions = copies(unit, FeedbackVersion, "feedback_id", ids(feedback))
    releases = copies(unit, FeedbackRelease, "application_id", [application_id])
    return {
        "feedback": feedback,
        "feedback_versions": versions,
        "feedback_scores": copies(unit, FeedbackScore, "feedback_version_id", ids(versions)),
        "feedback_releases": releases,
        "release_texts": copies(unit, ReleaseText, "release_id", ids(releases)),
        "released_fields": copies(unit, ReleasedField, "release_id", ids(releases)),
    }
