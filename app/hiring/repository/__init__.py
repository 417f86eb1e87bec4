"""All queries of hiring. Callers are its services; other domains ask those. Those of interview
sessions and the lists of interviews are in `interviews`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, or_, select, tuple_

from app.hiring.models import (
    Application,
    ApplicationStage,
    ApplicationStatus,
    Interview,
    InterviewPlan,
    InterviewStatus,
    PanelMember,
    Requisition,
    Round,
    RoundDecision,
)
from app.hiring.rules import PLANNED, PROMISED
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.records import Base

T = TypeVar("T", bound=Base)


def get(unit: Unit, kind: type[T], identity: UUID) -> T:
    """The row; raises `NotFound`."""
    row = unit.session.get(kind, identity)
    if row is None:
        raise NotFound
    return row


def lock(unit: Unit, kind: type[T], identity: UUID) -> T:
    """The row as it is now, held against others until the unit ends; raises `NotFound`."""
    row = unit.session.get(kind, identity, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def take_turns(unit: Unit, candidate_id: UUID) -> None:
    """Lets one unit at a time apply for this person, so that two requests at once can't both find no application."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(candidate_id), 0))))


def requisition_by_code(unit: Unit, code: str) -> Requisition | None:
    """The requisition with this code."""
    return unit.session.scalars(select(Requisition).where(Requisition.code == code)).first()


def plan_of(unit: Unit, requisition_id: UUID) -> InterviewPlan | None:
    """The requisition's own plan."""
    return unit.session.scalars(select(InterviewPlan).where(InterviewPlan.requisition_id == requisition_id)).first()


def rounds_of_plan(unit: Unit, plan_id: UUID) -> Sequence[Round]:
    """A plan's rounds in order."""
    query = select(Round).where(Round.plan_id == plan_id, Round.removed_at.is_(None))
    return unit.session.scalars(query.order_by(Round.position)).all()


def rounds_of_requisition(unit: Unit, requisition_id: UUID) -> Sequence[Round]:
    """The rounds of a requisition's own plan, in order."""
    query = (
        select(Round)
        .join(InterviewPlan, InterviewPlan.id == Round.plan_id)
        .where(InterviewPlan.requisition_id == requisition_id, Round.removed_at.is_(None))
        .order_by(Round.position)
    )
    return unit.session.scalars(query).all()


def has_active_application(unit: Unit, candidate_id: UUID, requisition_id: UUID) -> bool:
    """Whether the candidate already stands for this requisition."""
    query = exists().where(
        Application.candidate_id == candidate_id,
        Application.requisition_id == requisition_id,
        Application.status == ApplicationStatus.ACTIVE,
    )
    return bool(unit.session.scalar(select(query)))


