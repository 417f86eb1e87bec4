"""Clocks of imported history: what the source says was owed and kept, told again when it changes.

For app.intake. A clock is started and stopped by the service's own verbs; only what those never
do to a living clock, taking a recorded stop back, is done here, and audited as `restated`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.sla import service
from app.sla.models import ClockKind, Origin, Outcome, SlaClock


@dataclass(frozen=True)
class ImportedClock:
    """One promise as the source has it; `stopped_at` None while it is not kept. Times are UTC."""

    kind: ClockKind
    subject_id: UUID
    started_at: datetime
    stopped_at: datetime | None
    owner_staff_id: UUID | None
    application_id: UUID
    interview_id: UUID
    candidate_id: UUID
    requisition_id: UUID
    department_id: UUID | None
    round_id: UUID


def settle_clock(unit: Unit, given: ImportedClock, *, is_new: bool) -> None:
    """Brings the subject's clock to what the source says. `is_new` spares the look for an older one.

    Raises `OutsideCalendar` when the calendar does not reach that far.
    """
    known = None if is_new else service.clock_of(unit, given.kind, given.subject_id)
    if known is not None and known.outcome is not Outcome.CANCELLED:
        if known.outcome is Outcome.EXCUSED or (known.started_at, known.stopped_at) == (
            given.started_at,
            given.stopped_at,
        ):
            return
        _reopen(unit, known)
        service.move_clock_start(unit, given.kind, given.subject_id, given.started_at)
    else:
        _start(unit, given)
    if given.stopped_at is not None:
        service.stop_clock(unit, given.kind, given.subject_id, given.stopped_at)


def drop_clock(unit: Unit, kind: ClockKind, subject_id: UUID, reason: str) -> None:
    """The source says that nothing was owed after all: the clock is cancelled, also a stopped one."""
    known = service.clock_of(unit, kind, subject_id)
    if known is not None and known.outcome not in {Outcome.CANCELLED, Outcome.EXCUSED}:
        _reopen(unit, known)
        service.cancel_clock(unit, kind, subject_id, reason)


def _start(unit: Unit, given: ImportedClock) -> None:
    service.start_clock(
        unit,
        kind=given.kind,
        subject_id=given.subject_id,
        started_at=given.started_at,
        owner_staff_id=given.owner_staff_id,
        application_id=given.application_id,
        interview_id=given.interview_id,
        candidate_id=given.candidate_id,
        requisition_id=given.requisition_id,
        department_id=given.department_id,
        round_id=given.round_id,
        origin=Origin.IMPORTED,
    )


def _reopen(unit: Unit, clock: SlaClock) -> None:
    if clock.outcome is Outcome.RUNNING:
        return
    record(unit, "sla_clock.restated", clock, application_id=clock.application_id, outcome=clock.outcome)
    clock.outcome, clock.stopped_at = Outcome.RUNNING, None
    unit.session.flush()  # the service's verbs look for the running one
