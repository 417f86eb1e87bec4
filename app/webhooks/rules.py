"""Which events a subscription wants, what it is told of them, how that is signed. Pure.

Signing follows the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.outbox import rules as outbox
from app.webhooks.errors import BadEventPattern, NoEvents

LEASE = outbox.LEASE  # far longer than the 15 s that a receiver gets
KEPT = timedelta(days=30)  # settled deliveries
MOST_SUBSCRIPTIONS, MOST_EVENTS, LONGEST_OVERLAP = 50, 50, 24 * 14
PING = "webhook.ping"
PATTERN = re.compile(r"[a-z][a-z_]{0,59}\.(\*|[a-z][a-z_]{0,59})")
EVERYTHING = "*"
# Codes, states, times and ids. An audit entry holds nothing else; what looked otherwise would stay here.
PLAIN = re.compile(r"[A-Za-z0-9_.:+/-]{1,64}(, [A-Za-z0-9_.:+/-]{1,64}){0,40}")
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret starts with


def check_events(events: Sequence[str]) -> list[str]:
    """The events and patterns, each once, sorted. Raises `NoEvents`, `BadEventPattern`."""
    chosen = sorted(set(events))
    if not 1 <= len(chosen) <= MOST_EVENTS:
        raise NoEvents(most=MOST_EVENTS)
    for pattern in chosen:
        if pattern != EVERYTHING and not PATTERN.fullmatch(pattern):
            raise BadEventPattern(pattern=repr(pattern[:60]))
    return chosen


def split_patterns(events: Iterable[str]) -> tuple[list[str], list[str]]:
    """(exact names, beginnings of names) that `events` stand for."""
    exact = [each for each in events if not each.endswith("*")]
    return exact, [each.removesuffix("*") for each in events if each.endswith("*")]


def tell(
    delivery_id: UUID,
    event: str,
    occurred_at: datetime,
    subject: tuple[str, UUID],
    *,
    application_id: UUID | None = None,
    actor_kind: str,
    details: Mapping[str, Any],
) -> dict[str, Any]:
    """What a receiver is told: ids, states and numbers, never a name or a person's words."""
    return {
        "id": str(delivery_id),
        "type": event,
        "occurred_at": occurred_at.isoformat(),
        "subject": {"type": subject[0], "id": str(subject[1])},
        "application_id": str(application_id) if application_id else None,
        "actor_kind": actor_kind,
        "details": {key: value for key, value in details.items() if _is_plain(value)},
    }


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, int | float) or (isinstance(value, str) and bool(PLAIN.fullmatch(value)))


def body_of(payload: Mapping[str, Any]) -> bytes:
    """The payload as it goes over the line; the same bytes each time."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def new_secret() -> str:
    """256 random bits in the specification's spelling."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers_of(delivery_id: UUID, body: bytes, now: datetime, keys: Iterable[str]) -> dict[str, str]:
    """The headers that prove where `body` comes from: one signature for each secret that counts now."""
    stamp = str(int(now.timestamp()))
    signatures = " ".join(sign(key, str(delivery_id), stamp, body) for key in keys)
    return {
        "content-type": "application/json",
        "user-agent": "Huiyin-Webhooks/1",
        "webhook-id": str(delivery_id),
        "webhook-timestamp": stamp,
        "webhook-signature": signatures,
    }


def sign(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """`v1,<base64 of the HMAC-SHA256 of id.timestamp.body>`."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def keys_now(secret: str, previous: str | None, previous_until: datetime | None, now: datetime) -> list[str]:
    """The secrets to sign with: the newest first, the one before as long as they overlap."""
    overlaps = previous is not None and previous_until is not None and now < previous_until
    return [secret, previous] if overlaps and previous else [secret]
