"""What hiring tells others: contexts of interviews and applications, seats.

Reads only. No verb stands here, and no name of a person: those are people's.
"""

from collections.abc import Sequence
from uuid import UUID

from app.hiring import repository
from app.hiring.models import Application, Decision, Interview, PanelMember, Requisition, Round
from app.hiring.round_settings import settings_for
from app.hiring.rules import ended_at, require_active
from app.hiring.schemas import (
    ApplicationContext,
    InterviewContext,
    Seat,
    SeatOverview,
)
from app.kit.database import Unit


def interview_context(unit: Unit, interview_id: UUID) -> InterviewContext:
    """The interview with its panel, application, requisition and round; raises `NotFound`."""
    interview, application, requisition, round_ = repository.interview_row(unit, interview_id)
    settings = settings_for(unit, interview)
    return InterviewContext(
        interview_id=interview.id,
        application_id=application.id,
        candidate_id=application.candidate_id,
        requisition_id=requisition.id,
        requisition_title=requisition.title,
        job_family=requisition.job_family,
        department_id=requisition.department_id,
        recruiter_id=application.recruiter_id or requisition.recruiter_id,
        hiring_manager_id=requisition.hiring_manager_id,
        round_id=round_.id,
        round_name=round_.name,
        min_questions=settings.min_questions,
        question_owner_id=settings.question_owner_id,
        status=interview.status,
        scheduled_start_at=interview.scheduled_start_at,
        scheduled_end_at=interview.scheduled_end_at,
        actual_end_at=interview.actual_end_at,
        ended_at=ended_at(interview.scheduled_end_at, interview.actual_end_at),
        zone=interview.zone,
        location=interview.location,
        question_count=interview.question_count,
        chance_to_ask=interview.chance_to_ask,
        origin=interview.origin,
        panel=tuple(_seat(member) for member in repository.live_panel(unit, interview_id)),
    )


def _seat(member: PanelMember) -> Seat:
    return Seat(panel_member_id=member.id, staff_id=member.staff_id, is_required=member.is_required)


def application_context(unit: Unit, application_id: UUID) -> ApplicationContext:
    """The application with whom it concerns; raises `NotFound`."""
    application = repository.get(unit, Application, application_id)
    requisition = repository.get(unit, Requisition, application.requisition_id)
    return ApplicationContext(
        application_id=application.id,
        candidate_id=application.candidate_id,
        requisition_id=requisition.id,
        requisition_title=requisition.title,
        department_id=requisition.department_id,
        recruiter_id=application.recruiter_id or requisition.recruiter_id,
        hiring_manager_id=requisition.hiring_manager_id,
        round_id=application.round_id,
        status=application.status,
        origin=application.origin,
    )


def hold_application(unit: Unit, application_id: UUID, *, must_be_active: bool = False) -> ApplicationContext:
    """The same as it is now, held against others until the unit ends: for what must not race with
    the application's end. Raises `NotFound`, `ApplicationEnded` if it must be active and is not.
    """
    application = repository.lock(unit, Application, application_id)
    if must_be_active:
        require_active(application.status)
    return application_context(unit, application_id)


def has_passed_rounds(unit: Unit, application_id: UUID) -> bool:
    """Whether the last round of its plan was decided with `advance`. False without a plan."""
    application = repository.get(unit, Application, application_id)
    rounds = repository.rounds_of_requisition(unit, application.requisition_id)
    made = repository.latest_decision(unit, application_id, rounds[-1].id) if rounds else None
    return made is not None and made.decision is Decision.ADVANCE


def seat_overviews(unit: Unit, panel_member_ids: Sequence[UUID]) -> dict[UUID, SeatOverview]:
    """Seats with their interviews, by seat id; unknown ids are left out. One query."""
    if not panel_member_ids:
        return {}
    return {row[0].id: _overview(*row) for row in repository.seat_rows(unit, panel_member_ids)}


def upcoming_interviews_of(unit: Unit, staff_id: UUID) -> list[SeatOverview]:
    """The interviews that this person sits in and that have not ended by `unit.now`, soonest first."""
    return [_overview(*row) for row in repository.upcoming_seat_rows(unit, staff_id)]


def _overview(
    member: PanelMember, interview: Interview, application: Application, requisition: Requisition, round_: Round
) -> SeatOverview:
    return SeatOverview(
        panel_member_id=member.id,
        staff_id=member.staff_id,
        is_required=member.is_required,
        is_removed=member.removed_at is not None,
        interview_id=interview.id,
        application_id=application.id,
        candidate_id=application.candidate_id,
        department_id=requisition.department_id,
        requisition_title=requisition.title,
        round_id=round_.id,
        round_name=round_.name,
        status=interview.status,
        scheduled_start_at=interview.scheduled_start_at,
        scheduled_end_at=interview.scheduled_end_at,
        zone=interview.zone,
        location=interview.location,
        recruiter_id=application.recruiter_id or requisition.recruiter_id,
        origin=interview.origin,
    )


def requisition_by_code(unit: Unit, code: str) -> Requisition | None:
    """The requisition with this code, or `None`."""
    return repository.requisition_by_code(unit, code)


def existing_applications(unit: Unit, application_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these applications are recorded."""
    return repository.existing_applications(unit, application_ids)


def plan_name_of(unit: Unit, requisition_id: UUID) -> str | None:
    """The name of the requisition's own plan, or `None`."""
    plan = repository.plan_of(unit, requisition_id)
    return plan.name if plan else None
