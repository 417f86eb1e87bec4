"""Typed input and results of nudging."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.nudges.models import NudgeStatus
from app.outbox.schemas import DeliveryCounts

TOPIC = "nudge"


@dataclass(frozen=True)
class DueNudge:
    """One row of the mart rpt_nudges: a rung that is due for one recipient. Times in UTC."""

    clock_id: UUID
    rung: int
    recipient_staff_id: UUID | None  # None: nobody fills the role
    recipient_role: str
    channel: str
    template: str
    reason: str
    due_at: datetime
    rung_due_at: datetime
    is_highest_due_rung: bool
    is_held_out: bool = False


@dataclass
class QueueCounts:
    """What became of the rows of the nudge list when they were entered."""

    queued: int = 0
    superseded: int = 0
    suppressed: int = 0  # entered, with the reason
    already: int = 0  # in the ledger before
    snoozed: int = 0  # not entered: they come back
    refused: int = 0  # imported history, or no such clock
    without_recipient: int = 0


@dataclass(frozen=True)
class PlannedNudge:
    """What would become of one row, and why: the answer of a dry run."""

    clock_id: UUID
    rung: int
    recipient_staff_id: UUID | None
    channel: str
    template: str
    reason: str
    would: str  # send, wait, suppress, supersede, skip
    because: str | None = None
    at: datetime | None = None  # when, for `wait`


@dataclass(frozen=True)
class LedgerEntry:
    """One nudge as the ledger shows it."""

    nudge_id: UUID
    clock_id: UUID
    rung: int
    recipient_staff_id: UUID
    channel: str
    template: str
    status: NudgeStatus
    status_reason: str | None
    is_by_hand: bool
    computed_at: datetime
    sent_at: datetime | None


@dataclass
class NudgeReport:
    """One round of nudging: computed from which version, entered, handed over; or only planned."""

    warehouse_version: str
    is_dry_run: bool
    queued: QueueCounts = field(default_factory=QueueCounts)
    delivered: DeliveryCounts = field(default_factory=DeliveryCounts)
    planned: list[PlannedNudge] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON document."""
        return asdict(self)

    def render(self, console: Any) -> None:
        """The report for a terminal (`console` prints lines)."""
        console.print(f"from warehouse version {self.warehouse_version}", highlight=False)
        if self.is_dry_run:
            for each in self.planned:
                why = f" ({each.because})" if each.because else ""
                when = f" until {each.at:%Y-%m-%d %H:%M}Z" if each.at else ""
                line = f"{each.would}{when}{why}: {each.reason}, rung {each.rung}, clock {each.clock_id}"
                console.print(line, highlight=False)
            console.print(f"{len(self.planned)} rungs due; nothing was sent (dry run)", highlight=False)
            return
        for title, counts in (("entered", self.queued), ("handed over", self.delivered)):
            said = ", ".join(f"{name} {count}" for name, count in asdict(counts).items() if count)
            console.print(f"{title}: {said or 'nothing'}", highlight=False)
