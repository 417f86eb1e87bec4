"""A deliverer killed -9 while the receiver has the event: it is sent again under its id, in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from uuid import UUID

from app.kit.database import Database
from app.outbox.rules import LEASE
from app.webhooks.schemas import HookCounts, NewSecret
from tests.integration.outbox.conftest import MovingClock
from tests.integration.webhooks.receivers import Arrival, Receiver, receiver


def test_what_a_killed_process_was_sending_is_sent_again_and_first(
    database: Database,
    subscribe: Callable[..., NewSecret],
    subject: Callable[[], UUID],
    happen: Callable[..., None],
    deliver: Callable[..., HookCounts],
    clock: MovingClock,
) -> None:
    children: list[int] = []

    def manner(arrival: Arrival) -> int:
        if arrival.told["type"] == "probe.two" and children:
            os.kill(children.pop(), signal.SIGKILL)
        return 200

    with receiver(manner) as there:
        subscribe(there)
        happen(subject(), "one", "two", "three", "four")
        child = subprocess.Popen(arguments(database, there, clock))
        children.append(child.pid)
        assert child.wait(60) == -signal.SIGKILL
        assert deliver(there) == HookCounts()  # the lease still runs, and the next must wait
        clock.move(seconds=LEASE.total_seconds() + 1)
        assert deliver(there).delivered == 3
    assert there.types() == ["probe.one", "probe.two", "probe.two", "probe.three", "probe.four"]
    ids = [each.headers["webhook-id"] for each in there.arrivals]
    assert ids[1] == ids[2]
    assert len(set(ids)) == 4


def arguments(database: Database, there: Receiver, clock: MovingClock) -> list[str]:
    module = "tests.integration.webhooks.deliverer"
    return [sys.executable, "-m", module, database.url, there.hosts, clock.at.isoformat()]
