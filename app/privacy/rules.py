"""What is allowed with notices, consents and requests: pure functions."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from app.kit.database import Actor
from app.kit.errors import NotFound
from app.privacy.errors import NoticeInvalid, NotYourConsent, NotYourRequest, RequestStaffOnly, RequestWordsMissing
from app.privacy.models import ConsentWay, Purpose, RequestKind, RequestStatus

# The reasons are in Purpose's own words.
NEEDS_CONSENT = frozenset(Purpose) - {Purpose.APPLICATION}

# What a withdrawal stops of what is queued: messages through these channels, or of these topics.
STOPPED_CHANNELS: Mapping[Purpose, frozenset[str]] = {
    Purpose.CONTACT_BY_MAIL: frozenset({"email"}),
    Purpose.CONTACT_BY_SMS: frozenset({"sms"}),
}
STOPPED_TOPICS: Mapping[Purpose, frozenset[str]] = {Purpose.SURVEY: frozenset({"survey_invited"})}

_R = RequestStatus
PRIVACY_REQUEST_MOVES: Mapping[RequestStatus, frozenset[RequestStatus]] = {
    _R.RECEIVED: frozenset({_R.ANSWERED, _R.WITHDRAWN}),
    _R.ANSWERED: frozenset(),
    _R.WITHDRAWN: frozenset(),
}
# What can't be done without the candidate's own words.
NEEDS_WORDS = frozenset({RequestKind.CORRECT, RequestKind.EXPLAIN})
MOST_OPEN = 10  # requests of one candidate
LONGEST_WORDS = 10_000

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


def asker(actor: Actor, candidate_id: UUID, way: ConsentWay) -> UUID | None:
    """The member of staff who writes a request down; None when the candidate asks here.

    Raises `NotFound` for another candidate's, `NotYourRequest` when staff, or nobody, would ask in their place.
    """
    try:
        return recorder(actor, candidate_id, way)
    except NotYourConsent:
        raise NotYourRequest from None


def answerer(actor: Actor) -> UUID:
    """The member of staff who answers. Raises `RequestStaffOnly`."""
    if actor.kind != "staff" or actor.id is None:
        raise RequestStaffOnly
    return actor.id


def words(text: str | None, *, must: bool) -> str | None:
    """The text without blanks around it. Raises `RequestWordsMissing` for one too long, or none where it `must` be."""
    said = (text or "").strip()
    if len(said) > LONGEST_WORDS or (must and not said):
        raise RequestWordsMissing(limit=LONGEST_WORDS)
    return said or None
