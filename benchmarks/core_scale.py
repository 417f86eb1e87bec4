"""A core of any size, written by SQL in the shapes of our own tables: for measurements only.

Ids are counted, not random, so that every table can name the rows of the others by arithmetic.
`fill` goes past the services, which would take days; the triggers rest meanwhile.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import JSONB

from app.kit.installation import Installation
from app.migrations.metadata import metadata

SPAN_DAYS = 3 * 365
ROUNDS = ("HR", "Business", "Executive")
CARD = ("skill", "team", "judgement")
# What stands for which table in an id's first eight digits.
KINDS = {
    name: number
    for number, name in enumerate(
        ("department", "staff", "requisition", "plan", "round", "dimension", "candidate", "application", "stage",
         "interview", "seat", "feedback", "version", "score", "question", "answer", "message", "clock", "decision",
         "grant", "round_version", "session", "session_seat", "booking"),
        start=0xBE000001,
    )
}  # fmt: skip


def id_of(kind: str, number: str) -> str:
    """SQL for the id of the `number`th (an SQL expression) row of a kind."""
    return f"('{KINDS[kind]:08x}' || lpad(to_hex(({number})::bigint), 24, '0'))::uuid"


def identity(kind: str, number: int) -> UUID:
    """The same, in Python."""
    return UUID(f"{KINDS[kind]:08x}{number:024x}")


@dataclass(frozen=True)
class Scale:
    """How many of each there are, from the number of interviews; `now` is the moment it ends at."""

    interviews: int
    now: datetime

    @property
    def applications(self) -> int:
        return self.interviews * 2 // 5

    @property
    def interviewers(self) -> int:
        return max(30, self.interviews // 500) // 3 * 3

    @property
    def recruiters(self) -> int:
        return max(5, self.interviews // 5000)

    @property
    def requisitions(self) -> int:
        return max(10, self.interviews // 250)

    @property
    def departments(self) -> int:
        return max(5, self.requisitions // 80)

    @property
    def staff(self) -> int:
        """Recruiters first, then interviewers."""
        return self.recruiters + self.interviewers


def fill(
    installation: Installation, interviews: int, said: Callable[[str, int], None] = lambda _table, _rows: None
) -> Scale:
    """Fills an empty, initialised core with `interviews` interviews and all that belongs to them.

    Five interviews are two applications, of three rounds and of two; each has a required and a requested
    seat, a question with its answer, a message and their clocks. The last month is still running.
    """
    scale = Scale(interviews, datetime.now(UTC).replace(microsecond=0))
    with installation.owner.engine.begin() as connection:
        writer = _Writer(connection, scale, said)
        for table, source, columns in (*_people(scale), *_plans(scale), *_applications(), *_interviews(), *_words()):
            writer.write(table, source, columns)
    with installation.owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")
    return scale


def is_filled(installation: Installation) -> bool:
    """Whether `fill` has been here."""
    with installation.owner.engine.connect() as connection:
        return bool(connection.exec_driver_sql("select exists (select from interviews)").scalar_one())


class _Writer:
    """Writes tables from `select`s over counted rows, triggers resting."""

    def __init__(self, connection: Connection, scale: Scale, said: Callable[[str, int], None]) -> None:
        self._connection, self._scale, self._said = connection, scale, said

    def write(self, table: str, source: str, columns: dict[str, str]) -> None:
        """`source` is what stands behind FROM; its values are bound from the scale."""
        run = self._connection.exec_driver_sql
        columns = columns | _defaults(table, columns)
        run(f"alter table {table} disable trigger user")
        statement = text(
            f"insert into {table} ({', '.join(columns)}) select {', '.join(columns.values())} from {source}"
        )
        done = self._connection.execute(statement, self._values())
        run(f"alter table {table} enable trigger user")
        self._said(table, done.rowcount)

    def _values(self) -> dict[str, object]:
        scale = self._scale
        names = (
            "now",
            "interviews",
            "applications",
            "interviewers",
            "recruiters",
            "requisitions",
            "departments",
            "staff",
        )
        return {name: getattr(scale, name) for name in names} | {"span": SPAN_DAYS}


def _defaults(table: str, given: Collection[str]) -> dict[str, str]:
    """Required columns that are not given, as our models would fill them."""
    found = {}
    for column in metadata.tables[table].columns:
        if column.name in given or column.nullable or column.server_default is not None or column.default is None:
            continue
        value = getattr(column.default, "arg", None)
        if isinstance(column.type, JSONB):
            found[column.name] = "'[]'::jsonb"
        elif not callable(value):
            found[column.name] = repr(str(value)) if isinstance(value, str) else str(value).lower()
    return found


def _count(of: str) -> str:
    return f"generate_series(1, :{of}) as n"


# What an application's number decides.
APPLIED = "(:now - :span * interval '1 day' + (a * :span * 86400.0 / :applications) * interval '1 second')"
IS_RUNNING = f"({APPLIED} > :now - interval '30 days')"
ROUNDS_OF = "(2 + a % 2)"  # odd ones have three rounds: five interviews to two applications
REQUISITION = "(1 + a % :requisitions)"
RECRUITER = "(1 + a % :recruiters)"
APPLICATION = f"""(select n as a, {APPLIED} as applied_at, {IS_RUNNING} as is_running, {ROUNDS_OF} as rounds,
    {REQUISITION} as requisition, {RECRUITER} as recruiter
    from (select n, n as a from generate_series(1, :applications) as n) as counted) as applied"""
# Interviews by number: the application, the round, when. The panel comes from a pool per round, so that nobody sits twice.
INTERVIEW = f"""(select *, case when starts_at + interval '1 hour' < :now then 'held' else 'confirmed' end as status
    from (
    select n, a, round, requisition, recruiter, is_running, applied_at,
        applied_at + round * interval '5 days' as starts_at,
        :recruiters + (round - 1) * (:interviewers / 3) + 1 + a % (:interviewers / 3) as interviewer,
        :recruiters + (round - 1) * (:interviewers / 3) + 1 + (a + :interviewers / 6) % (:interviewers / 3) as second
    from (select n, ((n - 1) / 5) * 2 + case when (n - 1) % 5 < 3 then 1 else 2 end as a,
        case when (n - 1) % 5 < 3 then (n - 1) % 5 else (n - 1) % 5 - 3 end + 1 as round
        from generate_series(1, :interviews) as n) as numbered
    join lateral (select {APPLIED} as applied_at, {IS_RUNNING} as is_running, {REQUISITION} as requisition,
        {RECRUITER} as recruiter) as about on true) as planned) as interview"""
ROUND = "(requisition - 1) * 3 + round"
Table = tuple[str, str, dict[str, str]]


def _people(scale: Scale) -> list[Table]:
    email = "'person' || n || '@bench.example'"
    return [
        (
            "departments",
            _count("departments"),
            {"id": id_of("department", "n"), "name": "'Department ' || n", "created_at": ":now"},
        ),
        (
            "staff",
            _count("staff"),
            {
                "id": id_of("staff", "n"),
                "name": "'Person ' || n",
                "email": email,
                "email_key": email,
                "department_id": id_of("department", "1 + n % :departments"),
                "locale": "'en'",
                "zone": "'Asia/Shanghai'",
                "created_at": ":now",
            },
        ),
        (
            "role_grants",
            _count("staff"),
            {
                "id": id_of("grant", "n"),
                "staff_id": id_of("staff", "n"),
                "role": "case when n <= :recruiters then 'recruiter' else 'interviewer' end",
                "department_id": f"case when n > :recruiters then null else {id_of('department', '1 + n % :departments')} end",
                "granted_at": ":now",
            },
        ),
        (
            "candidates",
            _count("applications"),
            {
                "id": id_of("candidate", "n"),
                "name": "'Candidate ' || n",
                "name_key": "'candidate' || n",
                "email": "'candidate' || n || '@bench.example'",
                "email_key": "'candidate' || n || '@bench.example'",
                "pseudonym": "md5(n::text)",
                "locale": "'en'",
                "zone": "'Asia/Shanghai'",
                "created_at": ":now",
            },
        ),
    ]


def _plans(scale: Scale) -> list[Table]:
    name = f"(array[{', '.join(repr(each) for each in ROUNDS)}])[r]"
    dimension = f"(array[{', '.join(repr(each) for each in CARD)}])[d]"
    return [
        (
            "requisitions",
            _count("requisitions"),
            {
                "id": id_of("requisition", "n"),
                "code": "'B-' || n",
                "title": "'Position ' || n",
                "job_family": "'family ' || n % 12",
                "department_id": id_of("department", "1 + n % :departments"),
                "hiring_manager_id": id_of("staff", ":recruiters + 1 + n % :interviewers"),
                "recruiter_id": id_of("staff", "1 + n % :recruiters"),
                "headcount": "100",
                "status": "'open'",
                "opened_at": ":now - :span * interval '1 day'",
                "origin": "'live'",
                "created_at": ":now - :span * interval '1 day'",
            },
        ),
        (
            "interview_plans",
            _count("requisitions"),
            {
                "id": id_of("plan", "n"),
                "name": "'standard'",
                "requisition_id": id_of("requisition", "n"),
                "created_at": ":now",
            },
        ),
        (
            "rounds",
            f"{_count('requisitions')}, generate_series(1, 3) as r",
            {
                "id": id_of("round", "(n - 1) * 3 + r"),
                "plan_id": id_of("plan", "n"),
                "position": "r",
                "name": name,
            },
        ),
        (
            "round_versions",
            f"{_count('requisitions')}, generate_series(1, 3) as r",
            {
                "id": id_of("round_version", "(n - 1) * 3 + r"),
                "round_id": id_of("round", "(n - 1) * 3 + r"),
                "version": "1",
                "question_owner_id": id_of("staff", ":recruiters + 1 + n % :interviewers"),
                "created_at": ":now - :span * interval '1 day'",
            },
        ),
        (
            "score_dimensions",
            f"{_count('requisitions')}, generate_series(1, 3) as r, generate_series(1, {len(CARD)}) as d",
            {
                "id": id_of("dimension", "((n - 1) * 3 + r - 1) * 3 + d"),
                "round_version_id": id_of("round_version", "(n - 1) * 3 + r"),
                "position": "d",
                "name": dimension,
                "weight": "1",
                "is_required": "true",
                "released_to_candidate": "true",
            },
        ),
    ]


def _applications() -> list[Table]:
    ended = "applied_at + (rounds * 5 + 3) * interval '1 day'"
    final = "case a % 5 when 0 then 'hired' else 'rejected' end"
    stage = f"(select *, generate_series(0, rounds + case when is_running then 0 else 1 end) as r from {APPLICATION}) as stage"
    is_final = "r > rounds"
    name = f"(array['applied', {', '.join(repr(each) for each in ROUNDS)}])"
    return [
        (
            "applications",
            APPLICATION,
            {
                "id": id_of("application", "a"),
                "candidate_id": id_of("candidate", "a"),
                "requisition_id": id_of("requisition", "requisition"),
                "recruiter_id": id_of("staff", "recruiter"),
                "source": "'referral'",
                "status": f"case when is_running then 'active' else {final} end",
                "round_id": id_of("round", "(requisition - 1) * 3 + rounds"),
                "applied_at": "applied_at",
                "ended_at": f"case when not is_running then {ended} end",
                "origin": "'live'",
                "created_at": "applied_at",
            },
        ),
        (
            "application_stages",
            stage,
            {
                "id": id_of("stage", "a * 8 + r"),
                "application_id": id_of("application", "a"),
                "from_stage": f"case when r > 0 then {name}[least(r, rounds + 1)] end",
                "to_stage": f"case when {is_final} then {final} else {name}[r + 1] end",
                "round_id": f"case when r > 0 and not {is_final} then {id_of('round', '(requisition - 1) * 3 + r')} end",
                "at": f"case when {is_final} then {ended} else applied_at + greatest(r * 5 - 3, 0) * interval '1 day' end",
            },
        ),
        (
            "round_decisions",
            f"(select * from {stage} where r > 0 and r <= rounds and not is_running) as decided",
            {
                "id": id_of("decision", "a * 8 + r"),
                "application_id": id_of("application", "a"),
                "round_id": id_of("round", "(requisition - 1) * 3 + r"),
                "decision": "case when r < rounds or a % 5 = 0 then 'advance' else 'reject' end",
                "reason": "'as discussed'",
                "by_staff_id": id_of("staff", "recruiter"),
                "at": "applied_at + (r * 5 + 2) * interval '1 day'",
            },
        ),
    ]


HOUR = "interval '1 hour'"
IS_GIVEN = f"starts_at + {HOUR} < :now - interval '1 day'"


def _interviews() -> list[Table]:
    seat = f"(select *, generate_series(1, 2) as s from {INTERVIEW}) as seat"
    given = f"(select * from {INTERVIEW} where {IS_GIVEN}) as given"
    submitted = f"starts_at + {HOUR} + case when n % 4 > 0 then interval '3 hours' else interval '2 days' end"
    score = f"(select *, generate_series(1, {len(CARD)}) as d from {given}) as score"
    booked = f"(select *, generate_series(1, 3) as b from {INTERVIEW}) as booked"
    return [
        (
            "interview_sessions",
            INTERVIEW,
            {
                "id": id_of("session", "n"),
                "round_id": id_of("round", ROUND),
                "status": "case when status = 'held' then 'over' else 'planned' end",
                "starts_at": "starts_at",
                "ends_at": f"starts_at + {HOUR}",
                "zone": "'Asia/Shanghai'",
                "location": "'Room ' || n % 40",
                "capacity": "1",
                "is_open_to_candidates": "false",
                "created_at": "applied_at",
            },
        ),
        (
            "bookings",
            booked,
            {
                "id": id_of("booking", "n * 4 + b"),
                "resource_kind": "case b when 3 then 'candidate' else 'interviewer' end",
                "resource_id": f"case b when 1 then {id_of('staff', 'interviewer')} when 2 then {id_of('staff', 'second')} else {id_of('candidate', 'a')} end",
                "session_id": id_of("session", "n"),
                "starts_at": "starts_at",
                "ends_at": f"starts_at + {HOUR}",
                "is_planned": "status <> 'held'",
            },
        ),
        (
            "interviews",
            INTERVIEW,
            {
                "id": id_of("interview", "n"),
                "application_id": id_of("application", "a"),
                "session_id": id_of("session", "n"),
                "round_id": id_of("round", ROUND),
                "round_version_id": id_of("round_version", ROUND),
                "status": "status",
                "scheduled_start_at": "starts_at",
                "scheduled_end_at": f"starts_at + {HOUR}",
                "zone": "'Asia/Shanghai'",
                "location": "'Room ' || n % 40",
                "closed_at": f"case when status = 'held' then starts_at + {HOUR} end",
                "question_count": "1",
                "chance_to_ask": "case when status = 'held' then 'questions' end",
                "origin": "'live'",
                "created_at": "applied_at",
            },
        ),
        (
            "panel_members",
            seat,
            {
                "id": id_of("seat", "n * 2 + s"),
                "interview_id": id_of("interview", "n"),
                "staff_id": id_of("staff", "case s when 1 then interviewer else second end"),
                "is_required": "s = 1",
                "created_at": "applied_at",
            },
        ),
        (
            "feedback",
            given,
            {
                "id": id_of("feedback", "n"),
                "panel_member_id": id_of("seat", "n * 2 + 1"),
                "interview_id": id_of("interview", "n"),
                "interviewer_staff_id": id_of("staff", "interviewer"),
                "status": "'submitted'",
                "version": "1",
                "recommendation": "'yes'",
                "submitted_at": submitted,
                "updated_at": submitted,
                "origin": "'live'",
            },
        ),
        (
            "feedback_versions",
            given,
            {
                "id": id_of("version", "n"),
                "feedback_id": id_of("feedback", "n"),
                "version": "1",
                "recommendation": "'yes'",
                "text_for_panel": "'solid'",
                "text_for_candidate": "'thank you'",
                "saved_at": submitted,
            },
        ),
        (
            "feedback_scores",
            score,
            {
                "id": id_of("score", "n * 4 + d"),
                "feedback_version_id": id_of("version", "n"),
                "dimension_name": f"(array[{', '.join(repr(each) for each in CARD)}])[d]",
                "score": "1 + (n + d) % 10",
            },
        ),
    ]


def _words() -> list[Table]:
    asked = f"least(starts_at + {HOUR}, :now)"
    answered = f"(select * from {INTERVIEW} where {IS_GIVEN}) as answered"
    return [
        (
            "questions",
            INTERVIEW,
            {
                "id": id_of("question", "n"),
                "interview_id": id_of("interview", "n"),
                "application_id": id_of("application", "a"),
                "candidate_id": id_of("candidate", "a"),
                "text": "'What does the team do?'",
                "text_masked": "'What does the team do?'",
                "asked_at": asked,
                "owner_staff_id": id_of("staff", ":recruiters + 1 + requisition % :interviewers"),
                "status": f"case when {IS_GIVEN} then 'answered' else 'open' end",
                "first_answered_at": f"case when {IS_GIVEN} then starts_at + interval '9 hours' end",
                "last_answered_at": f"case when {IS_GIVEN} then starts_at + interval '9 hours' end",
                "origin": "'live'",
                "created_at": asked,
            },
        ),
        (
            "answers",
            answered,
            {
                "id": id_of("answer", "n"),
                "question_id": id_of("question", "n"),
                "version": "1",
                "text": "'It settles trades.'",
                "is_holding_reply": "false",
                "answered_by_id": id_of("staff", ":recruiters + 1 + requisition % :interviewers"),
                "answered_at": "starts_at + interval '9 hours'",
            },
        ),
        (
            "messages",
            INTERVIEW,
            {
                "id": id_of("message", "n"),
                "application_id": id_of("application", "a"),
                "kind": "case n % 2 when 0 then 'from_candidate' else 'from_staff' end",
                "author_staff_id": f"case n % 2 when 1 then {id_of('staff', 'recruiter')} end",
                "body": "'Thank you for the conversation.'",
                "is_status_request": "false",
                "sent_at": "least(starts_at + interval '1 day', :now)",
            },
        ),
        *(_clocks(kind, *rest) for kind, rest in CLOCKS.items()),
    ]


# kind: (subject, owner, when it starts, when it stops, whether it still runs)
CLOCKS = {
    "feedback": (id_of("seat", "n * 2 + 1"), "interviewer", f"starts_at + {HOUR}", "interval '3 hours'"),
    "answer": (id_of("question", "n"), ":recruiters + 1 + requisition % :interviewers", f"least(starts_at + {HOUR}, :now)", "interval '8 hours'"),
    "outcome": (id_of("stage", "a * 8 + round"), "recruiter", f"starts_at + {HOUR}", "interval '1 day'"),
    "schedule": (id_of("stage", "a * 8 + round"), "recruiter", "starts_at - interval '3 days'", "interval '2 hours'"),
}  # fmt: skip


def _clocks(kind: str, subject: str, owner: str, started: str, kept_after: str) -> Table:
    runs = f"({started} > :now - interval '1 day' and {kind!r} <> 'schedule')"
    source = f"""{INTERVIEW} cross join (
        select p.id as policy_id, p.version as policy_version,
            (select c.id from calendars as c where c.code = p.calendar_code order by c.version desc limit 1) as calendar_id
        from sla_policies as p
        where p.kind = {kind!r} and p.superseded_at is null
            and coalesce(p.round_id, p.requisition_id, p.department_id) is null
    ) as measured"""
    number = list(CLOCKS).index(kind)
    return (
        "sla_clocks",
        source,
        {
            "id": id_of("clock", f"n * {len(CLOCKS)} + {number}"),
            "kind": repr(kind),
            "subject_id": subject,
            "application_id": id_of("application", "a"),
            "interview_id": id_of("interview", "n") if kind in {"feedback", "answer"} else "null::uuid",
            "candidate_id": id_of("candidate", "a"),
            "requisition_id": id_of("requisition", "requisition"),
            "department_id": id_of("department", "1 + requisition % :departments"),
            "round_id": id_of("round", ROUND),
            "owner_staff_id": id_of("staff", owner),
            "policy_id": "policy_id",
            "policy_version": "policy_version",
            "calendar_id": "calendar_id",
            "started_at": started,
            "due_at": f"{started} + interval '1 day'",
            "stopped_at": f"case when not {runs} then {started} + case when n % 4 > 0 then {kept_after} else interval '2 days' end end",
            "outcome": f"case when {runs} then 'running' when n % 4 > 0 then 'met' else 'missed' end",
            "origin": "'live'",
            "created_at": started,
        },
    )
