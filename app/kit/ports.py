"""What stands outside the process, as Protocols: real parts are handed in by composition roots,
Null twins by tests. Belongs here: the shapes that cross the border; no real part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class OutgoingMessage:
    """A message ready for hand-over. `id` is stable over retries (a channel can recognise it)."""

    id: UUID
    to: str = field(repr=False)  # address in the channel's own terms
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)


class CertainFailure(Exception):
    """The message certainly did not go out, so it may be tried again; `is_permanent`: in vain;
    `is_channel_down`: so would any other through this channel just now.

    `reason` is a short code for the ledger, never a server's words (they may quote an address).
    """

    def __init__(self, reason: str, *, is_permanent: bool = False, is_channel_down: bool = False) -> None:
        self.reason = reason
        self.is_permanent = is_permanent
        self.is_channel_down = is_channel_down
        super().__init__(reason)


class AmbiguousHandOver(Exception):
    """The message may or may not have gone out: it is never resent by itself."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Channel(Protocol):
    """A way out of the house."""

    def send(self, message: OutgoingMessage) -> None:
        """Returns when the message was taken over for good.

        Raises `CertainFailure` when it was not; any other exception means that nobody knows.
        """


@dataclass
class NullChannel:
    """Takes every message and keeps it: for tests, and for what is delivered by being written."""

    taken: list[OutgoingMessage] = field(default_factory=list)

    def send(self, message: OutgoingMessage) -> None:
        self.taken.append(message)


class HookSender(Protocol):
    """The way to other systems' webhook receivers."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Posts once, follows nothing, and returns the status that the receiver answered.

        Raises `CertainFailure` when the request did not go out, `AmbiguousHandOver` when nobody
        knows; a webhook is sent again in both cases.
        """


@dataclass
class NullHookSender:
    """Takes every webhook and keeps it, for tests; answers `status`."""

    status: int = 200
    taken: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.taken.append((url, headers, body))
        return self.status


@dataclass(frozen=True)
class CalendarEntry:
    """One appointment as one person's calendar shows it: words are final, times aware, `zone` where it is.

    `uid` stays over updates, and the entry with the higher `sequence` holds; a cancelled one takes it away.
    """

    uid: str
    sequence: int
    is_cancelled: bool
    summary: str = field(repr=False)
    description: str = field(repr=False)
    starts_at: datetime
    ends_at: datetime
    zone: str
    location: str | None
    url: str | None = field(repr=False)
    attendee_name: str = field(repr=False)
    attendee_email: str | None = field(repr=False)
    made_at: datetime
