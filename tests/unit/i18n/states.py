"""Finds the source string of every state that a refusal may name: of machines, and those that are written out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import app
from app.documents import machines
from app.kit.states import MoveNotAllowed, StateConflict, word_of
from app.offers.rules import UNDER_REVISION
from app.webhooks.models import HookStatus
from tests.unit.i18n.messages import subclasses_of

GENERAL = (StateConflict, MoveNotAllowed)
CALLED = {"library": "library answer", "clock": "promise"}  # machines that refusals give a plainer name


def of_states() -> set[str]:
    """The things and their states."""
    states = {(CALLED.get(thing, thing), str(state)) for _, thing, moves in machines() for state in moves}
    states |= {("delivery", str(state)) for state in HookStatus} | {("offer", UNDER_REVISION)}
    states |= set(_written_out())
    return {word_of(thing, state) for thing, state in states} | {thing for thing, _ in states}


def _written_out() -> Iterator[tuple[str, str]]:
    """(thing, state) of refusals whose states are given as they are, for want of a machine."""
    things = {kind.__name__: kind.thing for kind in subclasses_of(StateConflict) if kind not in GENERAL}
    for path in Path(app.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in things:
                for argument in node.args[:2]:
                    yield from ((things[node.func.id], state) for state in _constants(argument))


def _constants(argument: ast.expr) -> Iterator[str]:
    parts = argument.elts if isinstance(argument, ast.Set | ast.Tuple) else [argument]
    yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
