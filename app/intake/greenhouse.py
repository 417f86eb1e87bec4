"""Judging a Greenhouse export: which row is usable, deleted at its source, a duplicate, or to be
quarantined, and what belongs to whom. Pure; writing is in greenhouse_history and _reference.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.intake.frames import source_rows
from app.intake.rules import (
    APPLICATION_STATUS,
    INTERVIEW_STATUS,
    JudgedTable,
    SourceRow,
    Verdict,
    count_overlaps,
    refer,
    refuse_bad_times,
    refuse_outside,
    word,
)
from app.intake.schemas import Note
from app.people.errors import BadEmail
from app.people.rules import fold_email
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
    _judge_links(tables)
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


Tables = dict[str, JudgedTable]


def _need(rows: list[SourceRow], *columns: str) -> None:
    for row in rows:
        empty = [column for column in columns if not row.values.get(column)]
        if empty:
            row.refuse("missing_value", f"{', '.join(empty)} is empty")


def _judge_emails(rows: list[SourceRow], column: str) -> None:
    for row in rows:
        if row.verdict is Verdict.QUARANTINED:
            continue
        try:
            row.values["email_key"] = fold_email(row.text(column))
        except BadEmail:
            row.refuse("bad_email", f"{column} is no e-mail address")


def _judge_users(rows: list[SourceRow], _tables: Tables) -> None:
    _judge_emails(rows, "email")


def _judge_departments(rows: list[SourceRow], _tables: Tables) -> None:
    _need(rows, "name")


def _judge_jobs(rows: list[SourceRow], _tables: Tables) -> None:
    _need(rows, "name")


def _judge_job_departments(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "job_id", tables["job"], "unknown_job")
    refer(rows, "department_id", tables["department"], "unknown_department", keeps=True)


def _judge_stages(rows: list[SourceRow], tables: Tables) -> None:
    _need(rows, "name")
    refer(rows, "job_id", tables["job"], "unknown_job")


def _judge_kits(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "job_stage_id", tables["job_stage"], "unknown_stage", keeps=True)


def _judge_addresses(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "candidate_id", tables["candidate"], "unknown_candidate")
    _judge_emails(rows, "value")


def _judge_applications(rows: list[SourceRow], tables: Tables) -> None:
    _need(rows, "applied_at")
    refer(rows, "candidate_id", tables["candidate"], "unknown_candidate")


def _judge_job_applications(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "application_id", tables["application"], "unknown_application")
    refer(rows, "job_id", tables["job"], "unknown_job")
    jobs = {row.text("application_id") for row in rows if row.verdict is Verdict.USABLE}
    gone = {row.text("application_id") for row in rows if row.verdict is Verdict.DELETED}
    applications = tables["application"]
    for source_id, row in list(applications.usable.items()):
        if source_id in jobs:
            continue
        del applications.usable[source_id]  # without a job there is no requisition to apply for
        if source_id in gone:
            row.verdict = Verdict.DELETED
            applications.deleted[source_id] = row
        else:
            row.refuse("unknown_job", "no row of job_application that was taken names its job")


def _judge_history(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "application_id", tables["application"], "unknown_application")
    _need(rows, "updated_at")
    refer(
        [row for row in rows if row.values.get("new_stage_id")],
        "new_stage_id",
        tables["job_stage"],
        "unknown_stage",
        keeps=True,
    )


def _judge_interviews(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "application_id", tables["application"], "unknown_application")
    refer(rows, "interview_id", tables["interview"], "unknown_interview_kit", keeps=True)
    _need(rows, "start", "end")
    for row in rows:
        start, end = row.time("start"), row.time("end")
        if start and end and end <= start:
            row.refuse("bad_time", "the end does not come after the start")


def _judge_seats(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "scheduled_interview_id", tables["scheduled_interview"], "unknown_interview")
    refer(rows, "interviewer_id", tables["users"], "unknown_interviewer", keeps=True)


def _judge_attributes(rows: list[SourceRow], tables: Tables) -> None:
    refer(rows, "scorecard_id", tables["scorecard"], "unknown_scorecard")
    _need(rows, "name")


JUDGES: dict[str, Callable[[list[SourceRow], Tables], None]] = {
    "department": _judge_departments,
    "users": _judge_users,
    "job": _judge_jobs,
    "job_department": _judge_job_departments,
    "job_stage": _judge_stages,
    "interview": _judge_kits,
    "email_address": _judge_addresses,
    "application": _judge_applications,
    "job_application": _judge_job_applications,
    "application_history": _judge_history,
    "scheduled_interview": _judge_interviews,
    "scheduled_interviewer": _judge_seats,
    "scorecard_attribute": _judge_attributes,
}


def _judge_links(tables: Tables) -> None:
    """Scorecards are tied to seats by `scheduled_interviewer.scorecard_id`. One that no seat names
    has nobody who owed it; one whose seat went with its interview goes the same way.
    """
    _merge_seats(tables)
    usable = {row.text("scorecard_id") for row in tables["scheduled_interviewer"].usable.values()}
    gone = {row.text("scorecard_id") for row in tables["scheduled_interviewer"].rows if row.verdict is Verdict.DELETED}
    scorecards = tables["scorecard"]
    for source_id, row in list(scorecards.usable.items()):
        if source_id in usable:
            continue
        del scorecards.usable[source_id]
        if source_id in gone:
            row.verdict = Verdict.DELETED
            scorecards.deleted[source_id] = row
        else:
            row.refuse("no_seat", "no usable row of scheduled_interviewer names it")
    attributes = tables["scorecard_attribute"]
    for source_id, row in list(attributes.usable.items()):
        parent = row.text("scorecard_id")
        if parent in scorecards.usable:
            continue
        del attributes.usable[source_id]
        if parent in scorecards.deleted:
            row.verdict = Verdict.DELETED
        else:
            row.refuse("unknown_scorecard", "its scorecard was not taken")


def _merge_seats(tables: Tables) -> None:
    """One person under two ids has one seat: the one with the earliest scorecard, if there is any."""
    seats = tables["scheduled_interviewer"]
    taken: dict[tuple[str, str], SourceRow] = {}
    for row in sorted(seats.usable.values(), key=lambda row: _rank(row, tables["scorecard"])):
        user = row.text("interviewer_id")
        person = tables["users"].usable.get(user) or tables["users"].deleted[user]
        first = taken.setdefault((row.text("scheduled_interview_id"), person.text("email_key") or user), row)
        if first is row:
            continue
        del seats.usable[row.source_id]
        if row.text("scorecard_id") in ("", first.text("scorecard_id")):
            row.verdict = Verdict.DUPLICATE
        else:
            row.refuse("same_id_other_content", f"the row at line {first.number} is the same person's seat")


def _rank(row: SourceRow, scorecards: JudgedTable) -> tuple[str, int]:
    """Seats with a submitted scorecard first, by its time; then in the file's order."""
    scorecard = scorecards.usable.get(row.text("scorecard_id"))
    submitted = scorecard.time("submitted_at") if scorecard else None
    return (submitted.isoformat() if submitted else "~", row.number)


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


