"""How a bundle's rows are told as lines that a person reads. Pure: rows in, lines out; a table that is not named here
is in the files of data alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.kit.copies import Copies, Copy

Sections = Mapping[str, Copies]
CANDIDATE = "candidate"
RECIPIENT = "recipient_staff_id recipient_candidate_id"


@dataclass(frozen=True)
class Telling:
    """How a moment of a table's rows is told: `says` is filled with the row's values, `words` are people's own.
    `by`: columns that may name who did it, the first that does; `candidate` at the end: else the candidate did.
    """

    table: str
    at: str
    says: str
    by: str = ""
    words: tuple[str, ...] = ()


TELLINGS: Mapping[str, tuple[Telling, ...]] = {
    "done": (
        Telling("application_stages", "at", "Moved from {from_stage} to {to_stage}", "by_staff_id", ("reason",)),
        Telling("screening_decisions", "at", "Screening decided: {decision}", "by_staff_id", ("reason",)),
        Telling("interviews", "created_at", "Interview arranged"),
        Telling("interviews", "confirmed_at", "Interview confirmed for {scheduled_start_at}"),
        Telling("interviews", "actual_end_at", "Interview ended"),
        Telling("interviews", "closed_at", "Interview closed; chance to ask: {chance_to_ask}", "", ("chance_reason",)),
        Telling("interviews", "cancelled_at", "Interview cancelled", "", ("cancel_reason",)),
        Telling(
            "interview_reschedules",
            "at",
            "Interview moved from {from_start_at} to {to_start_at}",
            "by_staff_id",
            ("reason",),
        ),
        Telling("interview_requests", "at", "Another time was asked for", CANDIDATE, ("reason",)),
        Telling("panel_members", "created_at", "Interviewer invited", "staff_id"),
        Telling("panel_members", "removed_at", "Interviewer left the panel", "staff_id", ("removed_reason",)),
        Telling("feedback", "submitted_at", "Feedback submitted", "interviewer_staff_id"),
        Telling(
            "feedback_versions",
            "saved_at",
            "Feedback written, version {version}: {recommendation}",
            "interviewer_staff_id",
            ("text_for_panel", "text_for_candidate"),
        ),
        Telling("round_decisions", "at", "Round decided: {decision}", "by_staff_id", ("reason",)),
        Telling("questions", "asked_at", "Question asked", "asked_by_staff_id candidate", ("text",)),
        Telling("answers", "answered_at", "Question answered, version {version}", "answered_by_id", ("text",)),
        Telling("question_reassignments", "at", "Question handed over", "by_staff_id", ("reason",)),
        Telling("question_reopenings", "at", "Question asked again", CANDIDATE, ("text",)),
        Telling("offer_versions", "saved_at", "Offer written, version {version}", "author_staff_id"),
        Telling("offer_approvals", "decided_at", "Offer judged: {decision}", "decided_by_staff_id", ("reason",)),
        Telling("offers", "sent_at", "Offer sent, version {sent_version}", "sent_by_staff_id"),
        Telling("offers", "decided_at", "Offer answered: {status}", CANDIDATE, ("decline_reason",)),
        Telling("offers", "ended_at", "Offer ended: {status}", "withdrawn_by_staff_id", ("withdrawal_reason",)),
        Telling("complaints", "made_at", "Complaint made about {about}", "recorded_by_staff_id candidate", ("text",)),
        Telling("complaints", "reopened_at", "Complaint reopened", CANDIDATE, ("reopen_reason",)),
        Telling("complaint_notes", "written_at", "Note on the complaint", "author_staff_id", ("text",)),
        Telling("complaint_resolutions", "told_at", "Complaint resolved: {outcome}", "by_staff_id", ("text",)),
    ),
    "seen": (
        Telling("feedback_releases", "released_at", "Feedback was shown to the candidate", "by_staff_id"),
        Telling("feedback_releases", "first_opened_at", "The candidate opened the feedback", CANDIDATE),
        Telling("released_fields", "released_at", "Shown to the candidate: {field} {dimension_name}"),
        Telling(
            "release_texts",
            "decided_at",
            "Text for the candidate: {status}",
            "decided_by_staff_id",
            ("declined_reason",),
        ),
        Telling("message_reads", "read_at", "A message was read", "reader_id"),
    ),
    "sent": (
        Telling("messages", "sent_at", "Message: {kind}", "author_staff_id candidate", ("body",)),
        Telling("attachments", "created_at", "File attached: {filename}", "uploaded_by_id"),
        Telling("nudges", "computed_at", "Nudge of rung {rung}: {status}", "recipient_staff_id", ("status_reason",)),
        Telling("outbox", "created_at", "Notice {topic} by {channel}: {status}", RECIPIENT),
    ),
}


@dataclass(frozen=True)
class Line:
    """One line of a section. `says` with its `values`; `by` is a person's name."""

    at: str
    says: str
    values: Mapping[str, object]
    by: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class PromiseLine:
    """One promise: its clock beside the versions of policy and calendar that it ran under."""

    kind: str
    owner: str
    started_at: str | None
    due_at: str | None
    stopped_at: str | None
    outcome: str
    policy: str
    calendar: str
    words: tuple[str, ...]


