"""Verbs on requisitions and interview plans."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.models import InterviewPlan, Requisition, RequisitionStatus, Round, ScoreDimension
from app.hiring.rules import REQUISITION_MOVES, require_plan
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move
from app.sla.models import Origin


def open_requisition(
    unit: Unit,
    *,
    code: str,
    title: str,
    job_family: str,
    department_id: UUID | None,
    hiring_manager_id: UUID | None = None,
    recruiter_id: UUID | None = None,
    headcount: int = 1,
    opened_at: datetime | None = None,
    origin: Origin = Origin.LIVE,
) -> Requisition:
    """A requisition that is open at once (approvals come with part 2)."""
    requisition = Requisition(
        id=new_id(),
        code=code,
        title=title,
        job_family=job_family,
        department_id=department_id,
        hiring_manager_id=hiring_manager_id,
        recruiter_id=recruiter_id,
        headcount=headcount,
        status=RequisitionStatus.OPEN,
        opened_at=opened_at or unit.now,
        origin=origin,
        created_at=unit.now,
    )
    unit.session.add(requisition)
    unit.session.flush()  # its plan points at it
    record(unit, "requisition.opened", requisition)
    return requisition


def move_requisition(unit: Unit, requisition_id: UUID, status: RequisitionStatus) -> Requisition:
    """Puts it on hold, opens it again, fills or cancels it; raises `MoveNotAllowed`. Pauses no clock."""
    requisition = repository.lock(unit, Requisition, requisition_id)
    require_move(REQUISITION_MOVES, "requisition", requisition.status, status)
    requisition.status = status
    if status in {RequisitionStatus.FILLED, RequisitionStatus.CANCELLED}:
        requisition.closed_at = unit.now
    record(unit, "requisition.moved", requisition, to=status)
    return requisition


def save_plan_template(unit: Unit, *, name: str, job_family: str | None, rounds: Sequence[RoundInput]) -> InterviewPlan:
    """A new template for a job family; raises `PlanInvalid`."""
    require_plan(rounds)
    return _save_plan(unit, name=name, job_family=job_family, requisition_id=None, rounds=rounds)


def save_requisition_plan(
    unit: Unit, requisition_id: UUID, *, name: str, rounds: Sequence[RoundInput]
) -> InterviewPlan:
    """A plan of the requisition's own, made without a template; raises `PlanInvalid`."""
    require_plan(rounds)
    return _save_plan(unit, name=name, job_family=None, requisition_id=requisition_id, rounds=rounds)


def copy_plan(
    unit: Unit, template_id: UUID, requisition_id: UUID, *, question_owners: Mapping[str, UUID] | None = None
) -> InterviewPlan:
    """The requisition's own copy of a template, changed from then on without touching it.

    `question_owners` (by round name) are the owners for rounds whose template names none.
    """
    template = repository.get(unit, InterviewPlan, template_id)
    rows = repository.rounds_of_plan(unit, template_id)
    cards: dict[UUID, list[DimensionInput]] = {row.id: [] for row in rows}
    for line in repository.dimensions_of(unit, [row.id for row in rows]):
        cards[line.round_id].append(
            DimensionInput(line.name, line.guidance, line.weight, line.is_required, line.released_to_candidate)
        )
    rounds = [
        RoundInput(
            name=row.name,
            dimensions=tuple(cards[row.id]),
            duration_minutes=row.duration_minutes,
            min_questions=row.min_questions,
            question_owner_id=row.question_owner_id or (question_owners or {}).get(row.name),
        )
        for row in rows
    ]
    return _save_plan(unit, name=template.name, job_family=None, requisition_id=requisition_id, rounds=rounds)


def _save_plan(
    unit: Unit, *, name: str, job_family: str | None, requisition_id: UUID | None, rounds: Sequence[RoundInput]
) -> InterviewPlan:
    plan = InterviewPlan(
        id=new_id(), name=name, job_family=job_family, requisition_id=requisition_id, created_at=unit.now
    )
    unit.session.add(plan)
    unit.session.flush()  # its rounds point at it
    rows = [
        Round(
            id=new_id(),
            plan_id=plan.id,
            position=position,
            name=entry.name.strip(),
            duration_minutes=entry.duration_minutes,
            min_questions=entry.min_questions,
            question_owner_id=entry.question_owner_id,
        )
        for position, entry in enumerate(rounds, start=1)
    ]
    unit.session.add_all(rows)
    unit.session.flush()  # their scorecards point at them
    for row, entry in zip(rows, rounds, strict=True):
        unit.session.add_all(_dimensions(row.id, entry.dimensions))
    record(unit, "interview_plan.saved", plan, requisition_id=requisition_id, round_count=len(rows))
    return plan


def _dimensions(round_id: UUID, lines: Sequence[DimensionInput]) -> list[ScoreDimension]:
    return [
        ScoreDimension(
            id=new_id(),
            round_id=round_id,
            position=position,
            name=line.name,
            guidance=line.guidance,
            weight=line.weight,
            is_required=line.is_required,
            released_to_candidate=line.released_to_candidate,
        )
        for position, line in enumerate(lines, start=1)
    ]
