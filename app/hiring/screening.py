"""Applications in a recruiter's hands: read and decided before any round, handed to another."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.applications import decider, move_to_round, reject
from app.hiring.approvals import named_human
from app.hiring.errors import NotInScreening
from app.hiring.models import Application, Requisition, ScreeningDecision, ScreeningResult
from app.hiring.plan_errors import PlanMissing
from app.hiring.rules import APPLICATION_MOVES, require_active, require_reason
from app.kit.database import Unit
from app.kit.ids import new_id
from app.people import service as people
from app.sla import service as sla
from app.sla.models import ClockKind

OWED_BY_RECRUITER = frozenset({ClockKind.SCREENING, ClockKind.SCHEDULE, ClockKind.OUTCOME, ClockKind.REPLY})


def screen_application(unit: Unit, application_id: UUID, decision: ScreeningResult, reason: str) -> ScreeningDecision:
    """A named human has read the application: into the plan's first round, or rejected. Stops the `screening` clock.

    Raises `NeedsNamedHuman`, `ReasonMissing`, `ApplicationEnded`, `NotInScreening`, `OwnApplication`, `PlanMissing`.
    """
    named_human(unit)
    why = require_reason(reason)
    application = repository.lock(unit, Application, application_id)
    require_active(application.status)
    if application.round_id is not None:
        raise NotInScreening(application.status, APPLICATION_MOVES[application.status])
    by = decider(unit, application)
    made = ScreeningDecision(
        id=new_id(), application_id=application_id, decision=decision, reason=why, by_staff_id=by, at=unit.now
    )
    unit.session.add(made)
    record(unit, "application.screened", made, application_id=application_id, decision=decision)
    if decision is ScreeningResult.ADVANCE:
        rounds = repository.rounds_of_requisition(unit, application.requisition_id)
        if not rounds:
            raise PlanMissing
        move_to_round(unit, application_id, rounds[0].id)
    else:
        reject(unit, application, why, made.id)
    return made


def reassign_application(unit: Unit, application_id: UUID, recruiter_id: UUID) -> Application:
    """Another recruiter takes it over, with everything that its recruiter owes now. Nothing restarts.

    Raises `NotFound`, also for a recruiter who is disabled, `ApplicationEnded`.
    """
    application = repository.lock(unit, Application, application_id)
    require_active(application.status)
    people.staff_contact(unit, recruiter_id)
    requisition = repository.get(unit, Requisition, application.requisition_id)
    before = application.recruiter_id or requisition.recruiter_id
    if before == recruiter_id:
        return application
    application.recruiter_id = recruiter_id
    for clock in sla.clocks_of_application(unit, application_id):
        if clock.kind in OWED_BY_RECRUITER and clock.owner_staff_id in {before, None}:
            sla.reassign_clock(unit, clock.kind, clock.subject_id, recruiter_id)
    record(
        unit,
        "application.reassigned",
        application,
        application_id=application_id,
        recruiter_before=before,
        recruiter_id=recruiter_id,
    )
    return application
