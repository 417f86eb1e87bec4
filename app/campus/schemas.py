"""What goes into and comes out of campus days: rows of sheets, still text, and what was planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet by its line (counted from 1) and its columns' names, as text. `flaw` says what
    is wrong with its form.
    """

    line: int
    values: Mapping[str, str] = field(repr=False)
    flaw: str | None = None


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row, in words that repeat nothing of it."""

    line: int
    problem: str


@dataclass(frozen=True)
class PlannedSession:
    """A row of the sessions' sheet, understood. E-mails are folded; times aware."""

    line: int
    starts_at: datetime
    ends_at: datetime
    room_name: str | None
    required: tuple[str, ...] = field(repr=False)
    requested: tuple[str, ...] = field(repr=False)
    capacity: int


@dataclass(frozen=True)
class Assignment:
    """A row of the candidates' sheet, understood: whom, to the session that starts then, in that room or
    with that interviewer.
    """

    line: int
    email: str = field(repr=False)
    starts_at: datetime
    room_name: str | None
    interviewer: str | None = field(repr=False)


@dataclass(frozen=True)
class EventView:
    """A campus day as lists show it."""

    event_id: UUID
    name: str
    round_id: UUID
    place: str | None
    starts_on: date
    ends_on: date
    zone: str


@dataclass(frozen=True)
class CampusPlan:
    """What was planned from sheets."""

    event_id: UUID
    session_ids: tuple[UUID, ...]
    place_count: int
    interview_count: int = 0
