"""Pure rules about people: how an e-mail is folded, what a password must be, whose turn a
manager is, how log-in attempts are limited.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from app.people.errors import BadEmail, WeakPassword
from app.people.models import Role

PASSWORD_LEAST, PASSWORD_MOST = 10, 256  # the upper bound keeps hashing cheap
MAX_FAILURES, FAILURE_WINDOW = 10, timedelta(minutes=15)


def fold_email(email: str) -> str:
    """The key by which two spellings of an address are one person: width, case and blanks folded.

    Raises `BadEmail` for what has no one `@` with something on both sides.
    """
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    local, at, host = folded.partition("@")
    if not (local and at and host) or "@" in host or any(c.isspace() or not c.isprintable() for c in folded):
        raise BadEmail
    return folded


def require_password(password: str) -> None:
    """Raises `WeakPassword` for one that is too short or too long. No other rules: length is what counts."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise WeakPassword(least=PASSWORD_LEAST, most=PASSWORD_MOST)


def token_hash(token: str) -> str:
    """What is stored of a session token. It carries 256 random bits, so a plain SHA-256 suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def chain_above(start: UUID, parent_of: Mapping[UUID, UUID | None]) -> list[UUID]:
    """Those above `start`, nearest first; ends where a loop would begin."""
    seen, above = {start}, []
    at = parent_of.get(start)
    while at is not None and at not in seen:
        seen.add(at)
        above.append(at)
        at = parent_of.get(at)
    return above


def scopes_of(
    grants: Iterable[tuple[Role, UUID | None]], subtrees: Mapping[UUID, frozenset[UUID]]
) -> dict[Role, frozenset[UUID] | None]:
    """Each role with the departments it counts in; a grant without a department counts everywhere."""
    scopes: dict[Role, frozenset[UUID] | None] = {}
    for role, department_id in grants:
        held = scopes.get(role, frozenset())
        if department_id is None or held is None:
            scopes[role] = None
        else:
            scopes[role] = held | subtrees[department_id]
    return scopes
