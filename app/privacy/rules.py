"""What is allowed with notices and consents: pure functions."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from app.kit.database import Actor
from app.kit.errors import NotFound
from app.privacy.errors import NoticeInvalid, NotYourConsent
from app.privacy.models import ConsentWay, Purpose

# The reasons are in Purpose's own words.
NEEDS_CONSENT = frozenset(Purpose) - {Purpose.APPLICATION}

# What a withdrawal stops of what is queued: messages through these channels, or of these topics.
STOPPED_CHANNELS: Mapping[Purpose, frozenset[str]] = {
    Purpose.CONTACT_BY_MAIL: frozenset({"email"}),
    Purpose.CONTACT_BY_SMS: frozenset({"sms"}),
}
STOPPED_TOPICS: Mapping[Purpose, frozenset[str]] = {Purpose.SURVEY: frozenset({"survey_invited"})}

LONGEST_NOTICE = 100_000
LOCALES = frozenset({"zh-CN", "en"})


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def require_texts(texts: Mapping[str, str]) -> None:
    """Raises `NoticeInvalid` unless every language of the product has a text of sane length."""
    if set(texts) != LOCALES:
        raise NoticeInvalid(why=f"it is needed in {' and '.join(sorted(LOCALES))}")
    if not all(text.strip() for text in texts.values()):
        raise NoticeInvalid(why="a text is empty")
    if any(len(text) > LONGEST_NOTICE for text in texts.values()):
        raise NoticeInvalid(why=f"a text is longer than {LONGEST_NOTICE} characters")


def recorder(actor: Actor, candidate_id: UUID, way: ConsentWay) -> UUID | None:
    """The member of staff who writes a consent down; None when the candidate gives it here.

    Raises `NotFound` for another candidate's, `NotYourConsent` when staff, or nobody, would consent
    in the candidate's place.
    """
    if actor.kind == "candidate":
        if actor.id != candidate_id:
            raise NotFound
        if way is not ConsentWay.PORTAL:
            raise NotYourConsent
        return None
    if actor.kind != "staff" or way is ConsentWay.PORTAL:
        raise NotYourConsent
    return actor.id


def withdrawer(actor: Actor, candidate_id: UUID) -> UUID | None:
    """The member of staff who writes a withdrawal down; None for the candidate's own. Raises as `recorder`."""
    if actor.kind == "candidate":
        if actor.id != candidate_id:
            raise NotFound
        return None
    if actor.kind != "staff":
        raise NotYourConsent
    return actor.id
