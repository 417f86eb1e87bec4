"""When a failed hand-over is tried again, and when it is given up. Pure."""

from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)  # longer than the longest time-out of a channel
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
ROUND = timedelta(seconds=30)  # a slow channel must not hold up what comes after a round of delivery
GIVE_UP_AFTER = timedelta(hours=72)


def pause_after(attempts: int) -> timedelta:
    """The pause after the nth failed attempt (n >= 1): a minute, doubling up to six hours."""
    doubled = 1 << min(attempts - 1, 16)  # more would overflow and changes nothing
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def next_attempt(created_at: datetime, attempts: int, now: datetime) -> datetime | None:
    """When to try again after the nth failed attempt, or None: 72 h are over, give up."""
    at = now + pause_after(attempts)
    return None if at > created_at + GIVE_UP_AFTER else at
