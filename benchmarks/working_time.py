"""Business seconds between two moments: DuckDB over a day table, beside the Python of the core."""

from datetime import timedelta
from pathlib import Path

import duckdb

from app.kit.worktime import build_calendar
from benchmarks.timing import Measured, side_by_side

# The models' way (int_calendar_spans): a row per day says how much work lies before it, so that a moment's
# work clock is one plain join and a delta is one subtraction. (One opening a day here, within its UTC day.)
DAYS = """
create table days as
select day::date as on_day, epoch_us(opens_at) as opens, epoch_us(closes_at) as closes,
    coalesce(sum(epoch_us(closes_at) - epoch_us(opens_at)) over (order by day rows unbounded preceding
        exclude current row), 0) as before
from range(timestamp '2025-01-01', timestamp '2028-01-01', interval 1 day) as r(day)
left join openings on opens_at::date = day::date
"""
DELTAS = """
select sum(b.before + coalesce(greatest(least(epoch_us(p.until), b.closes) - b.opens, 0), 0)
    - a.before - coalesce(greatest(least(epoch_us(p.since), a.closes) - a.opens, 0), 0))
from pairs p join days a on a.on_day = p.since::date join days b on b.on_day = p.until::date
"""


def measure(folder: Path, rows: int) -> Measured:
    """The same pairs in both ways; the sums must agree to the microsecond."""
    calendar = build_calendar("CN", "Asia/Shanghai", "CN", 2025, 2026)
    start = calendar.openings[0].opens_at
    moments = [start + timedelta(seconds=(number * 7919) % 40_000_000) for number in range(rows)]
    pairs = [(moment, moment + timedelta(hours=number % 100)) for number, moment in enumerate(moments)]
    connection = duckdb.connect(str(folder / "worktime.duckdb"))
    plain = [(each.opens_at.replace(tzinfo=None), each.closes_at.replace(tzinfo=None)) for each in calendar.openings]
    connection.execute("create table openings (opens_at timestamp, closes_at timestamp)")
    connection.executemany("insert into openings values (?, ?)", plain)
    connection.execute(DAYS)
    connection.execute(
        "create table pairs as select n, since, since + to_hours((n % 100)::bigint) as until from (select n, "
        "?::timestamp + to_seconds((n * 7919) % 40000000) as since from range(?) r(n))",
        [start.replace(tzinfo=None), rows],
    )
    ours = lambda: connection.execute(DELTAS).fetchone()  # noqa: E731 - beside its peer
    peer = lambda: sum(calendar.microseconds_between(a, b) for a, b in pairs)  # noqa: E731
    found = ours()
    assert found is not None
    assert int(found[0]) == peer(), "SQL and Python disagree"
    return side_by_side("working time", amount=rows, what="pairs", ours=("SQL, day table", ours), peer=("Python", peer))
