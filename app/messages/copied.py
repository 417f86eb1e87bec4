"""What evidence about an application shows of its thread: messages, who read them when, what was attached (by
its hash). Reads only.
"""

from uuid import UUID

from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit
from app.messages.models import Attachment, Message, MessageRead, ThreadParticipant


def copies_of(unit: Unit, application_id: UUID) -> Copies:
    """Rows about the application, by table."""
    messages = copies(unit, Message, "application_id", [application_id])
    return {
        "messages": messages,
        "message_reads": copies(unit, MessageRead, "message_id", ids(messages)),
        "attachments": copies(unit, Attachment, "application_id", [application_id]),
        "thread_participants": copies(unit, ThreadParticipant, "application_id", [application_id]),
    }
