"""What comes out of the messages' services."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.messages.models import MessageKind


@dataclass(frozen=True)
class MessageView:
    """One message of a thread; times are aware UTC."""

    message_id: UUID
    kind: MessageKind
    author_staff_id: UUID | None
    body: str
    is_status_request: bool
    sent_at: datetime
