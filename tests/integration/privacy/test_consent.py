"""Consent: by purpose, to a version of the notice, never overwritten, and what a withdrawal stops."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from app.outbox.models import DeliveryStatus, OutboxMessage
from app.outbox.service import enqueue
from app.people import service as people
from app.privacy import service as privacy
from app.privacy.errors import NoConsent, NoticeInvalid, NoticeOutdated, NotYourConsent, UnknownNotice
from app.privacy.models import ConsentWay, Purpose
from app.privacy.rules import text_hash
from tests.conftest import NOW
from tests.factories.offering import audited

TEXTS = {"zh-CN": "我们如何使用您的信息", "en": "How we use your data"}


@pytest.fixture
def someone(unit: Unit) -> UUID:
    return people.create_candidate(unit, name="李晓雯", email="li@mail.example").id


def _as(unit: Unit, candidate_id: UUID) -> Unit:
    return unit.at(unit.now, Actor.candidate(candidate_id))


def _clerk(unit: Unit) -> Unit:
    clerk = people.hire_staff(unit, name="clerk", email="clerk@bank.example", department_id=None).id
    return unit.at(unit.now, Actor.staff(clerk))


def test_notices_have_versions_in_both_languages(unit: Unit) -> None:
    with pytest.raises(NotFound):
        privacy.current_notice(unit, "en")
    assert privacy.publish_notice(unit, TEXTS) == 1
    assert privacy.publish_notice(unit, TEXTS | {"en": "Better said"}) == 2
    shown = privacy.current_notice(unit, "en")
    assert (shown.version, shown.text, shown.text_hash) == (2, "Better said", text_hash("Better said"))
    for wrong in ({"en": "alone"}, TEXTS | {"en": " "}, TEXTS | {"fr": "avis"}, TEXTS | {"en": "x" * 100_001}):
        with pytest.raises(NoticeInvalid):
            privacy.publish_notice(unit, wrong)


def test_a_consent_counts_for_its_purpose_until_it_is_withdrawn(unit: Unit, someone: UUID) -> None:
    own, version = _as(unit, someone), privacy.publish_notice(unit, TEXTS)
    first = privacy.give_consent(own, someone, Purpose.TALENT_POOL, version)
    assert privacy.has_consent(unit, someone, Purpose.TALENT_POOL)
    assert not privacy.has_consent(unit, someone, Purpose.SURVEY)
    assert privacy.give_consent(own, someone, Purpose.TALENT_POOL, version).id == first.id
    privacy.withdraw_consent(own, someone, Purpose.TALENT_POOL)
    assert not privacy.has_consent(unit, someone, Purpose.TALENT_POOL)
    assert privacy.has_withdrawn(unit, someone, [Purpose.SURVEY, Purpose.TALENT_POOL])
    with pytest.raises(NoConsent):
        privacy.withdraw_consent(own, someone, Purpose.TALENT_POOL)
    second = privacy.give_consent(own, someone, Purpose.TALENT_POOL, version)
    assert [(each.consent_id, each.is_live) for each in privacy.consents_of(unit, someone)] == [
        (first.id, False),
        (second.id, True),
    ]
    assert not privacy.has_withdrawn(unit, someone, [Purpose.TALENT_POOL])
    assert audited(unit, "consent.") == ["consent.given", "consent.withdrawn", "consent.given"]


def test_a_newer_notice_supersedes_and_an_outdated_page_is_refused(unit: Unit, someone: UUID) -> None:
    own, old = _as(unit, someone), privacy.publish_notice(unit, TEXTS)
    privacy.give_consent(own, someone, Purpose.SURVEY, old)
    new = privacy.publish_notice(unit, TEXTS)
    with pytest.raises(NoticeOutdated):
        privacy.give_consent(own, someone, Purpose.TALENT_POOL, old)
    with pytest.raises(UnknownNotice):
        privacy.give_consent(own, someone, Purpose.TALENT_POOL, new + 1)
    privacy.give_consent(own, someone, Purpose.SURVEY, new)
    assert [(each.notice_version, each.is_live) for each in privacy.consents_of(unit, someone)] == [
        (old, False),
        (new, True),
    ]
    assert not privacy.has_withdrawn(unit, someone, [Purpose.SURVEY])


def test_staff_record_what_came_on_paper_and_never_consent_themselves(unit: Unit, someone: UUID) -> None:
    clerk, old = _clerk(unit), privacy.publish_notice(unit, TEXTS)
    privacy.publish_notice(unit, TEXTS)
    consent = privacy.give_consent(clerk, someone, Purpose.CONTACT_BY_SMS, old, ConsentWay.PAPER)
    assert (consent.recorded_by_staff_id, consent.way) == (clerk.actor.id, ConsentWay.PAPER)
    with pytest.raises(NotYourConsent):
        privacy.give_consent(clerk, someone, Purpose.SURVEY, old, ConsentWay.PORTAL)
    with pytest.raises(NotYourConsent):
        privacy.give_consent(_as(unit, someone), someone, Purpose.SURVEY, old, ConsentWay.PHONE)
    with pytest.raises(NotYourConsent):
        privacy.withdraw_consent(unit, someone, Purpose.CONTACT_BY_SMS)
    privacy.withdraw_consent(clerk, someone, Purpose.CONTACT_BY_SMS)
    assert consent.withdrawal_recorded_by_staff_id == clerk.actor.id


def test_another_candidates_consent_is_not_there(unit: Unit, someone: UUID) -> None:
    version = privacy.publish_notice(unit, TEXTS)
    stranger = _as(unit, people.create_candidate(unit, name="王一", email="wang@mail.example").id)
    with pytest.raises(NotFound):
        privacy.give_consent(stranger, someone, Purpose.SURVEY, version)
    with pytest.raises(NotFound):
        privacy.withdraw_consent(stranger, someone, Purpose.SURVEY)
    ghost = uuid4()
    with pytest.raises(NotFound):
        privacy.give_consent(_as(unit, ghost), ghost, Purpose.SURVEY, version)


def test_a_contract_needs_no_consent_and_everything_else_does(unit: Unit, someone: UUID) -> None:
    assert {purpose for purpose in Purpose if privacy.may_use(unit, someone, purpose)} == {Purpose.APPLICATION}


def test_a_withdrawal_stops_what_waits_under_it(unit: Unit, someone: UUID) -> None:
    own, version = _as(unit, someone), privacy.publish_notice(unit, TEXTS)
    other = people.create_candidate(unit, name="王一", email="wang@mail.example").id
    privacy.give_consent(own, someone, Purpose.CONTACT_BY_MAIL, version)

    def waiting(channel: str, to: UUID) -> OutboxMessage:
        return enqueue(unit, topic="reminder", channel=channel, template="x", payload={}, recipient_candidate_id=to)

    mine, text, others, shown = (
        waiting("email", someone),
        waiting("sms", someone),
        waiting("email", other),
        waiting("in_app", someone),
    )
    privacy.withdraw_consent(own, someone, Purpose.CONTACT_BY_MAIL)
    unit.session.flush()
    states = dict(unit.session.execute(select(OutboxMessage.id, OutboxMessage.status)).all())
    assert [states[each.id] for each in (mine, text, others, shown)] == [
        DeliveryStatus.SUPPRESSED,
        DeliveryStatus.PENDING,
        DeliveryStatus.PENDING,
        DeliveryStatus.SENT,
    ]
    assert mine.status_reason == "consent_withdrawn"


def test_two_equal_consents_at_once_are_one(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        someone = people.create_candidate(unit, name="李晓雯").id
        version = privacy.publish_notice(unit, TEXTS)
    barrier = threading.Barrier(2)

    def give(_: int) -> UUID:
        barrier.wait(10)
        with database.unit(Actor.candidate(someone), NOW) as unit:
            return privacy.give_consent(unit, someone, Purpose.SURVEY, version).id

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(give, range(2)))) == 1
