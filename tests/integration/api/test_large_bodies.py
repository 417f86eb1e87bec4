"""A body over its limit, sent to a running server by a client that reads only when it has sent everything."""

import socket
from urllib.parse import urlsplit

import pytest

LARGE = 30_000_000


def asked(address: str, head: str, pieces: int, piece: bytes) -> bytes:
    """The whole answer to a request of this head and that many pieces of body."""
    url = urlsplit(address)
    assert url.hostname is not None
    with socket.create_connection((url.hostname, url.port or 80), timeout=30) as connection:
        start = f"POST /api/v1/sessions HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{start}Connection: close\r\n{head}\r\n\r\n".encode())
        for _ in range(pieces):
            connection.sendall(piece)
        told = b""
        while part := connection.recv(65536):
            told += part
    return told


@pytest.mark.parametrize("is_chunked", [False, True], ids=["said beforehand", "chunked"])
def test_the_answer_can_be_read_after_sending_everything(server: str, is_chunked: bool) -> None:
    megabyte = b" " * 1_000_000
    if is_chunked:
        chunk = b"%x\r\n" % len(megabyte) + megabyte + b"\r\n"
        told = asked(server, "Transfer-Encoding: chunked", LARGE // len(megabyte), chunk)
    else:
        told = asked(server, f"Content-Length: {LARGE}", LARGE // len(megabyte), megabyte)
    assert told.startswith(b"HTTP/1.1 413 "), told[:200]
    assert b"application/problem+json" in told
    assert b'"code":"body_too_large"' in told
