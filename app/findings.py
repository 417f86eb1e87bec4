"""What a check found: its name, how it stands, one sentence, and the mend."""

import enum
from dataclasses import dataclass


class State(enum.StrEnum):
    OK = "ok"
    WARN = "warn"  # good to know; nothing is broken
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's. No personal value stands in it."""

    name: str
    state: State
    message: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding as a JSON object."""
        return {"name": self.name, "state": self.state.value, "message": self.message, "mend": self.mend}


def ok(name: str, message: str) -> Finding:
    return Finding(name, State.OK, message)


def warn(name: str, message: str, mend: str) -> Finding:
    return Finding(name, State.WARN, message, mend)


def fail(name: str, message: str, mend: str) -> Finding:
    return Finding(name, State.FAIL, message, mend)
