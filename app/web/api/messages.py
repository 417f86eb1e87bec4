"""The thread of an application: messages, internal notes, logged contacts, files, read marks, who takes part."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from app.kit.errors import NotFound
from app.messages import service as messages
from app.messages.models import MessageKind
from app.messages.schemas import MessageView
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.web.api.bodies import Body, InPages, Out, PageOf, When
from app.web.api.call import ApiCall, Call
from app.web.api.objects import see_application
from app.web.api.reading import UploadedFile
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, STAFF, staff_as

router = ApiRouter("messages")
UPLOADS = staff_as(*Role, candidates=True, max_body=11 * 1024 * 1024)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
Said = Annotated[str, Field(max_length=10_000)]


class MessageIn(Body):
    """`attachment_ids` are files that were uploaded before; with them the text may be empty."""

    body: Said
    attachment_ids: Annotated[tuple[UUID, ...], Field(max_length=10)] = ()

    example: ClassVar[dict[str, Any]] = {"body": "请问面试结果什么时候能知道？"}


class InternalNoteIn(Body):
    body: Annotated[str, Field(min_length=1, max_length=10_000)]

    example: ClassVar[dict[str, Any]] = {"body": "Prefers to be called after six."}


class ContactIn(Body):
    """A call or chat outside the system. `is_status_request`: the candidate asked where things stand."""

    body: Annotated[str, Field(min_length=1, max_length=10_000)]
    is_status_request: bool = False

    example: ClassVar[dict[str, Any]] = {"body": "Called and asked for the result.", "is_status_request": True}


class ReadIn(Body):
    up_to_message_id: UUID

    example: ClassVar[dict[str, Any]] = {"up_to_message_id": ID}


class ParticipantIn(Body):
    staff_id: UUID

    example: ClassVar[dict[str, Any]] = {"staff_id": ID}


class AttachmentOut(Out):
    id: UUID
    filename: str
    media_type: str
    byte_count: int


class MessageOut(Out):
    """`read_at`: when the other side first saw it. To candidates `kind` says which side wrote, not who."""

    id: UUID
    kind: MessageKind
    author_staff_id: UUID | None = None
    body: str
    is_status_request: bool | None = None
    sent_at: When
    read_at: When | None
    attachments: list[AttachmentOut]


class ReadOut(Out):
    newly_read_count: int


class ParticipantOut(Out):
    staff_id: UUID
    is_recruiter: bool
    joined_at: When | None


class ParticipantsOut(Out):
    items: list[ParticipantOut]


@router.get("/applications/{application_id}/messages", ANYONE_KNOWN, "The thread, oldest first")
def list_messages(call: Call, application_id: UUID, page: InPages) -> PageOf[MessageOut]:
    """The candidate's view holds neither notes nor logged contacts."""
    view, _ = see_application(call, application_id)
    messages.require_member(call.unit, view)
    is_candidate = isinstance(call.viewer, CandidateViewer)
    found = page.read(
        lambda after, limit: messages.thread_page(
            call.unit, application_id, is_for_candidate=is_candidate, after=after, limit=limit
        ),
        lambda view: view.message_id,
    )
    return PageOf[MessageOut].of_slice(found, lambda view: _out(call, view))


@router.post("/applications/{application_id}/messages", ANYONE_KNOWN, "Write to the other side", status=201)
def send_message(call: Call, application_id: UUID, body: MessageIn) -> MessageOut:
    """A candidate's first unanswered message starts the `reply` clock; the first of staff stops it."""
    see_application(call, application_id)
    made = messages.send_message(call.unit, application_id, body.body, attachment_ids=body.attachment_ids)
    return _shown(call, made.id)


@router.post("/applications/{application_id}/notes", STAFF, "Write an internal note", status=201)
def write_note(call: Call, application_id: UUID, body: InternalNoteIn) -> MessageOut:
    """For staff only; it never becomes a message."""
    see_application(call, application_id)
    return _shown(call, messages.write_note(call.unit, application_id, body.body).id)


@router.post("/applications/{application_id}/contacts", STAFF, "Log a call or chat", status=201)
def log_contact(call: Call, application_id: UUID, body: ContactIn) -> MessageOut:
    """Counts as a human reply, and as a chase when the candidate asked for status."""
    see_application(call, application_id)
    made = messages.log_contact(call.unit, application_id, body.body, is_status_request=body.is_status_request)
    return _shown(call, made.id)


@router.post("/applications/{application_id}/messages/read", ANYONE_KNOWN, "I have read up to here")
def mark_messages_read(call: Call, application_id: UUID, body: ReadIn) -> ReadOut:
    see_application(call, application_id)
    return ReadOut(newly_read_count=messages.mark_read(call.unit, application_id, body.up_to_message_id))


@router.get("/applications/{application_id}/participants", STAFF, "The staff of the thread")
def list_participants(call: Call, application_id: UUID) -> ParticipantsOut:
    see_application(call, application_id)
    found = messages.participants_of(call.unit, application_id)
    return ParticipantsOut(items=[ParticipantOut.of(one) for one in found])


@router.post("/applications/{application_id}/participants", STAFF, "Bring somebody in")
def bring_in_participant(call: Call, application_id: UUID, body: ParticipantIn) -> ParticipantsOut:
    """From here on they take part, and may read what was written."""
    see_application(call, application_id)
    messages.bring_in(call.unit, application_id, body.staff_id)
    return _participants(call, application_id)


@router.delete("/applications/{application_id}/participants/{staff_id}", STAFF, "End somebody's part")
def remove_participant(call: Call, application_id: UUID, staff_id: UUID) -> None:
    see_application(call, application_id)
    if staff_id not in {one.staff_id for one in messages.participants_of(call.unit, application_id)}:
        raise NotFound
    messages.leave(call.unit, application_id, staff_id)


@router.post("/applications/{application_id}/attachments", UPLOADS, "Upload a file for a message", status=201)
def upload_attachment(call: Call, application_id: UUID, upload: UploadedFile) -> AttachmentOut:
    """Checked by its content; up to 10 MB of PDF, PNG, JPEG, DOCX, XLSX or plain text. Sent with a message later."""
    see_application(call, application_id)
    made = messages.attach(call.unit, call.web.parts.blobs, application_id, upload.file_name, upload.content)
    return AttachmentOut.of(made)


@router.get(
    "/attachments/{attachment_id}", ANYONE_KNOWN, "Download a file", has_etag=False, media="application/octet-stream"
)
def download_attachment(call: Call, attachment_id: UUID) -> Response:
    found = messages.open_attachment(call.unit, call.web.parts.blobs, attachment_id)
    return Response(found.content, media_type=found.media_type, headers=dict(found.headers))


def _participants(call: ApiCall, application_id: UUID) -> ParticipantsOut:
    call.unit.session.flush()  # who was brought in is read anew
    found = messages.participants_of(call.unit, application_id)
    return ParticipantsOut(items=[ParticipantOut.of(one) for one in found])


def _shown(call: ApiCall, message_id: UUID) -> MessageOut:
    call.unit.session.flush()  # what was just written is read anew
    return _out(call, messages.message_view(call.unit, message_id))


def _out(call: ApiCall, view: MessageView) -> MessageOut:
    is_candidate = isinstance(call.viewer, CandidateViewer)
    return MessageOut.of(
        view,
        hidden={"is_status_request", "author_staff_id"} if is_candidate else (),
        id=view.message_id,
        attachments=[AttachmentOut.of(one, id=one.attachment_id) for one in view.attachments],
    )
