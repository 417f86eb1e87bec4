"""Counting and timing of requests, written out for Prometheus. Of several processes each counts its own,
and leaves the counts in a file where the one that is asked adds them up.

Routes are counted by their pattern, never by their address: addresses hold ids. Only the event
loop counts, so nothing is locked.
"""

import asyncio
import json
import os
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.types import Scope

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
TOLD_WITHIN = 1.0  # seconds


@dataclass
class Timing:
    """How long requests took: how many ended within each bucket and beyond, and their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0

    def add(self, other: "Timing") -> None:
        self.counts = [mine + more for mine, more in zip(self.counts, other.counts, strict=True)]
        self.seconds += other.seconds


@dataclass
class Meter:
    """Requests by method, route and status; timings by method and route. `folder` is where the meters
    of several processes meet; None for the only one.
    """

    folder: Path | None = None
    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    timings: dict[tuple[str, str], Timing] = field(default_factory=lambda: defaultdict(Timing))
    _is_told: bool = True  # or will be, by a call that is under way

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Counts a request that has been answered."""
        method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
        route = route_of(scope)
        self.requests[method, route, status] += 1
        timing = self.timings[method, route]
        timing.counts[bisect_left(BUCKETS, seconds)] += 1
        timing.seconds += seconds
        if self.folder is not None and self._is_told:
            self._is_told = False
            asyncio.get_running_loop().call_later(TOLD_WITHIN, self._tell)

    def _tell(self) -> None:
        """Leaves the counts where the other processes look. What has ended keeps its file: counts never fall."""
        assert self.folder is not None
        self._is_told = True
        file = self.folder / f"{os.getpid()}.json"
        requests = [[*key, count] for key, count in self.requests.items()]
        timings = [[*key, timing.counts, timing.seconds] for key, timing in self.timings.items()]
        unfinished = file.with_suffix(".new")
        unfinished.write_text(json.dumps({"requests": requests, "timings": timings}))
        unfinished.replace(file)

    def of_all(self) -> "Meter":
        """What this process and the others have counted, theirs as of a second ago."""
        total = Meter()
        total.requests.update(self.requests)
        for key, timing in tuple(self.timings.items()):
            total.timings[key].add(timing)
        others = self.folder.glob("*.json") if self.folder else ()
        for file in others:
            if file.stem != str(os.getpid()):
                total._add(json.loads(file.read_text()))
        return total

    def _add(self, told: dict[str, Any]) -> None:
        for method, route, status, count in told["requests"]:
            self.requests[method, route, status] += count
        for method, route, counts, seconds in told["timings"]:
            self.timings[method, route].add(Timing(counts, seconds))

    def lines(self) -> Iterable[str]:
        """In Prometheus's text format."""
        yield "# HELP huiyin_http_requests_total Requests answered."
        yield "# TYPE huiyin_http_requests_total counter"
        for (method, route, status), count in sorted(self.requests.items()):
            yield f'huiyin_http_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# HELP huiyin_http_request_seconds How long requests took."
        yield "# TYPE huiyin_http_request_seconds histogram"
        for (method, route), timing in sorted(self.timings.items()):
            yield from _histogram(f'method="{method}",route="{route}"', timing)


def _histogram(labels: str, timing: Timing) -> Iterable[str]:
    total = 0
    for limit, count in zip((*map(str, BUCKETS), "+Inf"), timing.counts, strict=True):
        total += count
        yield f'huiyin_http_request_seconds_bucket{{{labels},le="{limit}"}} {total}'
    yield f"huiyin_http_request_seconds_sum{{{labels}}} {timing.seconds:.6f}"
    yield f"huiyin_http_request_seconds_count{{{labels}}} {total}"


def gauges(values: Mapping[str, tuple[str, float]]) -> Iterable[str]:
    """Values that go up and down: name, what it is, how it stands."""
    for name, (words, value) in values.items():
        yield f"# HELP {name} {words}"
        yield f"# TYPE {name} gauge"
        yield f"{name} {value:g}"


def route_of(scope: Scope) -> str:
    """The pattern of the route that answered; `-` where none did."""
    path = getattr(scope.get("route"), "path", None)
    if path is None and scope["path"].startswith(("/insights", "/static")):
        return "/insights" if scope["path"].startswith("/insights") else "/static"
    return str(path or "-")
