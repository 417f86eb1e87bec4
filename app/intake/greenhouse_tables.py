"""Judging the tables of a Greenhouse export one by one: what each needs, whom it refers to, and
how scorecards hang on seats. Pure; the export as a whole is in greenhouse.
"""

from collections.abc import Callable

from app.intake.rules import JudgedTable, SourceRow, Verdict, refer
from app.people.errors import BadEmail
from app.people.rules import fold_email

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


def judge_links(tables: Tables) -> None:
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
