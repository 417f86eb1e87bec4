"""State machines as data: which state may follow which. The rules of each domain hold theirs as
`<THING>_MOVES`; what is drawn in docs/states.md comes from the same data.
"""

import enum
from collections.abc import Mapping
from typing import TypeVar

from app.kit.errors import Conflict

S = TypeVar("S", bound=enum.StrEnum)


class MoveNotAllowed(Conflict):
    """A state machine refuses. Values: thing, state, wanted, allowed."""

    code = "move_not_allowed"
    message = "The {thing} is {state}; it can't become {wanted}."
    mend = "From here it can become: {allowed}."


def require_move(moves: Mapping[S, frozenset[S]], thing: str, state: S, wanted: S) -> None:
    """Raises `MoveNotAllowed`, naming the state and what is allowed from it."""
    if wanted not in moves[state]:
        allowed = ", ".join(sorted(moves[state])) or "nothing, this is final"
        raise MoveNotAllowed(thing=thing, state=state, wanted=wanted, allowed=allowed)


def mermaid(moves: Mapping[S, frozenset[S]]) -> str:
    """The machine as a Mermaid state diagram; its first state is where things begin."""
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(moves))}"]
    lines += [f"    {state} --> {following}" for state in moves for following in moves if following in moves[state]]
    lines += [f"    {state} --> [*]" for state, following in moves.items() if not following]
    return "\n".join(lines)
