"""Reading a campus day's sheets: pure functions from text to sessions and assignments, or to what is
wrong with a row.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.campus.errors import SheetColumnsMissing, SheetEmpty
from app.campus.schemas import Assignment, PlannedSession, RowFault, SheetRow
from app.people.errors import BadEmail
from app.people.rules import fold_email

LONGEST_NAME = 200
LARGEST_SESSION = 500
COLUMNS: Mapping[str, tuple[str, ...]] = {  # what a column may be called, in both languages
    "start": ("start", "开始", "开始时间"),
    "end": ("end", "结束", "结束时间"),
    "room": ("room", "会议室", "地点"),
    "panel": ("panel", "面试官"),
    "requested": ("requested", "观察员"),
    "capacity": ("capacity", "名额", "人数"),
    "email": ("email", "e-mail", "邮箱", "候选人邮箱"),
}
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
SEPARATORS = re.compile(r"[;,；，、\s]+")

Row = TypeVar("Row")


class Unusable(Exception):
    """A value that can't be used; says why without repeating it."""


def read_sessions(rows: Sequence[SheetRow], zone: str) -> tuple[list[PlannedSession], list[RowFault]]:
    """The sessions' sheet: columns start, end, panel, and if wanted room, requested, capacity.

    Times without an offset are local in `zone`. Raises `SheetEmpty`, `SheetColumnsMissing`.
    """
    return _read(rows, ("start", "end", "panel"), lambda line, cells: _session(line, cells, zone))


def read_assignments(rows: Sequence[SheetRow], zone: str) -> tuple[list[Assignment], list[RowFault]]:
    """The candidates' sheet: columns email, start, and room or panel. Raises as `read_sessions`."""
    return _read(rows, ("email", "start"), lambda line, cells: _assignment(line, cells, zone))


def _read(
    rows: Sequence[SheetRow], needed: Sequence[str], understand: Callable[[int, Mapping[str, str]], Row]
) -> tuple[list[Row], list[RowFault]]:
    if not rows:
        raise SheetEmpty
    names = {name.strip().casefold(): name for row in rows for name in row.values}
    columns = {column: names[word] for column, words in COLUMNS.items() for word in reversed(words) if word in names}
    missing = [column for column in needed if column not in columns]
    if missing:
        raise SheetColumnsMissing(columns=", ".join(missing))
    found: list[Row] = []
    faults: list[RowFault] = []
    for row in rows:
        cells = {column: row.values.get(name, "").strip() for column, name in columns.items()}
        try:
            if row.flaw:
                raise Unusable("it has more or fewer values than the heading")
            found.append(understand(row.line, cells))
        except Unusable as fault:
            faults.append(RowFault(row.line, str(fault)))
    return found, faults


def _session(line: int, cells: Mapping[str, str], zone: str) -> PlannedSession:
    start = _moment(cells["start"], zone, "the start")
    end = _moment(cells["end"], zone, "the end", on=start)
    if end <= start:
        raise Unusable("it does not end after its start")
    required = _emails(cells["panel"])
    requested = _emails(cells.get("requested", ""))
    if not required:
        raise Unusable("it names no interviewer")
    if len({*required, *requested}) != len(required) + len(requested):
        raise Unusable("it names an interviewer twice")
    return PlannedSession(
        line, start, end, cells.get("room") or None, required, requested, _capacity(cells.get("capacity", ""))
    )


def _assignment(line: int, cells: Mapping[str, str], zone: str) -> Assignment:
    emails = _emails(cells["email"])
    if len(emails) != 1:
        raise Unusable("it does not name exactly one candidate")
    interviewers = _emails(cells.get("panel", ""))
    room = cells.get("room") or None
    if not room and not interviewers:
        raise Unusable("it names neither room nor interviewer")
    start = _moment(cells["start"], zone, "the start")
    return Assignment(line, emails[0], start, room, interviewers[0] if interviewers else None)


def _moment(text: str, zone: str, which: str, on: datetime | None = None) -> datetime:
    """A time of the sheet; one without a date is on the day of `on`."""
    there = ZoneInfo(zone)
    clock = CLOCK.fullmatch(text)
    if clock and on is not None:
        text = f"{on.astimezone(there).date().isoformat()} {text}"
    for pattern in MOMENTS:
        try:
            local = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the sheet's, added below
        except ValueError:
            continue
        return _real(local.replace(tzinfo=there), which)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{which} is not a date and time, such as 2026-03-20 09:00") from None
    return moment if moment.tzinfo is not None else _real(moment.replace(tzinfo=there), which)


def _real(local: datetime, which: str) -> datetime:
    """Refuses a time that the clocks jump over."""
    moment = local.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Unusable(f"{which} does not exist on that day: the clocks are changed")
    return moment


def _emails(text: str) -> tuple[str, ...]:
    try:
        return tuple(fold_email(part) for part in SEPARATORS.split(text) if part)
    except BadEmail:
        raise Unusable("it has something that is not an e-mail address") from None


def _capacity(text: str) -> int:
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LARGEST_SESSION:
        raise Unusable(f"its capacity is not a number from 1 to {LARGEST_SESSION}")
    return int(text)


def days_of(sessions: Sequence[PlannedSession], zone: str) -> tuple[date, date]:
    """The first and the last local day of these sessions."""
    there = ZoneInfo(zone)
    return (
        min(each.starts_at for each in sessions).astimezone(there).date(),
        max(each.ends_at for each in sessions).astimezone(there).date(),
    )
