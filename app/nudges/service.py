"""Nudging's verbs: enter what is due, look again before it goes, note what became of it; by
hand: send. Snoozing is in snoozing.py, which words a nudge has is in messages.py, the round as a whole in run.py.
"""

from collections.abc import Sequence
from uuid import UUID

from app.evidence.service import record
from app.hiring.schemas import Reach
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.nudges import repository
from app.nudges.errors import AlreadyNudged, NoRecipient, NothingOwed
from app.nudges.looking import facts_of, payload_of
from app.nudges.models import Nudge, NudgeStatus
from app.nudges.rules import BETWEEN_BY_HAND, Politeness, judge
from app.nudges.schemas import TOPIC, DueNudge, LedgerEntry, QueueCounts
from app.nudges.snoozing import clock_of_snooze, require_nudger, snooze, snoozed_until, undo_snooze
from app.outbox import service as outbox
from app.outbox.models import DeliveryStatus, OutboxMessage
from app.outbox.schemas import Verdict
from app.sla import service as sla
from app.sla.models import Origin, Outcome, SlaClock
from app.sla.rules import CLOCK_MOVES

__all__ = [
    "clock_of_snooze",
    "clock_or_none",
    "entry_of",
    "guard",
    "ledger",
    "note_delivery",
    "queue_due",
    "send_now",
    "snooze",
    "snoozed_until",
    "status_of_row",
    "undo_snooze",
]

IN_LEDGER = {
    DeliveryStatus.PENDING: NudgeStatus.QUEUED,
    DeliveryStatus.HANDING_OVER: NudgeStatus.QUEUED,
    DeliveryStatus.SENT: NudgeStatus.SENT,
    DeliveryStatus.SUPPRESSED: NudgeStatus.SUPPRESSED,
    DeliveryStatus.UNKNOWN: NudgeStatus.UNKNOWN,
    DeliveryStatus.DEAD: NudgeStatus.DEAD,
}


def queue_due(unit: Unit, rows: Sequence[DueNudge], *, warehouse_version: str) -> QueueCounts:
    """Enters rows of the nudge list into the ledger, and with each that is to go an outbox row.

    Of a clock's rungs only the highest is queued, the lower are entered as superseded. Safe to
    repeat and to run twice at once: a rung of a clock is entered once per recipient. The rungs of
    a snoozed or paused clock are not entered: they come back with the next list. Of a promise
    whose date was moved only the newest clock is nudged, the one that holds.
    """
    counts = QueueCounts()
    for row in sorted(rows, key=lambda row: (row.clock_id, -row.rung, str(row.recipient_staff_id))):
        became = _queue_row(unit, row, warehouse_version)
        setattr(counts, became, getattr(counts, became) + 1)
    return counts


def _queue_row(unit: Unit, row: DueNudge, warehouse_version: str) -> str:
    if row.recipient_staff_id is None:
        return "without_recipient"
    clock = clock_or_none(unit, row.clock_id)
    if clock is None or clock.origin is Origin.IMPORTED:
        return "refused"
    if repository.snoozed_until(unit, clock.id) or clock.paused_at is not None:
        return "snoozed"
    nudge = _enter(unit, row, warehouse_version)
    if nudge is None:
        return "already"
    status, reason = status_of_row(unit, row, clock)
    if status is not NudgeStatus.QUEUED:
        _close(unit, nudge, status, reason)
        return status.value
    _enqueue(unit, nudge, payload_of(row, is_by_hand=False))
    record(unit, "nudge.queued", nudge, application_id=clock.application_id, rung=row.rung, reason=row.reason)
    return "queued"


def status_of_row(unit: Unit, row: DueNudge, clock: SlaClock) -> tuple[NudgeStatus, str | None]:
    """How a row of the nudge list enters the ledger, and why if it is not queued."""
    if clock.outcome is not Outcome.RUNNING:
        return NudgeStatus.SUPPRESSED, f"clock_{clock.outcome.value}"
    if clock.replaced_at is not None:
        return NudgeStatus.SUPPRESSED, "clock_replaced"
    if not row.is_highest_due_rung or repository.has_higher_rung(unit, clock.id, row.rung):
        return NudgeStatus.SUPERSEDED, "higher_rung"
    if row.is_held_out:
        return NudgeStatus.SUPPRESSED, "held_out"
    return NudgeStatus.QUEUED, None


def guard(unit: Unit, message: OutboxMessage, politeness: Politeness) -> Verdict:
    """Looks again just before the hand-over: reads the clock, the ledger and the recipient anew."""
    return judge(facts_of(unit, message, politeness), unit.now)


def note_delivery(unit: Unit, message: OutboxMessage) -> None:
    """Enters into the ledger what became of the message, in the transaction that settles it."""
    nudge = repository.of_outbox(unit, message.id)
    if nudge is None:
        return
    status = IN_LEDGER[message.status]
    if message.status is DeliveryStatus.SUPPRESSED and message.status_reason == "superseded":
        status = NudgeStatus.SUPERSEDED
    nudge.sent_at = message.sent_at
    _close(unit, nudge, status, message.status_reason)


