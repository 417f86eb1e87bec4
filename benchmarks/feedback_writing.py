"""Submitting feedback with eight writers at once: the service layer beside the same rows written by hand over psycopg.

Both write, durably, what one submission is: the feedback, its version and scores, the stopped clock,
two audit entries, the recruiter's notice; the change rows come from the triggers.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import text

from app.feedback import service as feedback
from app.feedback.models import Recommendation
from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, PanelSeat, RoundInput
from app.kit.database import Actor
from app.kit.ids import new_id
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.people import service as people
from app.setup import initialise
from benchmarks.timing import RUNS, Measured

WRITERS = 8
MOST = 2_400  # submissions of one run: a few seconds
WARM = 8  # of each writer before it counts: statements are compiled and prepared, as in a process that serves
BEGAN = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
AFTER = BEGAN + timedelta(days=1)
LINES = ("skill", "judgement", "team", "motivation")
GIVEN = FeedbackInput(
    Recommendation.YES, dict(zip(LINES, (7, 8, 6, 9), strict=True)), "Solid on credit risk. " * 10, "Thank you. " * 5
)
Seat = tuple[UUID, UUID]  # seat, its person

# One interview is made by the services; the others are its copies, since a million of them would take an hour.
COPIES = """
with made as (select uuidv7() as application, uuidv7() as interview, uuidv7() as seat, uuidv7() as clock
        from generate_series(1, %(copies)s)),
    applied as (insert into applications
        select row.* from applications as old, made, jsonb_populate_record(old, jsonb_build_object(
            'id', application)) as row
        where old.id = %(application)s),
    interviewed as (insert into interviews
        select row.* from interviews as old, made, jsonb_populate_record(old, jsonb_build_object(
            'id', interview, 'application_id', application)) as row
        where old.id = %(interview)s),
    seated as (insert into panel_members
        select row.* from panel_members as old, made, jsonb_populate_record(old, jsonb_build_object(
            'id', seat, 'interview_id', interview)) as row
        where old.id = %(seat)s),
    owed as (insert into sla_clocks
        select row.* from sla_clocks as old, made, jsonb_populate_record(old, jsonb_build_object(
            'id', clock, 'subject_id', seat, 'application_id', application, 'interview_id', interview)) as row
        where old.subject_id = %(seat)s)
select seat from made
"""


@dataclass(frozen=True, order=True)
class Pace:
    """How long a run took, and what its writers computed meanwhile (seconds of processor time)."""

    seconds: float
    writer_seconds: float

    def milliseconds(self, count: int) -> float:
        """Processor time of one of `count` submissions: what a busy machine hides in `seconds`."""
        return self.writer_seconds / count * 1000


def measure(folder: Path, rows: int) -> Measured:
    """Both ways in turn, each on seats of its own, eight processes at a time."""
    each = min(rows, MOST)
    settings = Settings(home=folder)
    installation = Installation(settings)
    initialise(installation, datetime(2026, 1, 1, tzinfo=UTC))
    size = each + WRITERS * WARM
    batches = _batches(_prepare(installation, size * 2 * RUNS), size)
    try:
        runs = [
            (_run(_by_service, settings, next(batches)), _run(_by_hand, settings, next(batches))) for _ in range(RUNS)
        ]
    finally:
        installation.web.close()
        installation.owner.close()
        installation.leave_database()
    ours, peer = min(ours for ours, _ in runs), min(peer for _, peer in runs)
    return Measured(
        "feedback submitted",
        each,
        f"by {WRITERS} writers",
        f"services, {ours.milliseconds(each):.1f} ms each",
        ours.seconds,
        f"psycopg, {peer.milliseconds(each):.1f} ms each",
        peer.seconds,
    )


def _prepare(installation: Installation, count: int) -> list[Seat]:
    """`count` confirmed interviews with one required seat each, all of which owe feedback."""
    with installation.web.unit(Actor.service(), BEGAN) as unit:
        department = people.create_department(unit, name="Risk").id
        recruiter, interviewer = (
            people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=department).id
            for name in ("recruiter", "interviewer")
        )
        requisition = hiring.open_requisition(
            unit,
            code="R-1",
            title="Analyst",
            job_family="risk",
            department_id=department,
            hiring_manager_id=recruiter,
            recruiter_id=recruiter,
        ).id
        rounds = [RoundInput("HR", tuple(DimensionInput(name) for name in LINES))]
        template = hiring.save_plan_template(unit, name="standard", job_family="risk", rounds=rounds)
        hiring.copy_plan(unit, template.id, requisition)
        candidate = people.create_candidate(unit, name="candidate", email="candidate@mail.example").id
        application = hiring.apply(unit, requisition_id=requisition, candidate_id=candidate).id
        round_id = hiring.rounds_of(unit, requisition)[0].round_id
        acting = unit.at(BEGAN, Actor.staff(recruiter))
        hiring.move_to_round(acting, application, round_id)
        hour = timedelta(hours=1)
        start = BEGAN + hour
        interview = hiring.schedule_interview(
            acting, application, round_id, start, start + hour, [PanelSeat(interviewer)]
        )
        hiring.confirm_interview(acting, interview.id)
        seat = hiring.interview_context(unit, interview.id).panel[0].panel_member_id
    like = {"application": application, "interview": interview.id, "seat": seat, "copies": count}
    with installation.owner.engine.begin() as connection:
        seats = connection.exec_driver_sql(COPIES, like).scalars().all()
    with installation.owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    return [(seat, interviewer) for seat in seats]


def _batches(seats: Sequence[Seat], size: int) -> Iterator[Sequence[Seat]]:
    return iter([seats[start : start + size] for start in range(0, len(seats), size)])


def _run(write: Callable[..., None], settings: Settings, seats: Sequence[Seat]) -> Pace:
    """Deals the seats to the writers, lets them begin together and waits for the last."""
    context = multiprocessing.get_context("spawn")
    barrier, spent = context.Barrier(WRITERS + 1), context.Queue()
    writers = [
        context.Process(target=_writer, args=(write, settings.home, seats[number::WRITERS], barrier, spent))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    barrier.wait()
    begun = time.perf_counter()
    used = [spent.get() for _ in writers]
    seconds = time.perf_counter() - begun
    for writer in writers:
        writer.join()
    return Pace(seconds, sum(used))


def _writer(write: Callable[..., None], home: Path, seats: Sequence[Seat], barrier: Any, spent: Any) -> None:
    installation = Installation(Settings(home=home))
    installation.join_database(start=False)
    begun = []

    def begin() -> None:
        barrier.wait()
        begun.append(time.process_time())

    try:
        write(installation, seats, begin)
    except BaseException:
        barrier.abort()  # nobody waits for who can't begin
        raise
    finally:
        spent.put(time.process_time() - begun[0] if begun else 0.0)
        installation.web.close()
        installation.leave_database()


def _by_service(installation: Installation, seats: Sequence[Seat], begin: Callable[[], None]) -> None:
    for number, (seat, person) in enumerate(seats):
        if number == WARM:
            begin()
        with installation.web.unit(Actor.staff(person), AFTER) as unit:
            feedback.submit_feedback(unit, seat, GIVEN)


def _by_hand(installation: Installation, seats: Sequence[Seat], begin: Callable[[], None]) -> None:
    url = installation.role_url("huiyin_web").replace("+psycopg", "", 1)
    with psycopg.connect(url) as connection:
        for number, (seat, person) in enumerate(seats):
            if number == WARM:
                begin()
            with connection.transaction(), connection.cursor() as cursor:
                _write(cursor, seat, person)


LOOK = """
select m.staff_id, m.removed_at, i.id, i.status, i.scheduled_start_at, a.id,
    coalesce(a.recruiter_id, r.recruiter_id), f.status
