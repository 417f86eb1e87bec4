"""What the database holds, read by SQL and not by our services."""

from uuid import UUID

from sqlalchemy import Connection, text

from app.kit.records import recorded_tables
from tests.integration.model.ledger import Owed

CLOCKS = text(
    "select id, kind, owner_staff_id, started_at, due_at, outcome, stopped_at, replaces_clock_id, paused_at"
    " from sla_clocks where application_id = :application order by id"
)
CLOCK_IDS = text("select id from sla_clocks where application_id = :application order by id")
PLANNED = "('scheduled', 'confirmed', 'in_progress')"
KEPT = "('met', 'missed')"

# What happened and is owed nothing, or is owed and did not happen: of one application; each query must find no row.
LONE = {
    "a required seat of a confirmed interview without its clock": """
        select p.id from panel_members p join interviews i on i.id = p.interview_id
        where i.application_id = :application and p.is_required and p.removed_at is null
            and i.status in ('confirmed', 'in_progress', 'held')
            and not exists (select from sla_clocks c where c.kind = 'feedback' and c.subject_id = p.id
                and c.outcome <> 'cancelled')""",
    "a kept feedback clock without feedback": f"""
        select c.id from sla_clocks c where c.application_id = :application and c.kind = 'feedback'
            and c.outcome in {KEPT} and not exists (select from feedback f
                where f.panel_member_id = c.subject_id and f.submitted_at = c.stopped_at)""",
    "a version of feedback that no audit entry tells of": """
        select f.id from feedback f join interviews i on i.id = f.interview_id
        where i.application_id = :application and f.version <> (select count(*) from audit_entries e
            where e.subject_id = f.id and e.action in ('feedback.submitted', 'feedback.amended'))""",
    "an answer that no audit entry tells of": """
        select q.id from questions q where q.application_id = :application
            and (select count(*) from answers a where a.question_id = q.id) <> (
                select count(*) from audit_entries e where e.subject_id = q.id
                and e.action in ('question.answered', 'question.held', 'question.corrected'))""",
    "feedback that is in and still owed": """
        select f.id from feedback f join sla_clocks c on c.kind = 'feedback' and c.subject_id = f.panel_member_id
        where c.application_id = :application and c.outcome = 'running' and f.version > 0""",
    "a running clock of an interview that does not take place": """
        select c.id from sla_clocks c join interviews i on i.id = c.interview_id
        where i.application_id = :application and c.outcome = 'running' and c.kind = 'feedback'
            and i.status in ('cancelled', 'no_show')""",
    "a question without a clock": """
        select q.id from questions q where q.application_id = :application
            and not exists (select from sla_clocks c where c.kind = 'answer' and c.subject_id = q.id)""",
    "an answered question that still runs": """
        select q.id from questions q join sla_clocks c on c.subject_id = q.id and c.kind = 'answer'
        where q.application_id = :application and q.status = 'answered' and c.outcome = 'running'""",
    "a kept answer clock without an answer of that moment": f"""
        select c.id from sla_clocks c where c.application_id = :application and c.kind = 'answer'
            and c.outcome in {KEPT} and not exists (select from answers a where a.question_id = c.subject_id
                and a.answered_at = c.stopped_at and not a.is_holding_reply)""",
    "a reply that is owed although staff have written since": """
        select c.id from sla_clocks c join messages m on m.id = c.subject_id join messages r
            on r.application_id = m.application_id and (r.sent_at, r.id) > (m.sent_at, m.id)
        where c.application_id = :application and c.kind = 'reply' and c.outcome = 'running'
            and r.kind in ('from_staff', 'logged_contact')""",
    "a clock of an application that has ended and owes a next step": """
        select c.id from sla_clocks c join applications a on a.id = c.application_id
        where a.id = :application and a.status <> 'active' and c.outcome = 'running' and (
            c.kind in ('schedule', 'screening', 'offer_decision') or (c.kind = 'outcome' and not exists (
                select from feedback_releases r where r.application_id = a.id and r.status = 'held')))""",
    "a decided round without a release": """
        select d.id from round_decisions d where d.application_id = :application and d.decision <> 'hold'
            and not exists (select from feedback_releases r where r.decision_id = d.id)""",
    "a decision that is kept from the candidate without a release to come, or told while its release waits": """
        select d.id from round_decisions d where d.application_id = :application and d.decision <> 'hold'
            and (d.shown_at is null) <> exists (
                select from feedback_releases r where r.decision_id = d.id and r.status = 'held')""",
    "a kept outcome that the candidate could not see at that moment": f"""
        select c.id from sla_clocks c where c.application_id = :application and c.kind = 'outcome'
            and c.outcome in {KEPT}
            and not exists (select from round_decisions d where d.application_id = c.application_id
                and d.at = c.stopped_at and d.decision <> 'hold')
            and not exists (select from feedback_releases r where r.application_id = c.application_id
                and r.released_at = c.stopped_at)
            and not exists (select from application_stages s where s.application_id = c.application_id
                and s.at = c.stopped_at)""",
    "a sent offer whose decision is not owed by its own date": """
        select o.id from offers o where o.application_id = :application and o.status = 'sent'
            and not exists (select from sla_clocks c where c.kind = 'offer_decision' and c.subject_id = o.id
                and c.outcome in ('running', 'excused') and c.due_at = o.expires_at)""",
    "a decision that is owed on an offer which the candidate does not have": """
        select c.id from sla_clocks c join offers o on o.id = c.subject_id
        where o.application_id = :application and c.kind = 'offer_decision' and c.outcome = 'running'
            and o.status <> 'sent'""",
    "an accepted offer that did not hire, or a hire without one": """
        select a.id from applications a where a.id = :application and (a.status = 'hired') <> exists (
            select from offers o where o.application_id = a.id and o.status = 'accepted')""",
    "an open offer of an application that has ended": """
        select o.id from offers o join applications a on a.id = o.application_id where a.id = :application
            and a.status <> 'active' and o.status in ('draft', 'submitted', 'approved', 'sent')""",
    "a complaint that nobody owes an answer": """
        select p.id from complaints p where p.application_id = :application
            and p.status in ('received', 'in_review', 'reopened')
            and not exists (select from sla_clocks c where c.kind = 'complaint' and c.subject_id = p.id
                and c.outcome in ('running', 'excused'))""",
    "a complaint that is over and still owed": """
        select p.id from complaints p join sla_clocks c on c.kind = 'complaint' and c.subject_id = p.id
        where p.application_id = :application and p.status in ('resolved', 'withdrawn') and c.outcome = 'running'""",
    "a kept complaint clock without a resolution of that moment": f"""
        select c.id from sla_clocks c where c.application_id = :application and c.kind = 'complaint'
            and c.outcome in {KEPT} and not exists (select from complaint_resolutions r
                where r.complaint_id = c.subject_id and r.told_at = c.stopped_at)""",
    "a moved promise without its successor, or a successor of one that was not moved": """
        select c.id from sla_clocks c left join sla_clocks n on n.replaces_clock_id = c.id
        where c.application_id = :application and (c.replaced_at is null) <> (n.id is null)""",
    "a moved promise of which the event stopped one clock only": f"""
        select c.id from sla_clocks c join sla_clocks n on n.replaces_clock_id = c.id
        where c.application_id = :application and (
            (c.outcome in {KEPT} and n.outcome in {KEPT} and c.stopped_at <> n.stopped_at)
            or (c.outcome = 'running' and n.outcome in {KEPT}) or (n.outcome = 'running' and c.outcome in {KEPT}))""",
    "a clock that rests without saying why, or a rest that nothing ends": """
        select c.id from sla_clocks c where c.application_id = :application and (
            (c.paused_at is not null) <> exists (
                select from clock_pauses p where p.clock_id = c.id and p.resumed_at is null)
            or (c.paused_at is not null and c.outcome <> 'running')
            or abs(c.paused_seconds - coalesce(
                (select sum(p.moved_seconds) from clock_pauses p where p.clock_id = c.id), 0)) > 0.001)""",
    "a planned interview that has not exactly its bookings, or a booking of one that is not planned": f"""
        with owed as (
            select i.session_id, 'candidate' as kind, a.candidate_id as who, i.scheduled_start_at, i.scheduled_end_at
            from interviews i join applications a on a.id = i.application_id
            where a.id = :application and i.status in {PLANNED}
            union all select i.session_id, 'interviewer', p.staff_id, i.scheduled_start_at, i.scheduled_end_at
            from interviews i join panel_members p on p.interview_id = i.id
            where i.application_id = :application and i.status in {PLANNED} and p.removed_at is null
        ), booked as (
            select b.session_id, b.resource_kind, b.resource_id, b.starts_at, b.ends_at from bookings b
            where b.is_planned and b.session_id in (select session_id from interviews
                where application_id = :application)
        )
        (select * from owed except all select * from booked) union all
        (select * from booked except all select * from owed)""",
    "a session that says otherwise than its interview": f"""
        select i.id from interviews i join interview_sessions s on s.id = i.session_id
        where i.application_id = :application and ((s.status = 'planned') <> (i.status in {PLANNED})
            or (s.starts_at, s.ends_at) <> (i.scheduled_start_at, i.scheduled_end_at))""",
}