def send_now(
    unit: Unit,
    clock_id: UUID,
    rung: int | None = None,
    *,
    recipient_staff_id: UUID | None = None,
    channel: str = "email",
) -> LedgerEntry:
    """A recruiter nudges by hand: a rung of the ladder before the machine does, or (no rung) beside
    the ladder. To the clock's owner unless told otherwise; leaves after the commit, at any hour.

    Raises `NotFound`, `NotYoursToNudge`, `NothingOwed`, `NoRecipient`, `AlreadyNudged`.
    """
    require_nudger(unit)
    clock = sla.get_clock(unit, clock_id)
    if not _is_owed(clock):
        raise NothingOwed(clock.outcome, CLOCK_MOVES[clock.outcome])
    recipient = recipient_staff_id or clock.owner_staff_id
    if recipient is None:
        raise NoRecipient
    row = DueNudge(
        clock_id=clock_id,
        rung=_rung_by_hand(unit, clock_id) if rung is None else rung,
        recipient_staff_id=recipient,
        recipient_role="owner" if recipient == clock.owner_staff_id else "other",
        channel=channel,
        template=f"{clock.kind.value}_by_hand",
        reason="by_hand",
        due_at=clock.due_at,
        rung_due_at=unit.now,
        is_highest_due_rung=True,
    )
    nudge = _enter(unit, row, is_by_hand=True)
    if nudge is None:
        raise AlreadyNudged
    _enqueue(unit, nudge, payload_of(row, is_by_hand=True))
    record(unit, "nudge.sent_by_hand", nudge, application_id=clock.application_id, rung=nudge.rung)
    return entry_of(nudge)


def _is_owed(clock: SlaClock) -> bool:
    """Running here, neither replaced by a moved date nor resting."""
    is_at_rest = clock.replaced_at is not None or clock.paused_at is not None
    return clock.outcome is Outcome.RUNNING and clock.origin is not Origin.IMPORTED and not is_at_rest


def _rung_by_hand(unit: Unit, clock_id: UUID) -> int:
    """The next number below the ladder; two presses at once get the same one, and one is refused."""
    count, last_at = repository.by_hand(unit, clock_id)
    if last_at is not None and unit.now - last_at < BETWEEN_BY_HAND:
        raise AlreadyNudged
    return -(count + 1)


def ledger(
    unit: Unit,
    *,
    reach: Reach | None = None,
    clock_id: UUID | None = None,
    statuses: Sequence[NudgeStatus] = (),
    before_id: UUID | None = None,
    limit: int = 100,
) -> list[LedgerEntry]:
    """The newest entries of the ledger; `before_id` pages on. With `reach` only those about somebody's
    own promises and those of their departments.
    """
    found = repository.ledger(unit, reach=reach, clock_id=clock_id, statuses=statuses, before_id=before_id, limit=limit)
    return [entry_of(nudge) for nudge in found]


def clock_or_none(unit: Unit, clock_id: UUID) -> SlaClock | None:
    """The clock as the core has it, or None: the list was made from an older core."""
    try:
        return sla.get_clock(unit, clock_id)
    except NotFound:
        return None


def entry_of(nudge: Nudge) -> LedgerEntry:
    """A ledger row as plain data."""
    return LedgerEntry(
        nudge.id,
        nudge.clock_id,
        nudge.rung,
        nudge.recipient_staff_id,
        nudge.channel,
        nudge.template,
        nudge.status,
        nudge.status_reason,
        nudge.is_by_hand,
        nudge.computed_at,
        nudge.sent_at,
    )


def _enter(
    unit: Unit, row: DueNudge, warehouse_version: str | None = None, *, is_by_hand: bool = False
) -> Nudge | None:
    return repository.enter(
        unit,
        clock_id=row.clock_id,
        rung=row.rung,
        recipient_staff_id=row.recipient_staff_id,
        channel=row.channel,
        template=row.template,
        status=NudgeStatus.QUEUED,
        warehouse_version=warehouse_version,
        is_by_hand=is_by_hand,
    )


def _enqueue(unit: Unit, nudge: Nudge, payload: dict[str, str | int | bool]) -> None:
    message = outbox.enqueue(
        unit,
        topic=TOPIC,
        channel=nudge.channel,
        template=nudge.template,
        payload=payload,
        subject_id=nudge.id,
        recipient_staff_id=nudge.recipient_staff_id,
    )
    unit.session.flush()  # the ledger refers to it
    nudge.outbox_id = message.id
    unit.session.flush()  # and is found by it
    if message.status is DeliveryStatus.SENT:  # in-app: delivered by being written
        note_delivery(unit, message)


def _close(unit: Unit, nudge: Nudge, status: NudgeStatus, reason: str | None) -> None:
    if (nudge.status, nudge.status_reason) == (status, reason):
        return
    nudge.status, nudge.status_reason = status, reason
    record(unit, f"nudge.{status.value}", nudge, rung=nudge.rung, reason=reason)
