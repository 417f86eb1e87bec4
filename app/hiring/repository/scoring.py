"""What the scoring of interviews asks of hiring: seats with their scorecards, a round's interviews."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.hiring.models import (
    Application,
    ApplicationStage,
    Interview,
    InterviewStatus,
    PanelMember,
    Requisition,
    Round,
    RoundDecision,
    RoundVersion,
    ScoreDimension,
)
from app.hiring.rules import PLANNED, PROMISED
from app.kit.database import Unit


def _scorecard() -> ScalarSelect[Any]:
    """The lines of an interview's scorecard as a JSON list of lists, in order."""
    line = func.jsonb_build_array(
        ScoreDimension.name,
        ScoreDimension.guidance,
        ScoreDimension.is_required,
        ScoreDimension.released_to_candidate,
        ScoreDimension.weight,
    )
    current = select(RoundVersion.id).where(
        RoundVersion.round_id == Interview.round_id, RoundVersion.superseded_at.is_(None)
    )
    # Imported interviews were planned by nothing of ours: they are shown by what holds now.
    version = func.coalesce(Interview.round_version_id, current.correlate(Interview).scalar_subquery())
    lines = select(func.jsonb_agg(aggregate_order_by(line, ScoreDimension.position)))
    return lines.where(ScoreDimension.round_version_id == version).correlate(Interview).scalar_subquery()


@cache
def _seat_with_scorecard() -> Select[*tuple[Any, ...]]:
    is_decided = exists().where(
        RoundDecision.application_id == Interview.application_id, RoundDecision.round_id == Interview.round_id
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            PanelMember.id,
            PanelMember.staff_id,
            PanelMember.is_required,
            PanelMember.removed_at.is_not(None),
            Interview.id,
            Application.id,
            Application.candidate_id,
            Requisition.department_id,
            Requisition.title,
            Round.id,
            Round.name,
            Interview.status,
            Interview.scheduled_start_at,
            Interview.scheduled_end_at,
            Interview.zone,
            Interview.location,
            func.coalesce(Application.recruiter_id, Requisition.recruiter_id),
            Interview.origin,
            _scorecard(),
            is_decided,
        )
        .join(Interview, Interview.id == PanelMember.interview_id)
        .join(Application, Application.id == Interview.application_id)
        .join(Requisition, Requisition.id == Application.requisition_id)
        .join(Round, Round.id == Interview.round_id)
        .where(PanelMember.id == bindparam("seat"))
    )
    return query.with_for_update(of=[PanelMember, Interview], read=True, key_share=True)


def seat_with_scorecard(unit: Unit, panel_member_id: UUID) -> Row[*tuple[Any, ...]] | None:
    """What a submission needs to know, in one look: the seat's columns in the order of `SeatOverview`,
    its scorecard, whether its round is decided. Who gives the seat away or moves the interview waits
    for this unit, and this one for them. The query is put together once: that takes longer than running it.
    """
    return unit.session.execute(_seat_with_scorecard(), {"seat": panel_member_id}).first()


def interviews_of_round(unit: Unit, application_id: UUID, round_id: UUID) -> Sequence[Row[UUID, Any]]:
    """The ids and scorecards of an application's interviews in a round that were confirmed and not
    called off, in the order they were made.
    """
    query = select(Interview.id, _scorecard()).where(
        Interview.application_id == application_id, Interview.round_id == round_id, Interview.status.in_(PROMISED)
    )
    return unit.session.execute(query.order_by(Interview.id)).all()


def is_ahead(unit: Unit, application_id: UUID) -> bool:
    """Whether an interview of the application, of whatever round, is to come."""
    planned = exists().where(
        Interview.application_id == application_id,
        Interview.status.in_(PLANNED),
        Interview.scheduled_start_at > unit.now,
    )
    return bool(unit.session.scalar(select(planned)))


def was_interviewed(unit: Unit, application_id: UUID, round_id: UUID) -> bool:
    """Whether an interview of the application in the round has begun, closed or not, since it last came into it."""
    came = select(func.max(ApplicationStage.at)).where(
        ApplicationStage.application_id == application_id, ApplicationStage.round_id == round_id
    )
    held = exists().where(
        Interview.application_id == application_id,
        Interview.round_id == round_id,
        or_(
            Interview.status == InterviewStatus.HELD,
            and_(Interview.status.in_(PLANNED), Interview.scheduled_start_at <= unit.now),
        ),
        Interview.created_at >= came.scalar_subquery(),
    )
    return bool(unit.session.scalar(select(held)))


def seats_of_person(unit: Unit, interview_id: UUID, staff_id: UUID) -> Sequence[PanelMember]:
    """A person's seats on a panel, given-up ones too."""
    query = select(PanelMember).where(PanelMember.interview_id == interview_id, PanelMember.staff_id == staff_id)
    return unit.session.scalars(query).all()
