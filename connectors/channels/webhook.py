"""Webhooks by HTTPS: the name is resolved once, every address it stands for must be allowed, and
the connection goes to the address that was looked at. Nothing is followed, nothing is read beyond
a limit, and all of it ends within a time, however slowly the receiver speaks.

Which hosts and addresses are allowed is in app.kit.egress; what is sent, in app.webhooks.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpcore

from app.kit.egress import Egress, Target
from app.kit.errors import HuiyinError
from app.kit.ports import AmbiguousHandOver, CertainFailure

MOST_READ = 64 * 1024  # bytes of an answer; what it says is not used
HEADER = re.compile(r"[\t -~]*")

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them. Raises `OSError`."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class WebhookSender:
    """Posts to hosts that `egress` allows. Times are in seconds; `within` is for all of a post."""

    egress: Egress
    resolve: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    connect_within: float = 5.0
    within: float = 15.0

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status that the receiver answered. Raises `CertainFailure`, `AmbiguousHandOver`."""
        ends_at = time.monotonic() + self.within
        target = self._target(url)
        wire = _headers(target, headers)
        backend = _Pinned(self._address(target), self.connect_within, ends_at)
        with httpcore.ConnectionPool(ssl_context=self.tls, network_backend=backend) as pool, _named(backend):
            origin = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path.encode())
            with pool.stream("POST", origin, headers=wire, content=body) as response:
                _read(response.iter_stream())
                return int(response.status)

    def _target(self, url: str) -> Target:
        try:
            return self.egress.target(url)
        except HuiyinError as error:
            raise CertainFailure(error.code) from None

    def _address(self, target: Target) -> str:
        """Where to connect to: all that the name stands for must be allowed, so that none is by luck."""
        try:
            found = [ipaddress.ip_address(each.partition("%")[0]) for each in self.resolve(target.host, target.port)]
        except (OSError, UnicodeError):
            raise CertainFailure("name_unknown", is_channel_down=True) from None
        if not found:
            raise CertainFailure("name_unknown", is_channel_down=True)
        if not all(self.egress.may_reach(target, address) for address in found):
            raise CertainFailure("address_not_allowed", is_channel_down=True)
        return str(found[0])


class _Pinned(httpcore.NetworkBackend):
    """Connects to one address, whatever host it is asked for, and knows when all must be over."""

    def __init__(self, address: str, connect_within: float, ends_at: float) -> None:
        self._address, self._connect_within, self._ends_at = address, connect_within, ends_at
        self._sockets = httpcore.SyncBackend()
        self.is_connected = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        del host, timeout
        within = min(self._connect_within, _left(self._ends_at))
        stream = self._sockets.connect_tcp(self._address, port, within, local_address, socket_options)
        return _Timed(stream, self, self._ends_at)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Timed(httpcore.NetworkStream):
    """A stream of which each step gets what is left of the time."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _Pinned, ends_at: float) -> None:
        self._stream, self._backend, self._ends_at = stream, backend, ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._ends_at))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._backend.is_connected = True  # from here on something may have gone out
        self._stream.write(buffer, _left(self._ends_at))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._ends_at))
        return _Timed(secured, self._backend, self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left


@contextmanager
def _named(backend: _Pinned) -> Iterator[None]:
    """Errors as codes: before anything was written the webhook certainly did not go out."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        if backend.is_connected:
            raise AmbiguousHandOver(f"no_answer_{type(error).__name__}") from None
        raise CertainFailure(f"connect_{type(error).__name__}", is_channel_down=True) from None


def _headers(target: Target, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers on the wire. Raises `CertainFailure` for a value that would end its line."""
    given = {"host": target.authority, **headers, "connection": "close"}
    if not all(HEADER.fullmatch(f"{name}{value}") for name, value in given.items()):
        raise CertainFailure("header_refused", is_permanent=True)
    return [(name.encode(), value.encode()) for name, value in given.items()]


def _read(chunks: Iterable[bytes]) -> None:
    """Takes the answer's body as far as a well-meant one goes."""
    seen = 0
    for chunk in chunks:
        seen += len(chunk)
        if seen > MOST_READ:
            return
