"""The answer library: answers that were given once and are used again, after review by another
pair of eyes. Suggestions to an owner are here too; how alike two texts are is the finder's.
"""

from dataclasses import replace
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.masking import mask_text
from app.kit.ports import SimilarTexts
from app.kit.states import require_move
from app.people import service as people
from app.questions import repository
from app.questions.asking import names_around
from app.questions.errors import NotNewest
from app.questions.models import LibraryAnswer, LibraryStatus, Question
from app.questions.owners import require_answerer
from app.questions.rules import (
    LIBRARY_MOVES,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    LONGEST_REASON,
    language_of,
    optional_text,
    require_answered,
    require_librarian,
    require_other_reviewer,
    require_reviewed,
    require_text,
)
from app.questions.schemas import LibraryText, SimilarAnswer


def propose_for_library(unit: Unit, question_id: UUID, text: LibraryText) -> LibraryAnswer:
    """Offers the answer of a question for use by others, to be reviewed. Texts that are left out
    are the question's and its newest answer's; both are masked with the names around the interview.

    Raises `NotYourQuestion` for who may not answer it, `NotAnswered`, `AlreadyOpen`, `TextTooLong`, `NotFound`.
    """
    question = repository.lock(unit, question_id)
    require_answerer(unit, question)
    require_answered(question.status, has_answer=question.first_answered_at is not None)
    given = repository.newest_answer(unit, question_id)
    names = _names_of(unit, question)
    whole = replace(
        text,
        question_text=mask_text(text.question_text or question.text, names),
        answer_text=mask_text(text.answer_text or (given.text if given else ""), names),
    )
    identity = new_id()
    return _enter(unit, identity, whole, "proposed", chain_id=identity, source=question)


def write_library_answer(unit: Unit, text: LibraryText) -> LibraryAnswer:
    """An answer that nobody asked for yet, to be reviewed. Raises `NotForLibrary`, `TextMissing`, `TextTooLong`."""
    _require_librarian(unit)
    identity = new_id()
    return _enter(unit, identity, text, "proposed", chain_id=identity)


def edit_library_answer(unit: Unit, library_answer_id: UUID, text: LibraryText) -> LibraryAnswer:
    """A new version, to be reviewed; texts and language that are left out stay, topic and job family
    are as given. A published version stands until the new one is published, any other is retired at once.

    Raises `NotForLibrary`, `NotNewest`, `MoveNotAllowed` for a retired one, `TextTooLong`, `NotFound`.
    """
    _require_librarian(unit)
    before = _newest(unit, library_answer_id)
    if before.status is not LibraryStatus.PUBLISHED:
        _move(unit, before, LibraryStatus.RETIRED)
    source = repository.question(unit, before.source_question_id) if before.source_question_id else None
    names = _names_of(unit, source) if source else []
    whole = replace(
        text,
        question_text=mask_text(text.question_text or before.question_text, names),
        answer_text=mask_text(text.answer_text or before.answer_text, names),
        language=text.language or before.language,
    )
    return _enter(unit, new_id(), whole, "edited", chain_id=before.chain_id, before=before, source=source)


def review_library_answer(
    unit: Unit, library_answer_id: UUID, *, is_approved: bool, note: str | None = None
) -> LibraryAnswer:
    """Another pair of eyes: approved it can be published, else it goes back as a draft with the note.

    Raises `NotForLibrary`, `OwnProposal`, `MoveNotAllowed` unless it is in review, `TextTooLong`, `NotFound`.
    """
    words = optional_text(note, LONGEST_REASON)
    _require_librarian(unit)
    row = repository.lock_library_answer(unit, library_answer_id)
    reviewer = require_other_reviewer(unit.actor, row.proposed_by_id)
    wanted = LibraryStatus.PUBLISHED if is_approved else LibraryStatus.DRAFT
    require_move(LIBRARY_MOVES, "library answer", row.status, wanted)
    row.review_note, row.reviewed_at = words, unit.now
    row.reviewed_by_id = reviewer if is_approved else None
    if not is_approved:
        row.status = LibraryStatus.DRAFT
    record(unit, "library_answer.reviewed", row, is_approved=is_approved, reviewed_by=reviewer)
    return row


