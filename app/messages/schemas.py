"""What comes out of the messages' services. Times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.messages.models import MessageKind


@dataclass(frozen=True)
class AttachmentView:
    """A file as the thread shows it."""

    attachment_id: UUID
    filename: str = field(repr=False)
    media_type: str
    byte_count: int


@dataclass(frozen=True)
class AttachmentContent:
    """A file with its bytes and the headers to serve it under."""

    filename: str = field(repr=False)
    media_type: str
    byte_count: int
    headers: dict[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Swept:
    """What a sweep has cleared away."""

    attachment_count: int
    blob_count: int


@dataclass(frozen=True)
class ParticipantView:
    """A member of staff in a thread; the recruiter has no `joined_at`."""

    staff_id: UUID
    is_recruiter: bool
    joined_at: datetime | None = None


@dataclass(frozen=True)
class MessageView:
    """One message of a thread. `read_at`: when the other side first read it."""

    message_id: UUID
    kind: MessageKind
    author_staff_id: UUID | None
    body: str
    is_status_request: bool
    sent_at: datetime
    read_at: datetime | None = None
    attachments: tuple[AttachmentView, ...] = ()
