"""Watches every state machine while tests run: a row never takes a move that docs/states.md does not draw."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm.attributes import NEVER_SET, NO_VALUE

from app.documents import machines
from app.kit.records import Base
from app.sla.models import Origin

seen: set[tuple[str, str, str]] = set()  # (thing, from, to) that tests have taken


def watch() -> None:
    """From here on a move that is not drawn raises `AssertionError` where it is made."""
    drawn = {type(next(iter(moves))): (thing, moves) for _, thing, moves in machines()}
    for mapper in Base.registry.mappers:
        for key, column in mapper.columns.items():
            states = getattr(column.type, "enum_class", None)
            if states in drawn:
                _guard(getattr(mapper.class_, key), *drawn[states])


def _guard(attribute: Any, thing: str, moves: Mapping[Any, frozenset[Any]]) -> None:
    def check(row: object, value: Any, old: Any, _initiator: object) -> None:
        is_history = getattr(row, "origin", None) is Origin.IMPORTED  # which says what its source says now
        if old in (NO_VALUE, NEVER_SET, None) or old == value or is_history:
            return
        assert value in moves[old], f"{thing}: {old} -> {value} is not drawn"
        seen.add((thing, str(old), str(value)))

    event.listen(attribute, "set", check)