def submit_library_answer(unit: Unit, library_answer_id: UUID) -> LibraryAnswer:
    """A draft goes to review (again). Raises `NotForLibrary`, `MoveNotAllowed`, `NotFound`."""
    _require_librarian(unit)
    row = repository.lock_library_answer(unit, library_answer_id)
    _move(unit, row, LibraryStatus.IN_REVIEW)
    record(unit, "library_answer.submitted", row)
    return row


def publish_library_answer(unit: Unit, library_answer_id: UUID) -> LibraryAnswer:
    """From here it is suggested; the version that it supersedes is retired.

    Raises `NotForLibrary`, `NotReviewed`, `NotNewest`, `MoveNotAllowed`, `NotFound`.
    """
    _require_librarian(unit)
    row = _newest(unit, library_answer_id)
    require_move(LIBRARY_MOVES, "library answer", row.status, LibraryStatus.PUBLISHED)
    require_reviewed(row.status, row.reviewed_by_id)
    for former in repository.published_of_chain(unit, row.chain_id):
        _move(unit, former, LibraryStatus.RETIRED)
    unit.session.flush()  # one published version at a time: the old one first
    _move(unit, row, LibraryStatus.PUBLISHED)
    record(unit, "library_answer.published", row, version=row.version)
    return row


def retire_library_answer(unit: Unit, library_answer_id: UUID) -> LibraryAnswer:
    """No longer suggested. Raises `NotForLibrary`, `MoveNotAllowed`, `NotFound`."""
    _require_librarian(unit)
    row = repository.lock_library_answer(unit, library_answer_id)
    _move(unit, row, LibraryStatus.RETIRED)
    record(unit, "library_answer.retired", row, version=row.version)
    return row


def similar_answers(unit: Unit, text: str, finder: SimilarTexts, limit: int = 5) -> list[SimilarAnswer]:
    """Published answers to questions like this one, the most alike first; at most `limit`."""
    known = repository.published_questions(unit)
    ranked = finder.rank(text, [words for _, words in known])[:limit]
    rows = repository.library_answers(unit, [known[index][0] for index, _ in ranked])
    return [
        SimilarAnswer(row.id, row.question_text, row.answer_text, row.language, row.topic, round(score, 4))
        for index, score in ranked
        if (row := rows.get(known[index][0])) is not None
    ]


def _require_librarian(unit: Unit) -> None:
    roles = people.roles_of(unit, unit.actor.id) if unit.actor.kind == "staff" and unit.actor.id else frozenset()
    require_librarian(unit.actor, roles)


def _names_of(unit: Unit, question: Question) -> list[str]:
    return names_around(unit, hiring.interview_context(unit, question.interview_id))


def _newest(unit: Unit, library_answer_id: UUID) -> LibraryAnswer:
    row = repository.lock_library_answer(unit, library_answer_id)
    repository.hold_chain(unit, row.chain_id)
    if repository.newest_library_version(unit, row.chain_id) != row.version:
        raise NotNewest("superseded", ())
    return row


def _move(unit: Unit, row: LibraryAnswer, wanted: LibraryStatus) -> None:
    require_move(LIBRARY_MOVES, "library answer", row.status, wanted)
    row.status = wanted
    if wanted is LibraryStatus.PUBLISHED:
        row.published_at = unit.now
    if wanted is LibraryStatus.RETIRED:
        row.retired_at = unit.now


def _enter(
    unit: Unit,
    identity: UUID,
    text: LibraryText,
    verb: str,
    *,
    chain_id: UUID,
    before: LibraryAnswer | None = None,
    source: Question | None = None,
) -> LibraryAnswer:
    question_text = require_text(mask_text(text.question_text or ""), LONGEST_QUESTION)
    answer_text = require_text(mask_text(text.answer_text or ""), LONGEST_ANSWER)
    row = LibraryAnswer(
        id=identity,
        chain_id=chain_id,
        version=before.version + 1 if before else 1,
        supersedes_id=before.id if before else None,
        source_question_id=source.id if source else None,
        question_text=question_text,
        answer_text=answer_text,
        language=text.language or language_of(answer_text),
        topic=text.topic,
        job_family=optional_text(text.job_family, LONGEST_REASON),
        status=LibraryStatus.IN_REVIEW,
        proposed_by_id=unit.actor.id if unit.actor.kind == "staff" else None,
        created_at=unit.now,
    )
    unit.session.add(row)
    about = {"application_id": source.application_id} if source else {}
    record(unit, f"library_answer.{verb}", row, version=row.version, topic=row.topic, **about)
    return row
