"""What an import is told (a mapping) and what it says at the end (a report). No rows of tables."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, field_validator
from rich.console import Console
from rich.table import Table


@dataclass
class TableCounts:
    """What became of the rows of one source table. `quarantined` counts by reason."""

    read: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted_at_source: int = 0
    duplicate: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)

    def check(self, table: str) -> None:
        """Every row that was read went exactly one way; anything else is a fault of ours."""
        ways = self.imported + self.updated + self.unchanged + self.deleted_at_source + self.duplicate
        if self.read != ways + self.quarantined.total():
            raise AssertionError(f"{table}: {self.read} rows read, {ways + self.quarantined.total()} accounted for")

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"quarantined": dict(sorted(self.quarantined.items()))}


@dataclass(frozen=True)
class Note:
    """Something to know that refuses no row: a code, how often, and in words."""

    code: str
    count: int
    text: str


@dataclass
class ImportReport:
    """The closing table of an import: read = imported + updated + unchanged + deleted at source
    + duplicate + quarantined, per table and in total.
    """

    source: str
    is_dry_run: bool
    tables: dict[str, TableCounts] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    seconds: float = 0.0

    def of(self, table: str) -> TableCounts:
        return self.tables.setdefault(table, TableCounts())

    def check(self) -> None:
        """Raises `AssertionError` when a row is not accounted for."""
        for name, counts in self.tables.items():
            counts.check(name)

    @property
    def total(self) -> TableCounts:
        """All tables together."""
        total = TableCounts()
        for counts in self.tables.values():
            for name in ("read", "imported", "updated", "unchanged", "deleted_at_source", "duplicate"):
                setattr(total, name, getattr(total, name) + getattr(counts, name))
            total.quarantined.update(counts.quarantined)
        return total

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON document."""
        return {
            "source": self.source,
            "dry_run": self.is_dry_run,
            "tables": {name: counts.as_json() for name, counts in self.tables.items()},
            "total": self.total.as_json(),
            "notes": [asdict(note) for note in self.notes],
            "seconds": round(self.seconds, 2),
        }

    def render(self, console: Console) -> None:
        """The report as a table on `console`."""
        heads = ("table", "read", "imported", "updated", "unchanged", "deleted at source", "duplicate", "quarantined")
        grid = Table(title=f"Import of {self.source}", title_justify="left", show_edge=False, pad_edge=False)
        for head in heads:
            grid.add_column(head, justify="left" if head == "table" else "right")
        for name, counts in self.tables.items():
            grid.add_row(name, *_cells(counts))
        grid.add_section()
        grid.add_row("total", *_cells(self.total))
        console.print(grid)
        for name, counts in self.tables.items():
            for reason, count in sorted(counts.quarantined.items()):
                console.print(f"quarantined: {count} × {reason} ({name})", highlight=False, markup=False)
        for note in self.notes:
            console.print(f"note: {note.text}", highlight=False, markup=False)
        if self.is_dry_run:
            console.print("Dry run: nothing was written.", highlight=False)


def _cells(counts: TableCounts) -> list[str]:
    numbers = (counts.read, counts.imported, counts.updated, counts.unchanged, counts.deleted_at_source)
    return [*map(str, numbers), str(counts.duplicate), str(counts.quarantined.total())]


class TableMapping(BaseModel):
    """Which column of a file is what (YAML; docs/imports.md). `columns` goes from our field to
    the file's header. Times are local times of `zone` in one of `formats` (strftime).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    target: Literal["questions"]
    zone: str
    formats: tuple[str, ...]
    columns: dict[str, str]
    sheet: str | int | None = None

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("not a time zone (for example Asia/Shanghai)")
        return zone

    @field_validator("formats")
    @classmethod
    def _formats_hold_times(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        if not formats or any("%" not in form for form in formats):
            raise ValueError("at least one, with % fields (for example %Y/%m/%d %H:%M)")
        return formats
