"""Idempotency keys: a write that is sent twice is done once and answered alike.

The key is entered in the transaction of the effect, before it: a second request waits at the
unique index until the first has committed (then it is answered from here) or was rolled back
(then it does the work itself). Kept for seven days. Nothing here knows HTTP but the status.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, UniqueConstraint, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from app.kit.database import Unit
from app.kit.errors import Invalid
from app.kit.ids import new_id
from app.kit.records import Base, internal, personal

KEPT = timedelta(days=7)
SWEPT_AT_ONCE = 20_000


class IdempotencyKeyReused(Invalid):
    code = "idempotency_key_reused"
    message = "This Idempotency-Key was used for another request."
    mend = "Take a new key for every new request; repeat a key only with the very same request."


class IdempotencyKey(Base):
    """A write that was done, and its answer. `actor` is "staff <id>" or "candidate <id>"."""

    __tablename__ = "idempotency_keys"
    __recorded__ = False
    __table_args__ = (UniqueConstraint("actor", "key"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    actor: Mapped[str] = internal()
    key: Mapped[str] = internal()
    request: Mapped[str] = internal()  # method and path
    body_sha256: Mapped[str] = internal()
    status: Mapped[int | None] = internal()
    response: Mapped[str | None] = personal()  # JSON, byte for byte as it was answered
    created_at: Mapped[datetime] = internal(index=True)


@dataclass(frozen=True)
class Attempt:
    """A request that says which one it is."""

    key: str
    request: str
    body_sha256: str


@dataclass(frozen=True)
class Kept:
    """The answer to the first of equal requests."""

    status: int
    response: str | None


def begin(unit: Unit, attempt: Attempt) -> Kept | None:
    """None when this request is the first of its key (then `keep` its answer), else the kept answer.
    Waits for an equal request that is being worked on. Raises `IdempotencyKeyReused`.
    """
    values = {
        "id": new_id(),
        "actor": _actor(unit),
        "key": attempt.key,
        "request": attempt.request,
        "body_sha256": attempt.body_sha256,
        "created_at": unit.now,
    }
    entered = insert(IdempotencyKey).values(**values).on_conflict_do_nothing(index_elements=["actor", "key"])
    if unit.session.execute(entered.returning(IdempotencyKey.id)).first() is not None:
        _sweep_now_and_then(unit)
        return None
    columns = (IdempotencyKey.request, IdempotencyKey.body_sha256, IdempotencyKey.status, IdempotencyKey.response)
    row = unit.session.execute(select(*columns).where(*_this(unit, attempt.key))).one()
    if (row.request, row.body_sha256) != (attempt.request, attempt.body_sha256):
        raise IdempotencyKeyReused
    return Kept(row.status or 0, row.response)


def keep(unit: Unit, key: str, status: int, response: str | None) -> None:
    """Enters the answer of the request that `begin` let through."""
    unit.session.execute(
        update(IdempotencyKey)
        .where(*_this(unit, key))
        .values(status=status, response=response)
        .execution_options(synchronize_session=False)
    )


def sweep(unit: Unit) -> int:
    """Forgets keys that are older than they need be kept, some thousands at a time; says how many."""
    old = select(IdempotencyKey.id).where(IdempotencyKey.created_at < unit.now - KEPT)
    old = old.limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)  # another process may be at it
    gone = delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)).execution_options(synchronize_session=False)
    return len(unit.session.execute(gone.returning(IdempotencyKey.id)).all())


def _sweep_now_and_then(unit: Unit) -> None:
    """Lets the first write of each minute take old keys along, so that nothing else need run. More
    than are made: a server does some hundred writes a second, and there may be several.
    """
    minute = unit.now.replace(second=0, microsecond=0)
    if _swept_in.get("minute") != minute:
        _swept_in["minute"] = minute
        sweep(unit)


_swept_in: dict[str, datetime] = {}  # of this process


def _this(unit: Unit, key: str) -> tuple[ColumnElement[bool], ...]:
    return IdempotencyKey.actor == _actor(unit), IdempotencyKey.key == key


def _actor(unit: Unit) -> str:
    return f"{unit.actor.kind} {unit.actor.id}"
