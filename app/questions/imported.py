"""Questions and answers that were kept elsewhere (a team's spreadsheet): facts, not acts.

For app.intake. Clocks are app.sla's. Lists are written in bulk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.masking import mask_text
from app.questions import repository
from app.questions.models import Answer, Question, QuestionStatus
from app.sla.models import Origin


@dataclass(frozen=True)
class ImportedQuestion:
    """`question_id` if an earlier import made it. `names` are masked in the text for analysis."""

    question_id: UUID | None
    interview_id: UUID
    application_id: UUID
    candidate_id: UUID
    text: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    asked_at: datetime
    owner_staff_id: UUID | None
    answer_text: str = field(repr=False)
    answered_at: datetime | None


def save_questions(unit: Unit, given: Sequence[ImportedQuestion]) -> list[UUID]:
    """The questions' ids in the given order. A changed answer becomes a further version of it."""
    rows = []
    for one in given:
        known = unit.session.get(Question, one.question_id) if one.question_id else None
        row = known or Question(id=new_id(), origin=Origin.IMPORTED, created_at=unit.now)
        row.interview_id, row.application_id, row.candidate_id = one.interview_id, one.application_id, one.candidate_id
        row.text, row.text_masked = one.text, mask_text(one.text, one.names)
        row.asked_at, row.owner_staff_id, row.owner_by_rule_id = one.asked_at, one.owner_staff_id, one.owner_staff_id
        row.first_answered_at = row.last_answered_at = one.answered_at
        row.status = QuestionStatus.ANSWERED if one.answered_at else QuestionStatus.OPEN
        if known is None:
            unit.session.add(row)
        record(unit, "question.imported", row, application_id=one.application_id, status=row.status)
        rows.append((row.id, one, known is None))
    unit.session.flush()  # answers refer to them
    for question_id, one, is_new in rows:
        if one.answered_at is not None:
            version = 1 if is_new else repository.newest_version(unit, question_id) + 1
            unit.session.add(_answer(question_id, version, one, one.answered_at))
    unit.session.flush()
    return [question_id for question_id, _, _ in rows]


def _answer(question_id: UUID, version: int, one: ImportedQuestion, answered_at: datetime) -> Answer:
    return Answer(
        id=new_id(),
        question_id=question_id,
        version=version,
        text=one.answer_text,
        answered_by_id=one.owner_staff_id,
        answered_at=answered_at,
    )
