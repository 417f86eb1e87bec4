"""Queries about what of feedback is released, and what was shown."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, exists, select, update
from sqlalchemy.orm import aliased

from app.feedback.models import (
    Feedback,
    FeedbackRelease,
    FeedbackScore,
    FeedbackVersion,
    ReleasedField,
    ReleasedPart,
    ReleaseStatus,
    ReleaseText,
    TextStatus,
)
from app.feedback.repository import FRESH, GIVEN
from app.kit.database import Unit


def by_id(unit: Unit, release_id: UUID) -> FeedbackRelease | None:
    return unit.session.get(FeedbackRelease, release_id)


def lock(unit: Unit, release_id: UUID) -> FeedbackRelease | None:
    """The release as it is now, held against others until the unit ends."""
    return unit.session.get(FeedbackRelease, release_id, with_for_update=True, populate_existing=True)


def claim_due(unit: Unit) -> FeedbackRelease | None:
    """The held release that is due longest and that nobody holds, locked."""
    query = (
        select(FeedbackRelease)
        .where(FeedbackRelease.status == ReleaseStatus.HELD, FeedbackRelease.release_at <= unit.now)
        .order_by(FeedbackRelease.release_at, FeedbackRelease.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return unit.session.scalars(query, execution_options=FRESH).first()


def claim_held(unit: Unit, decision_id: UUID) -> FeedbackRelease | None:
    """The decision's held release, locked; None also while somebody else has it in hand, to release it."""
    query = (
        select(FeedbackRelease)
        .where(FeedbackRelease.decision_id == decision_id, FeedbackRelease.status == ReleaseStatus.HELD)
        .with_for_update(skip_locked=True)
    )
    return unit.session.scalars(query, execution_options=FRESH).first()


def newest_of_decision(unit: Unit, decision_id: UUID) -> FeedbackRelease | None:
    """The release of a decision that counts: the last one made."""
    query = select(FeedbackRelease).where(FeedbackRelease.decision_id == decision_id)
    return unit.session.scalars(query.order_by(FeedbackRelease.number.desc()).limit(1)).first()


def newest_of_round(unit: Unit, application_id: UUID, round_id: UUID) -> FeedbackRelease | None:
    """The last release made of an application's round."""
    query = select(FeedbackRelease).where(
        FeedbackRelease.application_id == application_id, FeedbackRelease.round_id == round_id
    )
    return unit.session.scalars(query.order_by(FeedbackRelease.id.desc()).limit(1)).first()


def of_application(unit: Unit, application_id: UUID) -> Sequence[FeedbackRelease]:
    """Every release, in the order they were made."""
    query = select(FeedbackRelease).where(FeedbackRelease.application_id == application_id)
    return unit.session.scalars(query.order_by(FeedbackRelease.id)).all()


def given_in(unit: Unit, interview_ids: Sequence[UUID]) -> Sequence[Row[Feedback, FeedbackVersion]]:
    """What was handed in for these interviews, each with its newest version."""
    query = (
        select(Feedback, FeedbackVersion)
        .join(FeedbackVersion, FeedbackVersion.feedback_id == Feedback.id)
        .where(
            Feedback.interview_id.in_(interview_ids),
            Feedback.status.in_(GIVEN),
            FeedbackVersion.version == Feedback.version,
        )
    )
    return unit.session.execute(query.order_by(Feedback.id), execution_options=FRESH).all()


def texts_of(unit: Unit, release_ids: Sequence[UUID]) -> Sequence[ReleaseText]:
    """The texts of releases and what became of them."""
    query = select(ReleaseText).where(ReleaseText.release_id.in_(release_ids))
    return unit.session.scalars(query.order_by(ReleaseText.id)).all()


def text_of(unit: Unit, release_id: UUID, feedback_id: UUID) -> ReleaseText | None:
    """One feedback's text in a release."""
    query = select(ReleaseText).where(ReleaseText.release_id == release_id, ReleaseText.feedback_id == feedback_id)
    return unit.session.scalars(query, execution_options=FRESH).first()


