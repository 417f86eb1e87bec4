"""How a release is made and shown: which fields of which versions, and the candidate told. For the
verbs in releases.py, in their transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.feedback import repository
from app.feedback.models import (
    Feedback,
    FeedbackRelease,
    FeedbackVersion,
    ReleasedField,
    ReleasedPart,
    ReleaseStatus,
    ReleaseText,
    TextStatus,
)
from app.feedback.repository import releases as queries
from app.feedback.rules import has_text
from app.feedback.schemas import ReleasePolicy
from app.hiring import service as hiring
from app.hiring.requisition_schemas import DecisionView
from app.hiring.schemas import Dimension
from app.kit.database import Unit
from app.kit.ids import new_id
from app.outbox.service import enqueue

Shown = tuple[UUID | None, ReleasedPart, str | None]  # version, part, dimension
Given = tuple[Feedback, FeedbackVersion, tuple[Dimension, ...]]


def new_release(
    unit: Unit, decided: DecisionView, policy: ReleasePolicy, at: datetime, number: int = 1
) -> FeedbackRelease:
    """A release of a decided round, due at `at`; nothing is shown yet."""
    assert decided.round_id is not None  # only rounds are released
    made = FeedbackRelease(
        id=new_id(),
        application_id=decided.application_id,
        round_id=decided.round_id,
        decision_id=decided.decision_id,
        number=number,
        round_version_id=policy.round_version_id,
        policy_version=policy.version,
        releases_decision=policy.releases_decision,
        releases_scores=policy.releases_scores,
        releases_text=policy.releases_text,
        text_needs_approval=policy.text_needs_approval,
        status=ReleaseStatus.HELD if at > unit.now else ReleaseStatus.PENDING,
        release_at=at,
        by_staff_id=unit.actor.id if number > 1 else None,
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()  # texts and fields point at it
    record(unit, "release.prepared", made, application_id=made.application_id, number=number, status=made.status)
    for row, version, _ in given_in_round(unit, made):
        if made.releases_text and has_text(version.text_for_candidate):
            ask_for_text(unit, made, row.id)
    return made


def given_in_round(unit: Unit, made: FeedbackRelease) -> list[Given]:
    """What was handed in on the round, each with its newest version and its interview's scorecard."""
    interviews = hiring.interviews_of_round(unit, made.application_id, made.round_id)
    cards = {interview.interview_id: interview.scorecard for interview in interviews}
    return [(row, version, cards[row.interview_id]) for row, version in queries.given_in(unit, list(cards))]


def ask_for_text(unit: Unit, made: FeedbackRelease, feedback_id: UUID) -> ReleaseText:
    """The feedback's text in this release; one that is new waits for the recruiter of the application."""
    known = queries.text_of(unit, made.id, feedback_id)
    if known is not None:
        return known
    text = ReleaseText(
        id=new_id(),
        release_id=made.id,
        feedback_id=feedback_id,
        status=TextStatus.WAITING,
        owner_staff_id=hiring.application_context(unit, made.application_id).recruiter_id,
        created_at=unit.now,
    )
    unit.session.add(text)
    unit.session.flush()  # it is asked of the database again
    return text


def scores_to_show(unit: Unit, made: FeedbackRelease, given: Iterable[Given]) -> list[Shown]:
    """Each score that goes into a mean: on the dimensions that are meant for the candidate."""
    if not made.releases_scores:
        return []
    found = list(given)
    scores = repository.scores_of(unit, [version.id for _, version, _ in found])
    return [
        (version.id, ReleasedPart.SCORE, line.name)
        for _, version, card in found
        for line in card
        if line.released_to_candidate and line.name in scores[version.id]
    ]


def release(unit: Unit, made: FeedbackRelease) -> None:
    """Its moment has come: shows what the policy lets out, with the texts that are approved by now.
    Where that is nothing yet and a text waits, so does the release.
    """
    given = given_in_round(unit, made)
    parts: list[Shown] = [(None, ReleasedPart.DECISION, None)] if made.releases_decision else []
    parts += scores_to_show(unit, made, given)
    newest = {row.id: version.id for row, version, _ in given}
    texts = queries.texts_of(unit, [made.id])
    for text in texts:
        if text.status is TextStatus.WAITING and not made.text_needs_approval:
            text.status, text.feedback_version_id, text.decided_at = (
                TextStatus.APPROVED,
                newest[text.feedback_id],
                unit.now,
            )
        if text.status is TextStatus.APPROVED:
            parts.append((text.feedback_version_id, ReleasedPart.TEXT, None))
    if parts or all(text.status is not TextStatus.WAITING for text in texts):
        show(unit, made, parts)
    elif made.status is not ReleaseStatus.PENDING:
        made.status = ReleaseStatus.PENDING
        record(unit, "release.awaiting_texts", made, application_id=made.application_id)


def show(unit: Unit, made: FeedbackRelease, parts: list[Shown]) -> None:
    """Enters what the candidate is shown from now on, and tells them."""
    if made.status is not ReleaseStatus.RELEASED:
        made.status, made.released_at = ReleaseStatus.RELEASED, unit.now
        record(unit, "release.released", made, application_id=made.application_id, field_count=len(parts))
    unit.session.add_all(
        ReleasedField(
            id=new_id(),
            release_id=made.id,
            feedback_version_id=version_id,
            field=part,
            dimension_name=name,
            released_at=unit.now,
        )
        for version_id, part, name in parts
    )
    if parts:
        _tell_candidate(unit, made)


def _tell_candidate(unit: Unit, made: FeedbackRelease) -> None:
    enqueue(
        unit,
        topic="feedback_released",
        channel="in_app",
        template="feedback_released",
        payload={"application_id": str(made.application_id), "release_id": str(made.id)},
        subject_id=made.id,
        recipient_candidate_id=hiring.application_context(unit, made.application_id).candidate_id,
    )
