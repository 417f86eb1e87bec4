"""What several processes have counted is added up by the one that is asked, and never falls."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.web import meter
from app.web.meter import Meter

SCOPE = {"method": "GET", "path": "/healthz"}


class Loop:
    """Calls later when told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def call_later(self, _seconds: float, call: Callable[[], None]) -> None:
        self.waiting.append(call)

    def pass_time(self) -> None:
        while self.waiting:
            self.waiting.pop()()


def test_the_one_that_is_asked_adds_up_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, meters = Loop(), {1: Meter(tmp_path), 2: Meter(tmp_path)}
    monkeypatch.setattr(meter.asyncio, "get_running_loop", lambda: loop)
    for pid, seconds in ((1, (0.001, 3.0)), (2, (0.002,))):
        monkeypatch.setattr(meter.os, "getpid", lambda pid=pid: pid)
        for one in seconds:
            meters[pid].note(SCOPE, 200, one)
        assert len(loop.waiting) == 1, "one file a second, however many requests"
        loop.pass_time()
    meters[2].note(SCOPE, 200, 0.002)
    total = meters[2].of_all()
    assert total.requests == {("GET", "-", 200): 4}
    timing = total.timings["GET", "-"]
    assert (timing.counts[0], sum(timing.counts), round(timing.seconds, 3)) == (3, 4, 3.005)
    assert meters[2].requests == {("GET", "-", 200): 2}, "asking changes nothing"


def test_the_only_process_leaves_no_file(tmp_path: Path) -> None:
    counts = Meter()
    counts.note(SCOPE, 200, 0.1)
    assert counts.of_all().requests == {("GET", "-", 200): 1}
    assert list(tmp_path.iterdir()) == []
