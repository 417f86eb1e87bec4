"""The look just before the hand-over, and the mail that is written at that moment: facts and
words come from the core as it is now, never from when the nudge was listed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.hiring import service as hiring
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.i18n import format_when
from app.kit.ports import CertainFailure, OutgoingMessage
from app.nudges import repository
from app.nudges.rules import Facts, Politeness, reachable_at
from app.nudges.schemas import DueNudge
from app.nudges.templates import Fields, language, say_what, tone_of, write
from app.nudges.wording import words_for
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.people.schemas import Contact
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock

FORMS = {ClockKind.FEEDBACK: "/desk/feedback/{id}", ClockKind.ANSWER: "/desk/questions/{id}"}


def payload_of(row: DueNudge, *, is_by_hand: bool) -> dict[str, Any]:
    """What an outbox row keeps of a row of the nudge list: ids and times."""
    return {
        "clock_id": str(row.clock_id),
        "rung": row.rung,
        "recipient_role": row.recipient_role,
        "due_at": row.due_at.isoformat(),
        "rung_due_at": row.rung_due_at.isoformat(),
        "is_by_hand": is_by_hand,
    }


def facts_of(unit: Unit, message: OutboxMessage, politeness: Politeness) -> Facts:
    """The facts that decide about a nudge in the outbox."""
    payload, recipient = message.payload, _recipient(message)
    clock = sla.get_clock(unit, UUID(payload["clock_id"]))
    contact = contact_or_none(unit, recipient)
    zone = contact.zone if contact else "UTC"
    return Facts(
        outcome=clock.outcome,
        origin=clock.origin,
        owner_staff_id=clock.owner_staff_id,
        due_at=clock.due_at,
        recipient_staff_id=recipient,
        recipient_role=payload["recipient_role"],
        is_recipient_active=contact is not None,
        has_higher_rung=repository.has_higher_rung(unit, clock.id, payload["rung"]),
        is_by_hand=payload["is_by_hand"],
        listed_due_at=datetime.fromisoformat(payload["due_at"]),
        listed_rung_due_at=datetime.fromisoformat(payload["rung_due_at"]),
        snoozed_until=repository.snoozed_until(unit, clock.id),
        reachable_at=reachable_at(unit.now, zone, sla.load_work_calendar(unit, clock.calendar_id), politeness),
        is_replaced=clock.replaced_at is not None,
        is_paused=clock.paused_at is not None,
        is_decided=is_decided(unit, clock),
    )


def is_decided(unit: Unit, clock: SlaClock) -> bool:
    """Whether the clock owes an outcome that was decided and is held back from the candidate: nobody can do more."""
    if clock.kind is not ClockKind.OUTCOME or clock.application_id is None:
        return False
    return clock.subject_id in hiring.stays_held_back(unit, clock.application_id)


def compose(unit: Unit, message: OutboxMessage, address: str) -> OutgoingMessage:
    """The mail: in the recipient's language and zone, with a link below `address` that opens the
    right form. Raises a permanent `CertainFailure` for a recipient without an e-mail address.
    """
    recipient = _recipient(message)
    clock = sla.get_clock(unit, UUID(message.payload["clock_id"]))
    contact = people.staff_contact(unit, recipient)
    if not contact.email:
        raise CertainFailure("no_address", is_permanent=True)
    tone = tone_of(is_owner=recipient == clock.owner_staff_id, is_overdue=clock.due_at <= unit.now)
    words = words_for(unit, message.template, tone, contact.locale)
    written = write(words, contact.locale, _fields(unit, clock, contact, address))
    return OutgoingMessage(message.id, contact.email, written.subject, written.text, written.html)


def contact_or_none(unit: Unit, staff_id: UUID) -> Contact | None:
    """How to reach a member of staff; None for one who left."""
    try:
        return people.staff_contact(unit, staff_id)
    except NotFound:
        return None


def _fields(unit: Unit, clock: SlaClock, contact: Contact, address: str) -> Fields:
    owner = people.names_of(unit, [clock.owner_staff_id]) if clock.owner_staff_id else {}
    form = FORMS.get(clock.kind, "/desk").format(id=clock.subject_id)
    return Fields(
        recipient=contact.name,
        owner=next(iter(owner.values()), "-"),
        what=say_what(clock.kind, contact.locale),
        about=_about(unit, clock),
        due=format_when(clock.due_at, contact.zone, language(contact.locale)),
        zone=contact.zone,
        link=address.rstrip("/") + form,
    )


def _about(unit: Unit, clock: SlaClock) -> str:
    if clock.interview_id is not None:
        interview = hiring.interview_context(unit, clock.interview_id)
        return f"{interview.requisition_title} · {interview.round_name}"
    if clock.application_id is not None:
        return hiring.application_context(unit, clock.application_id).requisition_title
    return "-"


def _recipient(message: OutboxMessage) -> UUID:
    assert message.recipient_staff_id is not None  # nudges go to staff
    return message.recipient_staff_id
