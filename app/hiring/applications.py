"""Verbs on applications: received, moved, decided, ended."""

from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import promises, repository
from app.hiring.approvals import named_human
from app.hiring.errors import (
    AlreadyApplied,
    NotInRound,
    OwnApplication,
    RequisitionNotOpen,
    RoundNotInPlan,
)
from app.hiring.interviews import cancel_interview
from app.hiring.models import (
    Application,
    ApplicationStage,
    ApplicationStatus,
    Decision,
    Requisition,
    RequisitionStatus,
    Round,
    RoundDecision,
)
from app.hiring.notices import tell_candidate
from app.hiring.repository.plans import share_round
from app.hiring.requisitions import fill_if_complete, hold_place
from app.hiring.rules import APPLICATION_MOVES, REQUISITION_MOVES, require_active, require_reason
from app.hiring.showing import holds_back, show_held_back
from app.kit.database import Unit
from app.kit.events import emit
from app.kit.ids import new_id
from app.people import service as people
from app.sla.models import ClockKind, Origin

RECEIVED = "applied"  # the stage before any round


def apply(
    unit: Unit,
    *,
    requisition_id: UUID,
    candidate_id: UUID,
    source: str | None = None,
    recruiter_id: UUID | None = None,
    application_id: UUID | None = None,
    applied_at: datetime | None = None,
    origin: Origin = Origin.LIVE,
) -> Application:
    """Receives an application and starts its `screening` clock.

    `application_id` lets a caller that must not apply twice choose the id. Raises `RequisitionNotOpen`,
    `AlreadyApplied`.
    """
    requisition = repository.get(unit, Requisition, requisition_id)
    if origin is Origin.LIVE:
        _require_may_apply(unit, requisition, candidate_id)
    application = Application(
        id=application_id or new_id(),
        candidate_id=candidate_id,
        requisition_id=requisition_id,
        recruiter_id=recruiter_id or requisition.recruiter_id,
        source=source,
        status=ApplicationStatus.ACTIVE,
        applied_at=applied_at or unit.now,
        origin=origin,
        created_at=unit.now,
    )
    unit.session.add(application)
    unit.session.flush()  # its stage points at it
    promises.promise_screening(unit, _enter_stage(unit, application, RECEIVED, None))
    record(unit, "application.received", application, application_id=application.id, requisition_id=requisition_id)
    return application


def _require_may_apply(unit: Unit, requisition: Requisition, candidate_id: UUID) -> None:
    if requisition.status is not RequisitionStatus.OPEN:
        raise RequisitionNotOpen(requisition.status, REQUISITION_MOVES[requisition.status])
    repository.take_turns(unit, candidate_id)  # two identical requests at once
    if repository.has_active_application(unit, candidate_id, requisition.id):
        raise AlreadyApplied


def _enter_stage(
    unit: Unit,
    application: Application,
    to_stage: str,
    round_id: UUID | None,
    *,
    reason: str | None = None,
    by_staff_id: UUID | None = None,
) -> ApplicationStage:
    standing = repository.get(unit, Round, application.round_id).name if application.round_id else RECEIVED
    stage = ApplicationStage(
        id=new_id(),
        application_id=application.id,
        from_stage=None if to_stage == RECEIVED else standing,
        to_stage=to_stage,
        round_id=round_id,
        at=application.applied_at if to_stage == RECEIVED else unit.now,
        by_staff_id=by_staff_id or (unit.actor.id if unit.actor.kind == "staff" else None),
        reason=reason,
    )
    unit.session.add(stage)
    unit.session.flush()  # clocks ask for the newest stage
    return stage


def move_to_round(unit: Unit, application_id: UUID, round_id: UUID, reason: str | None = None) -> ApplicationStage:
    """Moves an active application into a round of its plan: the stay before is settled
    (`screening` and `outcome` stop), the next interview is owed (`schedule` starts).

    Raises `ApplicationEnded`, `RoundNotInPlan`.
    """
    require_active(repository.lock(unit, Application, application_id).status)
    show_held_back(unit, application_id)
    return _move(unit, application_id, round_id, reason)


def _move(
    unit: Unit, application_id: UUID, round_id: UUID, reason: str | None = None, *, is_held_back: bool = False
) -> ApplicationStage:
    application = repository.lock(unit, Application, application_id)
    require_active(application.status)
    rounds = {row.id for row in repository.rounds_of_requisition(unit, application.requisition_id)}
    if round_id not in rounds or not share_round(unit, round_id):
        raise RoundNotInPlan
    before = application.round_id
    promises.settle_stay(unit, application, "moved on", is_kept=True, is_held_back=is_held_back)
    stage = _enter_stage(unit, application, repository.get(unit, Round, round_id).name, round_id, reason=reason)
    application.round_id = round_id
    promises.promise_schedule(unit, stage)
    record(
        unit,
        "application.moved",
        application,
        application_id=application_id,
        from_round_id=before,
        to_round_id=round_id,
    )
    return stage


