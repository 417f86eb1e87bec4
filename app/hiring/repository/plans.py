"""Queries about plans: templates, versions of rounds, scorecards, what uses a round."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, or_, select, update

from app.hiring.models import (
    Application,
    ApplicationStage,
    Interview,
    InterviewPlan,
    InterviewSession,
    InterviewStatus,
    Round,
    RoundDecision,
    RoundVersion,
    ScoreDimension,
)
from app.kit.database import Unit


def lock_templates(unit: Unit) -> None:
    """Lets one transaction at a time save a template, so that each name has one current version."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("hiring.templates", 0))))


def has_template(unit: Unit) -> bool:
    return bool(unit.session.scalar(select(exists().where(InterviewPlan.requisition_id.is_(None)))))


def last_template_version(unit: Unit, name: str) -> int:
    """The highest version that a template of the name ever had; 0 for none."""
    query = select(func.max(InterviewPlan.version)).where(
        InterviewPlan.name == name, InterviewPlan.requisition_id.is_(None)
    )
    return unit.session.scalar(query) or 0


def count_templates(unit: Unit) -> int:
    """How many templates there are now."""
    query = select(func.count()).where(InterviewPlan.requisition_id.is_(None), InterviewPlan.superseded_at.is_(None))
    return unit.session.scalar(query) or 0


def template_named(unit: Unit, name: str) -> InterviewPlan | None:
    """The current version of the template of that name."""
    query = select(InterviewPlan).where(
        InterviewPlan.name == name, InterviewPlan.requisition_id.is_(None), InterviewPlan.superseded_at.is_(None)
    )
    return unit.session.scalars(query).first()


def template_for(unit: Unit, job_family: str) -> InterviewPlan | None:
    """The newest current template of the job family, else of none in particular."""
    query = select(InterviewPlan).where(
        InterviewPlan.requisition_id.is_(None),
        InterviewPlan.superseded_at.is_(None),
        or_(InterviewPlan.job_family == job_family, InterviewPlan.job_family.is_(None)),
    )
    newest = query.order_by(InterviewPlan.job_family.is_(None), InterviewPlan.id.desc())
    return unit.session.scalars(newest.limit(1)).first()


def templates(unit: Unit, after: UUID | None, limit: int) -> Sequence[InterviewPlan]:
    """Current templates, oldest first."""
    query = select(InterviewPlan).where(InterviewPlan.requisition_id.is_(None), InterviewPlan.superseded_at.is_(None))
    page = query if after is None else query.where(InterviewPlan.id > after)
    return unit.session.scalars(page.order_by(InterviewPlan.id).limit(limit)).all()


def current_versions(unit: Unit, round_ids: Sequence[UUID]) -> dict[UUID, RoundVersion]:
    """The settings that hold now, by round."""
    query = select(RoundVersion).where(RoundVersion.round_id.in_(round_ids), RoundVersion.superseded_at.is_(None))
    return {row.round_id: row for row in unit.session.scalars(query)}


def dimensions_of(unit: Unit, version_ids: Sequence[UUID]) -> dict[UUID, list[ScoreDimension]]:
    """The scorecards by round version, each in order."""
    cards: dict[UUID, list[ScoreDimension]] = {version_id: [] for version_id in version_ids}
    query = select(ScoreDimension).where(ScoreDimension.round_version_id.in_(version_ids))
    for line in unit.session.scalars(query.order_by(ScoreDimension.position)):
        cards[line.round_version_id].append(line)
    return cards


def share_round(unit: Unit, round_id: UUID) -> bool:
    """Whether the round is still part of its plan; nobody can remove it until this unit ends."""
    row = unit.session.get(Round, round_id, with_for_update={"read": True}, populate_existing=True)
    return row is not None and row.removed_at is None


def is_round_used(unit: Unit, round_id: UUID) -> bool:
    """Whether an application stands or stood in it, or something was planned or decided there."""
    uses = (
        exists().where(Application.round_id == round_id),
        exists().where(ApplicationStage.round_id == round_id),
        exists().where(Interview.round_id == round_id),
        exists().where(InterviewSession.round_id == round_id),
        exists().where(RoundDecision.round_id == round_id),
    )
    return bool(unit.session.scalar(select(or_(*uses))))


def repin_planned(unit: Unit, round_id: UUID, version_id: UUID) -> int:
    """Gives the new settings to the round's interviews that have not begun; how many they are."""
    unbegun = (InterviewStatus.SCHEDULED, InterviewStatus.CONFIRMED)
    statement = update(Interview).where(
        Interview.round_id == round_id,
        Interview.status.in_(unbegun),
        Interview.scheduled_start_at > unit.now,
        Interview.round_version_id.is_not(None),
    )
    moved = unit.session.scalars(statement.values(round_version_id=version_id).returning(Interview.id))
    return len(moved.all())
