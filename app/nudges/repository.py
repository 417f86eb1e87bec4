"""All queries of nudging: the ledger and the snoozes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert

from app.hiring.schemas import Reach
from app.kit.database import Unit
from app.kit.ids import new_id
from app.nudges.models import Nudge, NudgeSnooze, NudgeStatus, NudgeTemplate
from app.sla.models import SlaClock

COUNTED = (NudgeStatus.QUEUED, NudgeStatus.SENT, NudgeStatus.UNKNOWN)  # may have been read by somebody


def enter(unit: Unit, **values: Any) -> Nudge | None:
    """Enters a nudge, or None when this rung of this clock was entered for this person before."""
    statement = insert(Nudge).values(id=new_id(), computed_at=unit.now, **values).on_conflict_do_nothing()
    return unit.session.scalars(select(Nudge).from_statement(statement.returning(Nudge))).one_or_none()


def of_outbox(unit: Unit, outbox_id: UUID) -> Nudge | None:
    """The ledger's row of an outbox message."""
    return unit.session.scalar(select(Nudge).where(Nudge.outbox_id == outbox_id))


def has_higher_rung(unit: Unit, clock_id: UUID, rung: int) -> bool:
    """Whether a higher rung of the clock was sent or is on its way."""
    return bool(
        unit.session.scalar(
            select(exists().where(Nudge.clock_id == clock_id, Nudge.rung > rung, Nudge.status.in_(COUNTED)))
        )
    )


def is_entered(unit: Unit, clock_id: UUID, rung: int, recipient_staff_id: UUID) -> bool:
    """Whether the rung is in the ledger for this person."""
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Nudge.clock_id == clock_id, Nudge.rung == rung, Nudge.recipient_staff_id == recipient_staff_id
                )
            )
        )
    )


def by_hand(unit: Unit, clock_id: UUID) -> tuple[int, datetime | None]:
    """(how often the clock was nudged by hand beside its ladder, when last)."""
    row = unit.session.execute(
        select(func.count(), func.max(Nudge.computed_at)).where(Nudge.clock_id == clock_id, Nudge.is_by_hand)
    ).one()
    return row[0], row[1]


def snoozed_until(unit: Unit, clock_id: UUID) -> datetime | None:
    """Until when the clock is snoozed at the unit's moment."""
    return unit.session.scalar(
        select(func.max(NudgeSnooze.until_at)).where(
            NudgeSnooze.clock_id == clock_id, NudgeSnooze.undone_at.is_(None), NudgeSnooze.until_at > unit.now
        )
    )


def snooze(unit: Unit, snooze_id: UUID) -> NudgeSnooze | None:
    """One snooze, locked."""
    return unit.session.scalar(select(NudgeSnooze).where(NudgeSnooze.id == snooze_id).with_for_update())


def snooze_count(unit: Unit, clock_id: UUID, staff_ids: Collection[UUID]) -> int:
    """How often these people have snoozed the clock; what was taken back counts too."""
    statement = select(func.count()).where(NudgeSnooze.clock_id == clock_id, NudgeSnooze.by_staff_id.in_(staff_ids))
    return unit.session.scalar(statement) or 0


def of_clocks(unit: Unit, clock_ids: Sequence[UUID]) -> Sequence[Nudge]:
    """What is in the ledger about these clocks and may have reached somebody, oldest first."""
    statement = select(Nudge).where(Nudge.clock_id.in_(clock_ids), Nudge.status.in_(COUNTED))
    return unit.session.scalars(statement.order_by(Nudge.computed_at, Nudge.id)).all()


def snoozes_of(unit: Unit, clock_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Until when each of these clocks rests; those that don't are left out."""
    statement = select(NudgeSnooze.clock_id, func.max(NudgeSnooze.until_at)).where(
        NudgeSnooze.clock_id.in_(clock_ids), NudgeSnooze.undone_at.is_(None), NudgeSnooze.until_at > unit.now
    )
    return {row[0]: row[1] for row in unit.session.execute(statement.group_by(NudgeSnooze.clock_id))}


def of_clock(unit: Unit, clock_id: UUID) -> Sequence[Nudge]:
    """All rungs of a clock that are in the ledger, oldest first."""
    return unit.session.scalars(
        select(Nudge).where(Nudge.clock_id == clock_id).order_by(Nudge.computed_at, Nudge.rung, Nudge.id)
    ).all()


def ledger(
    unit: Unit,
    *,
    reach: Reach | None,
    clock_id: UUID | None,
    statuses: Sequence[NudgeStatus],
    before_id: UUID | None,
    limit: int,
) -> Sequence[Nudge]:
    """The newest entries (ids are in time's order), optionally within reach, of one clock or of some states."""
    statement = select(Nudge).order_by(Nudge.id.desc()).limit(limit)
    if reach is not None:
        is_own = SlaClock.owner_staff_id == reach.staff_id
        is_near = true() if reach.departments is None else SlaClock.department_id.in_(reach.departments)
        statement = statement.join(SlaClock, SlaClock.id == Nudge.clock_id).where(or_(is_own, is_near))
    if clock_id is not None:
        statement = statement.where(Nudge.clock_id == clock_id)
    if statuses:
        statement = statement.where(Nudge.status.in_(statuses))
    if before_id is not None:
        statement = statement.where(Nudge.id < before_id)
    return unit.session.scalars(statement).all()


def current_template(unit: Unit, name: str) -> NudgeTemplate | None:
    """The company's own words of that name that hold now."""
    return unit.session.scalar(
        select(NudgeTemplate).where(NudgeTemplate.name == name, NudgeTemplate.superseded_at.is_(None))
    )


def current_templates(unit: Unit) -> Sequence[NudgeTemplate]:
    """All of the company's own words that hold now."""
    return unit.session.scalars(select(NudgeTemplate).where(NudgeTemplate.superseded_at.is_(None))).all()


def last_template_version(unit: Unit, name: str) -> int:
    """The highest version that the name ever had; 0 for none."""
    return unit.session.scalar(select(func.max(NudgeTemplate.version)).where(NudgeTemplate.name == name)) or 0


def lock_templates(unit: Unit) -> None:
    """Holds others who write templates until this transaction ends."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("nudge templates", 0))))
