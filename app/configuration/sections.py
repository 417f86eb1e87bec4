"""What a section of the configuration is: a file, what is held now, what a file wants, how it is made so."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.configuration.files import Document, Problems
from app.configuration.names import Names
from app.configuration.schemas import Wanted
from app.kit.database import Unit
from app.sla.schemas import MovedClock

Value = dict[str, Any]  # plain and normalised: equal values mean the same


@dataclass(frozen=True)
class Known:
    """What a file may refer to: rows that are there, and things that the folder itself brings.
    `calendars` are those that a policy may name (a department's own is used unnamed), `rounds` are
    (template, round) by name.
    """

    names: Names
    calendars: frozenset[str]
    templates: frozenset[str]
    rounds: frozenset[tuple[str, str]]
    last_year: int

    def check_department(self, path: str | None, where: str, problems: Problems) -> None:
        """Says a problem unless exactly one department has that path."""
        if path is None:
            return
        if path in self.names.ambiguous:
            problems.add(where, f"several departments are called {path!r}")
        elif path not in self.names.departments:
            problems.add(where, f"there is no department {path!r}")


@dataclass
class Running:
    """What a change does to promises that run: nothing, or (for a `reason`) it moves them. `moved` are
    those that it would move or has moved, each once: from its first date to its last.
    """

    reason: str | None = None
    moved: dict[UUID, MovedClock] = field(default_factory=dict)

    @property
    def how(self) -> dict[str, Any]:
        """Said to the verbs that can move them."""
        return {"apply_to_running": self.reason is not None, "reason": self.reason}

    def note(self, found: Iterable[MovedClock]) -> None:
        """Keeps what a change would move."""
        for each in found:
            before = self.moved.get(each.clock_id, each)
            self.moved[each.clock_id] = replace(each, due_at=before.due_at)


@dataclass(frozen=True)
class Stays:
    """Why a thing that the files lack is not taken away. Asking for what is `in_use` is refused; the
    rest is never asked for.
    """

    why: str
    in_use: bool = False


def in_use(users: tuple[int, int]) -> Stays | None:
    """Stays while policies name it or running promises are measured by it."""
    policy_count, clock_count = users
    if not policy_count and not clock_count:
        return None
    return Stays(f"in use: {policy_count} policies name it, {clock_count} running promises go by it", in_use=True)


@dataclass(frozen=True)
class Section:
    """`held` and `wanted` give normalised values by name; `shape` makes files' data of held ones, by
    file; `put` adds or changes one. `drop` takes away one that the files lack (nothing that was is
    deleted: it ends or is retired); `stays` says why one can't be. `moves` gives the running promises that one
    would move, where it measures any. `files` is a pattern of paths in the folder.
    """

    kind: str
    files: str
    header: str
    model: type[BaseModel]
    held: Callable[[Unit, Names], dict[str, Value]]
    wanted: Callable[[Any, Document, Known, Problems], dict[str, Wanted]]
    shape: Callable[[Mapping[str, Value]], dict[str, dict[str, Any]]]
    put: Callable[[Unit, Names, Value, Running], None]
    drop: Callable[[Unit, Names, Value], None]
    stays: Callable[[Unit, Value], Stays | None]
    moves: Callable[[Unit, Names, Value], list[MovedClock]] | None = None
