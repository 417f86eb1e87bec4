"""Identifiers. UUIDv7 everywhere: unique without a round trip, and sorted by time on disk."""

import hashlib
import hmac
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A new UUIDv7 as the standard library's type, which every driver knows."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def keyed_pseudonym(key: bytes, identity: UUID | str) -> str:
    """32 hex digits that stand for `identity` and can't be turned back without `key` (HMAC-SHA256)."""
    return hmac.new(key, str(identity).encode(), hashlib.sha256).hexdigest()[:32]
