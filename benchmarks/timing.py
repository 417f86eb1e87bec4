"""How a measurement is taken and shown: best of a few runs, ours and the peer's in turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

RUNS = 3


@dataclass(frozen=True)
class Measured:
    """Seconds of the best run of ours and of the peer's, for `amount` of `what`."""

    name: str
    amount: int
    what: str
    ours: str
    our_seconds: float
    peer: str
    peer_seconds: float


def side_by_side(
    name: str,
    *,
    amount: int,
    what: str,
    ours: tuple[str, Callable[[], object]],
    peer: tuple[str, Callable[[], object]],
    runs: int = RUNS,
) -> Measured:
    """Runs both in turn, so that a slow moment of the machine meets both."""
    seconds = [(_seconds(ours[1]), _seconds(peer[1])) for _ in range(runs)]
    return Measured(name, amount, what, ours[0], min(s for s, _ in seconds), peer[0], min(s for _, s in seconds))


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def show(rows: list[Measured]) -> None:
    """One line per measurement."""
    table = Table("measurement", "amount", "ours", "seconds", "peer", "seconds", "times faster", show_edge=False)
    for row in rows:
        factor = row.peer_seconds / row.our_seconds
        table.add_row(
            row.name,
            f"{row.amount:,} {row.what}",
            row.ours,
            f"{row.our_seconds:.3f}",
            row.peer,
            f"{row.peer_seconds:.3f}",
            f"{factor:.1f}",
        )
    Console(width=130).print(table)
