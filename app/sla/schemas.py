"""Plain values of promises: the rungs of a ladder, what a policy says, how a clock stands."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.sla.models import Unit


class Anchor(enum.StrEnum):
    """What a rung's offset counts from."""

    START = "start"
    DUE = "due"


class Recipient(enum.StrEnum):
    """Whom a rung goes to, relative to the clock."""

    OWNER = "owner"
    MANAGER = "manager"  # the owner's, or the next above who is there
    RECRUITER = "recruiter"
    DEPARTMENT_HEAD = "department_head"
    HR_LEAD = "hr_lead"
    CANDIDATE = "candidate"


SHARE = "share"  # unit of an offset: a share of the clock's own length, from its start


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: `offset` of `unit` (a `Unit`, or `share`) after `anchor`, or before it
    when negative. A business day in a ladder is one standard day of working time.
    """

    anchor: Anchor
    offset: float
    unit: str
    to: tuple[Recipient, ...]
    template: str
    channel: str = "email"

    def as_row(self, number: int) -> dict[str, Any]:
        """The shape in which policies keep it; `number` counts from 1."""
        return {
            "rung": number,
            "anchor": str(self.anchor),
            "offset": self.offset,
            "unit": str(self.unit),
            "to": [str(recipient) for recipient in self.to],
            "template": self.template,
            "channel": self.channel,
        }


@dataclass(frozen=True)
class Promise:
    """What is owed and how it is reminded of: amount, what it is counted in, the ladder."""

    amount: int
    unit: Unit
    ladder: tuple[Rung, ...]


class Standing(enum.StrEnum):
    """How a clock counts at a moment. Due are on_time, late and overdue_open; no clock is two."""

    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE_OPEN = "overdue_open"
    NOT_YET_DUE = "not_yet_due"
    CANCELLED = "cancelled"
    EXCUSED = "excused"


@dataclass(frozen=True)
class DueOutcomes:
    """Clocks counted by standing. `on_time_rate` is None where nothing was due."""

    counts: Mapping[Standing, int]

    @property
    def due_count(self) -> int:
        return sum(self.counts[standing] for standing in (Standing.ON_TIME, Standing.LATE, Standing.OVERDUE_OPEN))

    @property
    def on_time_rate(self) -> float | None:
        return self.counts[Standing.ON_TIME] / self.due_count if self.due_count else None
