"""What is being chased: promises that are late or were nudged about and are still open. Reads only,
from the core as it is now; which nudge goes out next is the warehouse's list.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kit.database import Unit
from app.nudges import repository
from app.nudges.models import Nudge, NudgeStatus
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock

AHEAD = timedelta(days=7)  # no ladder begins earlier than that before a promise is due
MICROSECONDS_PER_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Chased:
    """One open promise. `overdue_hours` is working time, 0 while it is not due; `last_at` is when the
    last nudge went out, `waiting_count` how many are on their way (quiet hours), `rests_until` its snooze.
    """

    clock_id: UUID
    kind: ClockKind
    application_id: UUID | None
    department_id: UUID | None
    owner_staff_id: UUID | None
    due_at: datetime
    overdue_hours: float
    sent_count: int
    waiting_count: int
    last_at: datetime | None
    last_recipient_id: UUID | None
    rests_until: datetime | None


def chased(unit: Unit, department_ids: Collection[UUID] | None) -> list[Chased]:
    """Overdue promises, and those nudged about before they are due; the longest overdue first.

    `department_ids` None: of the whole company. What the candidate owes is not listed.
    """
    clocks = [
        clock
        for clock in sla.overdue_clocks(unit, unit.now + AHEAD)
        if clock.kind is not ClockKind.OFFER_DECISION
        and (department_ids is None or clock.department_id in department_ids)
    ]
    ids = [clock.id for clock in clocks]
    rests, nudges = repository.snoozes_of(unit, ids), repository.of_clocks(unit, ids)
    by_clock: dict[UUID, list[Nudge]] = {}
    for nudge in nudges:
        by_clock.setdefault(nudge.clock_id, []).append(nudge)
    listed = [
        _one(unit, clock, by_clock.get(clock.id, []), rests.get(clock.id))
        for clock in clocks
        if clock.due_at <= unit.now or clock.id in by_clock
    ]
    return sorted(listed, key=lambda each: (-each.overdue_hours, each.due_at, each.clock_id))


def _one(unit: Unit, clock: SlaClock, nudges: list[Nudge], rests_until: datetime | None) -> Chased:
    sent = [nudge for nudge in nudges if nudge.status is NudgeStatus.SENT]
    last = max(sent, key=lambda nudge: nudge.sent_at or nudge.computed_at) if sent else None
    late = 0
    if clock.due_at < unit.now:
        late = sla.load_work_calendar(unit, clock.calendar_id).microseconds_between(clock.due_at, unit.now)
    return Chased(
        clock_id=clock.id,
        kind=clock.kind,
        application_id=clock.application_id,
        department_id=clock.department_id,
        owner_staff_id=clock.owner_staff_id,
        due_at=clock.due_at,
        overdue_hours=late / MICROSECONDS_PER_HOUR,
        sent_count=len(sent),
        waiting_count=sum(nudge.status is NudgeStatus.QUEUED for nudge in nudges),
        last_at=last.sent_at if last else None,
        last_recipient_id=last.recipient_staff_id if last else None,
        rests_until=rests_until,
    )
