"""Webhooks as the product runs them: in the background of `huiyin live`, and without a personal value."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.composition import deliver_webhooks
from app.feedback import service as feedback
from app.hiring import service as hiring
from app.kit.database import Actor, Database
from app.kit.egress import Egress
from app.kit.installation import Installation
from app.kit.ports import NullHookSender
from app.kit.settings import Settings
from app.questions import service as questions
from app.webhooks.dispatch import deliver_due
from app.webhooks.loop import delivering
from app.webhooks.schemas import NewSecret
from connectors.channels.webhook import WebhookSender
from tests.conftest import NOW
from tests.factories.bank import FULL, HOUR, found_bank
from tests.integration.webhooks.receivers import Receiver, in_turn, receiver

Subscribe = Callable[..., NewSecret]


def wait_for(there: Receiver, count: int) -> None:
    until = time.monotonic() + 20
    while len(there.types()) < count and time.monotonic() < until:
        time.sleep(0.02)
    assert len(there.types()) == count


def test_the_background_tells_within_seconds_and_ends_when_told(
    database: Database, subscribe: Subscribe, subject: Callable[[], UUID], happen: Callable[..., None]
) -> None:
    stop = threading.Event()
    with receiver() as there:
        subscribe(there)
        about = subject()
        with delivering(database, WebhookSender(Egress.of(there.hosts)), stop):
            happen(about, "one", "two")
            wait_for(there, 2)
            happen(about, "three")
            wait_for(there, 3)
    assert stop.is_set()
    assert there.types() == ["probe.one", "probe.two", "probe.three"]
    assert not [each for each in threading.enumerate() if each.name.startswith("webhooks")]


def test_the_background_outlives_a_fault(
    database: Database, subscribe: Subscribe, subject: Callable[[], UUID], happen: Callable[..., None]
) -> None:
    class Broken:
        calls = 0

        def post(self, *_: object) -> int:
            self.calls += 1
            raise ZeroDivisionError

    sender, stop = Broken(), threading.Event()
    with receiver() as there:
        subscribe(there)
        with delivering(database, sender, stop):
            for _ in range(8):
                happen(subject(), "done")
            until = time.monotonic() + 20
            while sender.calls < 8 and time.monotonic() < until:
                time.sleep(0.02)
    assert sender.calls == 8


def test_one_round_by_hand_with_the_settings_of_an_installation(
    installation: Installation, subscribe: Subscribe, subject: Callable[[], UUID], happen: Callable[..., None]
) -> None:
    with receiver(in_turn(500)) as there:
        subscribe(there)
        happen(subject(), "done")
        made = Installation(Settings(home=installation.settings.root, webhook_hosts=there.hosts))
        assert deliver_webhooks(made).retried == 1
        made.close()
        nowhere = Installation(Settings(home=installation.settings.root))
        assert deliver_webhooks(nowhere, lambda: datetime.now(UTC) + timedelta(hours=1)).retried == 1
        nowhere.close()
    assert len(there.arrivals) == 1


def test_no_personal_value_and_no_score_leaves_in_a_webhook(database: Database, subscribe: Subscribe) -> None:
    with receiver() as there:
        subscribe(there, "*")
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        hiring.move_to_round(unit.at(NOW, Actor.staff(bank.recruiter)), bank.application, bank.rounds[0])
        interview = bank.interview(unit, NOW + HOUR)
        later = unit.at(NOW + 3 * HOUR)
        hiring.start_interview(later.at(NOW + HOUR, Actor.staff(bank.anna)), interview)
        candidate = later.at(later.now, Actor.candidate(bank.candidate))
        asked = questions.ask_question(candidate, interview, "What does my salary depend on?")
        questions.answer_question(later.at(later.now, Actor.staff(bank.owner)), asked.id, "On your level.")
        hiring.hold_interview(later.at(later.now, Actor.staff(bank.anna)), interview)
        acting = later.at(later.now, Actor.staff(bank.anna))
        feedback.submit_feedback(acting, bank.seat(unit, interview, bank.anna), FULL)
    sender = NullHookSender()
    counts = deliver_due(database, sender, lambda: NOW + 4 * HOUR)
    assert counts.delivered == len(sender.taken) == counts.entered > 15
    told = [json.loads(body) for _, _, body in sender.taken]
    assert {"interview.confirmed", "question.asked", "feedback.submitted"} <= {each["type"] for each in told}
    everything = json.dumps(told, ensure_ascii=False)
    for secret in (
        "李晓雯",
        "li@mail",
        "bank.example",
        "anna",
        "salary",
        "level",
        "solid",
        "thank you",
        "strong",
        "skill",
    ):
        assert secret not in everything
