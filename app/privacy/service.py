"""Verbs on notices and consents: published, given, withdrawn; and who has agreed to what. Those on requests are in
requests.py and offered here too.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.outbox.service import suppress_for_candidate
from app.people import service as people
from app.privacy import repository
from app.privacy.errors import NoConsent, NoticeOutdated, UnknownNotice
from app.privacy.models import Consent, ConsentWay, PrivacyNotice, Purpose
from app.privacy.requests import (
    answer_request,
    assign_request,
    list_requests,
    make_request,
    request_view,
    withdraw_request,
)
from app.privacy.rules import (
    NEEDS_CONSENT,
    STOPPED_CHANNELS,
    STOPPED_TOPICS,
    recorder,
    require_texts,
    text_hash,
    withdrawer,
)
from app.privacy.schemas import ConsentView, NoticeView, RequestLine, RequestView

__all__ = [
    "ConsentView",
    "NoticeView",
    "RequestLine",
    "RequestView",
    "answer_request",
    "assign_request",
    "consents_of",
    "current_notice",
    "give_consent",
    "has_consent",
    "has_withdrawn",
    "list_requests",
    "make_request",
    "may_use",
    "newest_version",
    "publish_notice",
    "request_view",
    "withdraw_consent",
    "withdraw_request",
]


def publish_notice(unit: Unit, texts: Mapping[str, str]) -> int:
    """A new version of the notice, in all languages of the product; returns its number. Raises `NoticeInvalid`."""
    require_texts(texts)
    repository.hold(unit, "notice")
    version = repository.newest_version(unit) + 1
    rows = [
        PrivacyNotice(
            id=new_id(),
            version=version,
            locale=locale,
            text=text,
            text_hash=text_hash(text),
            published_at=unit.now,
        )
        for locale, text in sorted(texts.items())
    ]
    unit.session.add_all(rows)
    record(unit, "privacy_notice.published", rows[0], version=version, hashes=" ".join(row.text_hash for row in rows))
    return version


def current_notice(unit: Unit, locale: str) -> NoticeView:
    """The newest notice in `locale`. Raises `NotFound` before the first, or for another language."""
    row = repository.notice(unit, repository.newest_version(unit), locale)
    if row is None:
        raise NotFound
    return NoticeView(row.version, row.locale, row.text, row.text_hash, row.published_at)


def newest_version(unit: Unit) -> int:
    """The number of the newest notice; 0 before the first."""
    return repository.newest_version(unit)


def give_consent(
    unit: Unit, candidate_id: UUID, purpose: Purpose, notice_version: int, way: ConsentWay = ConsentWay.PORTAL
) -> Consent:
    """The candidate agrees, having been shown that version. One that counts already and is to the
    same version is given back; to an older version it is superseded.

    Raises `NotFound`, `UnknownNotice`, `NoticeOutdated` on the portal, `NotYourConsent`.
    """
    by = recorder(unit.actor, candidate_id, way)
    people.candidate_contact(unit, candidate_id)  # there must be one
    if repository.notice(unit, notice_version) is None:
        raise UnknownNotice
    if way is ConsentWay.PORTAL and notice_version != repository.newest_version(unit):
        raise NoticeOutdated
    repository.hold(unit, f"{candidate_id}:{purpose}")
    for held in repository.live(unit, candidate_id, [purpose]):
        if held.notice_version >= notice_version:
            return held
        held.superseded_at = unit.now
    unit.session.flush()  # at most one counts
    consent = Consent(
        id=new_id(),
        candidate_id=candidate_id,
        purpose=purpose,
        notice_version=notice_version,
        way=way,
        given_at=unit.now,
        recorded_by_staff_id=by,
    )
    unit.session.add(consent)
    record(unit, "consent.given", consent, candidate_id=candidate_id, purpose=purpose, notice_version=notice_version)
    return consent


def withdraw_consent(unit: Unit, candidate_id: UUID, purpose: Purpose) -> Consent:
    """Ends a consent, for the future; what is queued under it and has not left is stopped.

    Raises `NotFound`, `NotYourConsent`, `NoConsent`.
    """
    by = withdrawer(unit.actor, candidate_id)
    repository.hold(unit, f"{candidate_id}:{purpose}")
    held = repository.live(unit, candidate_id, [purpose])
    if not held:
        raise NoConsent("not_given", {"given"})
    consent = held[0]
    consent.withdrawn_at, consent.withdrawal_recorded_by_staff_id = unit.now, by
    stopped = suppress_for_candidate(
        unit,
        candidate_id,
        reason="consent_withdrawn",
        channels=STOPPED_CHANNELS.get(purpose, frozenset()),
        topics=STOPPED_TOPICS.get(purpose, frozenset()),
    )
    record(unit, "consent.withdrawn", consent, candidate_id=candidate_id, purpose=purpose, stopped_count=stopped)
    return consent


def has_consent(unit: Unit, candidate_id: UUID, purpose: Purpose) -> bool:
    """Whether a consent to this purpose counts now."""
    return bool(repository.live(unit, candidate_id, [purpose]))


def has_withdrawn(unit: Unit, candidate_id: UUID, purposes: Collection[Purpose]) -> bool:
    """Whether the candidate's last word on one of these purposes was no."""
    last = [repository.newest(unit, candidate_id, purpose) for purpose in purposes]
    return any(consent is not None and consent.withdrawn_at is not None for consent in last)


def may_use(unit: Unit, candidate_id: UUID, purpose: Purpose) -> bool:
    """Whether data may be used for this purpose: it needs no consent, or there is one."""
    return purpose not in NEEDS_CONSENT or has_consent(unit, candidate_id, purpose)


def consents_of(unit: Unit, candidate_id: UUID, *, after: UUID | None = None, limit: int = 50) -> list[ConsentView]:
    """All that the candidate ever agreed to, oldest first."""
    return [_view(row) for row in repository.consents(unit, candidate_id, after, limit)]


def consent_view(unit: Unit, consent_id: UUID) -> ConsentView:
    """One consent. Raises `NotFound`."""
    row = unit.session.get(Consent, consent_id)
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: Consent) -> ConsentView:
    return ConsentView(
        consent_id=row.id,
        purpose=row.purpose,
        notice_version=row.notice_version,
        way=row.way,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
        superseded_at=row.superseded_at,
    )
