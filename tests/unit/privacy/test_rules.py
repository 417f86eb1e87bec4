"""What needs consent, and whose hand may record one."""

from uuid import uuid4

import pytest

from app.kit.database import Actor
from app.kit.errors import NotFound
from app.privacy.errors import NotYourConsent
from app.privacy.models import ConsentWay, Purpose
from app.privacy.rules import NEEDS_CONSENT, STOPPED_CHANNELS, STOPPED_TOPICS, recorder

CANDIDATE, CLERK = uuid4(), uuid4()


def test_all_but_the_application_itself_stands_on_consent() -> None:
    assert set(Purpose) - NEEDS_CONSENT == {Purpose.APPLICATION}
    assert STOPPED_CHANNELS.keys() | STOPPED_TOPICS.keys() <= NEEDS_CONSENT


def test_the_candidates_own_hand_and_the_clerks() -> None:
    assert recorder(Actor.candidate(CANDIDATE), CANDIDATE, ConsentWay.PORTAL) is None
    assert recorder(Actor.staff(CLERK), CANDIDATE, ConsentWay.PAPER) == CLERK


@pytest.mark.parametrize(
    ("actor", "way"),
    [
        (Actor.service(), ConsentWay.PAPER),
        (Actor.staff(CLERK), ConsentWay.PORTAL),
        (Actor.candidate(CANDIDATE), ConsentWay.PHONE),
    ],
)
def test_nobody_consents_in_the_candidates_place(actor: Actor, way: ConsentWay) -> None:
    with pytest.raises(NotYourConsent):
        recorder(actor, CANDIDATE, way)


def test_another_candidate_is_not_there() -> None:
    with pytest.raises(NotFound):
        recorder(Actor.candidate(uuid4()), CANDIDATE, ConsentWay.PORTAL)
