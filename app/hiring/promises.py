"""The clocks that hiring starts, moves and ends: feedback per required seat, outcome per round,
schedule and screening per stage. Called by hiring's verbs, in their transaction.
"""

from datetime import datetime
from uuid import UUID

from app.hiring import repository
from app.hiring.models import Application, ApplicationStage, ApplicationStatus, Interview, PanelMember, Requisition
from app.hiring.rules import ended_at
from app.kit.database import Unit
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome


def promise_feedback(unit: Unit, interview: Interview, seats: list[PanelMember]) -> None:
    """Each required seat owes feedback from the interview's end on."""
    application = repository.get(unit, Application, interview.application_id)
    requisition = repository.get(unit, Requisition, application.requisition_id)
    for seat in seats:
        if seat.is_required:
            sla.start_clock(
                unit,
                kind=ClockKind.FEEDBACK,
                subject_id=seat.id,
                started_at=ended_at(interview.scheduled_end_at, interview.actual_end_at),
                owner_staff_id=seat.staff_id,
                application_id=application.id,
                interview_id=interview.id,
                candidate_id=application.candidate_id,
                requisition_id=requisition.id,
                department_id=requisition.department_id,
                round_id=interview.round_id,
                origin=interview.origin,
            )


def move_feedback(unit: Unit, interview: Interview) -> None:
    """The interview moved or really ended: so do the starts of what is owed for it."""
    start = ended_at(interview.scheduled_end_at, interview.actual_end_at)
    for seat in repository.live_panel(unit, interview.id):
        if seat.is_required:
            sla.move_clock_start(unit, ClockKind.FEEDBACK, seat.id, start)


def settle_outcome(unit: Unit, interview: Interview) -> None:
    """Brings the round's outcome clock to its last promised interview: starts, moves or cancels it."""
    application = repository.get(unit, Application, interview.application_id)
    stage = repository.latest_stage(unit, application.id, interview.round_id)
    if (
        stage is None
        or application.status is not ApplicationStatus.ACTIVE
        or application.round_id != interview.round_id
    ):
        return
    last_end = repository.last_promised_end(unit, stage)
    clock = sla.clock_of(unit, ClockKind.OUTCOME, stage.id)
    is_running = clock is not None and clock.outcome is Outcome.RUNNING
    if last_end is None:
        if is_running:
            sla.cancel_clock(unit, ClockKind.OUTCOME, stage.id, "no interview left in the round")
    elif is_running:
        sla.move_clock_start(unit, ClockKind.OUTCOME, stage.id, last_end)
    elif clock is None or clock.outcome is Outcome.CANCELLED:
        _start_for_stage(unit, ClockKind.OUTCOME, stage, last_end)


def promise_screening(unit: Unit, stage: ApplicationStage) -> None:
    """A received application is owed a screening decision."""
    _start_for_stage(unit, ClockKind.SCREENING, stage, stage.at)


def promise_schedule(unit: Unit, stage: ApplicationStage) -> None:
    """An advanced application is owed its next interview."""
    _start_for_stage(unit, ClockKind.SCHEDULE, stage, stage.at)


def _start_for_stage(unit: Unit, kind: ClockKind, stage: ApplicationStage, started_at: datetime) -> None:
    application = repository.get(unit, Application, stage.application_id)
    requisition = repository.get(unit, Requisition, application.requisition_id)
    sla.start_clock(
        unit,
        kind=kind,
        subject_id=stage.id,
        started_at=started_at,
        owner_staff_id=application.recruiter_id or requisition.recruiter_id,
        application_id=application.id,
        candidate_id=application.candidate_id,
        requisition_id=requisition.id,
        department_id=requisition.department_id,
        round_id=stage.round_id,
        origin=application.origin,
    )


def keep_for_stage(unit: Unit, kind: ClockKind, application_id: UUID, round_id: UUID | None, at: datetime) -> None:
    """Stops what was owed for the application's stay in a round (`None`: before any round)."""
    stage = repository.latest_stage(unit, application_id, round_id)
    if stage is not None:
        sla.stop_clock(unit, kind, stage.id, at)


def release_interview(unit: Unit, interview: Interview, reason: str) -> None:
    """An interview that does not take place owes nothing."""
    sla.cancel_clocks_of_interview(unit, interview.id, reason)
    settle_outcome(unit, interview)


def settle_stay(
    unit: Unit, application: Application, reason: str, *, is_kept: bool, is_held_back: bool = False
) -> None:
    """Ends what is owed for the application's present stay: screening or outcome is kept when the
    candidate sees where it goes, else cancelled; an interview is no longer owed. What is decided
    and held back from the candidate stays owed until it is released.

    Feedback and answers stay owed: what was said and asked in a held interview still counts.
    """
    stage = repository.latest_stage(unit, application.id, application.round_id)
    if stage is None:
        return
    kind = ClockKind.OUTCOME if application.round_id else ClockKind.SCREENING
    if is_kept and not is_held_back:
        sla.stop_clock(unit, kind, stage.id, unit.now)
    elif not is_kept:
        sla.cancel_clock(unit, kind, stage.id, reason)
    if application.round_id:
        sla.cancel_clock(unit, ClockKind.SCHEDULE, stage.id, reason)
