"""Files of a thread: uploaded first, then sent with a message, opened as downloads, swept away when
never sent. Their content lies in a blob store, which the edge hands in.
"""

from collections.abc import Sequence, Set
from datetime import timedelta
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.ports import BlobStore
from app.messages import repository
from app.messages.errors import (
    AttachmentExpired,
    AttachmentSent,
    NotInThread,
    NotYourThread,
    TooManyAttachments,
    TooManyUnsent,
)
from app.messages.files import clean_filename, download_headers, require_file
from app.messages.models import Attachment, Message
from app.messages.rules import reader_of, visible_kinds
from app.messages.schemas import AttachmentContent, Swept
from app.messages.threads import require_member

MOST_PER_MESSAGE, MOST_UNSENT = 10, 20
UNSENT_FOR = timedelta(hours=24)
SWEPT_AT_ONCE = 500


def attach(unit: Unit, blobs: BlobStore, application_id: UUID, filename: str, content: bytes) -> Attachment:
    """Takes a file for a message that is still to be sent (`send_message(attachment_ids=…)`).

    Raises `NotYourThread`, `NotInThread`, `AttachmentEmpty`, `AttachmentTooLarge`,
    `AttachmentTypeRefused`, `TooManyUnsent`, `StoreFull`, `NotFound`.
    """
    media_type = require_file(content)
    require_member(unit, hiring.application_context(unit, application_id))
    kind, uploader = reader_of(unit.actor)
    repository.hold_thread(unit, application_id)  # so that the limit holds for two uploads at once
    if repository.unsent_count(unit, application_id, (kind, uploader)) >= MOST_UNSENT:
        raise TooManyUnsent(limit=MOST_UNSENT)
    row = Attachment(
        id=new_id(),
        application_id=application_id,
        filename=clean_filename(filename, media_type),
        media_type=media_type.value,
        byte_count=len(content),
        sha256=repository.hold_content(unit, content),
        uploaded_by_kind=kind,
        uploaded_by_id=uploader,
        created_at=unit.now,
    )
    blobs.put(content)
    unit.session.add(row)
    record(
        unit,
        "attachment.uploaded",
        row,
        application_id=application_id,
        media_type=row.media_type,
        byte_count=row.byte_count,
    )
    return row


def bind(unit: Unit, message: Message, attachment_ids: Sequence[UUID]) -> None:
    """Sends these files with the message. Each must be the actor's own upload into this thread.

    Raises `TooManyAttachments`, `AttachmentSent`, `AttachmentExpired`, `NotFound`.
    """
    for row in _own_unsent(unit, message.application_id, attachment_ids):
        row.message_id = message.id


def _own_unsent(unit: Unit, application_id: UUID, attachment_ids: Sequence[UUID]) -> Sequence[Attachment]:
    wanted = list(dict.fromkeys(attachment_ids))
    if len(wanted) > MOST_PER_MESSAGE:
        raise TooManyAttachments(limit=MOST_PER_MESSAGE)
    rows = repository.lock_attachments(unit, wanted) if wanted else []
    own = reader_of(unit.actor) if wanted else None
    for row in rows:
        if row.application_id != application_id or (row.uploaded_by_kind, row.uploaded_by_id) != own:
            raise NotFound
        if row.message_id is not None:
            raise AttachmentSent("sent", ())
        if row.created_at <= unit.now - UNSENT_FOR:
            raise AttachmentExpired("expired", ())
    if len(rows) != len(wanted):
        raise NotFound
    return rows


def open_attachment(unit: Unit, blobs: BlobStore, attachment_id: UUID) -> AttachmentContent:
    """The file with the headers that make it a download; entered in the audit log.

    An unsent one is its uploader's alone, one of a note is staff's. Raises `NotFound` for all that
    is not the viewer's to see, `BlobMissing`.
    """
    row = repository.attachment(unit, attachment_id)
    if row is None:
        raise NotFound
    _require_may_open(unit, row)
    content = blobs.open(row.sha256)
    record(unit, "attachment.opened", row, application_id=row.application_id)
    headers = download_headers(row.filename, row.media_type)
    return AttachmentContent(row.filename, row.media_type, row.byte_count, headers, content)


def _require_may_open(unit: Unit, row: Attachment) -> None:
    try:
        require_member(unit, hiring.application_context(unit, row.application_id))
    except (NotYourThread, NotInThread) as error:
        raise NotFound from error
    if unit.actor.kind == "service":
        return
    if row.message_id is None:
        if (row.uploaded_by_kind, row.uploaded_by_id) != reader_of(unit.actor):
            raise NotFound
        return
    message = repository.message(unit, row.message_id)
    if message is None or message.kind not in visible_kinds(unit.actor):
        raise NotFound


def sweep_unsent(unit: Unit, blobs: BlobStore, limit: int = SWEPT_AT_ONCE) -> Swept:
    """Forgets files that were never sent for 24 hours, `limit` at a time, the oldest first. A content
    that another file has too stays. Safe to repeat.

    Contents go before the commit: should it fail, the rows that are left are expired and can't be sent.
    """
    rows = repository.unsent_before(unit, unit.now - UNSENT_FOR, limit)
    for row in rows:
        unit.session.delete(row)
        record(unit, "attachment.swept", row, application_id=row.application_id)
    unit.session.flush()  # what still refers to a content is asked of the database
    return Swept(attachment_count=len(rows), blob_count=_forget(unit, blobs, {row.sha256 for row in rows}))


def sweep_orphans(unit: Unit, blobs: BlobStore, prefix: str = "") -> int:
    """Forgets contents over a day old that no file refers to (an upload that was broken off), of those
    whose hash starts with `prefix`; returns how many.
    """
    found = list(blobs.older_than(unit.now - UNSENT_FOR, prefix))
    return _forget(unit, blobs, set(found) - repository.known_contents(unit, found))


def _forget(unit: Unit, blobs: BlobStore, hashes: Set[str]) -> int:
    # Each is held while it is judged, in one order for all, and no more than locks are for.
    gone = [each for each in sorted(hashes)[:SWEPT_AT_ONCE] if not repository.is_referred_to(unit, each)]
    for sha256 in gone:
        blobs.delete(sha256)
    return len(gone)
