"""Questions and messages on a real database: their clocks, masking, owners."""

from datetime import timedelta

import pytest

from app.hiring import service as hiring
from app.hiring.models import ChanceToAsk
from app.kit.database import Unit
from app.messages import service as messages
from app.messages.errors import NotYourThread, StaffOnly
from app.outbox.models import OutboxMessage
from app.questions import service as questions
from app.questions.errors import NotYourQuestion
from app.questions.models import QuestionStatus
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited, clock, clocks

TOMORROW = NOW + timedelta(days=1)
ASKED = TOMORROW + HOUR / 2


def test_a_question_is_masked_owned_and_promised_an_answer(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    text = "我是李晓雯，邮箱 li@mail.example，anna 面的我，结果发我好吗？"
    asked = questions.ask_question(as_candidate(unit, in_round.candidate, ASKED), interview, text)
    assert asked.text_masked == "我是[name]，邮箱 [email]，[name] 面的我，结果发我好吗？"
    assert asked.owner_staff_id == in_round.owner
    owed = clock(unit, ClockKind.ANSWER, asked.id)
    assert (owed.started_at, owed.owner_staff_id, owed.outcome) == (ASKED, in_round.owner, Outcome.RUNNING)
    (line,) = questions.questions_owned_by(unit, in_round.owner)
    assert (line.text, line.asked_at, line.due_at) == (text, ASKED, owed.due_at)
    hiring.hold_interview(as_staff(unit, in_round.recruiter, TOMORROW + HOUR), interview)
    assert hiring.interview_context(unit, interview).chance_to_ask is ChanceToAsk.QUESTIONS


def test_the_first_real_answer_stops_the_clock_and_a_holding_reply_does_not(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    asked = questions.ask_question(as_candidate(unit, in_round.candidate, ASKED), interview, "何时有结果？")
    owner = as_staff(unit, in_round.owner, ASKED + HOUR)
    questions.answer_question(owner, asked.id, "我们在确认", is_holding_reply=True)
    assert clock(unit, ClockKind.ANSWER, asked.id).outcome is Outcome.RUNNING
    assert asked.status is QuestionStatus.OPEN
    questions.answer_question(owner.at(ASKED + 2 * HOUR), asked.id, "周五之前")
    questions.answer_question(owner.at(ASKED + 3 * HOUR), asked.id, "周四之前")
    assert clock(unit, ClockKind.ANSWER, asked.id).stopped_at == ASKED + 2 * HOUR
    assert (asked.first_answered_at, asked.last_answered_at) == (ASKED + 2 * HOUR, ASKED + 3 * HOUR)
    (view,) = questions.questions_of(unit, interview)
    assert [(a.version, a.is_holding_reply) for a in view.answers] == [(1, True), (2, False), (3, False)]
    told = [row for row in unit.session.query(OutboxMessage) if row.topic == "answer_given"]
    assert {row.recipient_candidate_id for row in told} == {in_round.candidate}


def test_reopening_starts_a_clock_of_its_own(unit: Unit, in_round: Bank) -> None:
    asked = questions.ask_question(
        as_candidate(unit, in_round.candidate, ASKED), in_round.interview(unit, TOMORROW), "加班多吗？"
    )
    questions.answer_question(as_staff(unit, in_round.owner, ASKED + HOUR), asked.id, "不多")
    again = as_candidate(unit, in_round.candidate, ASKED + 2 * HOUR)
    questions.rate_answer(again, asked.id, 2)
    questions.reopen_question(again, asked.id)
    assert [c.outcome for c in clocks(unit, ClockKind.ANSWER)] == [Outcome.MET, Outcome.RUNNING]
    questions.answer_question(as_staff(unit, in_round.owner, ASKED + 3 * HOUR), asked.id, "月末到八点")
    assert [c.outcome for c in clocks(unit, ClockKind.ANSWER)] == [Outcome.MET, Outcome.MET]
    assert asked.first_answered_at == ASKED + HOUR


def test_reassigning_moves_the_clock_to_the_new_owner_without_restarting_it(unit: Unit, in_round: Bank) -> None:
    asked = questions.ask_question(
        as_candidate(unit, in_round.candidate, ASKED), in_round.interview(unit, TOMORROW), "团队多少人？"
    )
    with pytest.raises(NotYourQuestion):
        questions.answer_question(as_staff(unit, in_round.ben, ASKED), asked.id, "我来答")
    questions.reassign_question(as_staff(unit, in_round.owner, ASKED + HOUR), asked.id, in_round.ben, "他在面试组")
    owed = clock(unit, ClockKind.ANSWER, asked.id)
    assert (owed.owner_staff_id, owed.started_at) == (in_round.ben, ASKED)
    questions.answer_question(as_staff(unit, in_round.ben, ASKED + HOUR), asked.id, "十人")
    verbs = {"question.asked", "question.reassigned", "question.answered"}
    assert verbs <= set(audited(unit))


def test_a_reply_is_owed_from_the_first_unanswered_message_to_the_first_human_reply(unit: Unit, bank: Bank) -> None:
    first = messages.send_message(as_candidate(unit, bank.candidate), bank.application, "请问结果出来了吗？")
    messages.send_message(as_candidate(unit, bank.candidate, NOW + HOUR), bank.application, "在吗")
    assert first.is_status_request
    messages.write_note(as_staff(unit, bank.recruiter, NOW + HOUR), bank.application, "再等等")
    (owed,) = clocks(unit, ClockKind.REPLY)
    assert (owed.subject_id, owed.outcome, owed.owner_staff_id) == (first.id, Outcome.RUNNING, bank.recruiter)
    messages.send_message(as_staff(unit, bank.recruiter, NOW + 2 * HOUR), bank.application, "周五前通知您")
    assert (owed.outcome, owed.stopped_at) == (Outcome.MET, NOW + 2 * HOUR)
    messages.send_message(as_candidate(unit, bank.candidate, NOW + 3 * HOUR), bank.application, "谢谢")
    assert [c.outcome for c in clocks(unit, ClockKind.REPLY)] == [Outcome.MET, Outcome.RUNNING]
    messages.log_contact(as_staff(unit, bank.recruiter, NOW + 4 * HOUR), bank.application, "电话里说清了")
    assert [c.outcome for c in clocks(unit, ClockKind.REPLY)] == [Outcome.MET, Outcome.MET]


def test_notes_never_cross_over_and_threads_are_ones_own(unit: Unit, bank: Bank) -> None:
    messages.write_note(as_staff(unit, bank.recruiter), bank.application, "薪资偏高")
    messages.send_message(as_staff(unit, bank.recruiter), bank.application, "您好")
    seen = messages.thread_of(unit, bank.application, is_for_candidate=True)
    assert [line.body for line in seen] == ["您好"]
    with pytest.raises(NotYourThread):
        messages.send_message(as_candidate(unit, bank.owner), bank.application, "我也想问")
    with pytest.raises(StaffOnly):
        messages.write_note(as_candidate(unit, bank.candidate), bank.application, "备注")


def test_a_message_that_comes_in_the_moment_of_a_reply_but_after_it_is_owed_a_reply(unit: Unit, bank: Bank) -> None:
    messages.send_message(as_candidate(unit, bank.candidate), bank.application, "Hello?")
    messages.send_message(as_staff(unit, bank.recruiter), bank.application, "Hello.")
    messages.send_message(as_candidate(unit, bank.candidate), bank.application, "When do I hear?")
    assert [owed.outcome for owed in clocks(unit, ClockKind.REPLY)] == [Outcome.MET, Outcome.RUNNING]
