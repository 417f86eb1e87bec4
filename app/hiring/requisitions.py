"""Verbs on requisitions."""

from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.models import Requisition, RequisitionStatus
from app.hiring.rules import REQUISITION_MOVES
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
