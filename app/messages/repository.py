"""All queries of messages."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kit.database import Unit
from app.messages.models import Message, MessageKind

HUMAN_REPLIES = (MessageKind.FROM_STAFF, MessageKind.LOGGED_CONTACT)


def hold_thread(unit: Unit, application_id: UUID) -> None:
    """Lets one unit at a time write into the thread: who is owed a reply must not be judged twice at once."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"thread:{application_id}", 0))))


def unanswered(unit: Unit, application_id: UUID) -> Sequence[Message]:
    """The candidate's messages since the last human reply, oldest first."""
    last_reply = (
        select(func.max(Message.sent_at))
        .where(Message.application_id == application_id, Message.kind.in_(HUMAN_REPLIES))
        .scalar_subquery()
    )
    query = select(Message).where(
        Message.application_id == application_id,
        Message.kind == MessageKind.FROM_CANDIDATE,
        or_(last_reply.is_(None), Message.sent_at > last_reply),
    )
    return unit.session.scalars(query.order_by(Message.sent_at, Message.id)).all()


def thread(unit: Unit, application_id: UUID, kinds: Sequence[MessageKind]) -> Sequence[Message]:
    """The application's messages of these kinds, oldest first."""
    query = select(Message).where(Message.application_id == application_id, Message.kind.in_(kinds))
    return unit.session.scalars(query.order_by(Message.sent_at, Message.id)).all()