VERSIONS = """
    select p.id, v.text_for_panel as said, v.version from panel_members p join interviews i on i.id = p.interview_id
        join feedback f on f.panel_member_id = p.id join feedback_versions v on v.feedback_id = f.id
        where i.application_id = :application and v.version > 0
    union all select q.id, a.text, a.version from questions q join answers a on a.question_id = q.id
        where q.application_id = :application
    union all select o.id, v.position_title, v.version from offers o join offer_versions v on v.offer_id = o.id
        where o.application_id = :application
    order by version"""
SHOWN = """
    select count(*) from feedback_releases r join released_fields f on f.release_id = r.id and f.field = 'decision'
    where r.application_id = :application and r.status = 'released' and r.number = 1"""

# Of the whole database, since `:mark`.
UNAUDITED = """
    select c.table_name, c.row_id from change_rows c
    where c.seq > :mark and not exists (select from audit_entries a where a.xid = c.xid) limit 1"""
WITHOUT_ENTRY = """
    select t.id from {table} t where not exists (
        select from audit_entries a where a.subject_type = '{table}' and a.subject_id = t.id) limit 1"""
WITHOUT_CHANGE = """
    select t.id from {table} t where not exists (
        select from change_rows c where c.table_name = '{table}' and c.row_id = t.id::text) limit 1"""
