"""What one caged query may spend, and how many may run at once. Light: the command line reads it to parse words."""

from dataclasses import dataclass, fields
from math import ceil

from warehouse.caged_query import THREADS
from warehouse.errors import LimitOutOfRange

MIB = 1024 * 1024
AT_ONCE = 4  # so all cages together hold at most 4 times the memory of one
LONGEST_QUERY = 100_000  # characters


@dataclass(frozen=True)
class Limits:
    """What one query may spend. Raises `LimitOutOfRange` beyond `HIGHEST` and below `LOWEST`."""

    wall_seconds: float = 10.0
    memory_bytes: int = 1024 * MIB  # of address space, some 400 MiB of which the engine itself takes
    spill_bytes: int = 512 * MIB  # on disk, for what does not fit in memory
    max_rows: int = 10_000
    max_bytes: int = 32 * MIB  # of the result

    def __post_init__(self) -> None:
        for field in fields(self):
            value, least, most = getattr(self, field.name), LOWEST[field.name], HIGHEST[field.name]
            if not least <= value <= most:
                raise LimitOutOfRange(limit=field.name, least=least, most=most)

    @property
    def cpu_seconds(self) -> int:
        """Computing time: all threads for as long as the query may take."""
        return ceil(self.wall_seconds * THREADS) + 1


LOWEST = {"wall_seconds": 0.1, "memory_bytes": 512 * MIB, "spill_bytes": 0, "max_rows": 1, "max_bytes": 1024}
HIGHEST = {
    "wall_seconds": 120.0,
    "memory_bytes": 2048 * MIB,
    "spill_bytes": 512 * MIB,
    "max_rows": 1_000_000,
    "max_bytes": 256 * MIB,
}
