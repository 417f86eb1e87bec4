"""Telling people inside the product about a thread. Imported history tells nobody."""

from collections.abc import Iterable
from uuid import UUID

from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.outbox.service import IN_APP, enqueue
from app.sla.models import Origin


def tell_staff(
    unit: Unit, topic: str, subject_id: UUID, context: ApplicationContext, staff_ids: Iterable[UUID | None]
) -> None:
    """Tells each of these once, but not who acts."""
    for staff_id in dict.fromkeys(staff_ids):
        if staff_id is not None and staff_id != unit.actor.id:
            _enqueue(unit, topic, subject_id, context, staff_id=staff_id)


def tell_candidate(unit: Unit, topic: str, subject_id: UUID, context: ApplicationContext) -> None:
    """Tells the candidate."""
    _enqueue(unit, topic, subject_id, context, candidate_id=context.candidate_id)


def _enqueue(
    unit: Unit,
    topic: str,
    subject_id: UUID,
    context: ApplicationContext,
    *,
    staff_id: UUID | None = None,
    candidate_id: UUID | None = None,
) -> None:
    if context.origin is Origin.IMPORTED:
        return
    enqueue(
        unit,
        topic=topic,
        channel=IN_APP,
        template=topic,
        payload={"application_id": str(context.application_id)},
        subject_id=subject_id,
        recipient_staff_id=staff_id,
        recipient_candidate_id=candidate_id,
    )
