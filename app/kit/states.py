"""State machines as data: which state may follow which. The rules of each domain hold theirs as
`<THING>_MOVES`; what is drawn in docs/states.md comes from the same data.
"""

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from app.kit.errors import Conflict

S = TypeVar("S", bound=enum.StrEnum)


STANDING = "The {thing} is {state}. Allowed from here: {allowed}."
NOTHING = "nothing"
NAMES_OF_STATES = ("state", "wanted")  # the values that are shown in words


class StateConflict(Conflict):
    """A refusal that stems from the state that a `thing` is in. Problem documents have `thing`, `state` and
    `allowed`: the states that it may go to from here, none if there is no way on. The words say so too.
    Values: state, and those of the class.
    """

    thing: str

    def __init__(self, state: str, allowed: Iterable[str], **values: object) -> None:
        self.state, self.allowed = str(state), sorted(map(str, allowed))
        super().__init__(None, mend=None, state=self.state, **values)

    @property
    def advice(self) -> str:
        allowed = ", ".join(self.allowed) or NOTHING
        return f"{super().advice} {STANDING.format(thing=self.thing, state=self.state, allowed=allowed)}".strip()

    def said(self, t: Callable[..., str]) -> tuple[str, str]:
        thing = t(self.thing)
        shown = {name: self._in_words(t, str(self.values[name])) for name in NAMES_OF_STATES if name in self.values}
        values = {**self.values, **shown, "thing": thing}
        allowed = ", ".join(self._in_words(t, each) for each in self.allowed) or t(NOTHING)
        standing = t(STANDING, thing=thing, state=shown["state"], allowed=allowed)
        return t(self.template, **values), f"{t(self.mend_template, **values)} {standing}".strip()

    def _in_words(self, t: Callable[..., str], state: str) -> str:
        return t(word_of(self.thing, state)).removeprefix(f"{self.thing}: ")


class MoveNotAllowed(StateConflict):
    """A state machine refuses. Values: thing, state, wanted."""

    code = "move_not_allowed"
    message = "The {thing} is {state}; it can't become {wanted}."

    def __init__(self, thing: str, state: str, wanted: str, allowed: Iterable[str]) -> None:
        self.thing = thing
        super().__init__(state, allowed, thing=thing, wanted=wanted)


def word_of(thing: str, state: str) -> str:
    """The source string of a state: one state's word differs with what is in it."""
    return f"{thing}: {state.replace('_', ' ')}"


def require_move(moves: Mapping[S, frozenset[S]], thing: str, state: S, wanted: S) -> None:
    """Raises `MoveNotAllowed`, naming the state and what is allowed from it."""
    if wanted not in moves[state]:
        raise MoveNotAllowed(thing, state, wanted, moves[state])


def mermaid(moves: Mapping[S, frozenset[S]]) -> str:
    """The machine as a Mermaid state diagram; its first state is where things begin."""
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(moves))}"]
    lines += [f"    {state} --> {following}" for state in moves for following in moves if following in moves[state]]
    lines += [f"    {state} --> [*]" for state, following in moves.items() if not following]
    return "\n".join(lines)