def existing_applications(unit: Unit, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these applications are recorded."""
    return set(unit.session.scalars(select(Application.id).where(Application.id.in_(ids))))


def latest_stage(unit: Unit, application_id: UUID, round_id: UUID | None) -> ApplicationStage | None:
    """The newest stage row of an application for a round (`None`: of the time before any round)."""
    query = select(ApplicationStage).where(ApplicationStage.application_id == application_id)
    by_round = ApplicationStage.round_id.is_(None) if round_id is None else ApplicationStage.round_id == round_id
    newest = query.where(by_round).order_by(ApplicationStage.at.desc(), ApplicationStage.id.desc())
    return unit.session.scalars(newest.limit(1)).first()


def stage_of_decision(unit: Unit, decision: RoundDecision) -> ApplicationStage | None:
    """The stay in the round that the decision was made in; the round may have been entered again since."""
    query = select(ApplicationStage).where(
        ApplicationStage.application_id == decision.application_id,
        ApplicationStage.round_id == decision.round_id,
        tuple_(ApplicationStage.at, ApplicationStage.id) < tuple_(decision.at, decision.id),
    )
    newest = query.order_by(ApplicationStage.at.desc(), ApplicationStage.id.desc())
    return unit.session.scalars(newest.limit(1)).first()


def latest_decision(unit: Unit, application_id: UUID, round_id: UUID) -> RoundDecision | None:
    """The newest decision on a round of an application."""
    query = select(RoundDecision).where(
        RoundDecision.application_id == application_id, RoundDecision.round_id == round_id
    )
    return unit.session.scalars(query.order_by(RoundDecision.at.desc(), RoundDecision.id.desc()).limit(1)).first()


def planned_interviews(unit: Unit, application_id: UUID) -> Sequence[Interview]:
    """The application's interviews that still take the panel's time, in the order they were made."""
    query = select(Interview).where(Interview.application_id == application_id, Interview.status.in_(PLANNED))
    return unit.session.scalars(query.order_by(Interview.id).with_for_update()).all()


def last_promised_end(unit: Unit, stage: ApplicationStage) -> datetime | None:
    """The latest end among the interviews of a stay in a round that were confirmed and not called off. A round
    can be entered again: what was planned and over before belongs to the stay before.
    """
    end = func.coalesce(Interview.actual_end_at, Interview.scheduled_end_at)
    query = select(func.max(end)).where(
        Interview.application_id == stage.application_id,
        Interview.round_id == stage.round_id,
        Interview.status.in_(PROMISED),
        or_(Interview.created_at >= stage.at, end > stage.at),
    )
    return unit.session.scalar(query)


def live_panel(unit: Unit, interview_id: UUID) -> Sequence[PanelMember]:
    """The seats that were not given up."""
    query = select(PanelMember).where(PanelMember.interview_id == interview_id, PanelMember.removed_at.is_(None))
    return unit.session.scalars(query.order_by(PanelMember.id)).all()


def interviews_of_candidates(
    unit: Unit, candidate_ids: Collection[UUID]
) -> Sequence[Row[Interview, Application, Requisition, Round]]:
    """All interviews of these candidates, in the order they were made."""
    query = (
        select(Interview, Application, Requisition, Round)
        .join(Application, Application.id == Interview.application_id)
        .join(Requisition, Requisition.id == Application.requisition_id)
        .join(Round, Round.id == Interview.round_id)
        .where(Application.candidate_id.in_(candidate_ids))
    )
    return unit.session.execute(query.order_by(Interview.id)).all()


def interview_row(unit: Unit, interview_id: UUID) -> Row[Interview, Application, Requisition, Round]:
    """An interview with its application, requisition and round; raises `NotFound`."""
    query = (
        select(Interview, Application, Requisition, Round)
        .join(Application, Application.id == Interview.application_id)
        .join(Requisition, Requisition.id == Application.requisition_id)
        .join(Round, Round.id == Interview.round_id)
        .where(Interview.id == interview_id)
    )
    row = unit.session.execute(query).first()
    if row is None:
        raise NotFound
    return row


def _seats() -> Select[PanelMember, Interview, Application, Requisition, Round]:
    return (
        select(PanelMember, Interview, Application, Requisition, Round)
        .join(Interview, Interview.id == PanelMember.interview_id)
        .join(Application, Application.id == Interview.application_id)
        .join(Requisition, Requisition.id == Application.requisition_id)
        .join(Round, Round.id == Interview.round_id)
    )


SeatRow = Row[PanelMember, Interview, Application, Requisition, Round]


def seat_rows(unit: Unit, panel_member_ids: Sequence[UUID]) -> Sequence[SeatRow]:
    """Seats with their interviews, in one query."""
    return unit.session.execute(_seats().where(PanelMember.id.in_(panel_member_ids))).all()


def upcoming_seat_rows(unit: Unit, staff_id: UUID) -> Sequence[SeatRow]:
    """A person's seats in interviews that have not ended, soonest first."""
    query = _seats().where(
        PanelMember.staff_id == staff_id,
        PanelMember.removed_at.is_(None),
        Interview.status.in_({InterviewStatus.SCHEDULED, InterviewStatus.CONFIRMED, InterviewStatus.IN_PROGRESS}),
        Interview.scheduled_end_at > unit.now,
    )
    return unit.session.execute(query.order_by(Interview.scheduled_start_at)).all()
