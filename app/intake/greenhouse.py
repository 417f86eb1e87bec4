"""Judging a Greenhouse export: which row is usable, deleted at its source, a duplicate, or to be
quarantined, and what belongs to whom. Pure; writing is in greenhouse_reference and _history.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.intake.frames import source_rows
from app.intake.greenhouse_tables import JUDGES, judge_links
from app.intake.rules import (
    APPLICATION_STATUS,
    INTERVIEW_STATUS,
    JudgedTable,
    SourceRow,
    overlaps,
    refuse_bad_times,
    refuse_outside,
    word,
)
from app.intake.schemas import Note
from connectors.sources.greenhouse import SHAPES, TableShape, unknown_columns
from connectors.sources.tables import RawTable
from quality.cleaning import keyed_hash, parse_utc_times

SOURCE = "greenhouse"
TIMES = {
    "application": ("applied_at", "rejected_at", "last_activity_at"),
    "application_history": ("updated_at",),
    "scheduled_interview": ("start", "end", "created_at", "updated_at"),
    "scorecard": ("submitted_at", "created_at", "updated_at"),
}
REFERENCE = ("department", "users", "job", "job_department", "job_stage", "interview")
NEWEST = {"scheduled_interview": "updated_at", "scorecard": "updated_at", "application": "last_activity_at"}


@dataclass
class Bundle:
    """A candidate with everything that hangs on it: what is written or skipped together."""

    candidate: SourceRow
    rows: list[SourceRow] = field(default_factory=list)  # all of it, usable or deleted at the source


@dataclass
class Export:
    """A judged export. `tables` hold every row; the indexes hold usable rows only."""

    tables: dict[str, JudgedTable]
    bundles: list[Bundle] = field(default_factory=list)
    children: dict[tuple[str, str], list[SourceRow]] = field(default_factory=lambda: defaultdict(list))
    notes: list[Note] = field(default_factory=list)

    def usable(self, table: str) -> Mapping[str, SourceRow]:
        return self.tables[table].usable

    def kept(self, table: str, source_id: str) -> SourceRow | None:
        """The row, also one deleted at the source that living rows still refer to."""
        found = self.tables[table]
        return found.usable.get(source_id) or found.deleted.get(source_id)

    def of(self, table: str, parent_id: str) -> list[SourceRow]:
        """The usable rows of `table` that belong to `parent_id`, in the file's order."""
        return self.children.get((table, parent_id), [])


def judge_export(raw: Mapping[str, RawTable], key: bytes, horizon: tuple[datetime, datetime]) -> Export:
    """Judges all tables, parents before children. `key` is the one of content hashes; outside
    `horizon` no promise can be measured, so that an interview there is refused.
    """
    tables: dict[str, JudgedTable] = {}
    for shape in SHAPES:
        table = JudgedTable(shape.name, _rows(raw[shape.name], shape, key))
        tables[shape.name] = table
        refuse_bad_times(table.rows)
        judge = JUDGES.get(shape.name)
        if judge:
            judge(table.rows, tables)
        if shape.name == "scheduled_interview":
            refuse_outside(table.rows, "end", horizon)
        table.close(newest=NEWEST.get(shape.name))
    judge_links(tables)
    export = Export(tables)
    _index(export)
    _deepen_hashes(export, key)
    _gather(export)
    export.notes = [*_layout_notes(raw), *_history_notes(export)]
    return export


def _rows(raw: RawTable, shape: TableShape, key: bytes) -> list[SourceRow]:
    return source_rows(
        raw,
        key=key,
        identity=shape.key,
        times=TIMES.get(shape.name, ()),
        read_times=parse_utc_times,
        is_personal=shape.name == "email_address",
    )


CHILDREN = (
    ("email_address", "candidate_id"),
    ("application", "candidate_id"),
    ("job_application", "application_id"),
    ("application_history", "application_id"),
    ("scheduled_interview", "application_id"),
    ("scheduled_interviewer", "scheduled_interview_id"),
    ("scorecard_attribute", "scorecard_id"),
    ("job_stage", "job_id"),
    ("job_department", "job_id"),
)


def _index(export: Export) -> None:
    for table, column in CHILDREN:
        for row in export.usable(table).values():
            export.children[table, row.text(column)].append(row)


def _deepen_hashes(export: Export, key: bytes) -> None:
    """A row whose children count as part of it changes when they do: seats that vanish leave no
    row of their own to notice it by.
    """
    for parent, child in (("scheduled_interview", "scheduled_interviewer"), ("scorecard", "scorecard_attribute")):
        for source_id, row in export.usable(parent).items():
            below = sorted(seat.source_id + seat.content_hash for seat in export.of(child, source_id))
            row.content_hash = keyed_hash(key, [row.content_hash, *below])


