"""The messages' face to other domains and to the edges: verbs and views, in one place.

The verbs live in modules by idea: writing, threads (who takes part, who has read), attachments.
"""

from app.messages.attachments import attach, open_attachment, sweep_orphans, sweep_unsent
from app.messages.copied import copies_of
from app.messages.schemas import AttachmentContent, AttachmentView, MessageView, ParticipantView, Swept
from app.messages.threads import bring_in, leave, mark_read, participants_of, require_member, unread_counts
from app.messages.views import message_view, thread_of, thread_page
from app.messages.writing import log_contact, send_message, write_note

__all__ = [
    "AttachmentContent",
    "AttachmentView",
    "MessageView",
    "ParticipantView",
    "Swept",
    "attach",
    "bring_in",
    "copies_of",
    "leave",
    "log_contact",
    "mark_read",
    "message_view",
    "open_attachment",
    "participants_of",
    "require_member",
    "send_message",
    "sweep_orphans",
    "sweep_unsent",
    "thread_of",
    "thread_page",
    "unread_counts",
    "write_note",
]
