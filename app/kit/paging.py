"""Pages of lists: a cursor names the last row that was shown, so that rows which come or go
meanwhile move no page. Ids are UUIDv7, in the order in which they were made.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from app.kit.errors import Invalid

T = TypeVar("T")
DEFAULT_LIMIT, MOST = 50, 200
CURSOR_LENGTH = 22  # 16 bytes in base64url without padding


class BadCursor(Invalid):
    code = "bad_cursor"
    message = "This cursor is not one of ours."
    mend = "Start the list again without a cursor, and follow `next_cursor`."


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a list; `next_cursor` is None on the last one."""

    items: Sequence[T]
    next_cursor: str | None


def encode_cursor(last: UUID) -> str:
    """The cursor of the page after the row with this id."""
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> UUID | None:
    """The id that the cursor names; None without one. Raises `BadCursor`."""
    if cursor is None:
        return None
    if len(cursor) != CURSOR_LENGTH or not cursor.isascii():
        raise BadCursor
    try:
        found = UUID(bytes=base64.b64decode(f"{cursor}==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise BadCursor from None
    return found


def read_page(
    read: Callable[[UUID | None, int], Sequence[T]], *, cursor: str | None, limit: int, id_of: Callable[[T], UUID]
) -> Slice[T]:
    """One page of `read(after, limit)`, which is asked for one row more to know whether there is
    another page. Raises `BadCursor`.
    """
    rows = read(decode_cursor(cursor), limit + 1)
    shown = rows[:limit]
    return Slice(shown, encode_cursor(id_of(shown[-1])) if len(rows) > limit else None)


def seen_only(
    read: Callable[[UUID | None, int], Sequence[T]], may_see: Callable[[T], bool], id_of: Callable[[T], UUID]
) -> Callable[[UUID | None, int], Sequence[T]]:
    """`read(after, limit)` without the rows that may not be seen, and yet in full pages: it reads on
    until `limit` rows are found or there are no more. Where many may be left out, filter in the query.
    """

    def read_on(after: UUID | None, limit: int) -> Sequence[T]:
        found: list[T] = []
        rows = read(after, limit)
        while rows:
            found += [row for row in rows if may_see(row)]
            is_enough = len(found) >= limit or len(rows) < limit
            rows = () if is_enough else read(id_of(rows[-1]), limit)
        return found[:limit]

    return read_on
