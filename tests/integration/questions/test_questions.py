"""Questions on a real database: owners, hand-overs, corrections, ratings, asking again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.hiring import service as hiring
from app.hiring.models import Interview
from app.kit.database import Unit
from app.outbox.models import OutboxMessage
from app.people import service as people
from app.people.models import Role
from app.questions import service as questions
from app.questions.errors import (
    AlreadyAnswered,
    AlreadyOpen,
    AlreadyOwner,
    NotAnswered,
    NothingToCorrect,
    NotYourInterview,
    NotYourQuestion,
    OwnerNotPossible,
    OwnerUnknown,
    RatingOutOfRange,
    TextMissing,
    TextTooLong,
    TooManyQuestions,
)
from app.questions.models import AskedBy, QuestionStatus
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited, clock, clocks
from tests.integration.questions.conftest import ASKED, END, START, Asked

LATER = ASKED + 3 * HOUR
WHY = "他更清楚"


def _topics_for(unit: Unit, candidate_id: object) -> list[str]:
    unit.session.flush()
    rows = unit.session.query(OutboxMessage).order_by(OutboxMessage.id)
    return [row.topic for row in rows if row.recipient_candidate_id == candidate_id]


def test_the_rules_owner_and_the_acting_owner_are_both_recorded(asked: Asked) -> None:
    assert (asked.question.owner_by_rule_id, asked.question.owner_staff_id) == (asked.bank.owner, asked.bank.owner)
    assert (asked.question.asked_by_kind, asked.question.asked_by_staff_id) == (AskedBy.CANDIDATE, None)


def test_what_staff_write_down_says_who_did(unit: Unit, asked: Asked) -> None:
    recruiter = asked.bank.recruiter
    made = questions.ask_question(as_staff(unit, recruiter, ASKED), asked.interview, "食堂好吗？")
    assert (made.asked_by_kind, made.asked_by_staff_id) == (AskedBy.STAFF, recruiter)


def test_an_owner_who_has_left_is_passed_over(unit: Unit, bank: Bank) -> None:
    interview = bank.interview(unit, START)
    people.disable_staff(unit, bank.owner)
    made = questions.ask_question(as_candidate(unit, bank.candidate, ASKED), interview, "加班多吗？")
    assert (made.owner_by_rule_id, made.owner_staff_id) == (bank.manager, bank.manager)


def test_who_stands_in_for_the_owner_gets_the_question_and_both_may_answer(unit: Unit, bank: Bank) -> None:
    interview = bank.interview(unit, START)
    people.delegate(unit, bank.owner, bank.ben, NOW, ASKED + HOUR)
    made = questions.ask_question(as_candidate(unit, bank.candidate, ASKED), interview, "加班多吗？")
    assert (made.owner_by_rule_id, made.owner_staff_id) == (bank.owner, bank.ben)
    assert clock(unit, ClockKind.ANSWER, made.id).owner_staff_id == bank.ben
    questions.answer_question(as_staff(unit, bank.ben, ASKED), made.id, "在确认", is_holding_reply=True)
    questions.answer_question(as_staff(unit, bank.owner, LATER), made.id, "不多")


def test_who_goes_away_after_the_question_has_somebody_who_answers(unit: Unit, asked: Asked) -> None:
    bank = asked.bank
    with pytest.raises(NotYourQuestion):
        questions.answer_question(as_staff(unit, bank.ben, LATER), asked.question.id, "不多")
    people.delegate(unit, bank.owner, bank.ben, LATER, LATER + HOUR)
    questions.answer_question(as_staff(unit, bank.ben, LATER), asked.question.id, "不多")
    with pytest.raises(NotYourQuestion):
        questions.correct_answer(as_staff(unit, bank.ben, LATER + HOUR), asked.question.id, "很少")


def test_asking_again_finds_who_stands_in_by_then(unit: Unit, asked: Asked) -> None:
    asked.answered(unit)
    people.record_absence(unit, asked.bank.owner, LATER, LATER + HOUR)
    people.update_staff(unit, asked.bank.owner, manager_id=asked.bank.anna)
    questions.reopen_question(as_candidate(unit, asked.bank.candidate, LATER), asked.question.id, "周末呢？")
    assert asked.question.owner_staff_id == asked.bank.anna
    assert clock(unit, ClockKind.ANSWER, asked.question.id).owner_staff_id == asked.bank.anna


def test_a_question_whose_date_was_moved_stands_once_in_the_queue(unit: Unit, asked: Asked) -> None:
    first = clock(unit, ClockKind.ANSWER, asked.question.id)
    second = sla.move_promise(unit.at(LATER), first.id, first.due_at + 24 * HOUR, "the owner asks legal")
    (line,) = questions.owner_queue(unit, asked.bank.owner)
    assert (line.clock_id, line.due_at) == (second.id, first.due_at + 24 * HOUR)
    asked.answered(unit, at=LATER + HOUR)
    assert questions.owner_queue(unit, asked.bank.owner) == []


def test_an_interview_takes_a_hundred_questions(unit: Unit, asked: Asked) -> None:
    again = as_candidate(unit, asked.bank.candidate, ASKED)
    unit.session.get_one(Interview, asked.interview).question_count = 99
    questions.ask_question(again, asked.interview, "食堂好吗？")
    with pytest.raises(TooManyQuestions, match="100"):
        questions.ask_question(again, asked.interview, "有班车吗？")


def test_a_hand_over_is_a_row_with_who_and_why(unit: Unit, asked: Asked) -> None:
    bank = asked.bank
    questions.reassign_question(as_staff(unit, bank.owner, LATER), asked.question.id, bank.ben, "他更清楚")
    (row,) = questions.reassignments_of(unit, asked.question.id)
    assert (row.from_staff_id, row.to_staff_id, row.by_staff_id, row.reason) == (
        bank.owner,
        bank.ben,
        bank.owner,
        "他更清楚",
    )
    assert asked.question.owner_by_rule_id == bank.owner
    assert audited(unit).count("question.reassigned") == 1


def test_only_the_owner_the_recruiter_and_hr_hand_over(unit: Unit, asked: Asked) -> None:
    bank = asked.bank
    for stranger in (as_staff(unit, bank.anna), as_candidate(unit, bank.candidate)):
        with pytest.raises(NotYourQuestion):
            questions.reassign_question(stranger, asked.question.id, bank.ben, WHY)
    people.grant_role(unit, bank.anna, Role.HR_LEAD)
    questions.reassign_question(as_staff(unit, bank.anna, LATER), asked.question.id, bank.ben, WHY)
    questions.reassign_question(as_staff(unit, bank.recruiter, LATER), asked.question.id, bank.manager, WHY)
    assert clock(unit, ClockKind.ANSWER, asked.question.id).owner_staff_id == bank.manager


def test_nobody_who_has_left_is_unknown_or_owns_it_already_gets_it(unit: Unit, asked: Asked) -> None:
    owner = as_staff(unit, asked.bank.owner, LATER)
    people.disable_staff(unit, asked.bank.ben)
    for wrong in (asked.bank.ben, uuid4(), asked.bank.candidate):
        with pytest.raises(OwnerUnknown):
            questions.reassign_question(owner, asked.question.id, wrong, WHY)
    with pytest.raises(AlreadyOwner):
        questions.reassign_question(owner, asked.question.id, asked.bank.owner, WHY)
    with pytest.raises(TextTooLong):
        questions.reassign_question(owner, asked.question.id, asked.bank.anna, "长" * 501)


def test_it_is_handed_only_to_who_may_own_questions_and_with_a_reason(unit: Unit, asked: Asked) -> None:
    owner, department = as_staff(unit, asked.bank.owner, LATER), people.create_department(unit, name="Retail").id
    analyst = people.hire_staff(unit, name="分析", email="analyst@bank.example", department_id=department).id
    people.grant_role(unit, analyst, Role.ANALYST)
    people.grant_role(unit, analyst, Role.QUESTION_OWNER, department)  # of another department
    with pytest.raises(OwnerNotPossible):
        questions.reassign_question(owner, asked.question.id, analyst, WHY)
    with pytest.raises(TextMissing):
        questions.reassign_question(owner, asked.question.id, asked.bank.ben, "  ")
    assert clock(unit, ClockKind.ANSWER, asked.question.id).owner_staff_id == asked.bank.owner
    people.grant_role(unit, analyst, Role.QUESTION_OWNER)
    questions.reassign_question(owner, asked.question.id, analyst, WHY)
    assert clock(unit, ClockKind.ANSWER, asked.question.id).owner_staff_id == analyst


def test_a_correction_is_a_version_of_which_the_candidate_is_told(unit: Unit, asked: Asked) -> None:
    owner = as_staff(unit, asked.bank.owner, ASKED + HOUR)
    with pytest.raises(NothingToCorrect):
        questions.correct_answer(owner, asked.question.id, "先更正")
    asked.answered(unit)
    questions.correct_answer(owner.at(LATER), asked.question.id, "月末到九点。")
    (view,) = questions.questions_of(unit, asked.interview)
    assert [(a.version, a.text, a.is_correction) for a in view.answers] == [
        (1, "不多，月末到八点。", False),
        (2, "月末到九点。", True),
    ]
    assert (view.first_answered_at, view.last_answered_at) == (ASKED + HOUR, LATER)
    assert _topics_for(unit, asked.bank.candidate)[-2:] == ["answer_given", "answer_corrected"]
    assert clock(unit, ClockKind.ANSWER, asked.question.id).stopped_at == ASKED + HOUR


def test_a_holding_reply_is_told_and_comes_before_the_answer_only(unit: Unit, asked: Asked) -> None:
    owner = as_staff(unit, asked.bank.owner, ASKED + HOUR)
    questions.answer_question(owner, asked.question.id, "我们在确认", is_holding_reply=True)
    assert _topics_for(unit, asked.bank.candidate)[-1] == "answer_held"
    asked.answered(unit)
    with pytest.raises(AlreadyAnswered):
        questions.answer_question(owner, asked.question.id, "等等", is_holding_reply=True)


def test_a_rating_has_a_comment_and_is_the_askers_alone(unit: Unit, asked: Asked) -> None:
    candidate = as_candidate(unit, asked.bank.candidate, LATER)
    with pytest.raises(NotAnswered):
        questions.rate_answer(candidate, asked.question.id, 5)
    asked.answered(unit)
    questions.rate_answer(candidate, asked.question.id, 4, " 很清楚 ")
    assert (asked.question.rating, asked.question.rating_comment, asked.question.rated_at) == (4, "很清楚", LATER)
    for wrong in (0, 6, True):
        with pytest.raises(RatingOutOfRange):
            questions.rate_answer(candidate, asked.question.id, wrong)
    with pytest.raises(NotYourInterview):
        questions.rate_answer(as_staff(unit, asked.bank.owner), asked.question.id, 5)


def test_asking_again_says_what_is_unclear_and_has_a_clock_of_its_own(unit: Unit, asked: Asked) -> None:
    candidate = as_candidate(unit, asked.bank.candidate, LATER)
    asked.answered(unit)
    questions.reopen_question(candidate, asked.question.id, "周末呢？")
    with pytest.raises(AlreadyOpen):
        questions.reopen_question(candidate, asked.question.id, "还有")
    assert [c.outcome for c in clocks(unit, ClockKind.ANSWER)] == [Outcome.MET, Outcome.RUNNING]
    asked.answered(unit, "周末不加班。", LATER + HOUR)
    (view,) = questions.questions_of(unit, asked.interview)
    assert [(again.text, again.at) for again in view.reopenings] == [("周末呢？", LATER)]
    assert (view.status, view.first_answered_at, view.last_answered_at) == (
        QuestionStatus.ANSWERED,
        ASKED + HOUR,
        LATER + HOUR,
    )
    assert not view.answers[-1].is_correction


def test_lists_come_in_pages(unit: Unit, asked: Asked) -> None:
    bank = asked.bank
    candidate = as_candidate(unit, bank.candidate, ASKED)
    made = [asked.question.id]
    made += [questions.ask_question(candidate.at(ASKED + n * HOUR), asked.interview, f"{n}？").id for n in range(1, 5)]
    first = questions.questions_page(unit, asked.interview, limit=2)
    rest = questions.questions_page(unit, asked.interview, after=first[-1].question_id, limit=10)
    assert [view.question_id for view in [*first, *rest]] == made
    assert [v.question_id for v in questions.questions_of_application(unit, bank.application, limit=9)] == made
    queue = questions.owner_queue(unit, bank.owner, limit=3)
    queue += questions.owner_queue(unit, bank.owner, after=queue[-1].clock_id, limit=3)
    assert [line.question_id for line in queue] == [
        line.question_id for line in questions.questions_owned_by(unit, bank.owner)
    ]
    assert len(queue) == 5
    assert questions.owner_queue(unit, bank.ben) == []


def test_a_question_asked_within_a_day_makes_the_chance_of_an_interview_closed_with_a_reason(
    unit: Unit, bank: Bank
) -> None:
    interview, late = bank.interview(unit, START), bank.interview(unit, START + timedelta(hours=2))
    recruiter = as_staff(unit, bank.recruiter, END + timedelta(hours=2))
    for one in (interview, late):
        hiring.hold_interview(recruiter, one, no_chance_reason="the line broke")
    questions.ask_question(as_candidate(unit, bank.candidate, END + timedelta(hours=24)), interview, "加班多吗？")
    over = START + timedelta(hours=27, seconds=1)
    questions.ask_question(as_candidate(unit, bank.candidate, over), late, "加班多吗？")
    assert hiring.interview_context(unit, interview).chance_to_ask == "questions"
    assert hiring.interview_context(unit, late).chance_to_ask == "reason"
    assert audited(unit).count("interview.chance_given") == 1
