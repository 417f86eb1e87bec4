"""What evidence about an application shows of nudges: every rung of its promises that came due. Reads only."""

from collections.abc import Collection

from app.kit.copies import Copies, copies
from app.kit.database import Unit
from app.nudges.models import Nudge, NudgeSnooze


def copies_of(unit: Unit, clock_ids: Collection[object]) -> Copies:
    """Rows about the promises, by table."""
    return {
        "nudges": copies(unit, Nudge, "clock_id", clock_ids),
        "nudge_snoozes": copies(unit, NudgeSnooze, "clock_id", clock_ids),
    }
