"""The answer library: proposed, reviewed by another, published, edited, suggested."""

import threading
from uuid import UUID

import pytest

from app.hiring import service as hiring
from app.kit.database import Actor, Database, Unit
from app.kit.errors import Forbidden, NotFound
from app.kit.ports import NullSimilarTexts
from app.kit.states import MoveNotAllowed
from app.people import service as people
from app.people.models import Role
from app.questions import service as questions
from app.questions.errors import (
    NotAnswered,
    NotForLibrary,
    NotNewest,
    NotReviewed,
    NotYourQuestion,
    OwnProposal,
    TextMissing,
)
from app.questions.models import Language, LibraryAnswer, LibraryStatus, Topic
from app.questions.service import LibraryText
from tests.conftest import NOW
from tests.factories.bank import found_bank
from tests.integration.core.conftest import as_candidate, as_staff, audited
from tests.integration.questions.conftest import ASKED, Asked
from transforms.topics.similar import SimilarQuestions

HOURS = LibraryText(Topic.HOURS)
PAYDAY = LibraryText(Topic.PAY, "工资何时发？", "月底")


def _published(unit: Unit, asked: Asked, question: str, answer: str = "不多") -> UUID:
    text = LibraryText(Topic.HOURS, question, answer)
    row = questions.write_library_answer(as_staff(unit, asked.bank.anna), text)
    questions.review_library_answer(as_staff(unit, asked.bank.ben), row.id, is_approved=True)
    return questions.publish_library_answer(as_staff(unit, asked.bank.ben), row.id).id


def test_a_proposal_is_the_masked_question_with_its_newest_answer(unit: Unit, asked: Asked) -> None:
    with pytest.raises(NotAnswered):
        questions.propose_for_library(as_staff(unit, asked.bank.owner), asked.question.id, HOURS)
    asked.answered(unit, "李晓雯您好，不多；有事打 13912345678 找 anna。")
    row = questions.propose_for_library(as_staff(unit, asked.bank.owner), asked.question.id, HOURS)
    assert (row.question_text, row.answer_text) == ("加班多吗？", "[name]您好，不多；有事打 [phone] 找 [name]。")
    assert (row.status, row.version, row.language, row.source_question_id) == (
        LibraryStatus.IN_REVIEW,
        1,
        Language.ZH,
        asked.question.id,
    )
    assert "library_answer.proposed" in audited(unit)


def test_only_who_may_answer_a_question_offers_its_answer(unit: Unit, asked: Asked) -> None:
    asked.answered(unit)
    with pytest.raises(NotYourQuestion):
        questions.propose_for_library(as_staff(unit, asked.bank.ben), asked.question.id, HOURS)


def test_nobody_reviews_what_they_proposed(unit: Unit, asked: Asked) -> None:
    row = questions.write_library_answer(
        as_staff(unit, asked.bank.anna), LibraryText(Topic.PAY, "工资何时发？", "月底")
    )
    with pytest.raises(OwnProposal):
        questions.review_library_answer(as_staff(unit, asked.bank.anna), row.id, is_approved=True)
    with pytest.raises(NotForLibrary):
        questions.review_library_answer(as_staff(unit, asked.bank.manager), row.id, is_approved=True)
    with pytest.raises(Forbidden):
        questions.review_library_answer(as_candidate(unit, asked.bank.candidate), row.id, is_approved=True)
    with pytest.raises(NotForLibrary):
        questions.review_library_answer(unit, row.id, is_approved=True)
    with pytest.raises(NotReviewed):
        questions.publish_library_answer(as_staff(unit, asked.bank.anna), row.id)


def test_sent_back_it_is_a_draft_with_the_note_until_it_is_submitted_again(unit: Unit, asked: Asked) -> None:
    anna, ben = as_staff(unit, asked.bank.anna), as_staff(unit, asked.bank.ben)
    row = questions.write_library_answer(anna, PAYDAY)
    questions.review_library_answer(ben, row.id, is_approved=False, note="哪一天？")
    assert (row.status, row.review_note) == (LibraryStatus.DRAFT, "哪一天？")
    with pytest.raises(MoveNotAllowed, match="draft"):
        questions.publish_library_answer(ben, row.id)
    with pytest.raises(MoveNotAllowed, match="draft"):
        questions.review_library_answer(ben, row.id, is_approved=True)
    questions.submit_library_answer(anna, row.id)
    questions.review_library_answer(ben, row.id, is_approved=True)
    assert questions.publish_library_answer(anna, row.id).published_at == NOW