def decide_round(unit: Unit, application_id: UUID, round_id: UUID, decision: Decision, reason: str) -> RoundDecision:
    """A named human's decision: advance (into the next round, if there is one), hold, or reject.

    Stops the round's `outcome` clock and tells the candidate; a hold does not, since the candidate
    still waits, nor what the round's policy holds back: that does when it is shown (app.hiring.showing).
    Raises `NeedsNamedHuman`, `ReasonMissing`, `ApplicationEnded`, `OwnApplication`, `NotInRound`, `InterviewAhead`.
    """
    named_human(unit)
    why = require_reason(reason)
    application = repository.lock(unit, Application, application_id)
    require_active(application.status)
    by = decider(unit, application)
    if application.round_id != round_id:
        repository.get(unit, Round, round_id)  # what is no round at all is not found
        raise NotInRound(application.status, APPLICATION_MOVES[application.status])
    is_held_back = decision is not Decision.HOLD and holds_back(unit, application)
    is_shown = decision is not Decision.HOLD and not is_held_back
    if is_shown:
        show_held_back(unit, application_id)
    made = RoundDecision(
        id=new_id(),
        application_id=application_id,
        round_id=round_id,
        decision=decision,
        reason=why,
        by_staff_id=by,
        at=unit.now,
        shown_at=unit.now if is_shown else None,
    )
    unit.session.add(made)
    record(unit, "round.decided", made, application_id=application_id, round_id=round_id, decision=decision)
    if is_shown:
        promises.keep_for_stage(unit, ClockKind.OUTCOME, application_id, round_id, unit.now)
        tell_candidate(unit, "outcome_decided", application, made.id, decision=decision)
    if decision is Decision.REJECT:
        _end(unit, application, ApplicationStatus.REJECTED, why, is_held_back=is_held_back)
    elif decision is Decision.ADVANCE:
        _into_next_round(unit, application, is_held_back=is_held_back)
    emit(unit, "round.decided", decision_id=made.id, application_id=application_id, round_id=round_id)
    return made


def decider(unit: Unit, application: Application, by_staff_id: UUID | None = None) -> UUID:
    """Who decides on the application: a named human, and not its own candidate."""
    by = by_staff_id or named_human(unit)
    if people.is_same_person(unit, by, application.candidate_id):
        raise OwnApplication
    return by


def _into_next_round(unit: Unit, application: Application, *, is_held_back: bool) -> None:
    rounds = [row.id for row in repository.rounds_of_requisition(unit, application.requisition_id)]
    following = rounds[rounds.index(application.round_id) + 1 :] if application.round_id in rounds else []
    if following:
        _move(unit, application.id, following[0], is_held_back=is_held_back)


def reject_application(unit: Unit, application_id: UUID, reason: str) -> Application:
    """Ends an application outside a screening or round decision. By a named human.

    Raises `NeedsNamedHuman`, `ReasonMissing`, `ApplicationEnded`, `OwnApplication`.
    """
    named_human(unit)
    why = require_reason(reason)
    application = repository.lock(unit, Application, application_id)
    decider(unit, application)
    require_active(application.status)
    show_held_back(unit, application_id)
    reject(unit, application, why, application_id)
    return application


def reject(unit: Unit, application: Application, reason: str, told_by: UUID) -> None:
    """Ends it and tells the candidate; `told_by` is the row that the notice is about."""
    _end(unit, application, ApplicationStatus.REJECTED, reason)
    tell_candidate(unit, "outcome_decided", application, told_by, decision=Decision.REJECT)


def hire_application(unit: Unit, application_id: UUID, *, by_staff_id: UUID | None = None) -> Application:
    """The candidate has accepted: the application ends as hired. By a named human: who acts, or
    `by_staff_id`, whose decision (an offer sent) the candidate's own word completes. The last place
    fills the requisition.

    Raises `NeedsNamedHuman`, `ApplicationEnded`, `OwnApplication`, `HeadcountReached`.
    """
    application = repository.lock(unit, Application, application_id)
    by = decider(unit, application, by_staff_id)
    require_active(application.status)
    show_held_back(unit, application_id)
    requisition = hold_place(unit, application.requisition_id)
    _end(unit, application, ApplicationStatus.HIRED, None, by_staff_id=by)
    fill_if_complete(unit, requisition)
    return application


def withdraw_application(unit: Unit, application_id: UUID, reason: str | None = None) -> Application:
    """The candidate goes: planned interviews are called off and nothing of its way on is owed any more.

    One who was rejected and does not know it yet (held back) is told now: there is nothing to wait for.
    Raises `ApplicationEnded`.
    """
    application = repository.lock(unit, Application, application_id)
    if show_held_back(unit, application_id) and application.status is ApplicationStatus.REJECTED:
        return application
    _end(unit, application, ApplicationStatus.WITHDRAWN, reason)
    return application


def _end(
    unit: Unit,
    application: Application,
    status: ApplicationStatus,
    reason: str | None,
    *,
    by_staff_id: UUID | None = None,
    is_held_back: bool = False,
) -> None:
    require_active(application.status)
    for interview in repository.planned_interviews(unit, application.id):
        if interview.scheduled_start_at > unit.now:
            cancel_interview(unit, interview.id, f"application {status}")
    is_kept = status is not ApplicationStatus.WITHDRAWN
    promises.settle_stay(unit, application, f"application {status}", is_kept=is_kept, is_held_back=is_held_back)
    _enter_stage(unit, application, status, None, reason=reason, by_staff_id=by_staff_id)
    application.status, application.ended_at = status, unit.now
    by = {"by_staff_id": by_staff_id} if by_staff_id else {}
    record(unit, f"application.{status}", application, application_id=application.id, **by)
    emit(unit, "application.ended", application_id=application.id, status=status)
    if not is_held_back:
        emit(unit, "application.end_shown", application_id=application.id, status=status)
