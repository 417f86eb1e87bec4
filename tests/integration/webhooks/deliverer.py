"""One round of webhooks in a process of its own, to be killed. Arguments: database URL, hosts, moment."""

import sys
from datetime import datetime

import app.migrations.metadata  # noqa: F401 - all tables, as a real process has them
from app.kit.database import Database
from app.kit.egress import Egress
from app.webhooks.dispatch import deliver_due
from connectors.channels.webhook import WebhookSender


def main(url: str, hosts: str, now: str) -> None:
    moment = datetime.fromisoformat(now)
    deliver_due(Database(url), WebhookSender(Egress.of(hosts)), lambda: moment)


if __name__ == "__main__":
    main(*sys.argv[1:])
