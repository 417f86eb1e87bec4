"""What candidates and staff are told at once inside the product when hiring moves. Ids only: the page
that shows a notice asks for the words itself.
"""

from uuid import UUID

from app.hiring.models import Application, Interview
from app.kit.database import Unit
from app.outbox.service import enqueue
from app.sla.models import Origin


def tell_candidate(unit: Unit, topic: str, application: Application, subject_id: UUID, **payload: object) -> None:
    """Queues a notice to the candidate; imported history tells nobody anything."""
    if application.origin is Origin.IMPORTED:
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"application_id": str(application.id), **{key: str(value) for key, value in payload.items()}},
        subject_id=subject_id,
        recipient_candidate_id=application.candidate_id,
    )


def tell_of_interview(unit: Unit, topic: str, application: Application, interview: Interview) -> None:
    """The same about an interview, with its time and zone."""
    tell_candidate(
        unit,
        topic,
        application,
        interview.id,
        interview_id=interview.id,
        scheduled_start_at=interview.scheduled_start_at.isoformat(),
        zone=interview.zone,
    )


def tell_staff(unit: Unit, topic: str, staff_id: UUID, subject_id: UUID, **payload: object) -> None:
    """Queues a notice to a member of staff."""
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={key: str(value) for key, value in payload.items()},
        subject_id=subject_id,
        recipient_staff_id=staff_id,
    )
