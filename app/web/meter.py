"""Counting and timing of requests, kept in this process; written out for Prometheus.

Routes are counted by their pattern, never by their address: addresses hold ids. Only the event
loop counts, so nothing is locked.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.types import Scope

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


@dataclass
class Timing:
    """How long requests took: how many ended within each bucket and beyond, and their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


@dataclass
class Meter:
    """Requests by method, route and status; timings by method and route."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    timings: dict[tuple[str, str], Timing] = field(default_factory=lambda: defaultdict(Timing))

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Counts a request that has been answered."""
        method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
        route = route_of(scope)
        self.requests[method, route, status] += 1
        timing = self.timings[method, route]
        timing.counts[bisect_left(BUCKETS, seconds)] += 1
        timing.seconds += seconds

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
