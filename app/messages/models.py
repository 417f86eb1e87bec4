"""The conversation about an application, apart from questions: messages and internal notes."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class MessageKind(enum.StrEnum):
    """Who may see it: a note is for staff only and never becomes a message."""

    FROM_CANDIDATE = "from_candidate"
    FROM_STAFF = "from_staff"
    INTERNAL_NOTE = "internal_note"
    LOGGED_CONTACT = "logged_contact"


class Message(Base):
    """One message. `is_status_request`: the candidate asked where things stand (a chase)."""

    __tablename__ = "messages"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    kind: Mapped[MessageKind] = internal()
    author_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    body: Mapped[str] = personal()
    is_status_request: Mapped[bool] = internal(default=False)
    sent_at: Mapped[datetime] = internal()
    read_at: Mapped[datetime | None] = internal()
