"""What a mail looks like before it leaves: no header breaks out, no address smuggles another."""

from email import message_from_bytes, policy
from uuid import UUID

import pytest

from app.kit.ports import CertainFailure, OutgoingMessage
from connectors.channels.email import to_wire

ID = UUID("01960000-0000-7000-8000-000000000001")
SENDER = "huiyin@bank.example"


def message(
    to: str = "wang@bank.example", subject: str = "面试反馈将于周五到期", text: str = "您好"
) -> OutgoingMessage:
    return OutgoingMessage(ID, to, subject, text, "<p>您好</p>")


def test_the_message_id_is_made_of_the_outbox_id() -> None:
    mail = message_from_bytes(to_wire(message(), SENDER), policy=policy.default)
    assert mail["Message-ID"] == f"<{ID}@bank.example>"
    assert mail["Subject"] == "面试反馈将于周五到期"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_lines_that_begin_with_a_dot_do_not_end_the_mail() -> None:
    wire = to_wire(OutgoingMessage(ID, "wang@bank.example", "s", ".\r\nhidden"), SENDER)
    assert wire.endswith(b"\r\n.\r\n")
    assert wire.count(b"\r\n.\r\n") == 1


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@evil.example", "a\nb", "a\rb"])
def test_a_subject_with_a_line_break_is_refused(subject: str) -> None:
    with pytest.raises(CertainFailure, match="header_refused") as told:
        to_wire(message(subject=subject), SENDER)
    assert told.value.is_permanent


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d>", "<a@b>", "王@b.example"]
)
def test_what_is_no_plain_address_is_refused(to: str) -> None:
    with pytest.raises(CertainFailure) as told:
        to_wire(message(to=to), SENDER)
    assert told.value.is_permanent
