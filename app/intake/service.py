"""Imports: bringing in what other systems recorded. Reading and checking the whole input comes
first; nothing is written before it has passed.
"""

from datetime import datetime
from pathlib import Path

from app.intake.greenhouse import SOURCE, judge_export
from app.intake.greenhouse_history import write_history
from app.intake.greenhouse_reference import write_references
from app.intake.run import Progress, running
from app.intake.schemas import ImportReport
from app.kit.database import Actor, Database, Unit
from app.sla import service as sla
from app.sla.models import ClockKind
from connectors.sources.greenhouse import read_export

__all__ = ["import_greenhouse"]


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


def _horizon(unit: Unit, kind: ClockKind) -> tuple[datetime, datetime]:
    """Between which instants a promise of `kind` can be measured by the company's calendar."""
    _policy, calendar = sla.measure_of(unit, kind)
    openings = sla.load_work_calendar(unit, calendar.id).openings
    return openings[0].opens_at, openings[-30].opens_at
