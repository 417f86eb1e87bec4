"""The example company, built through the services: killed half-way, continued, left alone."""

from collections import Counter

import pytest
from sqlalchemy import text

from app.demo.plan import plan_company
from app.demo.schemas import APPLICATION_COUNTS, Size, Verb
from app.demo.service import build_example_company
from app.kit.database import Actor, Database
from app.kit.ports import NullBlobStore
from app.people.service import staff_by_email
from tests.conftest import NOW

BUILT = {
    Verb.SUBMIT: "feedback",
    Verb.ASK: "questions",
    Verb.SCHEDULE: "interviews",
    Verb.ANSWER: "answers",
    Verb.DRAFT_OFFER: "offers",
    Verb.COMPLAIN: "complaints",
    Verb.CONSENT: "consents",
}
WAITING = {
    "requisitions": "requisitions where status = 'submitted'",
    "offers": "offers where status = 'submitted'",
    "library_in_review": "library_answers where status = 'in_review'",
    "library_published": "library_answers where status = 'published'",
    "attachments": "attachments where message_id is not null",
}


class Killed(Exception):
    pass


def _kill_after_twenty(done: int, _total: int) -> None:
    if done == 20:
        raise Killed


@pytest.mark.slow
def test_the_company_is_built_once_whatever_stops_it(database: Database) -> None:
    plan, blobs = plan_company(20260101, NOW, Size.SMALL), NullBlobStore()
    with pytest.raises(Killed):
        build_example_company(database, now=NOW, blobs=blobs, progress=_kill_after_twenty)
    built = build_example_company(database, now=NOW, blobs=blobs, password="made up for the test")
    assert (built.size, built.applications, built.was_there) == (Size.SMALL, APPLICATION_COUNTS[Size.SMALL], False)
    events = Counter(event.verb for history in plan.histories for event in history.events)
    again = build_example_company(database, now=NOW.replace(year=2027), blobs=blobs, size="large")
    assert again.was_there
    assert again.log_ins == built.log_ins
    with database.unit(Actor.service(), NOW) as unit:
        rows = {verb: unit.session.scalar(text(f"select count(*) from {table}")) for verb, table in BUILT.items()}
        drafts = unit.session.scalar(text("select count(*) from feedback where status = 'draft'"))
        assert len(staff_by_email(unit, [entrance.email for entrance in built.log_ins])) == len(built.log_ins)
        answered = unit.session.scalar(text("select count(*) from surveys where status = 'answered'"))
        waiting = {what: unit.session.scalar(text(f"select count(*) from {rows}")) for what, rows in WAITING.items()}
        waiting_texts = unit.session.scalar(text("select count(*) from release_texts where status = 'waiting'"))
        oldest = unit.session.scalar(text("select min(due_at) from sla_clocks where outcome = 'running'"))
    assert rows[Verb.SUBMIT] == events[Verb.SUBMIT] + drafts
    equal = BUILT.keys() - {Verb.SUBMIT}
    events[Verb.DRAFT_OFFER] += 1  # the one that waits
    assert {verb: rows[verb] for verb in equal} == {verb: events[verb] for verb in equal}
    assert waiting == {
        "requisitions": 1,
        "offers": 1,
        "library_in_review": 1,
        "library_published": 3,
        "attachments": 2,
    }
    assert waiting_texts > 0
    assert len(blobs.kept) == 2
    assert 0 < answered <= events[Verb.ANSWER_SURVEY]
    assert (NOW - oldest).days < 30, "nothing ancient is left open"
