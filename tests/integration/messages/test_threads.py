"""Threads on a real database: who takes part, who has read what, what crosses over."""

import threading

import pytest

from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from app.messages import service as messages
from app.messages.errors import (
    AlreadyInThread,
    NotInThread,
    NotParticipating,
    NotYourThread,
    ParticipantUnknown,
    StaffOnly,
)
from app.messages.models import MessageRead
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.people.models import Role
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank, found_bank
from tests.integration.core.conftest import as_candidate, as_staff, audited


@pytest.fixture
def bank(unit: Unit) -> Bank:
    return found_bank(unit)


def test_staff_write_into_threads_they_take_part_in(unit: Unit, bank: Bank) -> None:
    anna = as_staff(unit, bank.anna)
    for write in (messages.send_message, messages.write_note, messages.log_contact):
        with pytest.raises(NotInThread):
            write(anna, bank.application, "您好")
    messages.bring_in(as_staff(unit, bank.recruiter), bank.application, bank.anna)
    messages.send_message(anna, bank.application, "您好")
    messages.leave(anna, bank.application)
    with pytest.raises(NotInThread):
        messages.write_note(anna, bank.application, "再见")
    assert {"thread.joined", "thread.left"} <= set(audited(unit))


def test_the_departments_hr_lead_may_step_in(unit: Unit, bank: Bank) -> None:
    people.grant_role(unit, bank.ben, Role.HR_LEAD)
    messages.send_message(as_staff(unit, bank.ben), bank.application, "您好")


def test_who_stands_in_for_the_recruiter_writes_while_it_lasts(unit: Unit, bank: Bank) -> None:
    people.delegate(unit, bank.recruiter, bank.ben, NOW, NOW + HOUR)
    messages.send_message(as_staff(unit, bank.ben), bank.application, "您好")
    with pytest.raises(NotInThread):
        messages.send_message(as_staff(unit, bank.ben, NOW + HOUR), bank.application, "您好")


def test_who_is_brought_in_is_told_of_what_the_candidate_writes(unit: Unit, bank: Bank) -> None:
    messages.bring_in(as_staff(unit, bank.recruiter), bank.application, bank.manager)
    messages.send_message(as_candidate(unit, bank.candidate), bank.application, "谢谢")
    unit.session.flush()
    told = [row.recipient_staff_id for row in unit.session.query(OutboxMessage) if row.topic == "message_received"]
    assert set(told) == {bank.recruiter, bank.manager}
    assert [line.staff_id for line in messages.participants_of(unit, bank.application)] == [
        bank.recruiter,
        bank.manager,
    ]


def test_nobody_brings_in_wrongly(unit: Unit, bank: Bank) -> None:
    recruiter = as_staff(unit, bank.recruiter)
    with pytest.raises(StaffOnly):
        messages.bring_in(as_candidate(unit, bank.candidate), bank.application, bank.anna)
    with pytest.raises(NotInThread):
        messages.bring_in(as_staff(unit, bank.anna), bank.application, bank.anna)
    with pytest.raises(AlreadyInThread):
        messages.bring_in(recruiter, bank.application, bank.recruiter)
    messages.bring_in(recruiter, bank.application, bank.anna)
    with pytest.raises(AlreadyInThread):
        messages.bring_in(recruiter, bank.application, bank.anna)
    people.disable_staff(unit, bank.ben)
    for wrong in (bank.ben, bank.candidate):
        with pytest.raises(ParticipantUnknown):
            messages.bring_in(recruiter, bank.application, wrong)
    with pytest.raises(NotParticipating):
        messages.leave(recruiter, bank.application)
    messages.leave(recruiter, bank.application, bank.anna)
    messages.bring_in(recruiter, bank.application, bank.anna)


