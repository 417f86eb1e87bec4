"""The demo's mailbox: the mails that its mail server received. Exists in the demo only."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.web.context import CurrentWeb, page
from app.web.policies import STAFF, allow

router = APIRouter()
SHOWN = 100
LINK = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True)
class Mail:
    """One mail as shown; `parts` are pieces of its text, each with whether it is a link."""

    subject: str
    to: str
    received_at: datetime
    parts: list[tuple[str, bool]]


@router.get("/desk/mailbox")
@allow(STAFF)
def show_mailbox(request: Request, web: CurrentWeb) -> Response:
    return page(request, "desk/mailbox.html", mails=read_mails(web.installation.settings.mailbox_dir))


def read_mails(folder: Path) -> list[Mail]:
    """The newest mails first, at most `SHOWN`."""
    newest = sorted(folder.rglob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in newest[:SHOWN]]


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain",))
    text = str(body.get_content()) if body else ""
    received_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    parts = [(part, bool(LINK.fullmatch(part))) for part in LINK.split(text) if part]
    return Mail(str(message["subject"] or "-"), str(message["to"] or "-"), received_at, parts)
