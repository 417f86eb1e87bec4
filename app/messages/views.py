"""Reading a thread: whole for a page, or a page at a time for the API."""

from collections.abc import Sequence
from uuid import UUID

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.messages import repository
from app.messages.models import Message, MessageKind
from app.messages.rules import FOR_CANDIDATE
from app.messages.schemas import AttachmentView, MessageView


def thread_of(unit: Unit, application_id: UUID, *, is_for_candidate: bool) -> list[MessageView]:
    """The thread, oldest first; the candidate's view holds neither notes nor logged contacts. Two queries."""
    return _views(unit, repository.thread(unit, application_id, _kinds(is_for_candidate)))


def thread_page(
    unit: Unit, application_id: UUID, *, is_for_candidate: bool, after: UUID | None = None, limit: int = 50
) -> list[MessageView]:
    """As `thread_of`, a page at a time: `after` is the last message of the page before. Two queries."""
    return _views(unit, repository.page_of_thread(unit, application_id, _kinds(is_for_candidate), after, limit))


def message_view(unit: Unit, message_id: UUID) -> MessageView:
    """One message. Raises `NotFound`; whether its reader may see the thread is the caller's to know."""
    row = repository.message(unit, message_id)
    if row is None:
        raise NotFound
    return _views(unit, [row])[0]


def _kinds(is_for_candidate: bool) -> tuple[MessageKind, ...]:
    return FOR_CANDIDATE if is_for_candidate else tuple(MessageKind)


def _views(unit: Unit, rows: Sequence[Message]) -> list[MessageView]:
    files: dict[UUID | None, list[AttachmentView]] = {}
    if not rows:
        return []
    for row in repository.attachments_of(unit, [row.id for row in rows]):
        shown = AttachmentView(row.id, row.filename, row.media_type, row.byte_count)
        files.setdefault(row.message_id, []).append(shown)
    return [
        MessageView(
            message_id=row.id,
            kind=row.kind,
            author_staff_id=row.author_staff_id,
            body=row.body,
            is_status_request=row.is_status_request,
            sent_at=row.sent_at,
            read_at=row.read_at,
            attachments=tuple(files.get(row.id, ())),
        )
        for row in rows
    ]
