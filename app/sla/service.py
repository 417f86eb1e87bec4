"""Promises: started, moved, stopped and judged. (See the functions; rules are in rules.py.)"""

from app.kit.database import Unit


def ensure_default_calendar(unit: Unit, code: str) -> None:
    """Writes the default working calendar as versioned rows if it is not there."""


def ensure_default_policies(unit: Unit, calendar_code: str) -> None:
    """Writes the company's default policy of each kind that has none."""
