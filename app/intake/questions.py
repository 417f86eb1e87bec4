"""Importing a table of candidates' questions: judged row by row against who and which interviews
are known here, then written with their answers and clocks, in chunks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pandas as pd

from app.hiring.imported import KnownInterview, interviews_of
from app.intake import repository
from app.intake.errors import NothingToAttachTo
from app.intake.frames import source_rows
from app.intake.mapping import mapped_table, unmapped_columns
from app.intake.repository import Key, Known
from app.intake.rules import JudgedTable, SourceRow, Verdict, refuse_bad_times, refuse_outside
from app.intake.run import Import
from app.intake.schemas import Note, TableMapping
from app.kit.database import Unit
from app.people import service as people
from app.people.errors import BadEmail
from app.people.rules import fold_email
from app.questions.imported import ImportedQuestion, save_questions
from app.sla.imported import ImportedClock, settle_clock, start_clocks
from app.sla.models import ClockKind
from connectors.sources.tables import RawTable
from quality.cleaning import keyed_hash, parse_local_times

CHUNK = 200
TIMES = ("interview_at", "asked_at", "answered_at")


@dataclass
class QuestionSheet:
    """A judged table of questions, and whom its rows name."""

    table: JudgedTable
    candidates: dict[str, list[UUID]] = field(default_factory=dict)  # by folded e-mail
    staff: dict[str, UUID] = field(default_factory=dict)
    interviews: dict[tuple[UUID, datetime], list[KnownInterview]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def interview_of(self, row: SourceRow) -> KnownInterview | None:
        """The interview that a row names: by candidate and start; of several, the round named
        and one that was not cancelled go first.
        """
        starts = row.time("interview_at")
        if starts is None:
            return None
        found = [
            one
            for candidate in self.candidates.get(row.text("candidate_key"), [])
            for one in self.interviews.get((candidate, starts), [])
        ]
        wanted = row.text("round_name")
        return min(found, key=lambda one: (one.round_name != wanted, one.is_cancelled), default=None)


def judge_questions(
    unit: Unit, raw: RawTable, mapping: TableMapping, horizon: tuple[datetime, datetime]
) -> QuestionSheet:
    """Judges every row; validity before duplication. Raises `MappedColumnsMissing`, `NothingToAttachTo`."""

    def read_times(values: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
        return parse_local_times(values, mapping.zone, mapping.formats)

    key = unit.pseudonym_key
    mapped = mapped_table(raw, mapping)
    rows = source_rows(
        mapped, key=key, identity=list(mapped.columns), times=TIMES, read_times=read_times, is_personal=True
    )
    for row, original in zip(rows, raw.rows, strict=True):
        row.raw = dict(zip(raw.columns, original.values, strict=False))
        row.values |= {"candidate_key": _key(row, "candidate_email"), "owner_key": _key(row, "owner_email")}
        row.source_id, row.content_hash = _identity(row, key), _content(row, mapped.columns, key)
    sheet = QuestionSheet(JudgedTable(mapping.target, rows))
    _look_up(unit, sheet)
    _judge(sheet, horizon)
    sheet.table.close()
    sheet.notes = _notes(sheet, raw, mapping)
    return sheet


def _key(row: SourceRow, column: str) -> str:
    """The folded e-mail; empty for none and for what is none."""
    try:
        return fold_email(row.text(column))
    except BadEmail:
        return ""


def _identity(row: SourceRow, key: bytes) -> str:
    """E-mail, interview time, question and asked time, however they are written; never the row's number."""
    parts: list[str] = [row.text("candidate_key") or row.text("candidate_email"), row.text("question_text")]
    for column in ("interview_at", "asked_at"):
        moment = row.time(column)
        parts.append(moment.isoformat() if moment else "")
    return keyed_hash(key, parts)


def _content(row: SourceRow, columns: Sequence[str], key: bytes) -> str:
    """What the row says, not how: a time written otherwise (a spreadsheet's cell) is the same time."""
    texts = {column: moment.isoformat() for column in TIMES if (moment := row.time(column))}
    texts |= {"candidate_email": row.text("candidate_key"), "owner_email": row.text("owner_key")}
    return keyed_hash(key, {column: texts.get(column) or row.text(column) for column in columns})


def _look_up(unit: Unit, sheet: QuestionSheet) -> None:
    rows = sheet.table.rows
    sheet.candidates = people.candidates_by_email(unit, {key for row in rows if (key := row.text("candidate_key"))})
    sheet.staff = people.staff_by_email(unit, {key for row in rows if (key := row.text("owner_key"))})
    if rows and not sheet.candidates:
        raise NothingToAttachTo(count=len(rows))
    everyone = [candidate for found in sheet.candidates.values() for candidate in found]
    for one in interviews_of(unit, everyone):
        sheet.interviews.setdefault((one.candidate_id, one.scheduled_start_at), []).append(one)


