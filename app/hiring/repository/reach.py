"""Queries about who has to do with which application, and pages of applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    Uuid,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    true,
    union,
)

from app.hiring.models import (
    Application,
    ApplicationStage,
    ApplicationStatus,
    Interview,
    PanelMember,
    Requisition,
)
from app.hiring.schemas import Reach
from app.kit.database import Unit
from app.people import service as people


@cache
def application_lines() -> Select[*tuple[Any, ...]]:
    """The columns of `ApplicationView` in its order: whole rows would cost more to load than to read."""
    query: Select[*tuple[Any, ...]] = select(
        Application.id,
        Application.candidate_id,
        Application.requisition_id,
        Requisition.title,
        Requisition.department_id,
        func.coalesce(Application.recruiter_id, Requisition.recruiter_id),
        Requisition.hiring_manager_id,
        Application.round_id,
        Application.status,
        Application.origin,
        Application.source,
        Application.applied_at,
        Application.ended_at,
        people.candidate_name_of(Application.candidate_id),
    )
    return query.join(Requisition, Requisition.id == Application.requisition_id)


def sits_in(unit: Unit, staff_id: UUID, application_id: UUID) -> bool:
    """Whether this person has a seat in an interview of the application."""
    seat = exists().where(
        PanelMember.staff_id == staff_id,
        PanelMember.removed_at.is_(None),
        PanelMember.interview_id == Interview.id,
        Interview.application_id == application_id,
    )
    return bool(unit.session.scalar(select(seat)))


def applications_of_candidate(unit: Unit, candidate_id: UUID) -> Sequence[Any]:
    """Everything that a candidate applied for, oldest first."""
    query = application_lines().where(Application.candidate_id == candidate_id)
    return unit.session.execute(query.order_by(Application.id)).all()


def application_row(unit: Unit, application_id: UUID) -> Any:
    """One application, or None."""
    return next(iter(unit.rows(_application(), {"application": application_id})), None)


@cache
def _application() -> Select[*tuple[Any, ...]]:
    return application_lines().where(Application.id == bindparam("application", type_=Uuid()))


def stages_of(unit: Unit, application_id: UUID) -> Sequence[ApplicationStage]:
    """Every stage change of an application, oldest first."""
    query = select(ApplicationStage).where(ApplicationStage.application_id == application_id)
    return unit.session.scalars(query.order_by(ApplicationStage.at, ApplicationStage.id)).all()


def application_page(
    unit: Unit,
    reach: Reach,
    *,
    status: ApplicationStatus | None,
    requisition_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Any]:
    """Those within reach, in the order in which they were made."""
    values: dict[str, Any] = {"me": reach.staff_id}
    if requisition_id is not None:
        values["requisition"] = requisition_id
    if after is not None:
        values["after"] = after
    departments = reach.departments or ()
    values |= {_department(number): department_id for number, department_id in enumerate(departments)}
    wanted = _Wanted(status, requisition_id is not None, after is not None, limit)
    return unit.rows(_page(wanted, reach.is_recruiter, reach.departments is None, len(departments)), values)


def _department(number: int) -> str:
    return f"department_{number}"  # one parameter each: an array's length would be unknown to the planner


@dataclass(frozen=True)
class _Wanted:
    """What makes a page's statement, beside whose it is. Planning takes as long as running it, and PostgreSQL plans
    anew for each call where a parameter's value promises more than the average one: so what decides is written into
    the statement, and who asks is hidden in a `select`.
    """

    status: ApplicationStatus | None
    of_requisition: bool
    after: bool
    limit: int

    def of(self, query: Select[Any]) -> Select[Any]:
        """Those of the query's applications that are wanted."""
        if self.status is not None:
            query = query.where(Application.status == literal_column(f"'{self.status}'"))
        if self.of_requisition:
            query = query.where(Application.requisition_id == _REQUISITION)
        return query.where(Application.id > bindparam("after", type_=Uuid())) if self.after else query

    def cut(self, query: Select[Any]) -> Select[Any]:
        """The first ones, as many as a page takes."""
        return query.order_by(query.selected_columns.id).limit(literal_column(str(self.limit)))


_REQUISITION: BindParameter[UUID] = bindparam("requisition", type_=Uuid())


@lru_cache(maxsize=512)  # putting it together takes longer than running it
def _page(wanted: _Wanted, is_recruiter: bool, everywhere: bool, departments: int) -> Select[*tuple[Any, ...]]:
    """Each way of having to do with an application is a query of its own, cut to the page, so that each follows
    its index; one condition with `or` would read the table from end to end.
    """
    pages = (wanted.cut(way).subquery() for way in _ways(wanted, is_recruiter, everywhere, departments))
    found = union(*(select(page.c.id) for page in pages)).subquery()
    return wanted.cut(application_lines().where(Application.id.in_(select(found.c.id))))


def _ways(wanted: _Wanted, is_recruiter: bool, everywhere: bool, departments: int) -> list[Select[Any]]:
    me = select(bindparam("me", type_=Uuid())).scalar_subquery()
    every = wanted.of(select(Application.id))
    if everywhere:
        return [every]
    ways = [_of_requisitions(wanted, Requisition.hiring_manager_id == me), _of_panels(wanted, me)]
    if is_recruiter:
        ways.append(every.where(Application.recruiter_id == me))
    if departments:
        theirs = [bindparam(_department(number), type_=Uuid()) for number in range(departments)]
        ways.append(_of_requisitions(wanted, Requisition.department_id.in_(theirs)))
    return ways


def _of_requisitions(wanted: _Wanted, whose: ColumnElement[bool]) -> Select[Any]:
    """Those of some requisitions. Lateral: each requisition's first ones by index, whatever the planner
    thinks of how many there are.
    """
    own = wanted.of(select(Application.id).where(Application.requisition_id == Requisition.id))
    page = wanted.cut(own.correlate(Requisition)).lateral()
    query = select(page.c.id).select_from(Requisition).join(page, true()).where(whose)
    return query.where(Requisition.id == _REQUISITION) if wanted.of_requisition else query


def _of_panels(wanted: _Wanted, me: ScalarSelect[UUID]) -> Select[Any]:
    """Those whose panels one sits on. Lateral: seat by seat, since a person's seats are few among all."""
    seen = select(Interview.application_id).where(Interview.id == PanelMember.interview_id)
    interview = seen.correlate(PanelMember).limit(literal_column("1")).lateral()
    own = wanted.of(select(Application.id).where(Application.id == interview.c.application_id))
    application = own.correlate(interview).limit(literal_column("1")).lateral()
    query = select(application.c.id).distinct().select_from(PanelMember)
    query = query.join(interview, true()).join(application, true())
    return query.where(PanelMember.staff_id == me, PanelMember.removed_at.is_(None))
