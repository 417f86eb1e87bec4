"""Proofs for others: an application's entries with their way to the signed heads."""

from typing import Any
from uuid import UUID

from app.evidence import repository
from app.evidence.heads import Signed, all_signed
from app.evidence.offline import levels_of, path_of
from app.evidence.repository import take_snapshot
from app.kit.database import Unit

__all__ = ["is_newest_sealed", "prove", "take_snapshot"]


def is_newest_sealed(unit: Unit, action: str, subject_id: UUID) -> bool:
    """Whether the newest entry of that action on that subject has its place in the chain."""
    return repository.is_sealed(unit, repository.last_seq(unit, action, subject_id))


def prove(unit: Unit, application_id: UUID) -> tuple[list[Signed], list[dict[str, Any]]]:
    """All heads, and the application's entries up to the last: `position`, `entry`, `head` (its number), `path`."""
    take_snapshot(unit)
    signed = all_signed(unit)
    last = signed[-1]["head"]["last"] if signed else 0
    rows = list(repository.of_application(unit, application_id, last))
    proven = []
    for each in signed:
        head = each["head"]
        covered = [row for row in rows if head["first"] <= row.position <= head["last"]]
        if covered:
            levels = levels_of(repository.digests(unit, head["first"], head["last"]))
            proven += [
                {
                    "position": row.position,
                    "entry": dict(zip(repository.COLUMNS, row[1:], strict=True)),
                    "head": head["number"],
                    "path": [step.hex() for step in path_of(levels, row.position - head["first"])],
                }
                for row in covered
            ]
    return signed, proven