def test_an_edit_is_a_new_version_and_the_old_one_stands_until_it_is_published(unit: Unit, asked: Asked) -> None:
    anna, ben = as_staff(unit, asked.bank.anna), as_staff(unit, asked.bank.ben)
    first = _published(unit, asked, "加班多吗？")
    second = questions.edit_library_answer(anna, first, LibraryText(Topic.HOURS, answer_text="很少"))
    assert (second.version, second.supersedes_id, second.question_text) == (2, first, "加班多吗？")
    assert [view.library_answer_id for view in questions.library_page(unit)] == [first]
    with pytest.raises(NotNewest):
        questions.edit_library_answer(anna, first, HOURS)
    questions.review_library_answer(ben, second.id, is_approved=True)
    questions.publish_library_answer(ben, second.id)
    assert [(v.version, v.status) for v in questions.library_versions(unit, second.chain_id)] == [
        (1, LibraryStatus.RETIRED),
        (2, LibraryStatus.PUBLISHED),
    ]
    questions.retire_library_answer(ben, second.id)
    with pytest.raises(MoveNotAllowed):
        questions.edit_library_answer(anna, second.id, HOURS)


def test_a_library_answer_has_both_texts(unit: Unit, asked: Asked) -> None:
    with pytest.raises(TextMissing):
        questions.write_library_answer(as_staff(unit, asked.bank.anna), LibraryText(Topic.PAY, "工资何时发？", " "))


def test_the_library_is_searched_by_status_topic_and_language_in_pages(unit: Unit, asked: Asked) -> None:
    made = [_published(unit, asked, f"第{n}问") for n in range(3)]
    english = _published(unit, asked, "Do you work late?", "Rarely.")
    first = questions.library_page(unit, topic=Topic.HOURS, limit=2)
    rest = questions.library_page(unit, topic=Topic.HOURS, after=first[-1].library_answer_id)
    assert [view.library_answer_id for view in [*first, *rest]] == [*made, english]
    assert [v.library_answer_id for v in questions.library_page(unit, language=Language.EN)] == [english]
    assert questions.library_page(unit, topic=Topic.PAY) == []
    assert questions.library_page(unit, status=LibraryStatus.DRAFT) == []


def test_published_answers_to_like_questions_are_suggested(unit: Unit, asked: Asked) -> None:
    late = _published(unit, asked, "加班多吗")
    _published(unit, asked, "年终奖怎么发")
    retired = _published(unit, asked, "平时加班严重吗")
    questions.retire_library_answer(as_staff(unit, asked.bank.ben), retired)
    found = questions.similar_answers(unit, "请问加班多不多？", SimilarQuestions())
    assert [one.library_answer_id for one in found] == [late]
    assert questions.similar_answers(unit, "加 班多吗", NullSimilarTexts())[0].score == 1.0
    assert questions.similar_answers(unit, "加班多吗", NullSimilarTexts(), limit=0) == []


def test_an_answer_says_which_library_answer_it_used(unit: Unit, asked: Asked) -> None:
    used = _published(unit, asked, "加班多吗")
    owner = as_staff(unit, asked.bank.owner, ASKED)
    questions.answer_question(owner, asked.question.id, "不多", library_answer_id=used)
    assert questions.question_view(unit, asked.question.id).answers[0].library_answer_id == used
    questions.retire_library_answer(as_staff(unit, asked.bank.ben), used)
    with pytest.raises(NotFound):
        questions.correct_answer(owner, UUID(int=1), "x")
    with pytest.raises(NotFound):
        questions.answer_question(owner, asked.question.id, "不多", library_answer_id=used)


def test_of_two_edits_at_once_one_is_told_that_there_is_a_newer_version(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        people.grant_role(unit, bank.anna, Role.RECRUITER)
        hiring.move_to_round(as_staff(unit, bank.recruiter), bank.application, bank.rounds[0])
        first = questions.write_library_answer(as_staff(unit, bank.anna), PAYDAY).id
    refused: list[type[Exception]] = []

    def edit() -> None:
        try:
            with database.unit(Actor.staff(bank.anna), NOW) as own:
                questions.edit_library_answer(own, first, LibraryText(Topic.PAY, answer_text="十五号"))
        except (NotNewest, MoveNotAllowed) as error:
            refused.append(type(error))

    threads = [threading.Thread(target=edit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.unit(Actor.service(), NOW) as unit:
        versions = sorted(row.version for row in unit.session.query(LibraryAnswer))
    assert (versions, len(refused)) == ([1, 2], 3)
