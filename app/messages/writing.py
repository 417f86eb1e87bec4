"""Writing into the thread of an application: messages, internal notes, logged contacts."""

from collections.abc import Sequence
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.kit.ids import new_id
from app.messages import repository
from app.messages.attachments import bind
from app.messages.models import Message, MessageKind
from app.messages.notices import tell_candidate, tell_staff
from app.messages.rules import asks_for_status, require_body, require_own_thread, require_staff
from app.messages.threads import require_member
from app.sla import service as sla
from app.sla.models import ClockKind


def send_message(
    unit: Unit,
    application_id: UUID,
    body: str,
    *,
    is_status_request: bool | None = None,
    attachment_ids: Sequence[UUID] = (),
) -> Message:
    """A message of the candidate or of staff, by who acts; the other side is told inside the product.
    With files (uploaded by `attach`) the text may be empty.

    A candidate's message that finds none waiting starts a `reply` clock (owner: the recruiter);
    the first of staff stops it. Clocks that rest until the candidate answers run on.
    `is_status_request` is read from the text unless given.
    Raises `TextMissing`, `TextTooLong`, `NotYourThread`, `NotInThread`, `StaffOnly`, `NotFound`, and
    `TooManyAttachments`, `AttachmentSent`, `AttachmentExpired` for the files.
    """
    context = _thread(unit, application_id)
    if unit.actor.kind == "candidate":
        return _from_candidate(unit, context, body, is_status_request, attachment_ids)
    message = _write(unit, context, MessageKind.FROM_STAFF, body, attachment_ids=attachment_ids)
    tell_candidate(unit, "message_received", message.id, context)
    return message


def _thread(unit: Unit, application_id: UUID) -> ApplicationContext:
    """The thread's context, held against other writers, once the actor takes part in it."""
    context = hiring.application_context(unit, application_id)
    require_own_thread(unit.actor, context.candidate_id)
    require_member(unit, context)
    repository.hold_thread(unit, application_id)
    return context


def _from_candidate(
    unit: Unit,
    context: ApplicationContext,
    body: str,
    is_status_request: bool | None,
    attachment_ids: Sequence[UUID],
) -> Message:
    has_waiting = bool(repository.unanswered(unit, context.application_id))
    asks = asks_for_status(body) if is_status_request is None else is_status_request
    message = _write(
        unit, context, MessageKind.FROM_CANDIDATE, body, is_status_request=asks, attachment_ids=attachment_ids
    )
    sla.resume_on_reply(unit, context.application_id)
    if not has_waiting:
        sla.start_clock(
            unit,
            kind=ClockKind.REPLY,
            subject_id=message.id,
            started_at=unit.now,
            owner_staff_id=context.recruiter_id,
            application_id=context.application_id,
            candidate_id=context.candidate_id,
            requisition_id=context.requisition_id,
            department_id=context.department_id,
            round_id=context.round_id,
            origin=context.origin,
        )
    joined = [row.staff_id for row in repository.participants(unit, context.application_id)]
    tell_staff(unit, "message_received", message.id, context, [context.recruiter_id, *joined])
    return message


def write_note(unit: Unit, application_id: UUID, body: str, *, attachment_ids: Sequence[UUID] = ()) -> Message:
    """An internal note: for staff only, never becomes a message, answers nobody.

    Raises `StaffOnly`, `NotInThread`, `TextMissing`, `TextTooLong`, `NotFound`, and as `send_message` for files.
    """
    require_staff(unit.actor)
    context = _thread(unit, application_id)
    return _write(unit, context, MessageKind.INTERNAL_NOTE, body, attachment_ids=attachment_ids)


def log_contact(unit: Unit, application_id: UUID, body: str, *, is_status_request: bool = False) -> Message:
    """A call or chat outside the system, written down by staff. It counts as a human reply, and as
    a chase when the candidate asked for status.

    Raises `StaffOnly`, `NotInThread`, `TextMissing`, `TextTooLong`, `NotFound`.
    """
    require_staff(unit.actor)
    context = _thread(unit, application_id)
    return _write(unit, context, MessageKind.LOGGED_CONTACT, body, is_status_request=is_status_request)


def _write(
    unit: Unit,
    context: ApplicationContext,
    kind: MessageKind,
    body: str,
    *,
    is_status_request: bool = False,
    attachment_ids: Sequence[UUID] = (),
) -> Message:
    words = require_body(body, has_files=bool(attachment_ids))
    if kind in repository.HUMAN_REPLIES:
        for waiting in repository.unanswered(unit, context.application_id):
            sla.stop_clock(unit, ClockKind.REPLY, waiting.id, unit.now)
    message = Message(
        id=new_id(),
        application_id=context.application_id,
        kind=kind,
        author_staff_id=None if kind is MessageKind.FROM_CANDIDATE else require_staff(unit.actor),
        body=words,
        is_status_request=is_status_request,
        sent_at=unit.now,
    )
    unit.session.add(message)
    unit.session.flush()  # its files point at it
    bind(unit, message, attachment_ids)
    record(
        unit,
        f"message.{kind}",
        message,
        application_id=context.application_id,
        is_status_request=is_status_request,
        attachment_count=len(set(attachment_ids)),
    )
    return message
