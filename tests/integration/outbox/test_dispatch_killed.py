"""A dispatcher killed -9 between any two steps: at most one mail, and nothing silently stuck."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from app.kit.database import Database
from app.outbox.models import DeliveryStatus, OutboxMessage
from tests.conftest import NOW
from tests.integration.outbox.conftest import MovingClock


def run_dispatcher(database: Database, stop_at: str, world: Path, clock: MovingClock) -> int:
    argv = [sys.executable, "-m", "tests.integration.outbox.dispatcher"]
    done = subprocess.run([*argv, database.url, stop_at, str(world), clock.at.isoformat()], timeout=60, check=False)
    return done.returncode


@pytest.mark.parametrize(
    ("killed_at", "gone_out", "becomes"),
    [
        ("guard", 0, DeliveryStatus.SENT),  # nothing was handed over: another takes it
        ("before_hand_over", 0, DeliveryStatus.UNKNOWN),
        ("after_hand_over", 1, DeliveryStatus.UNKNOWN),
        ("settle", 1, DeliveryStatus.UNKNOWN),
    ],
)
def test_a_killed_dispatcher_doubles_nothing(
    database: Database,
    queue: Callable[[int], list[UUID]],
    stored: Callable[[UUID], OutboxMessage],
    clock: MovingClock,
    tmp_path: Path,
    killed_at: str,
    gone_out: int,
    becomes: DeliveryStatus,
) -> None:
    (message_id,) = queue(1)
    world = tmp_path / "world"
    world.touch()
    assert run_dispatcher(database, killed_at, world, clock) == -signal.SIGKILL
    assert world.read_text().count("\n") == gone_out
    assert run_dispatcher(database, "never", world, clock) == 0  # the lease still runs: hands off
    assert world.read_text().count("\n") == gone_out
    clock.move(minutes=5, seconds=1)
    assert run_dispatcher(database, "never", world, clock) == 0
    assert stored(message_id).status is becomes
    assert world.read_text().count("\n") == (1 if becomes is DeliveryStatus.SENT else gone_out)
    assert clock.at > NOW
