"""Real webhook receivers on loopback: they keep what came and answer as they are told."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Manner = Callable[["Arrival"], int | None]  # the status to answer; None drops the connection


@dataclass(frozen=True)
class Arrival:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said


@dataclass
class Receiver:
    """What came, in the order of arrival. `manner` decides what is answered."""

    manner: Manner = lambda _: 200
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    arrivals: list[Arrival] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/in"

    @property
    def hosts(self) -> str:
        """The setting that allows it."""
        return f"127.0.0.1:{self.port}"

    def types(self, *, without: str = "webhook.") -> list[str]:
        return [each.told["type"] for each in self.arrivals if not each.told["type"].startswith(without)]


@contextmanager
def receiver(manner: Manner = lambda _: 200, *, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A running receiver for the length of the block."""
    how = Receiver(manner)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            arrival = Arrival(self.path, {key.lower(): value for key, value in self.headers.items()}, body)
            with how.guard:
                how.arrivals.append(arrival)
            status = how.manner(arrival)
            if status is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            for key, value in how.answer_headers.items():
                self.send_header(key, value)
            self.send_header("content-length", str(len(how.answer)))
            self.end_headers()
            self.wfile.write(how.answer)

        def log_message(self, *_: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            return  # a client that leaves early is part of the tests

    server = Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        how.scheme = "https"
    how.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield how
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*statuses: int | None) -> Manner:
    """Answers these, and 200 from then on."""
    left = list(statuses)
    guard = threading.Lock()

    def answer(_: Arrival) -> int | None:
        with guard:
            return left.pop(0) if left else 200

    return answer


def slow(seconds: float) -> Manner:
    """Takes its time, then is content."""

    def answer(_: Arrival) -> int:
        time.sleep(seconds)
        return 200

    return answer
