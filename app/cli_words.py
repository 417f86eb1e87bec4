"""The words of the command line: choices, options that commands share, how a time is written.

Which commands there are stands in app.cli; how they speak, in app.terminal.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from app.kit.clock import require_aware

Json = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would happen, change nothing")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="moment, as RFC 3339 with zone", metavar="TIME")]


class Face(StrEnum):
    ALL = "all"
    PORTAL = "portal"
    DESK = "desk"


class Size(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Audience(StrEnum):
    ANALYST = "analyst"
    LEADERSHIP = "leadership"


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def parse_time(text: str | None) -> datetime | None:
    """An RFC 3339 time with zone, in UTC. Raises `typer.BadParameter` (exit code 2)."""
    if text is None:
        return None
    try:
        return require_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a time with a zone; write it like 2026-06-30T12:00:00Z.") from error
