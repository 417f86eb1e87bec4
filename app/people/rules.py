"""Pure rules about people: how e-mails, names (also in pinyin) and phones are folded, what a password must be, whose
turn a manager or stand-in is, how log-in attempts are limited.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice, product
from uuid import UUID

from app.kit.errors import TimeWithoutZone
from app.people.errors import BadEmail, PeriodOutOfOrder, WeakPassword
from app.people.models import Role

PASSWORD_LEAST, PASSWORD_MOST = 10, 256  # the upper bound keeps hashing cheap
MAX_FAILURES, FAILURE_WINDOW = 10, timedelta(minutes=15)

HAN = re.compile(r"[\u3400-\u9fff]")
MOST_READINGS = 24


def fold_email(email: str) -> str:
    """The key by which two spellings of an address are one person: width, case and blanks folded.

    Raises `BadEmail` for what has no one `@` with something on both sides.
    """
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    local, at, host = folded.partition("@")
    if not (local and at and host) or "@" in host or any(c.isspace() or not c.isprintable() for c in folded):
        raise BadEmail
    return folded


def fold_name(name: str) -> str:
    """The key by which two spellings of a name are one: width, case and blanks (陈 思远) folded."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def pinyin_keys(name: str) -> list[str]:
    """How a Chinese name is written in Latin letters, without tones and blanks: by each reading of its characters
    (曾 is zeng and ceng; at most `MOST_READINGS` together), ü as v, u and yu, the family name first or last. None for
    a name without Chinese characters.
    """
    from pypinyin import Style, pinyin  # its tables take a moment to load, and few processes need them

    folded = fold_name(name)
    if not HAN.search(folded):
        return []
    # One by one: in a name characters do not make the words that they make elsewhere.
    found = [pinyin(character, style=Style.NORMAL, heteronym=True)[0] for character in folded]
    readings = [[way for reading in each for way in _ways_of_u(reading)] for each in found]
    written = list(islice(product(*readings), MOST_READINGS))
    both_ways = ("".join(part) for parts in written for part in (parts, (*parts[1:], parts[0])))
    return sorted({key for way in both_ways if (key := fold_latin(way))})


def _ways_of_u(reading: str) -> list[str]:
    return [reading.replace("v", way) for way in ("v", "u", "yu")] if "v" in reading else [reading]


def fold_latin(name: str) -> str | None:
    """A name in Latin letters as `pinyin_keys` has it; None where there are others."""
    folded = fold_name(name).replace("ü", "v")
    letters = re.sub(r"[^\w]|[\d_]", "", folded)
    return letters if re.fullmatch(r"[a-z]+", letters) else None


def fold_phone(phone: str) -> str | None:
    """The key by which two ways to write a number are one: its digits, after `+` and the country's
    code where it is abroad, without the leading 0 or 86 where it is in mainland China. None where
    there is no digit.
    """
    written = unicodedata.normalize("NFKC", phone).strip()
    digits = re.sub(r"[^0-9]", "", written)
    if not (written.startswith("+") or digits.startswith("00")):
        return re.sub(r"^(0|86(?=1[3-9][0-9]{9}$))", "", digits) or None
    digits = digits.removeprefix("00")
    abroad = f"+{digits}" if digits else None
    return digits.removeprefix("86") or None if digits.startswith("86") else abroad


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


def stand_in(
    person: UUID, delegates: Mapping[UUID, UUID], away: Collection[UUID], managers: Mapping[UUID, UUID | None]
) -> UUID:
    """Who acts for `person`: the end of the chain of delegates, where a loop stops; if that one is
    away, the nearest manager above them who is not; else the person all the same.
    """
    seen, at = {person}, person
    while (following := delegates.get(at)) is not None and following not in seen:
        seen.add(following)
        at = following
    if at not in away:
        return at
    return next((manager for manager in chain_above(at, managers) if manager not in away), person)


def require_period(starts_at: datetime, ends_at: datetime) -> None:
    """Raises `TimeWithoutZone`, `PeriodOutOfOrder`."""
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise TimeWithoutZone
    if starts_at >= ends_at:
        raise PeriodOutOfOrder


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
