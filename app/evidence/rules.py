"""What can be wrong with the evidence, and what follows from where entries stand. No database here; the
arithmetic of hashes and signatures is in offline.py.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


class FaultKind(enum.StrEnum):
    CHANGED = "changed"  # an entry or a seal is not what was sealed
    REMOVED = "removed"  # an entry or a seal is gone
    SWAPPED = "swapped"  # what stands here was sealed elsewhere
    INSERTED = "inserted"  # an entry that can't have come by writing it
    FORKED = "forked"  # another history than the one that was signed
    TRUNCATED = "truncated"  # what was signed is not there any more
    UNSIGNED = "unsigned"  # a head without a right signature


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: at which place of the chain (entry `seq`), or of which head."""

    kind: FaultKind
    what: str
    position: int | None = None
    seq: int | None = None
    head: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "what": self.what,
            "position": self.position,
            "seq": self.seq,
            "head": self.head,
        }


@dataclass(frozen=True)
class Mark:
    """Where sealing stands: the last seal, and from which entry number on its era began."""

    position: int
    era: int
    xid: int
    seq: int
    link: bytes = field(repr=False)
    floor: int  # entries of this era have higher numbers
    highest: int  # number of a sealed entry


@dataclass(frozen=True)
class Horizon:
    """A snapshot of the server's transactions: all below `xmin` have ended, none from `xmax` on has begun."""

    xmin: int
    xmax: int


def is_moved(mark: Mark, horizon: Horizon) -> bool:
    """Whether the log has come from another server: its last transaction has not yet begun on this one."""
    return mark.xid >= horizon.xmax


def is_out_of_place(xid: int, seq: int, mark: Mark, horizon: Horizon) -> bool:
    """Whether an unsealed entry can't have come by writing it: its place in the chain is past, or its
    transaction has not begun.
    """
    if is_moved(mark, horizon):
        return (xid, seq) <= (mark.xid, mark.seq) and seq <= mark.highest
    return (xid, seq) <= (mark.xid, mark.seq) or seq <= mark.floor or xid >= horizon.xmax


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring numbers as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


@dataclass(frozen=True)
class Verified:
    """What `huiyin evidence verify` found."""

    seal_count: int
    head_count: int
    exported_count: int
    after_exported_count: int  # sealed entries after the last exported head: cutting them off can't be proven
    unsealed_count: int
    fingerprint: str
    faults: Sequence[Fault]

    def as_json(self) -> dict[str, Any]:
        return {
            "sealed": self.seal_count,
            "heads": self.head_count,
            "exported_heads": self.exported_count,
            "sealed_after_last_exported_head": self.after_exported_count,
            "not_sealed_yet": self.unsealed_count,
            "key": self.fingerprint,
            "faults": [fault.as_json() for fault in self.faults],
        }
