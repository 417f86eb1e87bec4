"""What happens in a domain told to the domains above it, in the same transaction.

`emit` calls the handlers in the order they were registered; one that raises stops the act. Who
listens to what is said once, in app.events. Ids travel, rows do not.
"""

from collections.abc import Callable

from app.kit.database import Unit

Handler = Callable[..., object]

_handlers: dict[str, list[Handler]] = {}


def on(name: str, handler: Handler) -> None:
    """Calls `handler(unit, **ids)` whenever `name` is emitted; registering it again changes nothing."""
    known = _handlers.setdefault(name, [])
    if handler not in known:
        known.append(handler)


def emit(unit: Unit, name: str, **ids: object) -> None:
    """Tells those who listen that `name` (`<thing>.<past verb>`) has happened in this unit."""
    unit.session.flush()  # a handler may look for the rows it is told of
    for handler in tuple(_handlers.get(name, ())):
        handler(unit, **ids)
