"""Reading a mapping file and holding it against the file it maps. Nothing is imported here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import yaml
from pydantic import ValidationError

from app.intake.errors import MappedColumnsMissing, MappingInvalid, MappingMissing
from app.intake.schemas import TableMapping
from connectors.sources.errors import shown
from connectors.sources.rows import RawRow
from connectors.sources.tables import RawTable

# Per target: the fields that must be mapped, and those that may be.
FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "questions": (
        ("candidate_email", "interview_at", "question_text", "asked_at"),
        ("round_name", "owner_email", "answer_text", "answered_at"),
    ),
}


def load_mapping(path: Path) -> TableMapping:
    """The mapping in `path`. Raises `MappingMissing`, `MappingInvalid`."""
    if not path.is_file():
        raise MappingMissing(file=path.name)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        mapping = TableMapping.model_validate(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise MappingInvalid(file=path.name, fault=f"it is not YAML in UTF-8{where}") from error
    except ValidationError as error:
        raise MappingInvalid(file=path.name, fault=_faults(error)) from error
    _check_fields(mapping, path.name)
    return mapping


def _faults(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}"
        for fault in error.errors(include_input=False)
    )


def _check_fields(mapping: TableMapping, file: str) -> None:
    required, optional = FIELDS[mapping.target]
    missing = [name for name in required if name not in mapping.columns]
    if missing:
        raise MappingInvalid(file=file, fault=f"columns: {', '.join(missing)} must be mapped")
    unknown = [name for name in mapping.columns if name not in {*required, *optional}]
    if unknown:
        known = ", ".join((*required, *optional))
        raise MappingInvalid(file=file, fault=f"columns: there is no field {', '.join(unknown)}; there are {known}")


def mapped_table(table: RawTable, mapping: TableMapping) -> RawTable:
    """`table` with our fields as columns, in the mapping's order; columns that are not mapped are
    left out. Raises `MappedColumnsMissing`.
    """
    missing = [header for header in mapping.columns.values() if header not in table.columns]
    if missing:
        closest = {header: get_close_matches(header, table.columns, n=1) for header in missing}
        hints = [f"`{found[0]}` for `{header}`" for header, found in closest.items() if found]
        raise MappedColumnsMissing(
            file=table.file_name,
            columns=", ".join(missing),
            found=shown(table.columns),
            closest=f"; perhaps {', '.join(hints)}" if hints else "",
        )
    places = [table.columns.index(header) for header in mapping.columns.values()]
    rows = tuple(RawRow(row.number, _picked(row.values, places), row.flaw) for row in table.rows)
    return replace(table, name=mapping.target, columns=tuple(mapping.columns), rows=rows)


def _picked(values: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(values[place] for place in places)


def unmapped_columns(table: RawTable, mapping: TableMapping) -> list[str]:
    """Columns of the file that the mapping does not name."""
    return [header for header in table.columns if header not in set(mapping.columns.values())]
