"""By what a promise is measured: its policy and calendar version, its due time, its own time.

For the verbs of this domain; what reads or writes clocks at large is in service.py.
"""

from datetime import datetime, timedelta
from uuid import UUID

from app.evidence.service import record
from app.kit import worktime
from app.kit.database import Actor, Unit
from app.kit.worktime import WorkCalendar
from app.outbox.service import enqueue
from app.people import service as people
from app.people.models import Role
from app.sla import repository
from app.sla.errors import NoCalendar, NoPolicy, NotYoursToMove, ReasonMissing
from app.sla.models import Calendar, ClockKind, Origin, SlaClock, SlaPolicy
from app.sla.models import Unit as OwedUnit
from app.sla.rules import choose_calendar, choose_policy, within_limit

HR = frozenset({Role.RECRUITER, Role.HR_LEAD})
KEPT_CALENDARS = 64
LONGEST_REASON = 500
MICROSECOND = timedelta(microseconds=1)
_loaded: dict[UUID, WorkCalendar] = {}  # rows of a calendar version never change, so neither does this


def load_work_calendar(unit: Unit, calendar_id: UUID) -> WorkCalendar:
    """A calendar version, ready to compute with; kept in this process. Raises `NoCalendar`."""
    found = _loaded.get(calendar_id)
    if found is None:
        calendar = repository.calendar_by_id(unit, calendar_id)
        if calendar is None:
            raise NoCalendar(calendar=calendar_id)
        openings = repository.openings_of(unit, calendar_id)
        found = WorkCalendar(calendar.code, calendar.zone, openings, repository.labels_of(unit, calendar_id))
        while len(_loaded) >= KEPT_CALENDARS:
            _loaded.pop(next(iter(_loaded)), None)
        _loaded[calendar_id] = found
    return found


def measure_of(
    unit: Unit,
    kind: ClockKind,
    *,
    round_id: UUID | None = None,
    requisition_id: UUID | None = None,
    department_id: UUID | None = None,
) -> tuple[SlaPolicy, Calendar]:
    """The policy and calendar version by which a promise made now is measured. Raises `NoPolicy`, `NoCalendar`."""
    policies, calendars = repository.known_policies(unit, kind), repository.known_calendars(unit)
    # Most companies bind neither to a department, and then its place in the tree needs no look.
    bound = {row.department_id for row in policies} | {row.department_id for row in calendars}
    path = people.department_path(unit, department_id) if department_id and bound - {None} else []
    policy = choose_policy(policies, round_id=round_id, requisition_id=requisition_id, departments=path)
    if policy is None:
        raise NoPolicy(kind=kind)
    calendar = choose_calendar(calendars, code=policy.calendar_code, departments=path)
    if calendar is None:
        raise NoCalendar(calendar=policy.calendar_code)
    return policy, calendar


def policy_of(unit: Unit, clock: SlaClock) -> SlaPolicy:
    """The policy version that a clock was started under."""
    policy = repository.policy_by_id(unit, clock.policy_id)
    assert policy is not None  # a foreign key says so
    return policy


def due_from(unit: Unit, clock: SlaClock, started_at: datetime) -> datetime:
    """When a clock is due that starts at `started_at`: a date of its own stays, unless the start has
    passed it; else by its policy and calendar version, and later by the time that it rested.
    """
    if clock.has_own_date and clock.due_at > started_at:
        return clock.due_at
    policy, hours = policy_of(unit, clock), load_work_calendar(unit, clock.calendar_id)
    due = worktime.due_at(hours, policy.unit, policy.amount, started_at)
    rested = later_by(hours, policy.unit, due, round(clock.paused_seconds * 1_000_000))
    return within_limit(clock.kind, started_at, rested)


def later_by(hours: WorkCalendar, counted_in: OwedUnit, due: datetime, micros: int) -> datetime:
    """`due`, moved on by microseconds of the clock's own time: elapsed, or working time of `hours`."""
    if counted_in is OwedUnit.ELAPSED_HOURS:
        return due + micros * MICROSECOND
    return hours.add_microseconds(due, micros)


def own_micros(hours: WorkCalendar, counted_in: OwedUnit, start: datetime, end: datetime) -> int:
    """How much of a clock's own time lies between two moments, in microseconds; 0 the wrong way round."""
    if end <= start:
        return 0
    if counted_in is OwedUnit.ELAPSED_HOURS:
        return (end - start) // MICROSECOND
    return hours.microseconds_between(start, end)


def required(reason: str) -> str:
    """The reason without blanks around it. Raises `ReasonMissing` for none, and for one too long."""
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise ReasonMissing(limit=LONGEST_REASON)
    return said


def owes(unit: Unit, clock: SlaClock) -> bool:
    """Whether who acts is the clock's owner, or whom the owner delegated to. A manager who stands in for an
    absent owner is neither.
    """
    if clock.owner_staff_id is None or unit.actor.kind != "staff":
        return False
    return unit.actor.id in people.acts_as(unit, clock.owner_staff_id)


def require_mover(unit: Unit, clock: SlaClock) -> None:
    """Raises `NotYoursToMove` for all but its owner, whom the owner delegated to, and HR."""
    if unit.actor == Actor.service():
        return
    if unit.actor.kind != "staff" or unit.actor.id is None:
        raise NotYoursToMove
    if not owes(unit, clock) and not HR & people.roles_of(unit, unit.actor.id):
        raise NotYoursToMove


def note(unit: Unit, action: str, clock: SlaClock, **details: object) -> None:
    """Enters what happened to a clock into the audit log."""
    record(unit, action, clock, application_id=clock.application_id, kind=clock.kind, **details)


def tell_of_new_date(unit: Unit, clock: SlaClock, due_before: datetime) -> None:
    """The candidate, if there is one, finds inside the product that a promised date moved; imported
    history tells nobody anything."""
    if clock.due_at != due_before:
        _tell(unit, "promise_moved", clock, due_before_at=due_before.isoformat(), due_at=clock.due_at.isoformat())


def tell_of_rest(unit: Unit, clock: SlaClock) -> None:
    """The candidate, if there is one, finds inside the product that a promise waits for them."""
    _tell(unit, "promise_paused", clock)


def _tell(unit: Unit, topic: str, clock: SlaClock, **details: str) -> None:
    if clock.candidate_id is None or clock.origin is Origin.IMPORTED:
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={
            "application_id": str(clock.application_id) if clock.application_id else None,
            "clock_id": str(clock.id),
            "kind": str(clock.kind),
            **details,
        },
        subject_id=clock.id,
        recipient_candidate_id=clock.candidate_id,
    )
