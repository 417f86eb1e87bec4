"""Clocks of imported history: what the source says was owed and kept, told again when it changes.

For app.intake. Policy, calendar, due time and judgement are those of living clocks; written in
bulk. What never happens to a living clock, a recorded stop taken back, is audited as `restated`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.worktime import due_at
from app.sla import service
from app.sla.measuring import load_work_calendar
from app.sla.models import Calendar, ClockKind, Origin, Outcome, SlaClock, SlaPolicy
from app.sla.rules import judge


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


def start_clocks(unit: Unit, given: Sequence[ImportedClock]) -> None:
    """Clocks of subjects that have none yet, started and, where the source says so, stopped.

    Raises `OutsideCalendar` when the calendar does not reach that far.
    """
    measures: dict[tuple[object, ...], tuple[SlaPolicy, Calendar]] = {}
    for one in given:
        scope = (one.kind, one.round_id, one.requisition_id, one.department_id)
        if scope not in measures:
            measures[scope] = service.measure_of(
                unit,
                one.kind,
                round_id=one.round_id,
                requisition_id=one.requisition_id,
                department_id=one.department_id,
            )
        policy, calendar = measures[scope]
        due = due_at(load_work_calendar(unit, calendar.id), policy.unit, policy.amount, one.started_at)
        clock = SlaClock(
            id=new_id(),
            policy_id=policy.id,
            policy_version=policy.version,
            calendar_id=calendar.id,
            due_at=due,
            outcome=Outcome.RUNNING if one.stopped_at is None else judge(due, one.stopped_at),
            origin=Origin.IMPORTED,
            created_at=unit.now,
            **asdict(one),
        )
        unit.session.add(clock)
        record(unit, "clock.imported", clock, application_id=one.application_id, kind=one.kind, outcome=clock.outcome)
    unit.session.flush()


def settle_clock(unit: Unit, given: ImportedClock) -> None:
    """Brings the subject's clock, if it has one, to what the source says now; else starts it."""
    known = service.clock_of(unit, given.kind, given.subject_id)
    if known is None or known.outcome is Outcome.CANCELLED:
        start_clocks(unit, [given])
        return
    is_same = (known.started_at, known.stopped_at) == (given.started_at, given.stopped_at)
    if known.outcome is Outcome.EXCUSED or is_same:
        return
    _reopen(unit, known)
    service.move_clock_start(unit, given.kind, given.subject_id, given.started_at)
    unit.session.flush()  # the next verb reads the clock anew
    if given.stopped_at is not None:
        service.stop_clock(unit, given.kind, given.subject_id, given.stopped_at)


def drop_clock(unit: Unit, kind: ClockKind, subject_id: UUID, reason: str) -> None:
    """The source says that nothing was owed after all: the clock is cancelled, also a stopped one."""
    known = service.clock_of(unit, kind, subject_id)
    if known is not None and known.outcome not in {Outcome.CANCELLED, Outcome.EXCUSED}:
        _reopen(unit, known)
        service.cancel_clock(unit, kind, subject_id, reason)


def _reopen(unit: Unit, clock: SlaClock) -> None:
    if clock.outcome is Outcome.RUNNING:
        return
    record(unit, "sla_clock.restated", clock, application_id=clock.application_id, outcome=clock.outcome)
    clock.outcome, clock.stopped_at = Outcome.RUNNING, None
    unit.session.flush()  # the service's verbs look for the running one