def waiting_texts(
    unit: Unit, owner_staff_id: UUID, after: UUID | None, limit: int
) -> Sequence[Row[ReleaseText, FeedbackRelease, Feedback, FeedbackVersion]]:
    """The texts that wait for this person, in releases that count, each with the version that would be approved."""
    later = aliased(FeedbackRelease)
    is_replaced = exists().where(
        later.decision_id == FeedbackRelease.decision_id, later.number > FeedbackRelease.number
    )
    query = (
        select(ReleaseText, FeedbackRelease, Feedback, FeedbackVersion)
        .join(FeedbackRelease, FeedbackRelease.id == ReleaseText.release_id)
        .join(Feedback, Feedback.id == ReleaseText.feedback_id)
        .join(FeedbackVersion, FeedbackVersion.feedback_id == Feedback.id)
        .where(
            ReleaseText.owner_staff_id == owner_staff_id,
            ReleaseText.status == TextStatus.WAITING,
            FeedbackVersion.version == Feedback.version,
            ~is_replaced,
        )
        .order_by(ReleaseText.id)
        .limit(limit)
    )
    page = query if after is None else query.where(ReleaseText.id > after)
    return unit.session.execute(page, execution_options=FRESH).all()


def fields_of(unit: Unit, release_ids: Sequence[UUID]) -> Sequence[ReleasedField]:
    """Everything that these releases showed."""
    query = select(ReleasedField).where(ReleasedField.release_id.in_(release_ids))
    return unit.session.scalars(query.order_by(ReleasedField.id), execution_options=FRESH).all()


def was_shown(unit: Unit, feedback_id: UUID) -> bool:
    """Whether a release showed a score or text of some version of this feedback."""
    shown = exists().where(
        FeedbackVersion.feedback_id == feedback_id, ReleasedField.feedback_version_id == FeedbackVersion.id
    )
    return bool(unit.session.scalar(select(shown)))


def shown_scores(unit: Unit, release_id: UUID) -> Sequence[Row[UUID | None, str | None, int | None]]:
    """(version, dimension, score) of each score that a release showed as part of a mean."""
    query = (
        select(ReleasedField.feedback_version_id, ReleasedField.dimension_name, FeedbackScore.score)
        .join(
            FeedbackScore,
            (FeedbackScore.feedback_version_id == ReleasedField.feedback_version_id)
            & (FeedbackScore.dimension_name == ReleasedField.dimension_name),
        )
        .where(ReleasedField.release_id == release_id, ReleasedField.field == ReleasedPart.SCORE)
    )
    return unit.session.execute(query).all()


def shown_texts(unit: Unit, release_id: UUID) -> Sequence[str | None]:
    """The texts that a release showed, as they were approved."""
    query = (
        select(FeedbackVersion.text_for_candidate)
        .join(ReleasedField, ReleasedField.feedback_version_id == FeedbackVersion.id)
        .where(ReleasedField.release_id == release_id, ReleasedField.field == ReleasedPart.TEXT)
    )
    return unit.session.scalars(query).all()


def note_opening(unit: Unit, release_id: UUID) -> None:
    """Everything shown so far has been seen now, unless it was seen before."""
    statement = update(ReleasedField).where(
        ReleasedField.release_id == release_id, ReleasedField.first_opened_at.is_(None)
    )
    unit.session.execute(statement.values(first_opened_at=unit.now), execution_options={"synchronize_session": False})


def numbers_of_versions(unit: Unit, version_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """(feedback, its version's number) by version id."""
    query = select(FeedbackVersion.id, FeedbackVersion.feedback_id, FeedbackVersion.version)
    found = unit.session.execute(query.where(FeedbackVersion.id.in_(version_ids)))
    return {identity: (feedback_id, version) for identity, feedback_id, version in found}