from panel_members m join interviews i on i.id = m.interview_id join applications a on a.id = i.application_id
join requisitions r on r.id = a.requisition_id left join feedback f on f.panel_member_id = m.id
where m.id = %s
"""
CARD = "select name, is_required from score_dimensions d join interviews i using (round_version_id) where i.id = %s"
FEEDBACK = """
insert into feedback (id, panel_member_id, interview_id, interviewer_staff_id, status, version, recommendation,
    submitted_at, updated_at, origin) values (%s, %s, %s, %s, 'submitted', 1, %s, %s, %s, 'live')
"""
VERSION = """
insert into feedback_versions (id, feedback_id, version, recommendation, text_for_panel, text_for_candidate, saved_at)
values (%s, %s, 1, %s, %s, %s, %s)
"""
SCORES = "insert into feedback_scores (id, feedback_version_id, dimension_name, score) values " + ", ".join(
    ["(%s, %s, %s, %s)"] * len(LINES)
)
CLOCK = """
update sla_clocks set stopped_at = %s, outcome = case when %s <= due_at then 'met' else 'missed' end
where kind = 'feedback' and subject_id = %s and outcome = 'running' returning id, outcome
"""
AUDIT = """
insert into audit_entries (at, actor_kind, actor_id, action, subject_type, subject_id, application_id, details)
values (%s, 'staff', %s, %s, %s, %s, %s, %s), (%s, 'staff', %s, %s, %s, %s, %s, %s)
"""
NOTICE = """
insert into outbox (id, topic, subject_id, channel, recipient_staff_id, template, payload, status, attempts,
    next_attempt_at, sent_at, created_at)
values (%s, 'feedback_submitted', %s, 'in_app', %s, 'feedback_submitted', %s, 'sent', 0, %s, %s, %s)
"""


def _write(cursor: psycopg.Cursor[Any], seat: UUID, person: UUID) -> None:
    """One submission as a careful person would write it in SQL; checks are made, none fails here."""
    found = cursor.execute(LOOK, [seat]).fetchone()
    assert found is not None
    owner, removed_at, interview, status, start, application, recruiter, given_before = found
    assert (owner, removed_at, status, given_before) == (person, None, "confirmed", None)
    assert start <= AFTER
    card = cursor.execute(CARD, [interview]).fetchall()
    assert {name for name, is_required in card if is_required} <= GIVEN.scores.keys()
    made, version = new_id(), new_id()
    cursor.execute(FEEDBACK, [made, seat, interview, person, GIVEN.recommendation, AFTER, AFTER])
    cursor.execute(
        VERSION, [version, made, GIVEN.recommendation, GIVEN.text_for_panel, GIVEN.text_for_candidate, AFTER]
    )
    cursor.execute(SCORES, [v for name, score in GIVEN.scores.items() for v in (new_id(), version, name, score)])
    stopped = cursor.execute(CLOCK, [AFTER, AFTER, seat]).fetchone()
    assert stopped is not None
    clock = [AFTER, person, "clock.stopped", "sla_clocks", stopped[0], application, Jsonb({"outcome": stopped[1]})]
    act = [AFTER, person, "feedback.submitted", "feedback", made, application, Jsonb({"version": 1})]
    cursor.execute(AUDIT, clock + act)
    payload = Jsonb({"application_id": str(application), "interview_id": str(interview)})
    cursor.execute(NOTICE, [new_id(), made, recruiter, payload, AFTER, AFTER, AFTER])
