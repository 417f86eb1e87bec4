"""What evidence shows of the outbox: what went out about things, to whom, when, and how it ended. Reads only."""

from collections.abc import Collection

from app.kit.copies import Copies, copies
from app.kit.database import Unit
from app.outbox.models import OutboxMessage


def copies_of(unit: Unit, subject_ids: Collection[object], message_ids: Collection[object]) -> Copies:
    """Messages about the subjects, and those named, by table."""
    about = copies(unit, OutboxMessage, "subject_id", subject_ids)
    known = {row["id"] for row in about}
    named = [each for each in message_ids if each is not None and each not in known]
    return {"outbox": about + copies(unit, OutboxMessage, "id", named)}
