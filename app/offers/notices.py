"""Who is told at once inside the product when an offer moves: ids only, no terms."""

from uuid import UUID

from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.offers.models import Offer
from app.outbox.service import enqueue


def tell_candidate(unit: Unit, topic: str, offer: Offer, context: ApplicationContext, **payload: object) -> None:
    """A notice to the candidate about their offer."""
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload=_payload(offer) | {key: str(value) for key, value in payload.items()},
        subject_id=offer.id,
        recipient_candidate_id=context.candidate_id,
    )


def tell_staff(unit: Unit, topic: str, offer: Offer, staff_id: UUID) -> None:
    """A notice to a member of staff; nobody is told what they did themselves."""
    if unit.actor.kind == "staff" and unit.actor.id == staff_id:
        return
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload=_payload(offer),
        subject_id=offer.id,
        recipient_staff_id=staff_id,
    )


def _payload(offer: Offer) -> dict[str, str]:
    return {"application_id": str(offer.application_id), "offer_id": str(offer.id)}
