"""What promises look like to pages and the API: clocks as views. Reads only; no verb stands here."""

from typing import Any
from uuid import UUID

from app.kit.database import Unit
from app.sla import repository
from app.sla.models import SlaClock, SlaPolicy
from app.sla.rules import standing
from app.sla.schemas import ClockView

SAME = set(ClockView.__dataclass_fields__) - {"clock_id", "amount", "unit", "standing", "replaced_by_clock_id"}


def clocks_of_application(unit: Unit, application_id: UUID) -> list[ClockView]:
    """All promises made about an application, in the order in which they were made."""
    return [_view(unit, *row) for row in repository.clock_rows_of_application(unit, application_id)]


def _view(unit: Unit, clock: SlaClock, policy: SlaPolicy, replaced_by: UUID | None) -> ClockView:
    same: dict[str, Any] = {name: getattr(clock, name) for name in SAME}
    return ClockView(
        clock_id=clock.id,
        amount=policy.amount,
        unit=policy.unit,
        standing=standing(clock, unit.now),
        replaced_by_clock_id=replaced_by,
        **same,
    )
