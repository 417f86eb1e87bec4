"""Which published versions are kept: the last 20, hourly ones for 2 days, daily ones after.

A pure rule; deleting is in warehouse.publish.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

LAST = 20
HOURLY_FOR = timedelta(days=2)


def kept(versions: Iterable[tuple[str, datetime]], now: datetime) -> set[str]:
    """The versions to keep, of pairs (version, published_at).

    Of an hour of the last 2 days, and of an older UTC day, the newest version stays.
    """
    newest_first = sorted(versions, key=lambda pair: (pair[1], pair[0]), reverse=True)
    keep = {version for version, _ in newest_first[:LAST]}
    seen: set[str] = set()
    for version, published_at in newest_first:
        moment = published_at.astimezone(UTC)
        period = moment.strftime("%Y-%m-%dT%H" if now - moment <= HOURLY_FOR else "%Y-%m-%d")
        if period not in seen:
            seen.add(period)
            keep.add(version)
    return keep
