"""E-mail against servers that behave and misbehave: certain and doubtful failures are told apart."""

import socket
import threading
from pathlib import Path
from uuid import uuid4

import pytest

from app.kit.ports import AmbiguousHandOver, CertainFailure, OutgoingMessage
from connectors.channels.demo_mailbox import list_mails, mailbox, read_mail
from connectors.channels.email import SmtpChannel
from tests.integration.outbox.smtp_servers import Misbehaviour, smtp_server


def channel(port: int, timeout: float = 5.0) -> SmtpChannel:
    return SmtpChannel("127.0.0.1", port, "huiyin@bank.example", timeout=timeout)


def message() -> OutgoingMessage:
    return OutgoingMessage(uuid4(), "wang@bank.example", "面试反馈已逾期", "您好\n.\n再见", "<p>您好</p>")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_mail_arrives_whole_in_the_demo_mailbox(tmp_path: Path) -> None:
    sent = message()
    port = free_port()
    with mailbox("127.0.0.1", port, tmp_path):
        channel(port).greet()
        channel(port).send(sent)
    (mail,) = list_mails(tmp_path)
    assert (mail.to, mail.subject) == (sent.to, sent.subject)
    assert mail.text.splitlines() == ["您好", ".", "再见"]
    assert mail.html is not None
    assert mail.html.strip() == sent.html
    assert str(sent.id) in mail.message_id
    assert read_mail(tmp_path, mail.id) == mail
    assert read_mail(tmp_path, "../../etc/passwd") is None
    assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]


CERTAIN = {
    "not now": (Misbehaviour(greeting=b"421 too busy\r\n"), "connect_SMTPConnectError", False),
    "dropped at once": (Misbehaviour(greeting=None), "connect_SMTPServerDisconnected", False),
    "sender": (Misbehaviour(answers={b"MAIL": b"451 later\r\n"}), "sender_refused_451", False),
    "greylisted": (Misbehaviour(answers={b"RCPT": b"450 later\r\n"}), "recipient_refused_450", False),
    "no such user": (Misbehaviour(answers={b"RCPT": b"550 who\r\n"}), "recipient_refused_550", True),
    "dropped at data": (Misbehaviour(answers={b"DATA": None}), "envelope_SMTPServerDisconnected", False),
    "no data": (Misbehaviour(answers={b"DATA": b"421 closing\r\n"}), "data_refused_421", False),
    "too big": (Misbehaviour(after_data=b"552 too big\r\n"), "message_refused_552", True),
    "full": (Misbehaviour(after_data=b"452 disk full\r\n"), "message_refused_452", False),
}


@pytest.mark.parametrize("case", CERTAIN)
def test_a_refusal_is_a_certain_failure(case: str) -> None:
    how, reason, is_permanent = CERTAIN[case]
    with smtp_server(how) as port, pytest.raises(CertainFailure) as told:
        channel(port).send(message())
    assert (told.value.reason, told.value.is_permanent) == (reason, is_permanent)


def test_nobody_listening_is_a_certain_failure() -> None:
    with pytest.raises(CertainFailure, match="connect_ConnectionRefusedError"):
        channel(free_port()).send(message())
    with pytest.raises(CertainFailure):
        channel(free_port()).greet()


def test_a_connection_dropped_after_the_mail_is_doubtful() -> None:
    how = Misbehaviour(after_data=None)
    with smtp_server(how) as port, pytest.raises(AmbiguousHandOver, match="no_reply_after_data"):
        channel(port).send(message())
    assert len(how.mails) == 1


def test_a_server_that_is_too_slow_after_the_mail_is_doubtful() -> None:
    how = Misbehaviour(after_data=threading.Event())
    with smtp_server(how) as port, pytest.raises(AmbiguousHandOver):
        channel(port, timeout=0.3).send(message())


def test_a_goodbye_that_fails_changes_nothing() -> None:
    how = Misbehaviour(answers={b"QUIT": None})
    with smtp_server(how) as port:
        channel(port).send(message())
    assert len(how.mails) == 1
