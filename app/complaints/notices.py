"""Who is told at once inside the product when a complaint moves: ids only, nobody's words."""

from app.complaints.models import Complaint
from app.kit.database import Unit
from app.outbox.service import enqueue


def tell_candidate(unit: Unit, topic: str, complaint: Complaint, **payload: str) -> None:
    """A notice to who complains."""
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"complaint_id": str(complaint.id)} | payload,
        subject_id=complaint.id,
        recipient_candidate_id=complaint.candidate_id,
    )


def tell_owner(unit: Unit, topic: str, complaint: Complaint) -> None:
    """A notice to who looks after it, if somebody does and did not do it themselves."""
    owner = complaint.owner_staff_id
    if owner is None or (unit.actor.kind == "staff" and unit.actor.id == owner):
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"complaint_id": str(complaint.id)},
        subject_id=complaint.id,
        recipient_staff_id=owner,
    )
