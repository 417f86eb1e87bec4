"""Putting a message into the outbox, in the transaction of its cause. Handing it over is in
dispatch.py; what a message says is up to the domain that enqueues it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kit.database import Unit
from app.kit.ids import new_id
from app.outbox import repository
from app.outbox.errors import UnknownRecipient
from app.outbox.models import DeliveryStatus, OutboxMessage
from app.outbox.schemas import OutboxStanding

IN_APP = "in_app"


def enqueue(
    unit: Unit,
    *,
    topic: str,
    channel: str,
    template: str,
    payload: dict[str, Any],
    subject_id: UUID | None = None,
    recipient_staff_id: UUID | None = None,
    recipient_candidate_id: UUID | None = None,
    not_before: datetime | None = None,
) -> OutboxMessage:
    """Enters a message for one recipient; it leaves after the commit, at `not_before` or at once.
    One for the channel `in_app` is delivered by being written: pages read it from here.

    `payload` holds what the topic's `compose` needs: ids and times, not names.
    Raises `UnknownRecipient` unless exactly one recipient is given.
    """
    if (recipient_staff_id is None) == (recipient_candidate_id is None):
        raise UnknownRecipient
    is_in_app = channel == IN_APP
    message = OutboxMessage(
        id=new_id(),
        topic=topic,
        subject_id=subject_id,
        channel=channel,
        recipient_staff_id=recipient_staff_id,
        recipient_candidate_id=recipient_candidate_id,
        template=template,
        payload=payload,
        status=DeliveryStatus.SENT if is_in_app else DeliveryStatus.PENDING,
        sent_at=unit.now if is_in_app else None,
        next_attempt_at=not_before or unit.now,
        created_at=unit.now,
    )
    unit.session.add(message)
    return message


def wake(unit: Unit, subject_ids: Sequence[UUID]) -> int:
    """Makes messages about these subjects due now that wait for a moment; returns how many."""
    waiting = [each for each in repository.waiting_for(unit, subject_ids) if each.next_attempt_at > unit.now]
    for message in waiting:
        message.next_attempt_at = unit.now
    return len(waiting)


def suppress_for_candidate(
    unit: Unit, candidate_id: UUID, *, reason: str, channels: Collection[str] = (), topics: Collection[str] = ()
) -> int:
    """Stops what waits for a candidate through one of these channels or of one of these topics, for
    good; `reason` is a code. Returns how many; what is being handed over is past stopping.
    """
    stopped = repository.waiting_for_candidate(unit, candidate_id, channels, topics)
    for message in stopped:
        message.status, message.status_reason = DeliveryStatus.SUPPRESSED, reason
    return len(stopped)


def standing(unit: Unit) -> OutboxStanding:
    """How the outbox stands: oldest message that should be gone, counts."""
    return repository.standing(unit)
