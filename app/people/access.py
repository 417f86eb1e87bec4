"""Logging in and out: passwords (Argon2id), session tokens, limits on guessing.

Belongs here: who is at the door. What a role may do is decided by those who ask the `Viewer`.
"""

import secrets
from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import keyed_pseudonym, new_id
from app.people import repository
from app.people.errors import BadEmail, TooManyAttempts
from app.people.models import Credential, LoginSession, Role, Staff
from app.people.rules import (
    FAILURE_WINDOW,
    MAX_FAILURES,
    PASSWORD_MOST,
    fold_email,
    require_password,
    scopes_of,
    token_hash,
)
from app.people.schemas import SessionView, Viewer

# Verified where nobody has that e-mail or no password is set, so that the answer takes as long.
# The hash of 256 random bits that were thrown away.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$jBUMIxFkYlxwsLGyec2Bvg$ZRLMAo4tBpRDNy/zU0fZQ130EHJjD5eHo9t8Aw+GflY"


def set_password(unit: Unit, staff_id: UUID, password: str) -> None:
    """Sets a local password and ends the person's sessions. Raises `NotFound`, `WeakPassword`."""
    staff = repository.staff_by_id(unit, staff_id)
    if staff is None:
        raise NotFound
    require_password(password)
    hashed = _hasher().hash(password)
    credential = repository.credential_of(unit, staff_id)
    if credential is None:
        unit.session.add(Credential(staff_id=staff_id, password_hash=hashed, changed_at=unit.now))
    else:
        credential.password_hash, credential.changed_at = hashed, unit.now
    repository.revoke_sessions(unit, staff_id, unit.now)
    record(unit, "staff.password_set", staff)


def log_in(unit: Unit, email: str, password: str, *, address: str = "", hours: int = 12) -> str | None:
    """A new session's token, or None for a wrong e-mail or password.

    None and not an error: the failed attempt is counted in this unit, which an error would roll
    back. The edge raises `WrongLogIn` after leaving the unit. `address` is where the attempt
    comes from. Raises `TooManyAttempts` after ten failures in 15 minutes, of the account or from the
    address. Known and unknown people are answered alike, in time too.
    """
    email_key = _fold_or_keep(email)
    keys = _attempt_keys(unit, email_key, address)
    _require_few_failures(unit, keys)
    staff = repository.staff_by_key(unit, email_key)
    if not _is_password_of(unit, staff, password) or staff is None or staff.disabled_at is not None:
        for scope, key_hash in keys.items():
            attempt = {"id": new_id(), "scope": scope, "key_hash": key_hash, "at": unit.now}
            repository.add_failure(unit, attempt, unit.now - FAILURE_WINDOW)
        return None
    repository.forget_failures(unit, keys["account"])  # not the address: one's own account must not reset it
    return _start_session(unit, staff, hours)


def viewer_of(unit: Unit, token: str) -> Viewer | None:
    """Who holds this token; None when the session has ended or its person was disabled."""
    row = repository.viewer_row(unit, token_hash(token))
    if row is None:
        return None
    staff_id, name, locale, zone, session_id, grants, everywhere = row
    held = [(Role(role), at, frozenset(map(UUID, below or ()))) for role, at, below in grants or ()]
    scopes = scopes_of([(role, at) for role, at, _ in held], {at: below for _, at, below in held if at})
    reached = frozenset(map(UUID, everywhere)) if everywhere else frozenset().union(*(below for *_, below in held))
    return Viewer(staff_id, name, scopes, reached, locale, zone, session_id)


def log_out(unit: Unit, token: str) -> None:
    """Ends the session of this token; one that has ended stays so."""
    viewer = viewer_of(unit, token)
    if viewer is not None and viewer.session_id is not None:
        end_session(unit, viewer.staff_id, viewer.session_id)


def end_session(unit: Unit, staff_id: UUID, session_id: UUID) -> None:
    """Ends one of that person's sessions. Raises `NotFound`, also for one that has ended."""
    session = repository.live_session_by_id(unit, staff_id, session_id)
    if session is None:
        raise NotFound
    session.revoked_at = unit.now
    record(unit, "session.ended", session, staff_id=staff_id)


def sessions_of(unit: Unit, staff_id: UUID) -> list[SessionView]:
    """That person's sessions that hold, the newest first."""
    held = repository.live_sessions_of(unit, staff_id)
    return [SessionView(row.id, row.created_at, row.expires_at) for row in held]


def disable_staff(unit: Unit, staff_id: UUID) -> None:
    """Shuts a member of staff out: no log-in, every session over with this unit. Raises `NotFound`."""
    staff = repository.staff_by_id(unit, staff_id)
    if staff is None:
        raise NotFound
    if staff.disabled_at is None:
        staff.disabled_at = unit.now
        repository.revoke_sessions(unit, staff_id, unit.now)
        record(unit, "staff.disabled", staff)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _is_password_of(unit: Unit, staff: Staff | None, password: str) -> bool:
    credential = repository.credential_of(unit, staff.id) if staff else None
    try:
        # Cut, so that a megabyte of password costs no more than a page of it; such a one is never set.
        is_right = _hasher().verify(credential.password_hash if credential else NOBODY, password[: PASSWORD_MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    if credential is not None and _hasher().check_needs_rehash(credential.password_hash):
        credential.password_hash = _hasher().hash(password)
    return is_right and credential is not None


def _start_session(unit: Unit, staff: Staff, hours: int) -> str:
    token = secrets.token_urlsafe(32)
    session = LoginSession(
        id=new_id(),
        token_hash=token_hash(token),
        staff_id=staff.id,
        created_at=unit.now,
        expires_at=unit.now + timedelta(hours=hours),
    )
    unit.session.add(session)
    record(unit, "session.started", session, staff_id=staff.id)
    return token


def _attempt_keys(unit: Unit, email_key: str, address: str) -> dict[str, str]:
    keys = {"account": keyed_pseudonym(unit.pseudonym_key, f"account {email_key}")}
    return keys | ({"address": keyed_pseudonym(unit.pseudonym_key, f"address {address}")} if address else {})


def _require_few_failures(unit: Unit, keys: dict[str, str]) -> None:
    since = unit.now - FAILURE_WINDOW
    for key_hash in keys.values():  # account first, always: two at once can't wait for each other
        repository.lock_attempts(unit, key_hash)
        if repository.failures_since(unit, key_hash, since) >= MAX_FAILURES:
            raise TooManyAttempts(minutes=int(FAILURE_WINDOW.total_seconds() // 60))


def _fold_or_keep(email: str) -> str:
    try:
        return fold_email(email)
    except BadEmail:
        return email[:320]  # nobody has it; it is counted and answered like any other
