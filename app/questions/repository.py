"""All queries of questions, answers and the answer library."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.questions.models import (
    Answer,
    Language,
    LibraryAnswer,
    LibraryStatus,
    Question,
    QuestionReassignment,
    QuestionReopening,
    Topic,
)
from app.sla.models import ClockKind, Outcome, SlaClock


def lock(unit: Unit, question_id: UUID) -> Question:
    """The question as it is now, held against others until the unit ends; raises `NotFound`."""
    row = unit.session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def question(unit: Unit, question_id: UUID) -> Question:
    """The question; raises `NotFound`."""
    row = unit.session.get(Question, question_id)
    if row is None:
        raise NotFound
    return row


def newest_version(unit: Unit, question_id: UUID) -> int:
    """The number of the newest answer; 0 when there is none."""
    return unit.session.scalar(select(func.max(Answer.version)).where(Answer.question_id == question_id)) or 0


def newest_answer(unit: Unit, question_id: UUID) -> Answer | None:
    """The newest answer that is not a holding reply."""
    query = select(Answer).where(Answer.question_id == question_id, Answer.is_holding_reply.is_(False))
    return unit.session.scalars(query.order_by(Answer.version.desc()).limit(1)).first()


def questions(unit: Unit, question_ids: Sequence[UUID]) -> Sequence[Question]:
    """These questions, in one query."""
    return unit.session.scalars(select(Question).where(Question.id.in_(question_ids))).all()


def of_interview(unit: Unit, interview_id: UUID) -> Sequence[Question]:
    """An interview's questions, oldest first."""
    query = select(Question).where(Question.interview_id == interview_id)
    return unit.session.scalars(query.order_by(Question.asked_at, Question.id)).all()


def page_of_interview(unit: Unit, interview_id: UUID, after: UUID | None, limit: int) -> Sequence[Question]:
    """The interview's next questions after that id, in the order they were entered."""
    return _page(unit, select(Question).where(Question.interview_id == interview_id), after, limit)


def page_of_application(unit: Unit, application_id: UUID, after: UUID | None, limit: int) -> Sequence[Question]:
    """The application's next questions after that id, in the order they were entered."""
    return _page(unit, select(Question).where(Question.application_id == application_id), after, limit)


def _page(unit: Unit, query: Select[Question], after: UUID | None, limit: int) -> Sequence[Question]:
    rest = query if after is None else query.where(Question.id > after)
    return unit.session.scalars(rest.order_by(Question.id).limit(limit)).all()


def page_of_owner(unit: Unit, staff_id: UUID, after: UUID | None, limit: int) -> Sequence[tuple[Question, SlaClock]]:
    """What waits for this person's answer after that clock, the soonest due first, with its clock."""
    query = (
        select(Question, SlaClock)
        .join(SlaClock, SlaClock.subject_id == Question.id)
        .where(
            SlaClock.owner_staff_id == staff_id,
            SlaClock.kind == ClockKind.ANSWER,
            SlaClock.outcome == Outcome.RUNNING,
            SlaClock.replaced_at.is_(None),  # of a moved promise the newest alone
        )
    )
    if after is not None:
        mark = unit.session.execute(select(SlaClock.due_at, SlaClock.id).where(SlaClock.id == after)).first()
        if mark is not None:
            query = query.where(tuple_(SlaClock.due_at, SlaClock.id) > tuple_(*mark))
    rows: Any = unit.session.execute(query.order_by(SlaClock.due_at, SlaClock.id).limit(limit))
    return [(asked, clock) for asked, clock in rows]


def answers_of(unit: Unit, question_ids: Sequence[UUID]) -> Sequence[Answer]:
    """The answers to these questions, oldest first."""
    query = select(Answer).where(Answer.question_id.in_(question_ids))
    return unit.session.scalars(query.order_by(Answer.question_id, Answer.version)).all()


def reopenings_of(unit: Unit, question_ids: Sequence[UUID]) -> Sequence[QuestionReopening]:
    """When these were asked again, oldest first."""
    query = select(QuestionReopening).where(QuestionReopening.question_id.in_(question_ids))
    return unit.session.scalars(query.order_by(QuestionReopening.id)).all()


def reassignments_of(unit: Unit, question_id: UUID) -> Sequence[QuestionReassignment]:
    """The question's hand-overs, oldest first."""
    query = select(QuestionReassignment).where(QuestionReassignment.question_id == question_id)
    return unit.session.scalars(query.order_by(QuestionReassignment.id)).all()


def library_answer(unit: Unit, library_answer_id: UUID) -> LibraryAnswer | None:
    return unit.session.get(LibraryAnswer, library_answer_id)


def lock_library_answer(unit: Unit, library_answer_id: UUID) -> LibraryAnswer:
    """The row as it is now, held against others until the unit ends; raises `NotFound`."""
    row = unit.session.get(LibraryAnswer, library_answer_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def hold_chain(unit: Unit, chain_id: UUID) -> None:
    """Lets one unit at a time decide which version of a library answer stands."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"library:{chain_id}", 0))))


def newest_library_version(unit: Unit, chain_id: UUID) -> int:
    """The number of the newest version of a library answer; 0 when there is none."""
    query = select(func.max(LibraryAnswer.version)).where(LibraryAnswer.chain_id == chain_id)
    return unit.session.scalar(query) or 0


def published_of_chain(unit: Unit, chain_id: UUID) -> Sequence[LibraryAnswer]:
    """The version that is published, held against others; at most one."""
    query = select(LibraryAnswer).where(
        LibraryAnswer.chain_id == chain_id, LibraryAnswer.status == LibraryStatus.PUBLISHED
    )
    return unit.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def published_questions(unit: Unit) -> list[tuple[UUID, str]]:
    """(id, question text) of every published answer, oldest first."""
    query = select(LibraryAnswer.id, LibraryAnswer.question_text).where(LibraryAnswer.status == LibraryStatus.PUBLISHED)
    rows: Any = unit.session.execute(query.order_by(LibraryAnswer.id))
    return [(identity, words) for identity, words in rows]


def library_answers(unit: Unit, ids: Sequence[UUID]) -> dict[UUID, LibraryAnswer]:
    """These library answers by id."""
    rows = unit.session.scalars(select(LibraryAnswer).where(LibraryAnswer.id.in_(ids)))
    return {row.id: row for row in rows}


def page_of_library(
    unit: Unit,
    *,
    status: LibraryStatus | None,
    topic: Topic | None,
    language: Language | None,
    after: UUID | None,
    limit: int,
) -> Sequence[LibraryAnswer]:
    """The next library answers after that id; what is None is not asked for."""
    wanted = {LibraryAnswer.status: status, LibraryAnswer.topic: topic, LibraryAnswer.language: language}
    query = select(LibraryAnswer).where(*(column == value for column, value in wanted.items() if value is not None))
    if after is not None:
        query = query.where(LibraryAnswer.id > after)
    return unit.session.scalars(query.order_by(LibraryAnswer.id).limit(limit)).all()


def versions_of(unit: Unit, chain_id: UUID) -> Sequence[LibraryAnswer]:
    """All versions of a library answer, oldest first."""
    query = select(LibraryAnswer).where(LibraryAnswer.chain_id == chain_id)
    return unit.session.scalars(query.order_by(LibraryAnswer.version)).all()
