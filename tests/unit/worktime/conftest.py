"""The calendars that working time is tried on. Built once: they are immutable."""

from datetime import datetime, time

import pytest

from app.kit.worktime import WorkCalendar, build_calendar

LUNCH = ((time(9), time(12)), (time(13), time(18)))


@pytest.fixture(scope="session")
def china() -> WorkCalendar:
    """China, 09:00 to 18:00."""
    return build_calendar("CN", "Asia/Shanghai", "CN", 2024, 2027)


@pytest.fixture(scope="session")
def with_lunch() -> WorkCalendar:
    """China, closed from 12:00 to 13:00."""
    return build_calendar("CN-lunch", "Asia/Shanghai", "CN", 2024, 2027, intervals=LUNCH)


def shanghai(text: str) -> datetime:
    """A time of Shanghai, for example 2026-03-06T17:00."""
    return datetime.fromisoformat(f"{text}+08:00")