def _judge(sheet: QuestionSheet, horizon: tuple[datetime, datetime]) -> None:
    rows = sheet.table.rows
    for row in rows:
        if row.text("candidate_key") not in sheet.candidates:
            row.refuse("unknown_candidate", "candidate_email names no candidate that is known here")
        elif not row.text("question_text"):
            row.refuse("empty_question", "question_text is empty")
        elif not row.values.get("asked_at") and "asked_at" not in row.bad_times:
            row.refuse("bad_time", "asked_at is empty")
    refuse_bad_times(rows)
    refuse_outside(rows, "asked_at", horizon)
    for row in rows:
        if row.verdict is Verdict.USABLE and sheet.interview_of(row) is None:
            row.refuse("unknown_interview", "the candidate has no interview that starts at interview_at")
        elif row.text("answer_text") and row.time("answered_at") is None:
            row.refuse("answer_without_time", "answer_text is given, answered_at is not")


def _notes(sheet: QuestionSheet, raw: RawTable, mapping: TableMapping) -> list[Note]:
    nobody = sum(1 for row in sheet.table.usable.values() if row.text("owner_key") not in sheet.staff)
    unmapped = len(unmapped_columns(raw, mapping))
    found = (
        ("owner_unknown", nobody, "questions have no owner who is known here; they were taken without"),
        ("unmapped_columns", unmapped, "columns are not named in the mapping and were not imported"),
    )
    notes = [Note(code, count, f"{count} {text}.") for code, count, text in found if count]
    return notes + [Note("file_end", 1, text) for text in raw.notes]


def write_questions(job: Import, sheet: QuestionSheet) -> None:
    """Brings the questions to what the sheet says; unchanged ones are skipped."""
    rows, done = list(sheet.table.usable.values()), 0
    for chunk in _chunks(rows):
        with job.unit() as unit:
            known = repository.known(unit, job.source, chunk)
            fresh = job.count_usable(chunk, known)
            if fresh:
                with unit.session.no_autoflush:
                    entities = _write(unit, sheet, fresh, known)
                job.keep_provenance(unit, fresh, entities)
        done += len(chunk)
        job.progress(done, len(rows))


def _chunks(rows: Sequence[SourceRow]) -> Iterator[Sequence[SourceRow]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _write(
    unit: Unit, sheet: QuestionSheet, rows: Sequence[SourceRow], known: Mapping[Key, Known]
) -> list[tuple[SourceRow, str, UUID]]:
    pairs = [(row, interview) for row in rows if (interview := sheet.interview_of(row)) is not None]
    candidates = people.candidate_names_of(unit, {one.candidate_id for _, one in pairs})
    owners = people.names_of(unit, sheet.staff.values())
    before = {row.source_id: known.get((row.table, row.source_id)) for row, _ in pairs}
    given = []
    for row, interview in pairs:
        earlier, owner = before[row.source_id], sheet.staff.get(row.text("owner_key"))
        names = (candidates.get(interview.candidate_id, ""), owners.get(owner, "") if owner else "")
        given.append(_question(row, interview, earlier.entity_id if earlier else None, owner, names))
    ids = save_questions(unit, given)
    clocks = [_clock(identity, one, at) for identity, one, (_, at) in zip(ids, given, pairs, strict=True)]
    start_clocks(unit, [clock for clock, one in zip(clocks, given, strict=True) if one.question_id is None])
    for clock, one in zip(clocks, given, strict=True):
        if one.question_id is not None:
            settle_clock(unit, clock)
    return [(row, "questions", identity) for (row, _), identity in zip(pairs, ids, strict=True)]


def _question(
    row: SourceRow, interview: KnownInterview, question_id: UUID | None, owner: UUID | None, names: tuple[str, ...]
) -> ImportedQuestion:
    return ImportedQuestion(
        question_id=question_id,
        interview_id=interview.interview_id,
        application_id=interview.application_id,
        candidate_id=interview.candidate_id,
        text=row.text("question_text"),
        names=tuple(name for name in names if name),
        asked_at=row.values["asked_at"],
        owner_staff_id=owner,
        answer_text=row.text("answer_text"),
        answered_at=row.time("answered_at"),
    )


def _clock(question_id: UUID, question: ImportedQuestion, interview: KnownInterview) -> ImportedClock:
    return ImportedClock(
        kind=ClockKind.ANSWER,
        subject_id=question_id,
        started_at=question.asked_at,
        stopped_at=question.answered_at,
        owner_staff_id=question.owner_staff_id,
        application_id=interview.application_id,
        interview_id=interview.interview_id,
        candidate_id=interview.candidate_id,
        requisition_id=interview.requisition_id,
        department_id=interview.department_id,
        round_id=interview.round_id,
    )
