"""A child process that imports and says how far it is, so that a test can kill it anywhere.
Arguments: home, folder of the export. Prints one line per chunk that was committed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from app.intake.service import import_greenhouse
from app.kit.installation import Installation
from app.kit.settings import Settings

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def main(home: str, folder: str) -> None:
    installation = Installation(Settings(home=Path(home)))
    installation.join_database()
    import_greenhouse(installation.web, Path(folder), now=NOW, progress=_say)


def _say(done: int, total: int) -> None:
    sys.stdout.write(f"{done} of {total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
