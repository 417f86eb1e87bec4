"""Requisitions, applications and interviews as another system recorded them: facts, not acts.

For app.intake. They are marked imported, start no clock by themselves and are exempt from the
rules that only the living can keep (double booking, chance to ask). Lists are written in bulk.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.models import (
    Application,
    ApplicationStage,
    ApplicationStatus,
    Interview,
    InterviewPlan,
    InterviewStatus,
    PanelMember,
    Requisition,
    RequisitionStatus,
    Round,
)
from app.hiring.plans import new_round
from app.hiring.schemas import RoundInput
from app.kit.database import Unit
from app.kit.ids import new_id
from app.sla.models import Origin


@dataclass(frozen=True)
class ImportedRequisition:
    code: str
    title: str
    job_family: str
    department_id: UUID | None
    status: RequisitionStatus


@dataclass(frozen=True)
class ImportedApplication:
    """`application_id` if an earlier import made it; times are aware UTC."""

    application_id: UUID | None
    candidate_id: UUID
    requisition_id: UUID
    source: str | None
    status: ApplicationStatus
    round_id: UUID | None
    applied_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class ImportedStage:
    application_id: UUID
    from_stage: str | None
    to_stage: str
    round_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class ImportedInterview:
    """`interview_id` if an earlier import made it; times are aware UTC."""

    interview_id: UUID | None
    application_id: UUID
    round_id: UUID
    status: InterviewStatus
    source_status: str
    scheduled_start_at: datetime
    scheduled_end_at: datetime
    location: str | None
    cancelled_at: datetime | None


@dataclass(frozen=True)
class ImportedSeat:
    """`panel_member_id` if an earlier import made it."""

    panel_member_id: UUID | None
    interview_id: UUID
    staff_id: UUID


@dataclass(frozen=True)
class KnownInterview:
    """An interview that is recorded here, for what is imported about it."""

    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    department_id: UUID | None
    round_id: UUID
    round_name: str
    scheduled_start_at: datetime
    is_cancelled: bool


def interviews_of(unit: Unit, candidate_ids: Collection[UUID]) -> list[KnownInterview]:
    """All interviews of these candidates, imported or not."""
    return [
        KnownInterview(
            interview.id,
            application.id,
            application.candidate_id,
            requisition.id,
            requisition.department_id,
            interview.round_id,
            round_.name,
            interview.scheduled_start_at,
            interview.status is InterviewStatus.CANCELLED,
        )
        for interview, application, requisition, round_ in repository.interviews_of_candidates(unit, candidate_ids)
    ]


def upsert_requisition(unit: Unit, requisition_id: UUID | None, given: ImportedRequisition) -> Requisition:
    """The requisition with its plan (of no rounds yet), made or brought up to date."""
    known = unit.session.get(Requisition, requisition_id) if requisition_id else None
    requisition = known or Requisition(id=new_id(), headcount=1, origin=Origin.IMPORTED, created_at=unit.now)
    is_changed = _assign(requisition, given, ("code", "title", "job_family", "department_id", "status"))
    if known is None:
        unit.session.add(requisition)
        unit.session.flush()  # the plan refers to it
        plan = InterviewPlan(name=given.title, requisition_id=requisition.id, created_at=unit.now)
        unit.session.add(plan)
        unit.session.flush()  # rounds refer to it
    if is_changed:
        record(unit, "requisition.imported", requisition, status=given.status)
    return requisition


def upsert_round(unit: Unit, round_id: UUID | None, requisition_id: UUID, name: str) -> Round:
    """A round of the requisition's plan; a new one comes last."""
    known = unit.session.get(Round, round_id) if round_id else None
    if known is not None:
        if known.name != name:
            known.name = name
            record(unit, "round.imported", known)
        return known
    plan = repository.plan_of(unit, requisition_id)
    assert plan is not None  # upsert_requisition made it
    position = max((made.position for made in repository.rounds_of_plan(unit, plan.id)), default=0) + 1
    made = new_round(unit, plan.id, RoundInput(name), position)
    record(unit, "round.imported", made)
    return made


