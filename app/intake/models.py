"""Where imported rows come from and what became of each: runs, provenance, quarantine."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class ImportStatus(enum.StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportRun(Base):
    """One call of the import. `counts` is the closing table: per source table, rows read,
    imported, updated, unchanged, deleted at source, duplicate, quarantined by reason.
    """

    __tablename__ = "import_runs"
    __recorded__ = False

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    source: Mapped[str] = internal()
    status: Mapped[ImportStatus] = internal(default=ImportStatus.RUNNING)
    error_code: Mapped[str | None] = internal()
    counts: Mapped[dict[str, Any]] = internal()
    started_at: Mapped[datetime] = internal()
    finished_at: Mapped[datetime | None] = internal()


class SourceRecord(Base):
    """The provenance of one row: which file, which line, which id there, what it became here.
    `content_hash` (of the whole source row) tells an unchanged row from a newer one.
    """

    __tablename__ = "source_records"
    __recorded__ = False
    __table_args__ = (
        UniqueConstraint("source", "table_name", "source_id"),
        Index("ix_source_records_entity", "entity_type", "entity_id"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    source: Mapped[str] = internal()
    table_name: Mapped[str] = internal()
    source_id: Mapped[str] = internal()
    file_name: Mapped[str] = internal()
    row_number: Mapped[int] = internal()
    content_hash: Mapped[str] = internal()
    entity_type: Mapped[str] = internal()
    entity_id: Mapped[UUID] = internal()
    import_run_id: Mapped[UUID] = internal(ForeignKey("import_runs.id"))
    deleted_at_source: Mapped[bool] = internal(default=False)
    seen_at: Mapped[datetime] = internal()


class QuarantinedRow(Base):
    """A row that could not be taken, whole, with the reason. One row per source row and content."""

    __tablename__ = "quarantined_rows"
    __recorded__ = False
    __table_args__ = (UniqueConstraint("source", "table_name", "row_number", "content_hash"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    source: Mapped[str] = internal()
    table_name: Mapped[str] = internal()
    source_id: Mapped[str | None] = internal()
    file_name: Mapped[str] = internal()
    row_number: Mapped[int] = internal()
    content_hash: Mapped[str] = internal()
    reason_code: Mapped[str] = internal()
    reason_detail: Mapped[str | None] = internal()
    raw: Mapped[dict[str, Any]] = personal()
    import_run_id: Mapped[UUID] = internal(ForeignKey("import_runs.id"))
    quarantined_at: Mapped[datetime] = internal()
    resolved_at: Mapped[datetime | None] = internal()
