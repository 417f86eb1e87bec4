"""One import as it goes: its run, its chunks, its counting. What a source means stays outside.

A chunk is one transaction that holds entities together with their provenance, so that an import
killed anywhere resumes where it stood. A dry run is one transaction that is rolled back.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from uuid import UUID

from app.intake import repository
from app.intake.repository import Key, Known
from app.intake.rules import JudgedTable, SourceRow, Verdict
from app.intake.schemas import ImportReport
from app.kit.database import Actor, Database, Unit
from app.kit.errors import HuiyinError

Progress = Callable[[int, int], None]


class _RolledBack(Exception):
    """Ends a dry run's transaction."""


@dataclass
class Import:
    """A running import. `unit()` opens the next chunk."""

    database: Database
    source: str
    now: datetime
    report: ImportReport
    progress: Progress
    run_id: UUID | None = None
    dry_unit: Unit | None = field(default=None, repr=False)  # a dry run has one for all

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """The next chunk's unit; in a dry run always the same one, never committed."""
        if self.dry_unit is not None:
            yield self.dry_unit
            self.dry_unit.session.flush()
            self.dry_unit.session.expunge_all()
            return
        with self.database.unit(Actor.service(), self.now) as unit:
            yield unit

    @property
    def run(self) -> UUID:
        """The run's id."""
        assert self.run_id is not None  # set before anything is written
        return self.run_id

    def count_settled(self, tables: Iterable[JudgedTable]) -> None:
        """Counts every row whose way is known without looking at the database."""
        for table in tables:
            counts = self.report.of(table.name)
            counts.read = len(table.rows)
            for row in table.rows:
                if row.verdict is Verdict.QUARANTINED:
                    counts.quarantined[row.reason] += 1
                elif row.verdict is Verdict.DUPLICATE:
                    counts.duplicate += 1
                elif row.verdict is Verdict.DELETED:
                    counts.deleted_at_source += 1

    def count_usable(self, rows: Iterable[SourceRow], known: dict[Key, Known]) -> list[SourceRow]:
        """Counts usable rows as imported, updated or unchanged; returns the first two kinds."""
        fresh = []
        for row in rows:
            if row.verdict is not Verdict.USABLE:
                continue
            counts, before = self.report.of(row.table), known.get((row.table, row.source_id))
            if before is None or before.is_deleted:
                counts.imported += 1
            elif before.content_hash != row.content_hash:
                counts.updated += 1
            else:
                counts.unchanged += 1
                continue
            fresh.append(row)
        return fresh

    def save_quarantine(self, tables: Iterable[JudgedTable]) -> None:
        """Keeps the refused rows, in a chunk of its own."""
        rows = [row for table in tables for row in table.rows if row.verdict is Verdict.QUARANTINED]
        with self.unit() as unit:
            repository.save_quarantine(unit, self.source, self.run, rows)

    def keep_provenance(self, unit: Unit, fresh: list[SourceRow], entities: list[tuple[SourceRow, str, UUID]]) -> None:
        """Writes where the chunk's entities come from, and closes what waited in quarantine."""
        repository.save_records(unit, self.source, self.run, entities)
        if repository.has_quarantine(unit, self.source):
            repository.resolve_quarantine(unit, self.source, fresh)


@contextmanager
def running(
    database: Database, source: str, *, now: datetime, is_dry_run: bool, progress: Progress | None
) -> Iterator[Import]:
    """An import from its first to its last row: alone, recorded as a run, its counts checked.

    Raises `ImportRunning`; what is raised inside closes the run as failed.
    """
    started = monotonic()
    job = Import(database, source, now, ImportReport(source, is_dry_run), progress or (lambda _done, _total: None))
    with repository.hold_lock(database), ExitStack() as stack:
        if is_dry_run:
            stack.enter_context(_dry(job))
        with job.unit() as unit:
            job.run_id = repository.start_run(unit, source)
        try:
            yield job
            job.report.check()
        except BaseException as error:
            if not is_dry_run:
                _close(job, error.code if isinstance(error, HuiyinError) else type(error).__name__)
            raise
        job.report.seconds = monotonic() - started
        _close(job, None)


@contextmanager
def _dry(job: Import) -> Iterator[None]:
    try:
        with job.database.unit(Actor.service(), job.now) as unit:
            job.dry_unit = unit
            yield
            raise _RolledBack
    except _RolledBack:
        return


def _close(job: Import, error_code: str | None) -> None:
    with job.unit() as unit:
        repository.finish_run(unit, job.run, job.report.as_json(), error_code)
