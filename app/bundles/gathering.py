"""What belongs into a bundle, asked of each domain: promised, done, seen, sent, and who the people are."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from app.complaints import service as complaints
from app.feedback import service as feedback
from app.hiring import service as hiring
from app.kit.copies import Copies, ids
from app.kit.database import Unit
from app.messages import service as messages
from app.nudges import copied as nudges
from app.offers import service as offers
from app.outbox import copied as outbox
from app.people import service as people
from app.questions import service as questions
from app.sla import service as sla

SEEN = ("feedback_releases", "release_texts", "released_fields", "message_reads")
Sections = Mapping[str, Copies]  # file -> table -> rows


def gather(unit: Unit, application_id: UUID) -> Sections:
    """Everything about the application, by section. Raises `NotFound`."""
    candidate_id = hiring.application_context(unit, application_id).candidate_id
    promised = sla.copies_of(unit, application_id)
    way = hiring.copies_of(unit, application_id)
    told = {
        **feedback.copies_of(unit, application_id, ids(way["interviews"])),
        **messages.copies_of(unit, application_id),
    }
    done = {
        **way,
        **{table: told[table] for table in ("feedback", "feedback_versions", "feedback_scores")},
        **questions.copies_of(unit, application_id),
        **offers.copies_of(unit, application_id),
        **complaints.copies_of(unit, application_id),
    }
    chased = nudges.copies_of(unit, ids(promised["sla_clocks"]))
    known = [*_ids(promised), *_ids(done), *_ids(told)]
    sent = {
        **{table: told[table] for table in ("messages", "attachments", "thread_participants")},
        **chased,
        **outbox.copies_of(unit, known, ids(chased["nudges"], "outbox_id")),
    }
    sections = {"promised": promised, "done": done, "seen": {table: told[table] for table in SEEN}, "sent": sent}
    named = {value for tables in sections.values() for value in _uuids(tables)}
    return {**sections, "people": people.copies_of(unit, candidate_id, named)}


def _ids(tables: Copies) -> Iterator[object]:
    shared = {"requisitions", "rounds", "round_versions", "score_dimensions", "calendars", "sla_policies"}
    return (row["id"] for table, rows in tables.items() if table not in shared for row in rows)


def _uuids(tables: Copies) -> Iterator[str]:
    """Every value that may name a person."""
    return (
        value
        for rows in tables.values()
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and (name.endswith("_id") and name != "id")
    )
