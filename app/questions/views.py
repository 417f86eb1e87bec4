"""Reading questions and the answer library: work lists, threads, pages for the API.

Pages take `after` (the last id of the page before; None at the start) and `limit`.
"""

from collections.abc import Sequence
from uuid import UUID

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.questions import repository
from app.questions.models import Answer, Language, LibraryAnswer, LibraryStatus, Question, Topic
from app.questions.schemas import (
    AnswerView,
    LibraryAnswerView,
    OwnedQuestion,
    QuestionContext,
    QuestionView,
    ReassignmentView,
    ReopeningView,
)
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock


def questions_owned_by(unit: Unit, staff_id: UUID) -> list[OwnedQuestion]:
    """The questions that wait for this person's answer, most urgent first. Two queries."""
    clocks = {
        clock.subject_id: clock for clock in sla.running_clocks_of(unit, staff_id) if clock.kind is ClockKind.ANSWER
    }
    if not clocks:
        return []
    lines = [_owned(row, clocks[row.id]) for row in repository.questions(unit, list(clocks))]
    return sorted(lines, key=lambda line: (line.due_at, line.question_id))


def owner_queue(unit: Unit, staff_id: UUID, *, after: UUID | None = None, limit: int = 50) -> list[OwnedQuestion]:
    """A page of `questions_owned_by`; `after` is the last line's `clock_id`. One query, two after the first page."""
    return [_owned(row, clock) for row, clock in repository.page_of_owner(unit, staff_id, after, limit)]


def _owned(row: Question, clock: SlaClock) -> OwnedQuestion:
    return OwnedQuestion(
        question_id=row.id,
        interview_id=row.interview_id,
        application_id=row.application_id,
        candidate_id=row.candidate_id,
        text=row.text,
        status=row.status,
        asked_at=row.asked_at,
        due_at=clock.due_at,
        clock_id=clock.id,
    )


def question_view(unit: Unit, question_id: UUID) -> QuestionView:
    """One question with its answers. Raises `NotFound`."""
    return _views(unit, [repository.question(unit, question_id)])[0]


def question_context(unit: Unit, question_id: UUID) -> QuestionContext:
    """Whose a question is, and who owns it. Raises `NotFound`."""
    for row in repository.questions(unit, [question_id]):
        return QuestionContext(row.id, row.interview_id, row.application_id, row.candidate_id, row.owner_staff_id)
    raise NotFound


def questions_of(unit: Unit, interview_id: UUID) -> list[QuestionView]:
    """An interview's questions with their answers, oldest first. Three queries."""
    return _views(unit, repository.of_interview(unit, interview_id))


def questions_page(unit: Unit, interview_id: UUID, *, after: UUID | None = None, limit: int = 50) -> list[QuestionView]:
    """An interview's questions, a page at a time. Three queries."""
    return _views(unit, repository.page_of_interview(unit, interview_id, after, limit))


def questions_of_application(
    unit: Unit, application_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> list[QuestionView]:
    """An application's questions over all interviews, a page at a time. Three queries."""
    return _views(unit, repository.page_of_application(unit, application_id, after, limit))


def reassignments_of(unit: Unit, question_id: UUID) -> list[ReassignmentView]:
    """The question's hand-overs, oldest first; for staff."""
    return [
        ReassignmentView(row.from_staff_id, row.to_staff_id, row.by_staff_id, row.reason, row.at)
        for row in repository.reassignments_of(unit, question_id)
    ]


def _views(unit: Unit, rows: Sequence[Question]) -> list[QuestionView]:
    answers: dict[UUID, list[AnswerView]] = {row.id: [] for row in rows}
    reopenings: dict[UUID, list[ReopeningView]] = {row.id: [] for row in rows}
    if not rows:
        return []
    for answer in repository.answers_of(unit, list(answers)):
        answers[answer.question_id].append(_answer(answer))
    for again in repository.reopenings_of(unit, list(answers)):
        reopenings[again.question_id].append(ReopeningView(again.text, again.at))
    return [_view(row, answers[row.id], reopenings[row.id]) for row in rows]


def _answer(row: Answer) -> AnswerView:
    return AnswerView(
        version=row.version,
        text=row.text,
        is_holding_reply=row.is_holding_reply,
        answered_by_id=row.answered_by_id,
        answered_at=row.answered_at,
        is_correction=row.is_correction,
        library_answer_id=row.library_answer_id,
    )


def _view(row: Question, answers: list[AnswerView], reopenings: list[ReopeningView]) -> QuestionView:
    return QuestionView(
        question_id=row.id,
        interview_id=row.interview_id,
        text=row.text,
        status=row.status,
        asked_at=row.asked_at,
        owner_staff_id=row.owner_staff_id,
        rating=row.rating,
        answers=tuple(answers),
        application_id=row.application_id,
        asked_by=row.asked_by_kind,
        owner_by_rule_id=row.owner_by_rule_id,
        first_answered_at=row.first_answered_at,
        last_answered_at=row.last_answered_at,
        rating_comment=row.rating_comment,
        reopenings=tuple(reopenings),
    )


def library_page(
    unit: Unit,
    *,
    status: LibraryStatus | None = LibraryStatus.PUBLISHED,
    topic: Topic | None = None,
    language: Language | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[LibraryAnswerView]:
    """Library answers by status, topic and language (None: any), oldest first, a page at a time."""
    rows = repository.page_of_library(unit, status=status, topic=topic, language=language, after=after, limit=limit)
    return [_library_view(row) for row in rows]


def library_answer_view(unit: Unit, library_answer_id: UUID) -> LibraryAnswerView:
    """One version of a library answer. Raises `NotFound`."""
    row = repository.library_answer(unit, library_answer_id)
    if row is None:
        raise NotFound
    return _library_view(row)


def library_versions(unit: Unit, chain_id: UUID) -> list[LibraryAnswerView]:
    """All versions of a library answer, oldest first."""
    return [_library_view(row) for row in repository.versions_of(unit, chain_id)]


def _library_view(row: LibraryAnswer) -> LibraryAnswerView:
    shown = {name: getattr(row, name) for name in LibraryAnswerView.__dataclass_fields__ if name != "library_answer_id"}
    return LibraryAnswerView(library_answer_id=row.id, **shown)
