"""What stands outside the process, as Protocols: real parts are handed in by composition roots,
Null twins by tests. Belongs here: the shapes that cross the border; no real part.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.kit.errors import BlobMissing


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


class SimilarTexts(Protocol):
    """Tells which texts ask the same thing."""

    def rank(self, query: str, texts: Sequence[str]) -> list[tuple[int, float]]:
        """(index into `texts`, score 0..1) of those that are like `query`, the most alike first.

        What is not like it at all is left out. The same input gives the same answer.
        """


class NullSimilarTexts:
    """Finds texts that are the same but for case and blanks: for tests."""

    def rank(self, query: str, texts: Sequence[str]) -> list[tuple[int, float]]:
        wanted = "".join(query.lower().split())
        return [(index, 1.0) for index, text in enumerate(texts) if "".join(text.lower().split()) == wanted]


class BlobStore(Protocol):
    """Files outside the database, each under the SHA-256 (hex) of its content."""

    def put(self, content: bytes) -> str:
        """Keeps it for good (also over a power cut) and returns its hash; the same content is kept once."""

    def open(self, sha256: str) -> bytes:
        """The content. Raises `BlobMissing` when it is not there or is not what was put."""

    def delete(self, sha256: str) -> None:
        """Forgets it; one that is not there is fine."""

    def older_than(self, moment: datetime, prefix: str = "") -> Iterator[str]:
        """The hashes (that start so) of all that was last put before `moment` (aware)."""


@dataclass
class NullBlobStore:
    """Keeps files in memory: for tests. Nothing in it grows old by itself."""

    kept: dict[str, bytes] = field(default_factory=dict)
    old: set[str] = field(default_factory=set)  # what `older_than` names

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.kept[sha256] = content
        return sha256

    def open(self, sha256: str) -> bytes:
        if sha256 not in self.kept:
            raise BlobMissing
        return self.kept[sha256]

    def delete(self, sha256: str) -> None:
        self.kept.pop(sha256, None)

    def older_than(self, moment: datetime, prefix: str = "") -> Iterator[str]:
        return iter(sorted(each for each in self.old & self.kept.keys() if each.startswith(prefix)))


@dataclass(frozen=True)
class CalendarEntry:
    """One appointment as one person's calendar shows it: words are final, times aware, `zone` where it is.

    `uid` stays over updates, and the entry with the higher `sequence` holds; a cancelled one takes it away.
    """

    uid: str
    sequence: int
    is_cancelled: bool
    is_tentative: bool  # proposed, and nobody has said yes yet
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
