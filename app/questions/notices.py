"""Telling people inside the product what happened to a question. Imported history tells nobody."""

from uuid import UUID

from app.kit.database import Unit
from app.outbox.service import IN_APP, enqueue
from app.questions.models import Question
from app.sla.models import Origin


def tell_staff(unit: Unit, topic: str, question: Question, staff_id: UUID | None) -> None:
    """Tells a member of staff; nobody when there is none."""
    if staff_id is not None and question.origin is not Origin.IMPORTED:
        _enqueue(unit, topic, question, staff_id, None)


def tell_candidate(unit: Unit, topic: str, question: Question) -> None:
    """Tells the candidate."""
    if question.origin is not Origin.IMPORTED:
        _enqueue(unit, topic, question, None, question.candidate_id)


def _enqueue(unit: Unit, topic: str, question: Question, staff_id: UUID | None, candidate_id: UUID | None) -> None:
    enqueue(
        unit,
        topic=topic,
        channel=IN_APP,
        template=topic,
        payload={"question_id": str(question.id), "interview_id": str(question.interview_id)},
        subject_id=question.id,
        recipient_staff_id=staff_id,
        recipient_candidate_id=candidate_id,
    )