def _gather(export: Export) -> None:
    """One bundle per candidate, living or deleted, with the deleted rows that hang on it too."""
    owners: dict[tuple[str, str], Bundle] = {}
    for table in ("candidate", *BELOW):
        for row in [*export.tables[table].usable.values(), *export.tables[table].deleted.values()]:
            if table == "candidate":
                bundle = Bundle(row)
                export.bundles.append(bundle)
            else:
                found = next((owners[key] for key in _above(row) if key in owners), None)
                if found is None:
                    continue
                bundle = found
            owners.setdefault((table, row.source_id), bundle)
            if table == "scheduled_interviewer" and row.text("scorecard_id"):
                owners.setdefault(("seat_of_scorecard", row.text("scorecard_id")), bundle)
            bundle.rows.append(row)


def _above(row: SourceRow) -> list[tuple[str, str]]:
    """What a row may hang on, nearest first."""
    if row.table == "scorecard":  # one deleted at the source is named by no seat any more
        return [("seat_of_scorecard", row.source_id), ("application", row.text("application_id"))]
    table, column = BELOW[row.table]
    return [(table, row.text(column))]


BELOW = {
    "email_address": ("candidate", "candidate_id"),
    "application": ("candidate", "candidate_id"),
    "job_application": ("application", "application_id"),
    "application_history": ("application", "application_id"),
    "scheduled_interview": ("application", "application_id"),
    "scheduled_interviewer": ("scheduled_interview", "scheduled_interview_id"),
    "scorecard": ("scheduled_interviewer", "scorecard_id"),
    "scorecard_attribute": ("scorecard", "scorecard_id"),
}


def _layout_notes(raw: Mapping[str, RawTable]) -> list[Note]:
    notes = []
    for shape in SHAPES:
        table = raw[shape.name]
        unknown = unknown_columns(table, shape)
        if unknown:
            text = f"{shape.name} has {len(unknown)} columns of a newer layout, which are not imported."
            notes.append(Note("unknown_columns", len(unknown), text))
        notes += [Note("file_end", 1, f"{table.file_name}: {text}") for text in table.notes]
    return notes


SHOWN_OVERLAPS = 10


def _history_notes(export: Export) -> list[Note]:
    interviews = export.usable("scheduled_interview")
    statuses = [word(row.text("status")) for row in interviews.values()]
    held = sum(1 for status in statuses if INTERVIEW_STATUS.get(status) == "held")
    people = {source_id: row.text("email_key") for source_id, row in export.usable("users").items()}
    unknown = sum(1 for status in statuses if status not in INTERVIEW_STATUS)
    unknown += sum(
        1 for row in export.usable("application").values() if word(row.text("status")) not in APPLICATION_STATUS
    )
    merged = len(people) - len(set(people.values()))
    found = (
        ("no_chance_to_ask", held, "held interviews carry no record of a chance to ask"),
        ("merged_people", merged, "users have another's e-mail in other letters and are the same person"),
        ("unknown_words", unknown, "states are not known here; the source's word is kept beside ours"),
    )
    return _overlap_notes(export, people) + [
        Note(code, count, f"{count} {text}.") for code, count, text in found if count
    ]


def _overlap_notes(export: Export, people: Mapping[str, str]) -> list[Note]:
    """Interviews of the source that overlap: kept as history, told here. Ids are the source's."""
    applications = export.usable("application")
    took = {
        source_id: (start, end, applications[row.text("application_id")].text("candidate_id"))
        for source_id, row in export.usable("scheduled_interview").items()
        if (start := row.time("start")) and (end := row.time("end"))
        if INTERVIEW_STATUS.get(word(row.text("status"))) != "cancelled"
    }
    seats = [
        (people.get(seat.text("interviewer_id"), seat.text("interviewer_id")), seat.text("scheduled_interview_id"))
        for seat in export.usable("scheduled_interviewer").values()
    ]
    found = (
        ("double_booking", "an interviewer sat in two interviews", [seat for seat in seats if seat[1] in took]),
        ("candidate_double_booking", "a candidate had two interviews", [(took[each][2], each) for each in took]),
    )
    notes = []
    for code, what, sittings in found:
        late = overlaps((person, took[interview][0], took[interview][1], interview) for person, interview in sittings)
        named = f"{', '.join(late[:SHOWN_OVERLAPS])}{', …' if len(late) > SHOWN_OVERLAPS else ''}"
        notes += (
            [Note(code, len(late), f"{len(late)} times {what} at once: scheduled interviews {named}.")] if late else []
        )
    return notes
