"""The demo's mail server: takes every mail on loopback and keeps it as a file, so that the page
/desk/mailbox can show what would have been sent. Never used outside the demo and the tests.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class ReceivedMail:
    """A mail that came in. `id` is opaque; `message_id` is the sender's."""

    id: str
    received_at: datetime
    to: str
    subject: str
    text: str
    html: str | None
    message_id: str


class _Keeper:
    """aiosmtpd's handler: one file per mail, whole or not there."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.original_content or b""
        name = f"{datetime.now(UTC).strftime(STAMP)}-{uuid4().hex}"
        part = self.directory / f".{name}.part"
        part.write_bytes(content)
        part.replace(self.directory / f"{name}.eml")
        return "250 kept"


@contextmanager
def mailbox(host: str, port: int, directory: Path) -> Iterator[Controller]:
    """A running server for the length of the block. Raises `OSError` when the port is taken."""
    directory.mkdir(parents=True, exist_ok=True)
    controller = Controller(_Keeper(directory), hostname=host, port=port, server_hostname="localhost")
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


def run_mailbox(host: str, port: int, directory: Path, stop_event: threading.Event) -> None:
    """Serves until `stop_event` is set."""
    with mailbox(host, port, directory):
        stop_event.wait()


def list_mails(directory: Path, limit: int = 200) -> list[ReceivedMail]:
    """The mails that came in, newest first."""
    if not directory.is_dir():
        return []
    paths = sorted(directory.glob("*.eml"), reverse=True)[:limit]
    return [_read(path) for path in paths]


def read_mail(directory: Path, mail_id: str) -> ReceivedMail | None:
    """One mail by its id; None for an id that is none of ours."""
    path = directory / f"{mail_id}.eml"
    if not re.fullmatch(r"\d{8}T\d{12}Z-[0-9a-f]{32}", mail_id) or not path.is_file():
        return None
    return _read(path)


def _read(path: Path) -> ReceivedMail:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return ReceivedMail(
        id=path.stem,
        received_at=datetime.strptime(path.stem.partition("-")[0], STAMP).replace(tzinfo=UTC),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=_body(mail, "plain") or "",
        html=_body(mail, "html"),
        message_id=str(mail["Message-ID"]),
    )


def _body(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else None
