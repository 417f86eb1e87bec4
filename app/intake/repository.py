"""All queries of intake: runs, provenance, quarantine, and the lock that lets one import run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.intake.errors import ImportRunning
from app.intake.models import ImportRun, ImportStatus, QuarantinedRow, SourceRecord
from app.intake.rules import SourceRow, Verdict
from app.kit.database import Database, Unit
from app.kit.ids import new_id

LOCK = 0x68756979  # "huiy": one import at a time, whatever its source


class Known(NamedTuple):
    """What an earlier import made of a row."""

    content_hash: str
    entity_id: UUID
    is_deleted: bool


Key = tuple[str, str]  # table, source id


@contextmanager
def hold_lock(database: Database) -> Iterator[None]:
    """Only one import at a time; a killed one lets go by itself. Raises `ImportRunning`."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(LOCK))):
            raise ImportRunning
        try:
            yield
        finally:
            connection.scalar(select(func.pg_advisory_unlock(LOCK)))


def start_run(unit: Unit, source: str) -> UUID:
    """Enters a new run; runs that were killed before are closed as failed."""
    dead = update(ImportRun).where(ImportRun.source == source, ImportRun.status == ImportStatus.RUNNING)
    unit.session.execute(dead.values(status=ImportStatus.FAILED, error_code="interrupted", finished_at=unit.now))
    run = ImportRun(id=new_id(), source=source, counts={}, started_at=unit.now)
    unit.session.add(run)
    unit.session.flush()  # provenance refers to it
    return run.id


def finish_run(unit: Unit, run_id: UUID, counts: Mapping[str, Any], error_code: str | None = None) -> None:
    """Closes a run with its counts, as done or, with a code, as failed."""
    status = ImportStatus.FAILED if error_code else ImportStatus.DONE
    statement = update(ImportRun).where(ImportRun.id == run_id)
    unit.session.execute(
        statement.values(status=status, error_code=error_code, counts=dict(counts), finished_at=unit.now)
    )


def known(unit: Unit, source: str, rows: Iterable[SourceRow]) -> dict[Key, Known]:
    """What is known of these rows from earlier imports."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.table, []).append(row.source_id)
    found: dict[Key, Known] = {}
    for table, wanted in ids.items():
        query = select(
            SourceRecord.source_id, SourceRecord.content_hash, SourceRecord.entity_id, SourceRecord.deleted_at_source
        ).where(
            SourceRecord.source == source, SourceRecord.table_name == table, SourceRecord.source_id == func.any(wanted)
        )
        for source_id, content_hash, entity_id, is_deleted in unit.session.execute(query):
            found[table, source_id] = Known(content_hash, entity_id, is_deleted)
    return found


def save_records(unit: Unit, source: str, run_id: UUID, entities: Sequence[tuple[SourceRow, str, UUID]]) -> None:
    """Writes where each entity (row, its table here, its id) comes from; a newer one replaces."""
    values = [
        {
            "id": new_id(),
            "source": source,
            "table_name": row.table,
            "source_id": row.source_id,
            "file_name": row.file_name,
            "row_number": row.number,
            "content_hash": row.content_hash,
            "entity_type": entity_type,
            "entity_id": entity_id,
            "import_run_id": run_id,
            "deleted_at_source": row.verdict is Verdict.DELETED,
            "seen_at": unit.now,
        }
        for row, entity_type, entity_id in entities
    ]
    _upsert(unit, SourceRecord, values, key=("source", "table_name", "source_id"))


def _upsert(
    unit: Unit, kind: type[SourceRecord | QuarantinedRow], values: list[dict[str, Any]], key: Sequence[str]
) -> None:
    """Many rows in one round trip; of one whose `key` is there, all but key and id is replaced."""
    if not values:
        return
    table = cast("Table", kind.__table__)
    statement = insert(table)
    fresh = {name: statement.excluded[name] for name in values[0] if name not in {"id", *key}}
    unit.session.connection().execute(statement.on_conflict_do_update(index_elements=key, set_=fresh), values)


def mark_deleted(unit: Unit, source: str, keys: Iterable[Key]) -> None:
    """Notes that the source has deleted these rows."""
    for table, source_id in keys:
        unit.session.execute(
            update(SourceRecord)
            .where(
                SourceRecord.source == source,
                SourceRecord.table_name == table,
                SourceRecord.source_id == source_id,
            )
            .values(deleted_at_source=True, seen_at=unit.now)
        )


def forget_entities(unit: Unit, source: str, entity_ids: Iterable[UUID]) -> None:
    """Notes as deleted the rows that these entities came from: newer exports don't have them."""
    unit.session.execute(
        update(SourceRecord)
        .where(SourceRecord.source == source, SourceRecord.entity_id.in_(list(entity_ids)))
        .values(deleted_at_source=True, seen_at=unit.now)
    )


def save_quarantine(unit: Unit, source: str, run_id: UUID, rows: Sequence[SourceRow]) -> None:
    """Keeps refused rows whole, each once however often it is read; one refused again reopens."""
    values = [
        {
            "id": new_id(),
            "source": source,
            "table_name": row.table,
            "source_id": row.source_id or None,
            "file_name": row.file_name,
            "row_number": row.number,
            "content_hash": row.content_hash,
            "reason_code": row.reason,
            "reason_detail": row.detail or None,
            "raw": row.raw,
            "import_run_id": run_id,
            "quarantined_at": unit.now,
            "resolved_at": None,
        }
        for row in rows
    ]
    _upsert(unit, QuarantinedRow, values, key=("source", "table_name", "row_number", "content_hash"))


def resolve_quarantine(unit: Unit, source: str, rows: Iterable[SourceRow]) -> None:
    """Closes what was quarantined under these rows' identities: they have been taken now."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.table, []).append(row.source_id)
    for table, taken in ids.items():
        unit.session.execute(
            update(QuarantinedRow)
            .where(
                QuarantinedRow.source == source,
                QuarantinedRow.table_name == table,
                QuarantinedRow.resolved_at.is_(None),
                QuarantinedRow.source_id == func.any(taken),
            )
            .values(resolved_at=unit.now)
        )


def has_quarantine(unit: Unit, source: str) -> bool:
    """Whether anything of this source waits in quarantine."""
    query = select(QuarantinedRow.id).where(QuarantinedRow.source == source, QuarantinedRow.resolved_at.is_(None))
    return unit.session.scalar(query.limit(1)) is not None
