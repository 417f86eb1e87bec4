"""Load from a few processes with many clients each: latencies of every call, for percentiles.

A client is a function that is called over and over with a number; each process makes its own.
"""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Call = Callable[[int], object]
MakeClient = Callable[[int], Call]  # given the client's number, opens its connection


class KeptConnection:
    """HTTP/1.1 over one connection that is kept, for answers with a length: `http.client` would take a
    good part of the processors from the server that is measured.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"{host}:{port}"

    def get(self, path: str, token: str) -> tuple[int, bytes]:
        """(status, body)."""
        asked = f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: Bearer {token}\r\n\r\n"
        self._socket.sendall(asked.encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        return int(head.split(b" ", 2)[1]), body

    def _more(self) -> bytes:
        received = self._socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received


@dataclass(frozen=True)
class Latencies:
    """Seconds of each call, sorted, and how long all took together."""

    seconds: Sequence[float]
    elapsed: float

    def percentile(self, share: float) -> float:
        """Nearest-rank percentile in seconds."""
        return self.seconds[min(int(len(self.seconds) * share), len(self.seconds) - 1)]

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed


def drive(make_client: MakeClient, *, clients: int, calls: int, processes: int = 2, warm_up: int = 20) -> Latencies:
    """`clients` concurrent clients (threads over `processes`) make `calls` calls each, as fast as they are answered.

    Raises what a client raises. The first `warm_up` calls of each are not counted.
    """
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[tuple[list[float], float, float, str]] = context.Queue()
    barrier = context.Barrier(clients)
    shares = [range(number, clients, processes) for number in range(processes)]
    children = [
        context.Process(target=_run_clients, args=(make_client, share, calls, warm_up, barrier, results))
        for share in shares
    ]
    for child in children:
        child.start()
    gathered = [results.get(timeout=600) for _ in children]
    for child in children:
        child.join()
    errors = [error for *_, error in gathered if error]
    if errors:
        raise RuntimeError(errors[0])
    elapsed = max(end for _, _, end, _ in gathered) - min(start for _, start, _, _ in gathered)
    return Latencies(sorted(second for seconds, *_ in gathered for second in seconds), elapsed)


def _run_clients(  # noqa: PLR0917 - what a child process is given
    make_client: MakeClient, numbers: range, calls: int, warm_up: int, barrier: Any, results: Any
) -> None:
    seconds: list[float] = []
    spans: list[tuple[float, float]] = []
    errors: list[str] = []

    def run(number: int) -> None:
        try:
            call = make_client(number)
            for at in range(warm_up):
                call(number * 1_000_003 + at)
            barrier.wait()
            begun = time.monotonic()
            for at in range(calls):
                started = time.perf_counter()
                call(number * 1_000_003 + warm_up + at)
                seconds.append(time.perf_counter() - started)
            spans.append((begun, time.monotonic()))
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
            barrier.abort()

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    starts, ends = [start for start, _ in spans] or [0.0], [end for _, end in spans] or [0.0]
    results.put((seconds, min(starts), max(ends), errors[0] if errors else ""))