def test_each_reader_has_marks_of_their_own(unit: Unit, bank: Bank) -> None:
    candidate, recruiter = as_candidate(unit, bank.candidate), as_staff(unit, bank.recruiter)
    first = messages.send_message(candidate, bank.application, "在吗")
    second = messages.send_message(candidate, bank.application, "请问")
    messages.bring_in(recruiter, bank.application, bank.manager)
    assert messages.unread_counts(unit, recruiter.actor, [bank.application]) == {bank.application: 2}
    assert messages.mark_read(recruiter.at(NOW + HOUR), bank.application, first.id) == 1
    assert messages.unread_counts(unit, recruiter.actor, [bank.application]) == {bank.application: 1}
    assert (first.read_at, second.read_at) == (NOW + HOUR, None)
    manager = as_staff(unit, bank.manager, NOW + 2 * HOUR)
    assert messages.mark_read(manager, bank.application, second.id) == 2
    assert (first.read_at, second.read_at) == (NOW + HOUR, NOW + 2 * HOUR)
    assert messages.mark_read(manager, bank.application, second.id) == 0
    assert messages.unread_counts(unit, candidate.actor, [bank.application]) == {}


def test_notes_and_contacts_are_neither_in_the_candidates_view_nor_counted_there(unit: Unit, bank: Bank) -> None:
    recruiter, candidate = as_staff(unit, bank.recruiter), as_candidate(unit, bank.candidate, NOW + HOUR)
    note = messages.write_note(recruiter, bank.application, "薪资偏高")
    messages.log_contact(recruiter, bank.application, "电话里说清了")
    sent = messages.send_message(recruiter, bank.application, "您好")
    assert messages.unread_counts(unit, candidate.actor, [bank.application]) == {bank.application: 1}
    with pytest.raises(NotFound):
        messages.mark_read(candidate, bank.application, note.id)
    assert messages.mark_read(candidate, bank.application, sent.id) == 1
    unit.session.flush()
    assert [read.message_id for read in unit.session.query(MessageRead)] == [sent.id]
    assert (note.read_at, sent.read_at) == (None, NOW + HOUR)
    page = messages.thread_page(unit, bank.application, is_for_candidate=True)
    assert [(line.body, line.read_at) for line in page] == [("您好", NOW + HOUR)]


def test_a_thread_is_marked_by_its_own_readers_up_to_its_own_message(unit: Unit, bank: Bank) -> None:
    sent = messages.send_message(as_staff(unit, bank.recruiter), bank.application, "您好")
    with pytest.raises(NotYourThread):
        messages.mark_read(as_candidate(unit, bank.owner), bank.application, sent.id)
    for stranger in (as_staff(unit, bank.anna), unit):
        with pytest.raises(NotInThread):
            messages.mark_read(stranger, bank.application, sent.id)
    with pytest.raises(NotFound):
        messages.mark_read(as_candidate(unit, bank.candidate), bank.application, bank.application)


def test_threads_come_in_pages_for_either_side(unit: Unit, bank: Bank) -> None:
    recruiter = as_staff(unit, bank.recruiter)
    made = [messages.send_message(recruiter, bank.application, f"第{n}条").id for n in range(5)]
    messages.write_note(recruiter, bank.application, "备注")
    first = messages.thread_page(unit, bank.application, is_for_candidate=True, limit=3)
    rest = messages.thread_page(unit, bank.application, is_for_candidate=True, after=first[-1].message_id, limit=3)
    assert [line.message_id for line in [*first, *rest]] == made
    assert len(messages.thread_page(unit, bank.application, is_for_candidate=False, limit=50)) == 6


def test_two_at_once_mark_each_message_once_and_bring_somebody_in_once(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        candidate = as_candidate(unit, bank.candidate)
        last = [messages.send_message(candidate, bank.application, f"{n}").id for n in range(5)][-1]
    counts: list[int] = []
    refused: list[type[Exception]] = []

    def act() -> None:
        with database.unit(Actor.staff(bank.recruiter), NOW) as unit:
            counts.append(messages.mark_read(unit, bank.application, last))
        try:
            with database.unit(Actor.staff(bank.recruiter), NOW) as unit:
                messages.bring_in(unit, bank.application, bank.anna)
        except AlreadyInThread as error:
            refused.append(type(error))

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(counts), len(refused)) == ([0, 0, 0, 5], 3)
