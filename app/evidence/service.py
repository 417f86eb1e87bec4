"""Writing the audit log: every service verb that changes something calls `record` once. Its chain is in
sealing.py, its heads in heads.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.evidence import repository
from app.evidence.models import AuditEntry
from app.kit.database import Unit


class Subject(Protocol):
    """Any row with an id."""

    @property
    def __tablename__(self) -> str: ...

    @property
    def id(self) -> Any: ...


def record(unit: Unit, action: str, subject: Subject, *, application_id: UUID | None = None, **details: object) -> None:
    """Enters one act into the audit log, in the transaction of the act.

    `action` is `<thing>.<past verb>`, for example `feedback.submitted`. `details` holds ids,
    states and numbers only; a name or a person's words must not be in it.
    """
    entry = AuditEntry(
        at=unit.now,
        actor_kind=unit.actor.kind,
        actor_id=unit.actor.id,
        action=action,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        application_id=application_id,
        details={key: _plain(value) for key, value in details.items()},
    )
    unit.session.add(entry)
    unit.audited.append(action)


@dataclass(frozen=True)
class LogStanding:
    """How far the log is sealed and signed."""

    sealed_count: int
    waiting_count: int
    head_at: datetime | None
    head_number: int


def standing(unit: Unit) -> LogStanding:
    """How far the log is sealed and signed; for the sealer's role."""
    mark, head = repository.mark(unit, {}), repository.last_head(unit)
    waiting_count = repository.waiting_count(unit, mark)
    return LogStanding(mark.position, waiting_count, head.made_at if head else None, head.number if head else 0)


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool | str | type(None)) else str(value)
