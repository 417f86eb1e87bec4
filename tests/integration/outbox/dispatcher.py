"""A dispatcher in a process of its own, to be killed: it says on stdout where it is and stops
there for good. Arguments: database URL, the step to stop at, the file that stands for the world.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import app.migrations.metadata  # noqa: F401 - all tables, as a real process has them
from app.kit.database import Database, Unit
from app.kit.ports import OutgoingMessage
from app.outbox.dispatch import deliver_due
from app.outbox.models import OutboxMessage
from app.outbox.schemas import Deliver, Topic, Verdict


def main(url: str, stop_at: str, world: Path, now: str) -> None:
    def reach(step: str) -> None:
        if step == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    class Channel:
        def send(self, message: OutgoingMessage) -> None:
            reach("before_hand_over")
            with world.open("a") as file:
                file.write(f"{message.id}\n")
            reach("after_hand_over")

    def guard(_unit: Unit, _message: OutboxMessage) -> Verdict:
        reach("guard")
        return Deliver()

    def note(_unit: Unit, _message: OutboxMessage) -> None:
        reach("settle")

    def compose(_unit: Unit, message: OutboxMessage) -> OutgoingMessage:
        return OutgoingMessage(message.id, "wang@bank.example", "s", "t")

    moment = datetime.fromisoformat(now)
    deliver_due(Database(url), {"email": Channel()}, {"probe": Topic(guard, compose, note)}, lambda: moment)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