def lines(sections: Sections, section: str) -> list[Line]:
    """The section's lines, oldest first."""
    names = names_of(sections)
    found = [
        _line(row, telling, names)
        for telling in TELLINGS[section]
        for row in _rows(sections, section, telling.table)
        if row[telling.at] is not None
    ]
    return sorted(found, key=lambda line: line.at)


def _line(row: Copy, telling: Telling, names: Mapping[object, str]) -> Line:
    words = tuple(str(row[name]) for name in telling.words if row[name])
    columns = telling.by.split()
    named = [names[row[each]] for each in columns if row.get(each) in names]
    by = [*named, *(names[each] for each in columns if each == CANDIDATE), ""][0]
    return Line(str(row[telling.at]), telling.says, row, by, words)


def _rows(sections: Sections, section: str, table: str) -> list[Copy]:
    rows = sections[section].get(table, [])
    if table != "feedback_versions":
        return rows
    authors = {row["id"]: row["interviewer_staff_id"] for row in sections[section]["feedback"]}
    return [row | {"interviewer_staff_id": authors[row["feedback_id"]]} for row in rows]


def names_of(sections: Sections) -> Mapping[object, str]:
    """Person's id -> name; the candidate also as CANDIDATE."""
    people = sections["people"]
    named = {row["id"]: str(row["name"]) for table in ("candidates", "staff") for row in people[table]}
    return named | {CANDIDATE: str(people["candidates"][0]["name"])}


def promises(sections: Sections) -> Iterator[PromiseLine]:
    """The promises, in the order in which they were due."""
    promised, names = sections["promised"], names_of(sections)
    policies = {row["id"]: row for row in promised["sla_policies"]}
    calendars = {row["id"]: row for row in promised["calendars"]}
    for clock in sorted(promised["sla_clocks"], key=lambda row: str(row["due_at"])):
        policy, calendar = policies.get(clock["policy_id"]), calendars.get(clock["calendar_id"])
        pauses = [row for row in promised["clock_pauses"] if row["clock_id"] == clock["id"]]
        reasons = [clock["moved_reason"], clock["outcome_reason"], *(row["reason"] for row in pauses)]
        yield PromiseLine(
            kind=str(clock["kind"]),
            owner=names.get(clock["owner_staff_id"], ""),
            started_at=_text(clock["started_at"]),
            due_at=_text(clock["due_at"]),
            stopped_at=_text(clock["stopped_at"]),
            outcome=str(clock["outcome"]),
            policy=f"{policy['amount']} {str(policy['unit']).replace('_', ' ')} (v{policy['version']})"
            if policy
            else "",
            calendar=f"{calendar['code']} (v{calendar['version']})" if calendar else "",
            words=tuple(str(each) for each in reasons if each),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
