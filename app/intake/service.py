"""Imports: bringing in what other systems recorded. Reading and checking the whole input comes
first; nothing is written before it has passed.
"""

from datetime import datetime
from pathlib import Path

from app.intake.greenhouse import SOURCE, judge_export
from app.intake.greenhouse_history import write_history
from app.intake.greenhouse_reference import write_references
from app.intake.mapping import load_mapping
from app.intake.questions import judge_questions, write_questions
from app.intake.run import Progress, running
from app.intake.schemas import ImportReport
from app.kit.database import Actor, Database, Unit
from app.sla import service as sla
from app.sla.models import ClockKind
from connectors.sources.greenhouse import read_export
from connectors.sources.tables import read_table

__all__ = ["import_greenhouse", "import_table"]


def import_greenhouse(
    database: Database, directory: Path, *, now: datetime, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Imports a folder of Greenhouse-shaped tables as history. Importing again changes nothing,
    a newer export updates. `progress` is told (candidates done, of how many).

    Raises errors of connectors.sources.errors before anything is written, and `ImportRunning`.
    """
    raw = read_export(directory)
    with database.unit(Actor.service(), now) as unit:
        export = judge_export(raw, unit.pseudonym_key, _horizon(unit, ClockKind.FEEDBACK))
    with running(database, SOURCE, now=now, is_dry_run=dry_run, progress=progress) as job:
        job.count_settled(export.tables.values())
        job.report.notes = export.notes
        job.save_quarantine(export.tables.values())
        write_history(job, export, write_references(job, export))
    return job.report


def import_table(
    database: Database,
    file: Path,
    mapping_file: Path,
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Imports a CSV or Excel file by a mapping of its columns (docs/imports.md). The same row
    again, wherever it stands in the file, changes nothing. `progress` is told (rows done, of how many).

    Raises errors of connectors.sources.errors and of app.intake.errors before anything is written.
    """
    mapping = load_mapping(mapping_file)
    raw = read_table(file, sheet=mapping.sheet)
    with database.unit(Actor.service(), now) as unit:
        sheet = judge_questions(unit, raw, mapping, _horizon(unit, ClockKind.ANSWER))
    with running(database, mapping.source, now=now, is_dry_run=dry_run, progress=progress) as job:
        job.count_settled([sheet.table])
        job.report.notes = sheet.notes
        job.save_quarantine([sheet.table])
        write_questions(job, sheet)
    return job.report


def _horizon(unit: Unit, kind: ClockKind) -> tuple[datetime, datetime]:
    """Between which instants a promise of `kind` can be measured by the company's calendar."""
    _policy, calendar = sla.measure_of(unit, kind)
    openings = sla.load_work_calendar(unit, calendar.id).openings
    return openings[0].opens_at, openings[-30].opens_at
