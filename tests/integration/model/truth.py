"""What the database holds of one application, read by SQL and not by our services."""

from collections import Counter
from uuid import UUID

from sqlalchemy import Connection, text

from app.kit.database import Unit
from app.kit.worktime import WorkCalendar
from app.sla import service as sla
from app.sla.models import ClockKind
from tests.integration.model.world import Owed, settled

CLOCKS = text(
    "select kind, started_at, due_at, outcome, stopped_at from sla_clocks where application_id = :application"
)
# What happened and is owed nothing, or is owed and did not happen: each query must find no row.
LONE = {
    "a required seat of a confirmed interview without its clock": """
        select p.id from panel_members p join interviews i on i.id = p.interview_id
        where i.application_id = :application and p.is_required and p.removed_at is null
            and i.status in ('confirmed', 'in_progress', 'held')
            and not exists (select from sla_clocks c where c.kind = 'feedback' and c.subject_id = p.id
                and c.outcome <> 'cancelled')
    """,
    "a kept feedback clock without feedback": """
        select c.id from sla_clocks c where c.application_id = :application and c.kind = 'feedback'
            and c.outcome in ('met', 'missed') and not exists (select from feedback f
                where f.panel_member_id = c.subject_id and f.submitted_at = c.stopped_at)
    """,
    "a question without a clock": """
        select q.id from questions q where q.application_id = :application
            and not exists (select from sla_clocks c where c.kind = 'answer' and c.subject_id = q.id)
    """,
    "an answered question that still runs": """
        select q.id from questions q join sla_clocks c on c.subject_id = q.id and c.kind = 'answer'
        where q.application_id = :application and q.status = 'answered' and c.outcome = 'running'
    """,
    "an act without an audit entry": """
        select f.id from feedback f join interviews i on i.id = f.interview_id where i.application_id = :application
            and f.version > 0 and not exists (select from audit_entries a where a.subject_id = f.id
                and a.action = 'feedback.submitted')
    """,
    "a clock of an application that has ended and owes an outcome": """
        select c.id from sla_clocks c join applications a on a.id = c.application_id
        where a.id = :application and a.status <> 'active' and c.outcome = 'running'
            and c.kind in ('outcome', 'schedule', 'screening')
    """,
}


def clocks_of(connection: Connection, application_id: UUID) -> Counter[Owed]:
    """All clocks of the application, as the model's."""
    return Counter(settled(Owed(*row)) for row in connection.execute(CLOCKS, {"application": application_id}))


def lone_events(connection: Connection, application_id: UUID) -> list[str]:
    """What stands without its other half."""
    return [
        what for what, query in LONE.items() if connection.execute(text(query), {"application": application_id}).first()
    ]


def company_calendar(unit: Unit) -> WorkCalendar:
    """The calendar that promises are measured by."""
    _policy, calendar = sla.measure_of(unit, ClockKind.FEEDBACK)
    return sla.load_work_calendar(unit, calendar.id)
