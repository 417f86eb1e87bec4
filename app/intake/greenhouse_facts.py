"""What rows of a Greenhouse export say in our terms: application, interview, feedback. Pure;
greenhouse_history writes it.
"""

from datetime import datetime

from app.feedback.imported import ImportedScore
from app.hiring.models import ApplicationStatus, InterviewStatus
from app.intake.greenhouse import Export
from app.intake.rules import APPLICATION_STATUS, INTERVIEW_STATUS, SourceRow, score_of, word


def job_of(export: Export, application_id: str) -> str:
    """The job that an application is for."""
    return export.of("job_application", application_id)[0].text("job_id")


def application_status(row: SourceRow) -> ApplicationStatus:
    """An application's status; a word that is not known here counts as active."""
    return APPLICATION_STATUS.get(word(row.text("status")), ApplicationStatus.ACTIVE)


def interview_status(row: SourceRow) -> InterviewStatus:
    """An interview's status; a word that is not known here counts as scheduled."""
    return INTERVIEW_STATUS.get(word(row.text("status")), InterviewStatus.SCHEDULED)


def stage_of(export: Export, row: SourceRow) -> str:
    """The job stage an application stands in: its own word, else the last of its history."""
    stages = (each.text("new_stage_id") for each in reversed(_history(export, row)) if each.values.get("new_stage_id"))
    return row.text("current_stage_id") or next(stages, "")


def ended_at(export: Export, row: SourceRow) -> datetime | None:
    """When an application ended; None while it is active."""
    status = application_status(row)
    if status is ApplicationStatus.ACTIVE:
        return None
    moves = (each for each in reversed(_history(export, row)) if word(each.text("new_status")) == status)
    last = next(moves, None)
    return row.time("rejected_at") or (last.time("updated_at") if last else None) or row.time("last_activity_at")


def _history(export: Export, row: SourceRow) -> list[SourceRow]:
    rows = export.of("application_history", row.source_id)
    return sorted(rows, key=lambda each: each.values["updated_at"])


def scores_of(export: Export, card: SourceRow) -> tuple[ImportedScore, ...]:
    """A scorecard's attributes, the source's words beside our scale."""
    scores: dict[str, ImportedScore] = {}
    for row in export.of("scorecard_attribute", card.source_id):
        name = row.text("name")
        if name in scores:  # two attributes of one name: the source tells them apart by their index
            name = f"{name} ({row.text('index')})"
        scores[name] = ImportedScore(name, score_of(row.text("rating")), row.text("rating") or None)
    return tuple(scores.values())