def _history_notes(export: Export) -> list[Note]:
    interviews = export.usable("scheduled_interview")
    statuses = [word(row.text("status")) for row in interviews.values()]
    held = sum(1 for status in statuses if INTERVIEW_STATUS.get(status) == "held")
    people = {source_id: row.text("email_key") for source_id, row in export.usable("users").items()}
    sittings = []
    for seat in export.usable("scheduled_interviewer").values():
        interview = interviews[seat.text("scheduled_interview_id")]
        start, end = interview.time("start"), interview.time("end")
        if start and end and INTERVIEW_STATUS.get(word(interview.text("status"))) != "cancelled":
            sittings.append((people.get(seat.text("interviewer_id"), seat.text("interviewer_id")), start, end))
    unknown = sum(1 for status in statuses if status not in INTERVIEW_STATUS)
    unknown += sum(
        1 for row in export.usable("application").values() if word(row.text("status")) not in APPLICATION_STATUS
    )
    merged = len(people) - len(set(people.values()))
    found = (
        ("double_booking", count_overlaps(sittings), "times an interviewer sat in two interviews at once"),
        ("no_chance_to_ask", held, "held interviews carry no record of a chance to ask"),
        ("merged_people", merged, "users have another's e-mail in other letters and are the same person"),
        ("unknown_words", unknown, "states are not known here; the source's word is kept beside ours"),
    )
    return [Note(code, count, f"{count} {text}.") for code, count, text in found if count]
