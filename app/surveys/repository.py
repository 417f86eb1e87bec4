"""All queries about surveys."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.hiring.models import Application, Interview, PanelMember, Requisition
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.surveys.models import INVITED, Survey, SurveyStatus


def get(unit: Unit, survey_id: UUID) -> Survey:
    """The survey; raises `NotFound`."""
    survey = unit.session.get(Survey, survey_id)
    if survey is None:
        raise NotFound
    return survey


def lock(unit: Unit, survey_id: UUID) -> Survey:
    """The survey as it is now, held against others until the unit ends; raises `NotFound`."""
    survey = unit.session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if survey is None:
        raise NotFound
    return survey


def insert_survey(unit: Unit, values: dict[str, Any]) -> Survey | None:
    """The new survey, or None when the application has one."""
    statement = insert(Survey).values(**values).on_conflict_do_nothing(index_elements=["application_id"])
    return unit.session.scalar(statement.returning(Survey))


def of_application(unit: Unit, application_id: UUID) -> Survey | None:
    """The application's survey."""
    return unit.session.scalar(select(Survey).where(Survey.application_id == application_id))


def lock_expired(unit: Unit, limit: int) -> Sequence[Survey]:
    """Unanswered surveys whose time is over, locked; those that another job holds are left to it."""
    statement = select(Survey).where(INVITED, Survey.expires_at < unit.now)
    statement = statement.order_by(Survey.expires_at).limit(limit).with_for_update(skip_locked=True)
    return unit.session.scalars(statement.execution_options(populate_existing=True)).all()


def of_candidate(unit: Unit, candidate_id: UUID, after: UUID | None, limit: int) -> Sequence[Survey]:
    """A candidate's surveys in the order they were invited to, from after that id."""
    return unit.session.scalars(_page(select(Survey).where(Survey.candidate_id == candidate_id), after, limit)).all()


def answered(
    unit: Unit, viewer_staff_id: UUID, department_ids: Collection[UUID] | None, after: UUID | None, limit: int
) -> Sequence[Survey]:
    """Answered surveys of these departments (None: of the company) about applications in which the
    viewer had no part: no seat, given up or not, neither recruiter nor hiring manager. In the order
    they were invited to, from after that id.
    """
    seat = exists().where(
        Interview.application_id == Survey.application_id,
        PanelMember.interview_id == Interview.id,
        PanelMember.staff_id == viewer_staff_id,
    )
    own = or_(
        Application.recruiter_id == viewer_staff_id,
        Requisition.recruiter_id == viewer_staff_id,
        Requisition.hiring_manager_id == viewer_staff_id,
    )
    statement = (
        select(Survey)
        .join(Application, Application.id == Survey.application_id)
        .join(Requisition, Requisition.id == Application.requisition_id)
        .where(Survey.status == SurveyStatus.ANSWERED, ~seat, own.is_not(True))
    )
    if department_ids is not None:
        statement = statement.where(Requisition.department_id.in_(department_ids))
    return unit.session.scalars(_page(statement, after, limit)).all()


def _page(statement: Select[Survey], after: UUID | None, limit: int) -> Select[Survey]:
    if after is not None:
        statement = statement.where(Survey.id > after)
    return statement.order_by(Survey.id).limit(limit)
