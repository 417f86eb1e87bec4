"""One round of nudging: enter the list's rows, hand over what is due; or only say what would
happen. The list comes as an argument: who reads the warehouse is the composition root.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

from app.kit.database import Actor, Database, Unit
from app.kit.ports import Channel
from app.nudges import repository
from app.nudges.looking import compose, contact_or_none, is_decided
from app.nudges.models import NudgeStatus
from app.nudges.rules import Politeness, reachable_at
from app.nudges.schemas import TOPIC, DueNudge, NudgeReport, PlannedNudge, QueueCounts
from app.nudges.service import clock_or_none, guard, note_delivery, queue_due, status_of_row
from app.outbox.dispatch import deliver_due
from app.outbox.schemas import Topic
from app.sla import service as sla
from app.sla.models import Origin, SlaClock

CHUNK = 200  # rows per transaction: a long writer holds the warehouse back


def dispatch_due(
    database: Database,
    rows: Sequence[DueNudge],
    channels: Mapping[str, Channel],
    now: Callable[[], datetime],
    *,
    warehouse_version: str,
    address: str,
    politeness: Politeness | None = None,
    dry_run: bool = False,
) -> NudgeReport:
    """Enters `rows`, then delivers every nudge that is due, also those of earlier rounds.

    `address` is what links start with. `dry_run` writes and sends nothing, and says for each row
    what would become of it. Raises `DatabaseUnavailable`.
    """
    politeness = politeness or Politeness()
    report = NudgeReport(warehouse_version, dry_run)
    if dry_run:
        with database.unit(Actor.service(), now()) as unit:
            report.planned = [plan(unit, row, politeness) for row in rows]
        return report
    for chunk in _by_clock(rows):
        with database.unit(Actor.service(), now()) as unit:
            _add(report.queued, queue_due(unit, chunk, warehouse_version=warehouse_version))
    report.delivered = deliver_due(database, channels, {TOPIC: nudge_topic(address, politeness)}, now)
    return report


def nudge_topic(address: str, politeness: Politeness) -> Topic:
    """What nudging brings to delivery."""
    return Topic(
        guard=partial(guard, politeness=politeness), compose=partial(compose, address=address), note=note_delivery
    )


def plan(unit: Unit, row: DueNudge, politeness: Politeness) -> PlannedNudge:
    """What would become of a row at the unit's moment."""
    would, because, at = _would(unit, row, politeness)
    return PlannedNudge(
        row.clock_id, row.rung, row.recipient_staff_id, row.channel, row.template, row.reason, would, because, at
    )


def _would(unit: Unit, row: DueNudge, politeness: Politeness) -> tuple[str, str | None, datetime | None]:
    clock = clock_or_none(unit, row.clock_id)
    skipped = _why_skipped(unit, row, clock)
    if skipped is not None or clock is None or row.recipient_staff_id is None:
        return "skip", skipped, None
    waits = _why_waiting(unit, clock)
    if waits is not None:
        return "wait", *waits
    status, reason = status_of_row(unit, row, clock)
    if status is not NudgeStatus.QUEUED:
        return {NudgeStatus.SUPERSEDED: "supersede"}.get(status, "suppress"), reason, None
    contact = contact_or_none(unit, row.recipient_staff_id)
    if contact is None:
        return "suppress", "recipient_left", None
    at = reachable_at(unit.now, contact.zone, sla.load_work_calendar(unit, clock.calendar_id), politeness)
    return ("wait", "quiet_hours", at) if at > unit.now else ("send", None, None)


def _why_waiting(unit: Unit, clock: SlaClock) -> tuple[str, datetime | None] | None:
    snoozed = repository.snoozed_until(unit, clock.id)
    if snoozed is not None:
        return "snoozed", snoozed
    if clock.paused_at is not None:
        return "clock_paused", None
    if clock.due_at > unit.now and is_decided(unit, clock):
        return "decision_held_back", clock.due_at
    return None


def _why_skipped(unit: Unit, row: DueNudge, clock: SlaClock | None) -> str | None:
    if row.recipient_staff_id is None:
        return "no_recipient"
    if clock is None:
        return "no_such_clock"
    if clock.origin is Origin.IMPORTED:
        return "imported_history"
    if repository.is_entered(unit, row.clock_id, row.rung, row.recipient_staff_id):
        return "already_entered"
    return None


def _by_clock(rows: Sequence[DueNudge]) -> list[list[DueNudge]]:
    """Chunks in a fixed order, a clock's rungs together: two runs at once never wait in a circle."""
    ordered = sorted(rows, key=lambda row: (row.clock_id, -row.rung, str(row.recipient_staff_id)))
    chunks: list[list[DueNudge]] = []
    for row in ordered:
        if not chunks or (len(chunks[-1]) >= CHUNK and chunks[-1][-1].clock_id != row.clock_id):
            chunks.append([])
        chunks[-1].append(row)
    return chunks


def _add(total: QueueCounts, more: QueueCounts) -> None:
    for name, count in asdict(more).items():
        setattr(total, name, getattr(total, name) + count)
