"""Verbs on the thread of an application: messages, internal notes, logged contacts."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.kit.ids import new_id
from app.messages import repository
from app.messages.models import Message, MessageKind
from app.messages.rules import asks_for_status, require_body, require_own_thread, require_staff
from app.messages.schemas import MessageView
from app.outbox.service import enqueue
from app.sla import service as sla
from app.sla.models import ClockKind, Origin

__all__ = ["MessageView", "log_contact", "send_message", "thread_of", "write_note"]

_FOR_CANDIDATE = (MessageKind.FROM_CANDIDATE, MessageKind.FROM_STAFF)


def send_message(unit: Unit, application_id: UUID, body: str, *, is_status_request: bool | None = None) -> Message:
    """A message of the candidate or of staff, by who acts; the other side is told inside the product.

    A candidate's message that finds none waiting starts a `reply` clock (owner: the recruiter);
    the first of staff stops it. `is_status_request` is read from the text unless given.
    Raises `TextMissing`, `TextTooLong`, `NotYourThread`, `StaffOnly`, `NotFound`.
    """
    context = hiring.application_context(unit, application_id)
    require_own_thread(unit.actor, context.candidate_id)
    repository.hold_thread(unit, application_id)
    if unit.actor.kind == "candidate":
        return _from_candidate(unit, context, body, is_status_request)
    message = _write(unit, context, MessageKind.FROM_STAFF, body)
    _tell(unit, "message_received", message, context, candidate_id=context.candidate_id)
    return message


def _from_candidate(unit: Unit, context: ApplicationContext, body: str, is_status_request: bool | None) -> Message:
    has_waiting = bool(repository.unanswered(unit, context.application_id))
    asks = asks_for_status(body) if is_status_request is None else is_status_request
    message = _write(unit, context, MessageKind.FROM_CANDIDATE, body, is_status_request=asks)
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
    _tell(unit, "message_received", message, context, staff_id=context.recruiter_id)
    return message


def write_note(unit: Unit, application_id: UUID, body: str) -> Message:
    """An internal note: for staff only, never becomes a message, answers nobody."""
    require_staff(unit.actor)
    return _write(unit, hiring.application_context(unit, application_id), MessageKind.INTERNAL_NOTE, body)


def log_contact(unit: Unit, application_id: UUID, body: str, *, is_status_request: bool = False) -> Message:
    """A call or chat outside the system, written down by staff. It counts as a human reply, and as
    a chase when the candidate asked for status.
    """
    require_staff(unit.actor)
    repository.hold_thread(unit, application_id)
    context = hiring.application_context(unit, application_id)
    return _write(unit, context, MessageKind.LOGGED_CONTACT, body, is_status_request=is_status_request)


def thread_of(unit: Unit, application_id: UUID, *, is_for_candidate: bool) -> list[MessageView]:
    """The thread, oldest first; the candidate's view holds neither notes nor logged contacts."""
    kinds = _FOR_CANDIDATE if is_for_candidate else tuple(MessageKind)
    return [
        MessageView(row.id, row.kind, row.author_staff_id, row.body, row.is_status_request, row.sent_at)
        for row in repository.thread(unit, application_id, kinds)
    ]


def _write(
    unit: Unit, context: ApplicationContext, kind: MessageKind, body: str, *, is_status_request: bool = False
) -> Message:
    words = require_body(body)
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
    record(unit, f"message.{kind}", message, application_id=context.application_id, is_status_request=is_status_request)
    return message


def _tell(
    unit: Unit,
    topic: str,
    message: Message,
    context: ApplicationContext,
    *,
    staff_id: UUID | None = None,
    candidate_id: UUID | None = None,
) -> None:
    if context.origin is Origin.IMPORTED or (staff_id is None and candidate_id is None):
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"application_id": str(context.application_id)},
        subject_id=message.id,
        recipient_staff_id=staff_id,
        recipient_candidate_id=candidate_id,
    )
