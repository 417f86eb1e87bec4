"""What evidence about an application shows of promises: each clock with its pauses, and the versions of policies
and calendars that it ran under. Reads only.
"""

from uuid import UUID

from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit
from app.sla.models import Calendar, CalendarDay, CalendarOpening, ClockPause, SlaClock, SlaPolicy


def copies_of(unit: Unit, application_id: UUID) -> Copies:
    """Rows about the application, by table."""
    clocks = copies(unit, SlaClock, "application_id", [application_id])
    calendars = ids(clocks, "calendar_id")
    return {
        "sla_clocks": clocks,
        "clock_pauses": copies(unit, ClockPause, "clock_id", ids(clocks)),
        "sla_policies": copies(unit, SlaPolicy, "id", ids(clocks, "policy_id")),
        "calendars": copies(unit, Calendar, "id", calendars),
        "calendar_days": copies(unit, CalendarDay, "calendar_id", calendars),
        "calendar_openings": copies(unit, CalendarOpening, "calendar_id", calendars),
    }
