"""The Greenhouse export: which tables and columns (names of the public Fivetran connector) are
needed, and reading a folder of them. Their meaning is in app.intake.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.sources.errors import FolderMissing, MissingColumns, MissingTables, shown
from connectors.sources.tables import RawTable, read_table

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True)
class TableShape:
    """A table of the export: `key` names a row, `required` must be there, `known` may be."""

    name: str
    key: tuple[str, ...]
    required: tuple[str, ...]
    known: tuple[str, ...] = ()
    is_needed: bool = True


def _shape(name: str, key: str, required: str, known: str = "", *, is_needed: bool = True) -> TableShape:
    usual = ("_fivetran_deleted", "_fivetran_synced")
    return TableShape(name, tuple(key.split()), tuple(required.split()), (*known.split(), *usual), is_needed)


SHAPES: tuple[TableShape, ...] = (
    _shape("department", "id", "id name", "parent_id external_id"),
    _shape("users", "id", "id email", "first_name last_name disabled site_admin created_at updated_at employee_id"),
    _shape(
        "job", "id", "id name", "status requisition_id notes confidential created_at opened_at closed_at updated_at"
    ),
    _shape("job_department", "job_id department_id", "job_id department_id"),
    _shape("job_stage", "id", "id name job_id", "created_at updated_at"),
    _shape("interview", "id", "id job_stage_id", "name"),
    _shape("candidate", "id", "id", "first_name last_name is_private company title created_at updated_at"),
    _shape("email_address", "candidate_id value", "candidate_id value", "type", is_needed=False),
    _shape(
        "application",
        "id",
        "id candidate_id applied_at status",
        "current_stage_id source_id rejected_at last_activity_at",
    ),
    _shape("job_application", "application_id job_id", "application_id job_id"),
    _shape(
        "application_history",
        "application_id updated_at new_stage_id new_status",
        "application_id updated_at new_stage_id new_status",
        is_needed=False,
    ),
    _shape(
        "scheduled_interview",
        "id",
        "id application_id interview_id start end status",
        "location organizer_id created_at updated_at",
    ),
    _shape(
        "scheduled_interviewer",
        "scheduled_interview_id interviewer_id",
        "scheduled_interview_id interviewer_id scorecard_id",
    ),
    _shape(
        "scorecard",
        "id",
        "id submitted_at overall_recommendation",
        "application_id candidate_id interview interviewed_at submitted_by_user_id created_at updated_at",
    ),
    _shape(
        "scorecard_attribute",
        "scorecard_id index",
        "scorecard_id index name rating",
        "note type",
        is_needed=False,
    ),
)


def read_export(directory: Path, shapes: Sequence[TableShape] = SHAPES) -> dict[str, RawTable]:
    """All tables of the folder, checked whole: layout, encodings, columns. A table that is not
    needed and not there is an empty one. Raises errors of connectors.sources.errors.
    """
    if not directory.is_dir():
        raise FolderMissing(folder=directory.name)
    files = {path.stem.lower(): path for path in sorted(directory.iterdir()) if path.suffix.lower() in ENDINGS}
    lacking = [shape.name for shape in shapes if shape.is_needed and shape.name not in files]
    if lacking:
        raise MissingTables(
            folder=directory.name,
            tables=", ".join(lacking),
            found=", ".join(name for name in files if name in {shape.name for shape in shapes}) or "none of them",
            files=", ".join(f"{name}.csv" for name in lacking),
        )
    return {shape.name: _read(files.get(shape.name), shape) for shape in shapes}


def _read(path: Path | None, shape: TableShape) -> RawTable:
    if path is None:
        return RawTable(shape.name, f"{shape.name}.csv", shape.required, (), "none")
    table = read_table(path, name=shape.name)
    missing = [column for column in shape.required if column not in table.columns]
    if missing:
        raise MissingColumns(
            table=shape.name, file=table.file_name, columns=", ".join(missing), found=shown(table.columns)
        )
    return table


def unknown_columns(table: RawTable, shape: TableShape) -> list[str]:
    """Columns of a newer layout, which are not imported."""
    return [column for column in table.columns if column not in {*shape.required, *shape.known}]
