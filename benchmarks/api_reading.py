"""Reading through the API with a full core: recruiter's and interviewer's lists, a candidate's timeline, one
application's page. Twenty clients ask as fast as they are answered; beside them the same rows by hand-written
SQL over psycopg, without HTTP, log-in or rights: the floor.
"""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table

from app.kit.clock import utc_now
from app.kit.database import Actor
from app.kit.installation import Installation
from app.kit.roles import WEB
from app.kit.settings import Settings
from app.people import service as people
from app.people.models import LinkPurpose
from app.setup import initialise
from benchmarks.core_scale import Scale, fill, identity, is_filled
from benchmarks.load import Call, KeptConnection, Latencies, drive

CLIENTS, CALLS = 20, 150
PASSWORD = "correct-horse-of-the-bench"
STARTS_WITHIN = 60.0

# The recruiter's own and their department's; each part cut to the page, so that it follows its index.
MY_APPLICATIONS = """
select a.id, a.candidate_id, c.name as candidate_name, a.requisition_id, r.title as requisition_title, r.department_id,
    a.recruiter_id, r.hiring_manager_id, a.round_id, a.status, a.source, a.applied_at, a.ended_at
from applications a join requisitions r on r.id = a.requisition_id join candidates c on c.id = a.candidate_id
where a.id in (
    (select id from applications where recruiter_id = %(staff)s and status = 'active' order by id limit 51)
    union
    (select own.id from requisitions q cross join lateral (
        select id from applications where requisition_id = q.id and status = 'active' order by id limit 51) as own
    where q.department_id = %(department)s order by own.id limit 51))
order by a.id limit 51
"""
MY_INTERVIEWS = """
select i.id, i.application_id, c.name as candidate_name, r.title as requisition_title, ro.name as round_name, i.status,
    i.scheduled_start_at as starts_at, i.scheduled_end_at as ends_at, i.zone, i.location, i.meeting_url, i.needs_panel,
    i.candidate_asked_to_move_at
from panel_members p cross join lateral (
    select * from interviews where id = p.interview_id and scheduled_end_at > now()
        and status in ('scheduled', 'confirmed', 'in_progress') limit 1) as i
join applications a on a.id = i.application_id
join requisitions r on r.id = a.requisition_id join rounds ro on ro.id = i.round_id
join candidates c on c.id = a.candidate_id
where p.staff_id = %(staff)s and p.removed_at is null
order by i.scheduled_start_at, i.id limit 51
"""
APPLICATION = """
select a.id, a.candidate_id, c.name as candidate_name, a.requisition_id, r.title as requisition_title, r.department_id,
    a.recruiter_id, r.hiring_manager_id, a.round_id, a.status, a.source, a.applied_at, a.ended_at
from applications a join requisitions r on r.id = a.requisition_id join candidates c on c.id = a.candidate_id
where a.id = %(application)s
"""
STAGES = """
select id, from_stage, to_stage, round_id, at from application_stages where application_id = %(application)s
order by at, id
"""
INTERVIEWS = """
select i.id, i.status, i.scheduled_start_at, i.scheduled_end_at, ro.name from interviews i
join rounds ro on ro.id = i.round_id where i.application_id = %(application)s order by i.scheduled_start_at
"""
CLOCKS = """
select id, kind, started_at, due_at, stopped_at, outcome from sla_clocks where application_id = %(application)s
order by started_at
"""


@dataclass(frozen=True)
class Reader:
    """Somebody with a token, and the applications that they may open."""

    token: str
    staff: UUID | None
    applications: list[UUID]
    department: UUID | None = None

    def values(self, number: int) -> dict[str, UUID | None]:
        """What the statements of the floor take for the call of this number."""
        application = self.applications[number % len(self.applications)] if self.applications else None
        return {"staff": self.staff, "department": self.department, "application": application}


@dataclass(frozen=True)
class Compared:
    """One list: ours and the floor's latencies."""

    name: str
    ours: Latencies
    floor: Latencies


def measure(folder: Path, rows: int, *, workers: int) -> list[Compared]:
    """Fills a core with `rows` interviews, serves it by `workers` processes and reads it. A core of
    that size which lies in the folder from an earlier time is read again.
    """
    settings = Settings(home=folder / f"core-{rows}", port=_free_port(), web_processes=workers)
    installation = Installation(settings)
    initialise(installation, utc_now())
    scale = Scale(rows, utc_now()) if is_filled(installation) else fill(installation, rows, _say)
    readers = _readers(installation, scale)
    with _Server(settings):
        return [_compare(installation, settings, each) for each in _cases(readers)]


def _say(table: str, count: int) -> None:
    print(f"  {table}: {count:,} rows", file=sys.stderr)


@dataclass(frozen=True)
class Case:
    """What is read: a path for a reader's call, and the same by SQL. The first statement has what `ids` finds
    in the answer.
    """

    name: str
    readers: list[Reader]
    path: Callable[[Reader, int], str]
    statements: tuple[str, ...]
    ids: Callable[[Any], list[str]]


def _cases(readers: dict[str, list[Reader]]) -> list[Case]:
    def of_one(reader: Reader, number: int) -> str:
        return f"/applications/{reader.values(number)['application']}"

    def listed(answer: Any) -> list[str]:
        return [item["id"] for item in answer["items"]]

    return [
        Case(
            "recruiter's list",
            readers["recruiter"],
            lambda _r, _n: "/applications?status=active&limit=50",
            (MY_APPLICATIONS,),
            listed,
        ),
        Case(
            "interviewer's list",
            readers["interviewer"],
            lambda _r, _n: "/interviews?limit=50",
            (MY_INTERVIEWS,),
            listed,
        ),
        Case(
            "candidate's timeline",
            readers["candidate"],
            lambda reader, number: f"{of_one(reader, number)}/timeline",
            (APPLICATION, STAGES, INTERVIEWS, CLOCKS),
            lambda answer: [answer["application"]["id"]],
        ),
        Case("one application", readers["recruiter"], of_one, (APPLICATION,), lambda answer: [answer["id"]]),
    ]


