"""All queries of messages, threads and attachments."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.kit.database import Unit
from app.kit.ids import new_id
from app.messages.models import Attachment, Message, MessageKind, MessageRead, ReaderKind, ThreadParticipant

HUMAN_REPLIES = (MessageKind.FROM_STAFF, MessageKind.LOGGED_CONTACT)
CHUNK = 1_000  # hashes asked for at once
Reader = tuple[ReaderKind, UUID]


def hold_thread(unit: Unit, application_id: UUID) -> None:
    """Lets one unit at a time write into the thread: who is owed a reply must not be judged twice at once."""
    _hold(unit, f"thread:{application_id}")


def hold_content(unit: Unit, content: bytes) -> str:
    """The content's hash, held so that it is not swept away while a file comes to refer to it."""
    sha256 = hashlib.sha256(content).hexdigest()
    _hold(unit, f"blob:{sha256}")
    return sha256


def _hold(unit: Unit, name: str) -> None:
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def unanswered(unit: Unit, application_id: UUID) -> Sequence[Message]:
    """The candidate's messages since the last human reply, oldest first."""
    reply = aliased(Message)
    # By time and then by id: of two messages in one moment the later id was written later.
    is_answered = exists().where(
        reply.application_id == application_id,
        reply.kind.in_(HUMAN_REPLIES),
        tuple_(reply.sent_at, reply.id) > tuple_(Message.sent_at, Message.id),
    )
    query = select(Message).where(
        Message.application_id == application_id, Message.kind == MessageKind.FROM_CANDIDATE, ~is_answered
    )
    return unit.session.scalars(query.order_by(Message.sent_at, Message.id)).all()


def thread(unit: Unit, application_id: UUID, kinds: Sequence[MessageKind]) -> Sequence[Message]:
    """The application's messages of these kinds, oldest first."""
    query = select(Message).where(Message.application_id == application_id, Message.kind.in_(kinds))
    return unit.session.scalars(query.order_by(Message.sent_at, Message.id)).all()


def page_of_thread(
    unit: Unit, application_id: UUID, kinds: Sequence[MessageKind], after: UUID | None, limit: int
) -> Sequence[Message]:
    """The next messages of these kinds after that id, in the order they were entered."""
    query = select(Message).where(Message.application_id == application_id, Message.kind.in_(kinds))
    if after is not None:
        query = query.where(Message.id > after)
    return unit.session.scalars(query.order_by(Message.id).limit(limit)).all()


def message(unit: Unit, message_id: UUID) -> Message | None:
    return unit.session.get(Message, message_id)


def is_to(row: Message, reader_kind: ReaderKind) -> bool:
    """Whether the message goes from the other side to this one."""
    wanted = MessageKind.FROM_STAFF if reader_kind is ReaderKind.CANDIDATE else MessageKind.FROM_CANDIDATE
    return row.kind is wanted


def _unread(reader: Reader, kinds: Sequence[MessageKind]) -> list[ColumnElement[bool]]:
    kind, reader_id = reader
    own = Message.kind == MessageKind.FROM_CANDIDATE
    if kind is ReaderKind.STAFF:
        own = Message.author_staff_id.is_not_distinct_from(reader_id)
    seen = select(MessageRead.id).where(
        MessageRead.message_id == Message.id, MessageRead.reader_kind == kind, MessageRead.reader_id == reader_id
    )
    return [Message.kind.in_(kinds), ~own, ~seen.exists()]


def unread(
    unit: Unit, application_id: UUID, reader: Reader, kinds: Sequence[MessageKind], up_to: UUID
) -> Sequence[Message]:
    """What the reader has not seen of the thread up to that message, held against others."""
    query = select(Message).where(Message.application_id == application_id, Message.id <= up_to)
    held = query.where(*_unread(reader, kinds)).order_by(Message.id).with_for_update()
    return unit.session.scalars(held.execution_options(populate_existing=True)).all()


