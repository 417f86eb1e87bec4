"""Who takes part in the thread of an application, and who has read what."""

from collections.abc import Sequence
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import ApplicationContext
from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.messages import repository
from app.messages.errors import AlreadyInThread, NotInThread, NotParticipating, ParticipantUnknown
from app.messages.models import ThreadParticipant
from app.messages.notices import tell_staff
from app.messages.rules import reader_of, require_own_thread, require_staff, visible_kinds
from app.messages.schemas import ParticipantView
from app.people import service as people
from app.people.models import Role


def require_member(unit: Unit, context: ApplicationContext) -> None:
    """The candidate, the recruiter or who stands in for them, who was brought in, the department's
    HR lead, the service. Raises `NotYourThread` for another candidate, `NotInThread`.
    """
    actor = unit.actor
    require_own_thread(actor, context.candidate_id)
    if actor.kind != "staff" or actor.id == context.recruiter_id:
        return
    if actor.id is not None and _is_member(unit, context, actor.id):
        return
    raise NotInThread


def _is_member(unit: Unit, context: ApplicationContext, staff_id: UUID) -> bool:
    return (
        repository.participant(unit, context.application_id, staff_id) is not None
        or (context.recruiter_id is not None and people.stands_in_for(unit, context.recruiter_id) == staff_id)
        or staff_id in people.staff_with_role(unit, Role.HR_LEAD, context.department_id)
    )


def bring_in(unit: Unit, application_id: UUID, staff_id: UUID) -> ThreadParticipant:
    """Somebody else takes part from here on, and may read what was written. By staff of the thread.

    Raises `StaffOnly`, `NotInThread`, `ParticipantUnknown` (also for who has left), `AlreadyInThread`, `NotFound`.
    """
    by_staff_id = require_staff(unit.actor)
    context = hiring.application_context(unit, application_id)
    require_member(unit, context)
    repository.hold_thread(unit, application_id)
    _require_active(unit, staff_id)
    if staff_id == context.recruiter_id or repository.participant(unit, application_id, staff_id) is not None:
        raise AlreadyInThread
    row = ThreadParticipant(
        id=new_id(),
        application_id=application_id,
        staff_id=staff_id,
        brought_in_by_id=by_staff_id,
        joined_at=unit.now,
    )
    unit.session.add(row)
    record(unit, "thread.joined", row, application_id=application_id, staff_id=staff_id)
    tell_staff(unit, "brought_into_thread", row.id, context, [staff_id])
    return row


def _require_active(unit: Unit, staff_id: UUID) -> None:
    try:
        people.staff_contact(unit, staff_id)
    except NotFound as error:
        raise ParticipantUnknown from error


def leave(unit: Unit, application_id: UUID, staff_id: UUID | None = None) -> ThreadParticipant:
    """Ends one's own part, or (by staff of the thread) another's; what they wrote stays.

    Raises `StaffOnly`, `NotInThread`, `NotParticipating` (the recruiter can't leave), `NotFound`.
    """
    acting = require_staff(unit.actor)
    context = hiring.application_context(unit, application_id)
    require_member(unit, context)
    row = repository.participant(unit, application_id, staff_id or acting, for_update=True)
    if row is None:
        raise NotParticipating
    row.left_at = unit.now
    record(unit, "thread.left", row, application_id=application_id, staff_id=row.staff_id)
    return row


def participants_of(unit: Unit, application_id: UUID) -> list[ParticipantView]:
    """The staff of the thread: the recruiter, then who was brought in, in their order."""
    context = hiring.application_context(unit, application_id)
    rows = repository.participants(unit, application_id)
    always = [ParticipantView(context.recruiter_id, is_recruiter=True)] if context.recruiter_id else []
    joined = [
        ParticipantView(row.staff_id, is_recruiter=False, joined_at=row.joined_at)
        for row in rows
        if row.staff_id != context.recruiter_id
    ]
    return [*always, *joined]


def mark_read(unit: Unit, application_id: UUID, up_to_message_id: UUID) -> int:
    """The reader (who acts) has seen the thread up to that message; returns how many were new to
    them. Their own messages and what they may not see are not counted; repeating it is harmless.

    Raises `NotYourThread`, `NotInThread`, `NotFound` for a message of another thread or one that is hidden.
    """
    context = hiring.application_context(unit, application_id)
    require_member(unit, context)
    reader = reader_of(unit.actor)
    kinds = visible_kinds(unit.actor)
    last = repository.message(unit, up_to_message_id)
    if last is None or last.application_id != application_id or last.kind not in kinds:
        raise NotFound
    unread = repository.unread(unit, application_id, reader, kinds, up_to_message_id)
    new = set(repository.insert_reads(unit, [row.id for row in unread], reader))
    for row in unread:
        if row.id in new and row.read_at is None and repository.is_to(row, reader[0]):
            row.read_at = unit.now
    if new:
        record(unit, "thread.read", last, application_id=application_id, message_count=len(new))
    return len(new)


def unread_counts(unit: Unit, reader: Actor, application_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many messages of each thread this reader has not seen; threads without any are left out.
    The candidate's count holds neither notes nor logged contacts. Whose threads: the caller decides.
    """
    if not application_ids:
        return {}
    return repository.unread_counts(unit, application_ids, reader_of(reader), visible_kinds(reader))