def save_applications(unit: Unit, given: Sequence[ImportedApplication]) -> list[UUID]:
    """The applications' ids in the given order."""
    columns = ("candidate_id", "requisition_id", "source", "status", "round_id", "applied_at", "ended_at")
    ids = []
    for one in given:
        known = unit.session.get(Application, one.application_id) if one.application_id else None
        row = known or Application(id=new_id(), origin=Origin.IMPORTED, created_at=unit.now)
        if _assign(row, one, columns):
            record(unit, "application.imported", row, application_id=row.id, status=one.status)
        if known is None:
            unit.session.add(row)
        ids.append(row.id)
    unit.session.flush()  # stages and interviews refer to them
    return ids


def save_stages(unit: Unit, given: Sequence[ImportedStage]) -> list[UUID]:
    """Adds stage changes (they are never edited); audited with their application."""
    rows = [
        ApplicationStage(
            id=new_id(),
            application_id=one.application_id,
            from_stage=one.from_stage,
            to_stage=one.to_stage,
            round_id=one.round_id,
            at=one.at,
        )
        for one in given
    ]
    unit.session.add_all(rows)
    unit.session.flush()
    return [row.id for row in rows]


def save_interviews(unit: Unit, given: Sequence[ImportedInterview]) -> list[UUID]:
    """The interviews' ids in the given order. A held one ended when it was planned to."""
    columns = (
        "application_id",
        "round_id",
        "status",
        "source_status",
        "scheduled_start_at",
        "scheduled_end_at",
        "location",
        "cancelled_at",
    )
    ids = []
    for one in given:
        known = unit.session.get(Interview, one.interview_id) if one.interview_id else None
        row = known or Interview(id=new_id(), origin=Origin.IMPORTED, created_at=unit.now)
        if _assign(row, one, columns):
            row.actual_end_at = row.closed_at = one.scheduled_end_at if one.status is InterviewStatus.HELD else None
            record(unit, "interview.imported", row, application_id=one.application_id, status=one.status)
        if known is None:
            unit.session.add(row)
        ids.append(row.id)
    unit.session.flush()  # seats refer to them
    return ids


def save_seats(unit: Unit, given: Sequence[ImportedSeat]) -> list[UUID]:
    """The panel seats' ids in the given order, all required; audited with their interview."""
    ids = []
    for one in given:
        known = unit.session.get(PanelMember, one.panel_member_id) if one.panel_member_id else None
        row = known or PanelMember(id=new_id(), is_required=True, created_at=unit.now)
        row.interview_id, row.staff_id, row.removed_at = one.interview_id, one.staff_id, None
        if known is None:
            unit.session.add(row)
        ids.append(row.id)
    unit.session.flush()  # feedback and clocks refer to them
    return ids


def remove_other_seats(unit: Unit, interview_id: UUID, keep: Collection[UUID]) -> list[UUID]:
    """Gives up the interview's seats that the source no longer has; returns their ids."""
    gone = [seat for seat in repository.live_panel(unit, interview_id) if seat.id not in keep]
    for seat in gone:
        seat.removed_at = unit.now
        record(unit, "panel_member.removed_at_source", seat, interview_id=interview_id)
    return [seat.id for seat in gone]


def withdraw_interview(unit: Unit, interview_id: UUID) -> list[UUID]:
    """An interview that the source has deleted: cancelled. Returns the ids of its seats."""
    interview = unit.session.get(Interview, interview_id)
    if interview is None:
        return []
    if interview.status is not InterviewStatus.CANCELLED or interview.source_status != "deleted":
        interview.status, interview.source_status = InterviewStatus.CANCELLED, "deleted"
        interview.cancelled_at, interview.actual_end_at, interview.closed_at = unit.now, None, None
        record(unit, "interview.deleted_at_source", interview, application_id=interview.application_id)
    return [seat.id for seat in repository.live_panel(unit, interview_id)]


def withdraw_imported_application(unit: Unit, application_id: UUID) -> None:
    """An application that the source has deleted: ended as withdrawn, unless it had ended."""
    application = unit.session.get(Application, application_id)
    if application is not None and application.status is ApplicationStatus.ACTIVE:
        application.status, application.ended_at = ApplicationStatus.WITHDRAWN, unit.now
        record(unit, "application.deleted_at_source", application, application_id=application_id)


def _assign(row: object, given: object, columns: Sequence[str]) -> bool:
    """Copies what differs; whether anything did."""
    changed = [column for column in columns if getattr(row, column) != getattr(given, column)]
    for column in changed:
        setattr(row, column, getattr(given, column))
    return bool(changed)
