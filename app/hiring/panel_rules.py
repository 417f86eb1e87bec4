"""How large a panel must be, and how many of it may owe feedback. Pure."""

from collections.abc import Sequence
from typing import Protocol

from app.hiring.errors import PanelTooLarge, PanelTooSmall


class Seat(Protocol):
    """A seat on a panel, planned or taken."""

    @property
    def is_required(self) -> bool: ...


def require_panel_size(seats: Sequence[Seat], size: int | None) -> None:
    """A panel has at least as many seats as its round says, and no more than that owe feedback; further
    ones may sit in, asked for theirs only. Raises `PanelTooSmall`, `PanelTooLarge`; None: any panel will do.
    """
    if size is None:
        return
    if len(seats) < size:
        raise PanelTooSmall(size=size, count=len(seats))
    require_panel_room(sum(seat.is_required for seat in seats), size)


def require_panel_room(owing_count: int, size: int | None) -> None:
    """No more owe feedback than the round's panel is large. Raises `PanelTooLarge`."""
    if size is not None and owing_count > size:
        raise PanelTooLarge(size=size, count=owing_count)
