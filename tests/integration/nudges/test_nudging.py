"""From the nudge list to the mail server: each rung once, and none for a promise that is kept."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from app.kit.database import Actor, Database
from app.nudges.models import NudgeStatus
from app.nudges.schemas import LedgerEntry, NudgeReport
from app.nudges.service import queue_due
from app.outbox.schemas import DeliveryCounts
from app.people.service import disable_staff
from app.sla.models import ClockKind, Origin
from app.sla.service import move_clock_start, reassign_clock
from tests.conftest import NOW
from tests.integration.nudges.conftest import ADDRESS, Company, Post, Promise
from tests.integration.outbox.conftest import MovingClock

Nudge = Callable[..., NudgeReport]
Entries = Callable[[], list[LedgerEntry]]
Make = Callable[..., Promise]


def test_a_rung_is_mailed_once_in_the_owners_language(
    promise: Make, company: Company, nudge: Nudge, post: Post, entries: Entries
) -> None:
    made = promise()
    report = nudge(made.row(2, company.owner))
    assert (report.queued.queued, report.delivered.sent) == (1, 1)
    assert nudge(made.row(2, company.owner)).queued.already == 1
    (mail,) = post.mails()
    assert (mail.to, mail.subject) == ("owner@bank.example", "Overdue: Interview feedback")
    assert f"{ADDRESS}/desk/feedback/{made.clock.subject_id}" in mail.text
    assert "Tue 3 Mar 18:00" in mail.text
    (entry,) = entries()
    assert (entry.status, entry.sent_at, entry.rung) == (NudgeStatus.SENT, NOW, 2)


def test_of_several_rungs_only_the_highest_goes_to_everyone_it_names(
    promise: Make, company: Company, nudge: Nudge, post: Post, entries: Entries
) -> None:
    made = promise()
    nudge(
        made.row(1, company.owner, is_highest=False),
        made.row(2, company.owner, is_highest=False),
        made.row(3, company.owner),
        made.row(3, company.recruiter, "recruiter"),
    )
    assert sorted(mail.to for mail in post.mails()) == ["owner@bank.example", "recruiter@bank.example"]
    assert {mail.to: mail.subject for mail in post.mails()}["recruiter@bank.example"] == "请协助：面试反馈已逾期"
    assert sorted((entry.rung, entry.status) for entry in entries()) == [
        (1, NudgeStatus.SUPERSEDED),
        (2, NudgeStatus.SUPERSEDED),
        (3, NudgeStatus.SENT),
        (3, NudgeStatus.SENT),
    ]


def test_a_promise_kept_between_queue_and_send_is_not_nudged(
    promise: Make, company: Company, nudge: Nudge, post: Post, entries: Entries, database: Database
) -> None:
    made = promise()
    with database.unit(Actor.service(), NOW) as unit:
        queue_due(unit, [made.row(2, company.owner)], warehouse_version="v")
    made.keep()
    assert nudge().delivered == DeliveryCounts(suppressed=1)
    assert post.mails() == []
    assert [(entry.status, entry.status_reason) for entry in entries()] == [(NudgeStatus.SUPPRESSED, "clock_missed")]


def test_a_list_older_than_the_keeping_sends_nothing(
    promise: Make, company: Company, nudge: Nudge, post: Post, entries: Entries
) -> None:
    made = promise()
    made.keep()
    report = nudge(made.row(2, company.owner))
    assert (report.queued.suppressed, report.delivered.total, post.mails()) == (1, 0, [])
    assert entries()[0].status_reason == "clock_missed"


def test_imported_history_unknown_clocks_and_empty_roles_are_refused(
    promise: Make, company: Company, nudge: Nudge, entries: Entries
) -> None:
    imported, live = promise(Origin.IMPORTED), promise()
    report = nudge(
        imported.row(2, company.owner),
        replace(live.row(2, company.owner), clock_id=uuid4()),
        replace(live.row(5, company.owner, "hr_lead"), recipient_staff_id=None),
    )
    assert (report.queued.refused, report.queued.without_recipient, entries()) == (2, 1, [])


def test_who_left_or_owes_it_no_longer_is_not_nudged(
    promise: Make, company: Company, nudge: Nudge, post: Post, database: Database, entries: Entries
) -> None:
    mine, handed_on = promise(), promise()
    with database.unit(Actor.service(), NOW) as unit:
        queue_due(
            unit,
            [mine.row(4, company.manager, "manager"), handed_on.row(2, company.owner)],
            warehouse_version="v",
        )
        disable_staff(unit, company.manager)
        reassign_clock(unit, ClockKind.FEEDBACK, handed_on.clock.subject_id, company.recruiter)
    assert nudge().delivered.suppressed == 2
    assert {entry.status_reason for entry in entries()} == {"recipient_left", "no_longer_owner"}
    assert post.mails() == []


def test_a_promise_that_moved_waits_for_its_new_time(
    promise: Make, company: Company, nudge: Nudge, post: Post, clock: MovingClock, database: Database
) -> None:
    made = promise()
    with database.unit(Actor.service(), NOW) as unit:
        queue_due(unit, [made.row(2, company.owner)], warehouse_version="v")
        moved = move_clock_start(unit, ClockKind.FEEDBACK, made.clock.subject_id, NOW - timedelta(hours=1))
    assert moved is not None
    assert nudge().delivered.waiting == 1
    clock.at = moved.due_at
    assert nudge().delivered.sent == 1


def test_a_rung_waits_for_the_morning_then_for_a_higher_one(
    promise: Make, company: Company, nudge: Nudge, post: Post, clock: MovingClock, entries: Entries
) -> None:
    made = promise()
    clock.move(hours=11)  # 21:00 in Shanghai
    assert nudge(made.row(2, company.owner)).delivered.waiting == 1
    clock.move(hours=11)  # 08:00
    report = nudge(made.row(4, company.manager, "manager"))
    assert (report.delivered.sent, report.delivered.suppressed) == (1, 1)
    assert [mail.to for mail in post.mails()] == ["manager@bank.example"]
    assert {entry.rung: entry.status for entry in entries()} == {2: NudgeStatus.SUPERSEDED, 4: NudgeStatus.SENT}


def test_dispatchers_at_once_mail_each_rung_once(
    promise: Make, company: Company, nudge: Nudge, post: Post, entries: Entries
) -> None:
    rows = [promise().row(2, company.owner) for _ in range(10)]
    start, reports = threading.Barrier(3), []

    def run() -> None:
        start.wait()
        reports.append(nudge(*reversed(rows) if len(reports) else rows))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(post.mails()) == 10
    assert sum(report.queued.queued for report in reports) == 10
    assert {entry.status for entry in entries()} == {NudgeStatus.SENT}


def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    promise: Make, company: Company, nudge: Nudge, post: Post, entries: Entries, clock: MovingClock
) -> None:
    sent, kept, due = promise(), promise(), promise()
    nudge(sent.row(2, company.owner))
    kept.keep()
    rows = [
        sent.row(2, company.owner),
        kept.row(2, company.owner),
        due.row(2, company.owner, is_highest=False),
        due.row(3, company.owner),
    ]
    report = nudge(*rows, dry_run=True)
    assert [(each.would, each.because) for each in report.planned] == [
        ("skip", "already_entered"),
        ("suppress", "clock_missed"),
        ("supersede", "higher_rung"),
        ("send", None),
    ]
    clock.move(hours=11)
    assert nudge(rows[3], dry_run=True).planned[0].would == "wait"
    assert report.as_json()["planned"][3]["would"] == "send"
    assert (len(post.mails()), len(entries())) == (1, 1)