LAST_WORD = """
    select c.id from sla_clocks c where c.outcome <> 'running' and not exists (
        select from audit_entries a where a.subject_id = c.id and a.action = case
            when c.outcome in ('met', 'missed') then 'clock.stopped' else 'clock.' || c.outcome end) limit 1"""
OF_INIT = frozenset({"calendars", "calendar_days", "calendar_openings", "sla_policies"})  # older than the test
# Whose every row is a thing that somebody did.
THINGS = [
    "requisitions",
    "applications",
    "interviews",
    "screening_decisions",
    "round_decisions",
    "feedback",
    "feedback_releases",
    "questions",
    "messages",
    "offers",
    "complaints",
    "sla_clocks",
]


def clock_ids(connection: Connection, application_id: UUID) -> list[UUID]:
    """The ids of the application's clocks, in the order in which they were made."""
    return list(connection.scalars(CLOCK_IDS, {"application": application_id}))


def clocks_of(connection: Connection, application_id: UUID, names: dict[UUID, str]) -> list[Owed]:
    """All clocks of the application as the model has them, in the order in which they were made."""
    rows = list(connection.execute(CLOCKS, {"application": application_id}))
    places = {row.id: place for place, row in enumerate(rows)}
    return [
        Owed(
            row.kind,
            names.get(row.owner_staff_id),
            row.started_at,
            row.due_at,
            row.outcome,
            row.stopped_at,
            places.get(row.replaces_clock_id),
            row.paused_at is not None,
        )
        for row in rows
    ]


def versions_of(connection: Connection, application_id: UUID) -> dict[UUID, list[str]]:
    """What each version says of each seat's feedback, question and offer, the oldest first."""
    said: dict[UUID, list[str]] = {}
    for identity, text_, _ in connection.execute(text(VERSIONS), {"application": application_id}):
        said.setdefault(identity, []).append(text_)
    return said


def shown_to_candidate(connection: Connection, application_id: UUID) -> int:
    """How many decisions on rounds the candidate has been shown."""
    return connection.scalar(text(SHOWN), {"application": application_id}) or 0


def lone_events(connection: Connection, application_id: UUID) -> list[str]:
    """What of the application stands without its other half."""
    return [
        what for what, query in LONE.items() if connection.execute(text(query), {"application": application_id}).first()
    ]


def mark(connection: Connection) -> int:
    """Where the change rows end now."""
    return connection.scalar(text("select coalesce(max(seq), 0) from change_rows")) or 0


def unrecorded(connection: Connection, since: int) -> list[str]:
    """What in the whole database was changed and left no audit entry, or no change row for the warehouse."""
    asked = {"a change without an audit entry": UNAUDITED, "an ended clock whose end nobody entered": LAST_WORD}
    asked |= {f"a row of {table} that no audit entry names": WITHOUT_ENTRY.format(table=table) for table in THINGS}
    tables = sorted({table.name for table in recorded_tables()} - OF_INIT)
    asked |= {f"a row of {table} without a change row": WITHOUT_CHANGE.format(table=table) for table in tables}
    return [what for what, query in asked.items() if connection.execute(text(query), {"mark": since}).first()]