def _compare(installation: Installation, settings: Settings, case: Case) -> Compared:
    _require_the_same(installation, settings, case)
    ours = drive(_asker(settings, case), clients=CLIENTS, calls=CALLS)
    floor = drive(_floor(installation, case), clients=CLIENTS, calls=CALLS)
    return Compared(case.name, ours, floor)


def _require_the_same(installation: Installation, settings: Settings, case: Case) -> None:
    """Both sides read the same rows, for each reader."""
    for reader in case.readers:
        ours = case.ids(json.loads(_connect(settings, case, reader)(0)))
        with psycopg.connect(_address(installation)) as connection:
            rows = connection.execute(case.statements[0], reader.values(0)).fetchall()
        if ours != [str(row[0]) for row in rows][: len(ours) or None] or len(rows) > len(ours) + 1:
            raise RuntimeError(f"{case.name}: the floor reads other rows")


def _connect(settings: Settings, case: Case, reader: Reader) -> Callable[[int], bytes]:
    connection = KeptConnection(settings.host, settings.port)

    def ask(number: int) -> bytes:
        status, content = connection.get(f"/api/v1{case.path(reader, number)}", reader.token)
        if status != http.HTTPStatus.OK:
            raise RuntimeError(f"{case.name}: {status} {content[:200]!r}")
        return content

    return ask


def _asker(settings: Settings, case: Case) -> Callable[[int], Call]:
    return lambda client: _connect(settings, case, case.readers[client % len(case.readers)])


def _floor(installation: Installation, case: Case) -> Callable[[int], Call]:
    def make(client: int) -> Call:
        reader = case.readers[client % len(case.readers)]
        connection = psycopg.connect(_address(installation), autocommit=True, row_factory=dict_row)

        def call(number: int) -> None:
            values = reader.values(number)
            for statement in case.statements:
                json.dumps(connection.execute(statement, values).fetchall(), default=str)

        return call

    return make


def _address(installation: Installation) -> str:
    return installation.role_url(WEB).replace("+psycopg", "", 1)


def _readers(installation: Installation, scale: Scale) -> dict[str, list[Reader]]:
    """Ten recruiters and interviewers who log in, and twenty candidates with a link."""
    found: dict[str, list[Reader]] = {"recruiter": [], "interviewer": [], "candidate": []}
    now = utc_now()
    for number in range(min(10, scale.recruiters)):
        staff = identity("staff", 1 + number)
        department = identity("department", 1 + (1 + number) % scale.departments)
        own = [a for a in range(scale.applications, 0, -1) if 1 + a % scale.recruiters == 1 + number][:100]
        found["recruiter"].append(
            Reader(_log_in(installation, staff, now), staff, [identity("application", a) for a in own], department)
        )
    for number in range(10):
        staff = identity("staff", scale.recruiters + 1 + number)
        found["interviewer"].append(Reader(_log_in(installation, staff, now), staff, []))
    recruiter = Actor.staff(identity("staff", 1))
    for application in range(scale.applications, scale.applications - 20, -1):
        with installation.web.unit(recruiter, now) as unit:
            _, token = people.create_candidate_link(
                unit,
                identity("candidate", application),
                identity("application", application),
                purpose=LinkPurpose.PORTAL,
                days=30,
            )
        found["candidate"].append(Reader(token, None, [identity("application", application)]))
    return found


def _log_in(installation: Installation, staff_id: UUID, now: datetime) -> str:
    with installation.web.unit(Actor.service(), now) as unit:
        people.set_password(unit, staff_id, PASSWORD)
    with installation.web.unit(Actor.service(), now) as unit:
        contact = people.staff_contact(unit, staff_id)
        token = people.log_in(unit, contact.email or "", PASSWORD)
    assert token is not None
    return token


class _Server:
    """`huiyin serve` as a process of its own, ready when it answers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            env=self._settings.child_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        end = time.monotonic() + STARTS_WITHIN
        while not _is_alive(self._settings):
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server did not start: {self._process.communicate()[1][-500:]!r}")
            time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _is_alive(settings: Settings) -> bool:
    try:
        connection = http.client.HTTPConnection(settings.host, settings.port, timeout=1)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def show(compared: list[Compared], rows: int, workers: int) -> None:
    """One line per list."""
    served = f"{rows:,} interviews, {workers} web processes, {CLIENTS} clients without pauses"
    title = f"reading through the API, {served} (milliseconds)"
    table = Table(
        "list",
        "ours p50",
        "ours p95",
        "calls/s",
        "SQL p50",
        "SQL p95",
        "calls/s",
        "p95 times",
        title=title,
        show_edge=False,
    )
    for each in compared:
        ours, floor = each.ours, each.floor
        table.add_row(
            each.name,
            *(f"{ours.percentile(share) * 1000:.1f}" for share in (0.5, 0.95)),
            f"{ours.per_second:.0f}",
            *(f"{floor.percentile(share) * 1000:.1f}" for share in (0.5, 0.95)),
            f"{floor.per_second:.0f}",
            f"{ours.percentile(0.95) / floor.percentile(0.95):.1f}",
        )
    Console(width=130).print(table)
