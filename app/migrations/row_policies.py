"""Row-level security: in a transaction that belongs to a candidate the database itself gives out the rows of
that candidate's application and nothing else, whatever a query forgot to ask.

Compiled from the foreign keys of the models: a row is a candidate's by its application, by its person, or by the row
that it hangs on. A table that is nobody's says so here, with the reason. Who the candidate is, is said for one
transaction (app.people.repository.candidates); a transaction of staff or of the house is not limited here: what staff
may see of an application depends on what they have to do with it, and is judged at the edge (app.web.api.objects).
On these tables PostgreSQL uses an index only for operators that it holds for leakproof: comparisons are, `@>` is not.
"""

from hashlib import sha256

from sqlalchemy import Connection, Table, text

from app.kit.roles import ROWS_OF_APPLICATION, ROWS_OF_CANDIDATE

# Without quotes, so that each is worked out once per statement and not once per row.
IS_UNLIMITED = f"(select coalesce(current_setting('{ROWS_OF_CANDIDATE}', true), '') = '')"
OWN_CANDIDATE = f"(select nullif(current_setting('{ROWS_OF_CANDIDATE}', true), '')::uuid)"
OWN_APPLICATION = f"(select nullif(current_setting('{ROWS_OF_APPLICATION}', true), '')::uuid)"
# What no foreign key tells.
RULES = {
    "candidates": f"id = {OWN_CANDIDATE}",
    "applications": f"id = {OWN_APPLICATION}",
    "audit_entries": f"actor_kind = 'candidate' and actor_id = {OWN_CANDIDATE}",
}
# Never a candidate's, nor needed for anything that they may do.
CLOSED = ("credentials", "login_sessions", "import_runs", "quarantined_rows", "source_records")
OPEN = {
    "organisation that a candidate's acts lead to: who owns a question, who stands in, whom to tell": (
        "departments staff role_grants absences delegations login_attempts"
    ),
    "what is asked of everybody alike, and by what it is measured": (
        "requisitions requisition_approvals postings interview_plans rounds round_versions score_dimensions rooms"
        " sla_policies calendars calendar_days calendar_openings privacy_notices nudge_templates library_answers"
    ),
    "sessions are shared by candidates; what they book is ids and times": (
        "campus_events interview_sessions session_seats bookings"
    ),
    "written for others in a candidate's transaction, and read by nobody there": (
        "outbox webhook_subscriptions webhook_deliveries change_rows"
    ),
    "chained by a role of their own, and out of reach for the one that candidates' transactions run under": (
        "audit_seals audit_heads"
    ),
    "held by the key that the candidate sent, and compared with who they are": "idempotency_keys",
}
BY_COLUMN = {"application_id": OWN_APPLICATION, "candidate_id": OWN_CANDIDATE}


def owned(tables: list[Table]) -> dict[str, str]:
    """For each table with rows of candidates: which of them are one's own, as a condition. In dependency order.

    Raises `ValueError` naming each table that is neither a candidate's, nor closed, nor open for a reason.
    """
    found: dict[str, str] = {}
    silent = []
    elsewhere = {name for names in OPEN.values() for name in names.split()} | set(CLOSED)
    for table in tables:
        if table.name in elsewhere:
            continue
        rule = RULES.get(table.name) or _by_column(table) or _by_parent(table, found)
        if rule is None:
            silent.append(table.name)
        else:
            found[table.name] = rule
    if silent:
        raise ValueError(f"tables of which nobody says whose rows they hold: {', '.join(silent)}")
    return found


def _by_column(table: Table) -> str | None:
    keys = {key.parent.name: key.parent.nullable for key in table.foreign_keys}
    named = [column for column in BY_COLUMN if column in keys]
    certain = [column for column in named if not keys[column]][:1]
    ways = [f"{column} = {BY_COLUMN[column]}" for column in certain or named]
    if len(ways) > 1:  # where the first is not known, the second says it
        ways[1] = f"{named[0]} is null and {ways[1]}"
    return " or ".join(ways) or None


def _by_parent(table: Table, known: dict[str, str]) -> str | None:
    for key in sorted(table.foreign_keys, key=lambda key: (key.parent.nullable, key.parent.name)):
        parent = key.column.table.name
        if parent in known and parent != table.name:
            # Not `exists`: the planner may answer that by reading the whole of the parent.
            return f"(select true from {parent} as held where held.id = {table.name}.{key.parent.name})"
    return None


def protect(connection: Connection, tables: list[Table]) -> None:
    """Puts the policies in force; safe to repeat. `connection` is the owner's, to whom they apply too."""
    rules = owned(tables) | dict.fromkeys(CLOSED, "false")
    present: dict[str, set[str]] = {}
    for row in connection.execute(text("select tablename, policyname from pg_policies")):
        present.setdefault(row.tablename, set()).add(row.policyname)
    for table in tables:
        wanted = {}
        if table.name in rules:
            condition = f"{IS_UNLIMITED} or {rules[table.name]}"
            wanted[f"own_rows_{sha256(condition.encode()).hexdigest()[:12]}"] = condition
        _replace(connection, table.name, present.get(table.name, set()), wanted)


def _replace(connection: Connection, table: str, present: set[str], wanted: dict[str, str]) -> None:
    """A policy is named by its content, so that what stands already is left alone and locks nothing."""
    run = connection.exec_driver_sql
    for name in sorted(wanted.keys() - present):
        run(f"alter table {table} enable row level security")
        run(f"alter table {table} force row level security")
        run(f"create policy {name} on {table} using ({wanted[name]})")
    for name in sorted(present - wanted.keys()):
        run(f"drop policy {name} on {table}")
    if present and not wanted:
        run(f"alter table {table} no force row level security")
        run(f"alter table {table} disable row level security")
