"""What files call things by, and which rows that is: paths of departments, e-mails, rounds by name."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from app.configuration import repository
from app.kit.database import Unit
from app.people.rules import chain_above

BETWEEN = " / "  # the names of a department's path, from the top


@dataclass(frozen=True)
class Names:
    """The rows that names stand for now. A path that several departments share is in `ambiguous`."""

    departments: dict[str, UUID]
    ambiguous: frozenset[str]
    people: dict[str, UUID]
    rounds: dict[tuple[str, str], UUID]

    def path_of(self, department_id: UUID | None) -> str | None:
        """The path of a department; None for none."""
        return next((path for path, found in self.departments.items() if found == department_id), None)

    def round_of(self, round_id: UUID) -> tuple[str, str] | None:
        """(template, round) by name; None for a round that belongs to a requisition."""
        return next((names for names, found in self.rounds.items() if found == round_id), None)


def look_up(unit: Unit) -> Names:
    """Reads them."""
    rows = repository.departments(unit)
    parents = {row.id: row.parent_id for row in rows}
    named = {row.id: row.name for row in rows}
    paths = {each: BETWEEN.join(named[at] for at in reversed([each, *chain_above(each, parents)])) for each in named}
    counted = Counter(paths.values())
    return Names(
        departments={path: each for each, path in paths.items()},
        ambiguous=frozenset(path for path, count in counted.items() if count > 1),
        people=repository.staff_keys(unit),
        rounds={(row[0], row[1]): row[2] for row in repository.template_rounds(unit)},
    )
