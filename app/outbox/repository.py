"""All queries of the outbox."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kit.database import Unit
from app.outbox.models import PENDING, DeliveryStatus, OutboxMessage
from app.outbox.schemas import OutboxStanding


def claim_next(unit: Unit, topics: Sequence[str], without: Sequence[str]) -> OutboxMessage | None:
    """The pending message of these topics that is due longest and that nobody holds, locked; none
    for the channels in `without`.
    """
    return unit.session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.status == DeliveryStatus.PENDING,
            OutboxMessage.topic.in_(topics),
            OutboxMessage.channel.not_in(without),
            OutboxMessage.next_attempt_at <= unit.now,
            func.coalesce(OutboxMessage.lease_until, unit.now) <= unit.now,
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def lock(unit: Unit, message_id: UUID) -> OutboxMessage:
    """The message, locked and read anew."""
    return unit.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock_lost(unit: Unit) -> Sequence[OutboxMessage]:
    """Messages whose hand-over outlived its lease; those that another sweep holds are left to it."""
    return unit.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.status == DeliveryStatus.HANDING_OVER, OutboxMessage.lease_until < unit.now)
        .with_for_update(skip_locked=True)
    ).all()


def waiting_for(unit: Unit, subject_ids: Sequence[UUID]) -> Sequence[OutboxMessage]:
    """Pending messages about these subjects, locked."""
    return unit.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.subject_id.in_(subject_ids), OutboxMessage.status == DeliveryStatus.PENDING)
        .with_for_update()
    ).all()


def waiting_for_candidate(
    unit: Unit, candidate_id: UUID, channels: Collection[str], topics: Collection[str]
) -> Sequence[OutboxMessage]:
    """Pending messages to a candidate through these channels or of these topics, locked."""
    statement = select(OutboxMessage).where(
        OutboxMessage.recipient_candidate_id == candidate_id,
        PENDING,
        or_(OutboxMessage.channel.in_(channels), OutboxMessage.topic.in_(topics)),
    )
    return unit.session.scalars(statement.with_for_update().execution_options(populate_existing=True)).all()


def standing(unit: Unit) -> OutboxStanding:
    """How the outbox stands at the unit's moment."""
    is_pending = OutboxMessage.status.in_([DeliveryStatus.PENDING, DeliveryStatus.HANDING_OVER])
    row = unit.session.execute(
        select(
            func.min(OutboxMessage.next_attempt_at).filter(is_pending, OutboxMessage.next_attempt_at <= unit.now),
            func.count().filter(is_pending),
            func.count().filter(OutboxMessage.status == DeliveryStatus.UNKNOWN),
            func.count().filter(OutboxMessage.status == DeliveryStatus.DEAD),
        )
    ).one()
    return OutboxStanding(*row)
