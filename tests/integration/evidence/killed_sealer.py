"""A sealer in a process of its own that is killed in its second batch. Argument: database URL."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence

import app.migrations.metadata  # noqa: F401 - all tables, as a real process has them
from app.evidence import repository
from app.evidence.sealing import Sealer
from app.kit.database import Database, Unit


def main(url: str) -> None:
    insert, batches = repository.insert_seals, []

    def insert_and_die(unit: Unit, seals: Mapping[str, Sequence[object]]) -> None:
        insert(unit, seals)
        batches.append(seals)
        if len(batches) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    repository.BATCH = 3
    repository.insert_seals = insert_and_die
    Sealer(Database(url)).seal_all()


if __name__ == "__main__":
    main(*sys.argv[1:])
