"""E-mail by SMTP, one hand-over per connection, step by step: what fails before the server has
the whole message certainly did not go out; what fails after it may have.

Sending to many, or a relay's signature (DKIM), stays out: the relay does that.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Literal

from app.kit.clock import utc_now
from app.kit.ports import AmbiguousHandOver, CertainFailure, OutgoingMessage

READY_FOR_DATA = 354


@dataclass(frozen=True)
class SmtpChannel:
    """A mail server. `timeout` is in seconds, for each answer of the server."""

    host: str
    port: int
    sender: str
    tls: Literal["none", "starttls", "tls"] = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 20.0

    def send(self, message: OutgoingMessage) -> None:
        """Hands `message` over. Raises `CertainFailure` or `AmbiguousHandOver`."""
        wire = to_wire(message, self.sender)
        with _certain("connect"):
            server = self._connect()
        try:
            with _certain("envelope"):
                _expect(server.mail(self.sender), "sender_refused")
                _expect(server.rcpt(message.to), "recipient_refused")
                _expect(server.docmd("DATA"), "data_refused", READY_FOR_DATA)
            _expect(_hand_over(server, wire), "message_refused")
        finally:
            _leave(server)

    def greet(self) -> None:
        """Says hello and leaves: raises `CertainFailure` when the server can't be used."""
        with _certain("connect"):
            _leave(self._connect())

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user and self.password:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def to_wire(message: OutgoingMessage, sender: str) -> bytes:
    """The message as it goes over the line, dots doubled and ended. Its Message-ID is made of the
    outbox id, so that a relay or a person can recognise a double.

    Raises a permanent `CertainFailure` for a header that would break out of its line, or an
    address that is none.
    """
    if re.search(r"[\r\n]", message.subject + message.to + sender):
        raise CertainFailure("header_refused", is_permanent=True)
    if not re.fullmatch(r"[!-~]+@[!-~]+", message.to) or re.search(r"[<>,;]", message.to):
        raise CertainFailure("address_refused", is_permanent=True)
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Date"] = format_datetime(utc_now())
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # so that no out-of-office reply comes back
    mail.set_content(message.text, cte="base64")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="base64")
    body = mail.as_bytes()
    return re.sub(rb"(?m)^\.", b"..", body) + b".\r\n"


def _hand_over(server: smtplib.SMTP, wire: bytes) -> tuple[int, bytes]:
    try:
        server.send(wire)
        return server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise AmbiguousHandOver(f"no_reply_after_data_{type(error).__name__}") from error


def _expect(reply: tuple[int, bytes], reason: str, wanted: int = 250) -> None:
    """Raises `CertainFailure` unless the server said yes; its own words are left out."""
    code = reply[0]
    if code == wanted or (wanted == 250 and code == 251):
        return
    raise CertainFailure(f"{reason}_{code}", is_permanent=500 <= code < 600)


@contextmanager
def _certain(step: str) -> Iterator[None]:
    """Before the message itself is sent, an error is a certain failure."""
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise CertainFailure(f"{step}_{type(error).__name__}", is_channel_down=step == "connect") from error


def _leave(server: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):  # the answer to the message is what counts
        server.docmd("QUIT")
    server.close()
