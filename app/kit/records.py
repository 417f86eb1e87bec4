"""How a table is declared: the base class, the field classes and the column helpers.

Every column says what class its content has (shared vocabulary of privacy and of the
warehouse): `name: Mapped[str] = personal()`. Grants, extraction and, later, field policies
are compiled from these classes; a column without one stops the start (`check_classes`).
"""

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Enum, MetaData, String, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class FieldClass(enum.StrEnum):
    """What a column's content is to the person that it is about (domain.md, field classes)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    COMPENSATION = "compensation"
    ASSESSMENT = "assessment"
    SECRET = "secret"


# What the warehouse may hold: nothing that names a person, no pay, no secret. Scores and
# recommendations are analysed, so assessment columns go; their free text is `personal`.
WAREHOUSE_CLASSES = frozenset({FieldClass.PUBLIC, FieldClass.INTERNAL, FieldClass.ASSESSMENT})


def _values(cls: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in cls]


class Base(DeclarativeBase):
    """All tables. `__recorded__` tables get change rows by trigger and must be audited."""

    __recorded__: ClassVar[bool] = True

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
        str: String(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=_values,
        ),
    }


def _column(field_class: FieldClass, *args: Any, **kwargs: Any) -> MappedColumn[Any]:
    return mapped_column(*args, info={"class": field_class}, **kwargs)


def public(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column anyone may see."""
    return _column(FieldClass.PUBLIC, *args, **kwargs)


def internal(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column of the company's own: keys, states, times."""
    return _column(FieldClass.INTERNAL, *args, **kwargs)


def personal(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that names a person or holds a person's words; never reaches the warehouse."""
    return _column(FieldClass.PERSONAL, *args, **kwargs)


def sensitive(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that harms when it leaks: ID number, diploma, health; never reaches the warehouse."""
    return _column(FieldClass.SENSITIVE, *args, **kwargs)


def compensation(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that says what somebody is paid; never reaches the warehouse."""
    return _column(FieldClass.COMPENSATION, *args, **kwargs)


def assessment(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that judges a candidate: scores, recommendations."""
    return _column(FieldClass.ASSESSMENT, *args, **kwargs)


def secret(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that opens doors: password and token hashes."""
    return _column(FieldClass.SECRET, *args, **kwargs)


def recorded_tables() -> list[Table]:
    """Tables whose every change leaves a change row, in dependency order."""
    flags = {mapper.class_.__tablename__: mapper.class_.__recorded__ for mapper in Base.registry.mappers}
    return [table for table in Base.metadata.sorted_tables if flags.get(table.name)]


def warehouse_columns(table: Table) -> list[str]:
    """The columns of `table` that the warehouse may read."""
    return [column.name for column in table.columns if column.info["class"] in WAREHOUSE_CLASSES]


def check_classes(tables: Iterable[Table]) -> None:
    """Raises `ValueError` naming each column that has no field class."""
    bare = [f"{table.name}.{column.name}" for table in tables for column in table.columns if "class" not in column.info]
    if bare:
        raise ValueError(f"columns without a field class: {', '.join(bare)}")
