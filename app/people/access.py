"""Logging in and out: passwords (Argon2id), session tokens, limits on guessing.

Belongs here: who is at the door. What a role may do is decided by those who ask the `Viewer`.
"""

import secrets
from collections.abc import Iterable
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
from app.people.models import Credential, LoginSession, RoleGrant, Staff
from app.people.rules import (
    FAILURE_WINDOW,
    MAX_FAILURES,
    PASSWORD_MOST,
    fold_email,
    require_password,
    scopes_of,
    token_hash,
)
from app.people.schemas import Viewer

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
    found = repository.live_session(unit, token_hash(token), unit.now)
    if found is None:
        return None
    staff = found[1]
    grants = repository.grants_of(unit, staff.id)
    scopes = scopes_of([(grant.role, grant.department_id) for grant in grants], _subtrees(unit, grants))
    return Viewer(
        staff_id=staff.id,
        name=staff.name,
        scopes=scopes,
        department_ids=_reached(unit, scopes.values()),
        locale=staff.locale,
        zone=staff.zone,
    )


def log_out(unit: Unit, token: str) -> None:
    """Ends the session of this token; one that has ended stays so."""
    found = repository.live_session(unit, token_hash(token), unit.now)
    if found is not None:
        found[0].revoked_at = unit.now
        record(unit, "session.ended", found[0], staff_id=found[0].staff_id)


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


def _subtrees(unit: Unit, grants: Iterable[RoleGrant]) -> dict[UUID, frozenset[UUID]]:
    roots = {grant.department_id for grant in grants if grant.department_id is not None}
    return repository.subtrees(unit, roots) if roots else {}


def _reached(unit: Unit, scopes: Iterable[frozenset[UUID] | None]) -> frozenset[UUID]:
    held = list(scopes)
    if None in held:
        return repository.all_department_ids(unit)
    return frozenset().union(*(scope for scope in held if scope is not None))
