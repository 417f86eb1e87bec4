"""What a receiver is told and how that is signed; the verifier is the one that the documentation shows."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.webhooks import rules
from app.webhooks.errors import BadEventPattern, NoEvents

ID = UUID("01960000-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
DOCS = Path(__file__).parents[3] / "docs" / "webhooks.md"


def documented() -> Any:
    """`verify` as the documentation shows it."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    space: dict[str, Any] = {}
    exec(code, space)
    return space["verify"]


def test_the_documented_verifier_believes_us_and_nobody_else() -> None:
    verify, key, body = documented(), rules.new_secret(), rules.body_of({"id": "x", "text": "反馈"})
    headers = rules.headers_of(ID, body, NOW, [key])
    at = NOW.timestamp()
    assert verify(key, headers, body, now=at)
    assert not verify(rules.new_secret(), headers, body, now=at)
    assert not verify(key, headers, body + b" ", now=at)
    assert not verify(key, headers | {"webhook-id": "another"}, body, now=at)
    assert not verify(key, headers | {"webhook-timestamp": str(int(at) + 1)}, body, now=at)
    assert not verify(key, headers, body, now=at + 600)


def test_the_signature_is_that_of_the_specification() -> None:
    # The example of the specification's reference implementations.
    secret, stamp = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "1614265330"
    signed = rules.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", stamp, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_secrets_overlap_both_are_believed() -> None:
    verify, old, new = documented(), rules.new_secret(), rules.new_secret()
    keys = rules.keys_now(new, old, NOW + timedelta(hours=1), NOW)
    headers = rules.headers_of(ID, b"{}", NOW, keys)
    assert verify(old, headers, b"{}", now=NOW.timestamp())
    assert verify(new, headers, b"{}", now=NOW.timestamp())
    assert rules.keys_now(new, old, NOW, NOW) == [new]
    assert rules.keys_now(new, None, None, NOW) == [new]


def test_a_persons_words_do_not_leave_in_the_details() -> None:
    details = {"rung": 2, "is_late": True, "none": None, "to": "held", "columns": "name, email", "at": NOW.isoformat()}
    slipped = {
        "note": "he was late",
        "mail": "li@mail.example",
        "name": "李晓雯",
        "list": ["x"],
        "long": "x" * 65,
    }
    told = rules.tell(ID, "a.b", NOW, ("interviews", ID), actor_kind="staff", details=details | slipped)
    assert told["details"] == details
    assert told["subject"] == {"type": "interviews", "id": str(ID)}
    assert (told["id"], told["application_id"], told["occurred_at"]) == (str(ID), None, "2026-03-04T02:00:00+00:00")


def test_events_are_kept_once_and_sorted() -> None:
    assert rules.check_events(["question.*", "interview.held", "question.*"]) == ["interview.held", "question.*"]
    assert rules.split_patterns(["*", "interview.held", "question.*"]) == (["interview.held"], ["", "question."])


@pytest.mark.parametrize(
    "pattern", ["", "interview", "*.held", "interview.h*", "Interview.held", "a.b.c", "a.b\n", "%", "x" * 99]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadEventPattern):
        rules.check_events(["interview.*", pattern])


@pytest.mark.parametrize("events", [[], [f"a.{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh"]])
def test_a_subscription_wants_something_and_not_too_much(events: list[str]) -> None:
    with pytest.raises(NoEvents):
        rules.check_events(events)