def unread_counts(
    unit: Unit, application_ids: Sequence[UUID], reader: Reader, kinds: Sequence[MessageKind]
) -> dict[UUID, int]:
    """Unseen messages per thread. One query."""
    query = select(Message.application_id, func.count()).where(Message.application_id.in_(application_ids))
    rows: Any = unit.session.execute(query.where(*_unread(reader, kinds)).group_by(Message.application_id))
    return {application_id: int(count) for application_id, count in rows}


def insert_reads(unit: Unit, message_ids: Sequence[UUID], reader: Reader) -> Sequence[UUID]:
    """Enters them as seen; returns those that were not before, also if another unit has just entered them."""
    if not message_ids:
        return []
    kind, reader_id = reader
    rows = [
        {"id": new_id(), "message_id": one, "reader_kind": kind, "reader_id": reader_id, "read_at": unit.now}
        for one in message_ids
    ]
    statement = insert(MessageRead).values(rows).on_conflict_do_nothing()
    return unit.session.scalars(statement.returning(MessageRead.message_id)).all()


def participant(
    unit: Unit, application_id: UUID, staff_id: UUID, *, for_update: bool = False
) -> ThreadParticipant | None:
    """The row of somebody who was brought in and has not left."""
    query = select(ThreadParticipant).where(
        ThreadParticipant.application_id == application_id,
        ThreadParticipant.staff_id == staff_id,
        ThreadParticipant.left_at.is_(None),
    )
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return unit.session.scalars(query).first()


def participants(unit: Unit, application_id: UUID) -> Sequence[ThreadParticipant]:
    """Who was brought in and has not left, in their order."""
    query = select(ThreadParticipant).where(
        ThreadParticipant.application_id == application_id, ThreadParticipant.left_at.is_(None)
    )
    return unit.session.scalars(query.order_by(ThreadParticipant.id)).all()


def attachment(unit: Unit, attachment_id: UUID) -> Attachment | None:
    return unit.session.get(Attachment, attachment_id)


def attachments_of(unit: Unit, message_ids: Sequence[UUID]) -> Sequence[Attachment]:
    """The files of these messages, in the order they were uploaded."""
    query = select(Attachment).where(Attachment.message_id.in_(message_ids))
    return unit.session.scalars(query.order_by(Attachment.id)).all()


def lock_attachments(unit: Unit, attachment_ids: Sequence[UUID]) -> Sequence[Attachment]:
    """These files as they are now, held against others."""
    query = select(Attachment).where(Attachment.id.in_(attachment_ids)).order_by(Attachment.id)
    return unit.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def unsent_count(unit: Unit, application_id: UUID, uploader: Reader) -> int:
    """How many files the uploader has in this thread that were not sent."""
    query = select(func.count()).where(
        Attachment.application_id == application_id,
        Attachment.message_id.is_(None),
        Attachment.uploaded_by_kind == uploader[0],
        Attachment.uploaded_by_id == uploader[1],
    )
    return unit.session.scalar(query) or 0


def unsent_before(unit: Unit, moment: datetime, limit: int) -> Sequence[Attachment]:
    """Files that were uploaded by then and never sent, held; those that are just being sent are left out."""
    query = select(Attachment).where(Attachment.message_id.is_(None), Attachment.created_at <= moment)
    oldest = query.order_by(Attachment.created_at, Attachment.id).limit(limit)
    return unit.session.scalars(oldest.with_for_update(skip_locked=True)).all()


def known_contents(unit: Unit, hashes: Sequence[str]) -> set[str]:
    """Which of these contents a file refers to."""
    known: set[str] = set()
    for start in range(0, len(hashes), CHUNK):
        query = select(Attachment.sha256).where(Attachment.sha256.in_(hashes[start : start + CHUNK]))
        known |= set(unit.session.scalars(query))
    return known


def is_referred_to(unit: Unit, sha256: str) -> bool:
    """Whether a file has this content; held, so that none comes to have it before the unit ends."""
    _hold(unit, f"blob:{sha256}")
    return unit.session.scalars(select(Attachment.id).where(Attachment.sha256 == sha256).limit(1)).first() is not None
