"""Logging: one line per event as key=value on stderr, ids and codes only, never a person's words.

`DENIED` keys are dropped whoever logs them, so that a slip leaves a mark and not a leak.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

DENIED = frozenset({"name", "email", "phone", "text", "body", "password", "token", "recommendation", "answer", "raw"})


def drop_personal(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces the value of every denied key by a mark."""
    for key in DENIED & event.keys():
        event[key] = "[withheld]"
    return event


def configure_logging(level: str = "INFO") -> None:
    """Sets logging up for this process. Call once, at the edge. Libraries speak from warnings on,
    unless `level` is DEBUG.
    """
    theirs = logging.DEBUG if level.upper() == "DEBUG" else logging.WARNING
    logging.basicConfig(level=theirs, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setLevel(theirs)  # some libraries set their own loggers to INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_personal,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 20)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def get_logger(name: str) -> Any:
    """A logger that names its module."""
    return structlog.get_logger(module=name)
