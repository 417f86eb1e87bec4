"""The conversation about an application, apart from questions: messages and internal notes, who
takes part, who has read what, and what is attached.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class MessageKind(enum.StrEnum):
    """Who may see it: a note is for staff only and never becomes a message."""

    FROM_CANDIDATE = "from_candidate"
    FROM_STAFF = "from_staff"
    INTERNAL_NOTE = "internal_note"
    LOGGED_CONTACT = "logged_contact"


class ReaderKind(enum.StrEnum):
    CANDIDATE = "candidate"
    STAFF = "staff"


class Message(Base):
    """One message. `is_status_request`: the candidate asked where things stand (a chase). `read_at`:
    when the other side first read it (never for notes and logged contacts).
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_of_application", "application_id", "id"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"))
    kind: Mapped[MessageKind] = internal()
    author_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    body: Mapped[str] = personal()
    is_status_request: Mapped[bool] = internal(default=False)
    sent_at: Mapped[datetime] = internal()
    read_at: Mapped[datetime | None] = internal()


class ThreadParticipant(Base):
    """Somebody who was brought into a thread; the candidate and the recruiter are in it without a row."""

    __tablename__ = "thread_participants"
    __table_args__ = (
        Index(
            "uq_thread_participants_live",
            "application_id",
            "staff_id",
            unique=True,
            postgresql_where=text("left_at is null"),
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"))
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"), index=True)
    brought_in_by_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    joined_at: Mapped[datetime] = internal()
    left_at: Mapped[datetime | None] = internal()


class MessageRead(Base):
    """A reader has seen a message. Many and small: what analysis needs of it is `messages.read_at`."""

    __tablename__ = "message_reads"
    __recorded__ = False
    __table_args__ = (UniqueConstraint("message_id", "reader_kind", "reader_id"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    message_id: Mapped[UUID] = internal(ForeignKey("messages.id"))
    reader_kind: Mapped[ReaderKind] = internal()
    reader_id: Mapped[UUID] = internal()
    read_at: Mapped[datetime] = internal()


class Attachment(Base):
    """A file of a thread; its content lies in the blob store under `sha256`. Without a message it
    was uploaded and not sent: only the uploader sees it, and after a day it is swept away.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("byte_count > 0", name="byte_count"),
        Index("ix_attachments_of_application", "application_id", "id"),
        Index("ix_attachments_unsent", "created_at", postgresql_where=text("message_id is null")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    message_id: Mapped[UUID | None] = internal(ForeignKey("messages.id"), index=True)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"))
    filename: Mapped[str] = personal()
    media_type: Mapped[str] = internal()
    byte_count: Mapped[int] = internal()
    sha256: Mapped[str] = personal(index=True)  # tells whether somebody has sent a known file
    uploaded_by_kind: Mapped[ReaderKind] = internal()
    uploaded_by_id: Mapped[UUID] = internal()
    created_at: Mapped[datetime] = internal()
