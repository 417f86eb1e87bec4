"""Cleaning imported frames with pandas: blanks, e-mails, times, flags, repeated rows, hashes.

Column-wise and without a business word; which row is refused, and why, is app.intake's.
"""

import hashlib
import hmac
import json
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

BLANKS = " \t\r\n\u00a0\u3000\u200b\ufeff"
FULL_TIME = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$"
TRUE_WORDS = frozenset({"true", "t", "yes", "y", "1"})
FIRST_YEAR, LAST_YEAR = 1990, 2100  # a business time outside these is a slip of the keyboard


def to_frame(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> pd.DataFrame:
    """Text columns without surrounding blanks (also full-width ones); an empty value is NA."""
    frame = pd.DataFrame(list(rows), columns=list(columns), dtype="str")
    for column in frame.columns:
        trimmed = frame[column].str.strip(BLANKS)
        frame[column] = trimmed.mask(trimmed == "")
    return frame


def parse_utc_times(values: pd.Series) -> pd.Series:
    """ISO times, UTC unless they carry an offset, as aware UTC; NaT for blank and for impossible ones."""
    whole = values.where(values.str.match(FULL_TIME).fillna(value=False).astype(bool))
    return _within_reason(pd.to_datetime(whole, format="ISO8601", utc=True, errors="coerce"))


def parse_local_times(values: pd.Series, zone: str, formats: Sequence[str]) -> pd.Series:
    """Local times of `zone` in the first of `formats` that fits (ISO always does), as aware UTC;
    NaT for blank, impossible, and for the hour that a change of clocks skips or repeats.
    """
    parsed = pd.to_datetime(
        values.where(values.str.match(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}").fillna(value=False).astype(bool)),
        format="ISO8601",
        errors="coerce",
    ).astype("datetime64[us]")
    for form in formats:
        parsed = parsed.fillna(pd.to_datetime(values, format=form, errors="coerce").astype("datetime64[us]"))
    local = parsed.dt.tz_localize(ZoneInfo(zone), ambiguous="NaT", nonexistent="NaT")
    return _within_reason(local.dt.tz_convert("UTC"))


def _within_reason(times: pd.Series) -> pd.Series:
    return times.where(times.dt.year.between(FIRST_YEAR, LAST_YEAR))


def to_datetimes(times: pd.Series) -> list[datetime | None]:
    """Python's aware datetimes (UTC, microseconds), None for NaT."""
    return [None if pd.isna(time) else time.floor("us").to_pydatetime() for time in times]


def parse_flags(values: pd.Series) -> pd.Series:
    """True for true, t, yes, y, 1 in any case; False for the rest and for blank."""
    return values.str.lower().isin(TRUE_WORDS)


def parse_flag(value: str) -> bool:
    """The same for a single value."""
    return value.lower() in TRUE_WORDS


def row_hashes(frame: pd.DataFrame, key: bytes, *, leave_out: Sequence[str] = ()) -> list[str]:
    """A keyed hash of each row's content, independent of the columns' order and of `leave_out`
    (bookkeeping columns that change with every export).
    """
    columns = sorted(column for column in frame.columns if column not in leave_out)
    records: list[dict[Hashable, object]] = (
        frame[columns].astype(object).where(frame[columns].notna(), None).to_dict("records")
    )
    return [keyed_hash(key, {name: value for name, value in row.items() if value is not None}) for row in records]


def keyed_hash(key: bytes, content: object) -> str:
    """32 hex digits for `content` (JSON-able), which can't be guessed back without `key`."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
