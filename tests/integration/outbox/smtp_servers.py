"""Real mail servers on loopback: one that behaves, and ones that don't."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

GREETING, OK, GO_ON = b"220 hello\r\n", b"250 ok\r\n", b"354 go on\r\n"


@dataclass
class Misbehaviour:
    """What the server answers to each word, and to the mail itself; None drops the connection,
    an event keeps the client waiting until it is set.
    """

    greeting: bytes | None = GREETING
    answers: dict[bytes, bytes | None] = field(default_factory=dict)
    after_data: bytes | threading.Event | None = OK
    mails: list[bytes] = field(default_factory=list)
    connections: int = 0


def _serve(listener: socket.socket, how: Misbehaviour) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        how.connections += 1
        with client:
            _converse(client, how)


def _converse(client: socket.socket, how: Misbehaviour) -> None:
    if how.greeting is None:
        return
    client.sendall(how.greeting)
    lines = client.makefile("rb")
    for line in lines:
        word = line.split()[0].upper().rstrip(b":")
        answer = how.answers.get(word, {b"DATA": GO_ON, b"QUIT": b"221 bye\r\n"}.get(word, OK))
        if answer is None:
            return
        client.sendall(answer)
        if word == b"DATA" and answer == GO_ON:
            how.mails.append(_read_mail(lines))
            if isinstance(how.after_data, threading.Event):
                how.after_data.wait(30)
                return
            if how.after_data is None:
                return
            client.sendall(how.after_data)


def _read_mail(lines: Iterator[bytes]) -> bytes:
    taken = []
    for line in lines:
        if line == b".\r\n":
            break
        taken.append(line)
    return b"".join(taken)


@contextmanager
def smtp_server(how: Misbehaviour) -> Iterator[int]:
    """The port of a server that answers as `how` says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, how), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        if isinstance(how.after_data, threading.Event):
            how.after_data.set()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)
