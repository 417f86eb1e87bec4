"""A process that refreshes and kills itself (-9) once a named step is done: `python -m … HOME STEP`."""

import os
import signal
import sys
from pathlib import Path

from app.kit.installation import Installation
from app.kit.settings import Settings
from orchestration import steps
from orchestration.refresh import refresh
from orchestration.session import RefreshSession


def die_after(name: str) -> None:
    """Makes the step kill this process as soon as it has answered."""
    step = getattr(steps, name)

    def run(session: RefreshSession) -> object:
        step(session)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(steps, name, run)


if __name__ == "__main__":
    installation = Installation(Settings(home=Path(sys.argv[1])))
    installation.join_database()
    die_after(sys.argv[2])
    refresh(installation)
