"""Posting to receivers that behave and misbehave, and to addresses that nobody may reach from here."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.kit.egress import Egress
from app.kit.ports import AmbiguousHandOver, CertainFailure
from connectors.channels.webhook import WebhookSender
from tests.integration.webhooks.receivers import in_turn, receiver, slow

HEADERS = {"webhook-id": "x", "content-type": "application/json"}
NAME = "hooks.bank.example"


def sender(hosts: str, **changes: object) -> WebhookSender:
    return WebhookSender(Egress.of(hosts), **({"within": 2.0} | changes))  # type: ignore[arg-type]


@contextmanager
def speaking(*pieces: bytes, pause: float = 0.0) -> Iterator[int]:
    """A server that says these bytes whatever it is told; the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(65536)
                for piece in pieces:
                    try:
                        client.sendall(piece)
                    except OSError:
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(5)


def test_a_post_arrives_as_it_was_given() -> None:
    with receiver() as there:
        assert sender(there.hosts).post(there.url + "?x=1", HEADERS, b'{"a":1}') == 200
    (arrival,) = there.arrivals
    assert (arrival.path, arrival.body) == ("/in?x=1", b'{"a":1}')
    assert (arrival.headers["webhook-id"], arrival.headers["host"]) == ("x", there.hosts)


def test_a_receivers_no_is_told() -> None:
    with receiver(in_turn(500, 410, 204)) as there:
        assert [sender(there.hosts).post(there.url, HEADERS, b"{}") for _ in range(3)] == [500, 410, 204]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with receiver() as inside, receiver(in_turn(status)) as there:
        there.answer_headers["location"] = inside.url
        assert sender(f"{there.hosts}, {inside.hosts}").post(there.url, HEADERS, b"{}") == status
    assert inside.arrivals == []


def test_nobody_is_asked_for_a_host_that_is_not_listed() -> None:
    asked = []
    with receiver() as there, pytest.raises(CertainFailure, match="webhook_host_not_allowed"):
        sender("other.example", resolve=lambda host, port: asked.append(host) or []).post(there.url, HEADERS, b"{}")
    assert (asked, there.arrivals) == ([], [])


def test_a_name_that_leads_inside_is_refused() -> None:
    with receiver() as there:
        for inside in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"]):
            with pytest.raises(CertainFailure, match="address_not_allowed"):
                sender(f"{NAME}:{there.port}", resolve=lambda *_, found=inside: found).post(
                    f"https://{NAME}:{there.port}/", HEADERS, b"{}"
                )
    assert there.arrivals == []


def test_a_name_is_resolved_once_and_the_address_that_was_looked_at_is_used(certificates: Path) -> None:
    # The second answer would be elsewhere: whoever resolves again when connecting is led astray.
    answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.3"]]
    with receiver(tls=server_tls(certificates)) as there:
        asking = sender(f"{NAME}:{there.port}=internal", resolve=lambda *_: answers.pop(0), tls=trusting(certificates))
        assert asking.post(f"https://{NAME}:{there.port}/in", HEADERS, b"{}") == 200
    assert len(answers) == 2
    assert there.arrivals[0].headers["host"] == f"{NAME}:{there.port}"


def test_a_name_that_nobody_knows_certainly_failed() -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror

    with pytest.raises(CertainFailure, match="name_unknown") as failure:
        sender(NAME, resolve=unknown).post(f"https://{NAME}/", HEADERS, b"{}")
    assert failure.value.is_channel_down


def test_a_closed_port_certainly_failed() -> None:
    with receiver() as there:
        pass
    with pytest.raises(CertainFailure, match="connect_ConnectError") as failure:
        sender(there.hosts).post(there.url, HEADERS, b"{}")
    assert failure.value.is_channel_down


@pytest.mark.parametrize("value", ["x\r\nX-Evil: 1", "x\n y", "x\0", "é"])
def test_a_header_does_not_break_out_of_its_line(value: str) -> None:
    with receiver() as there, pytest.raises(CertainFailure, match="header_refused"):
        sender(there.hosts).post(there.url, {"webhook-id": value}, b"{}")
    assert there.arrivals == []


def test_a_dropped_connection_is_doubtful() -> None:
    with receiver(lambda _: None) as there, pytest.raises(AmbiguousHandOver):
        sender(there.hosts).post(there.url, HEADERS, b"{}")


def test_a_slow_receiver_is_left_after_the_time() -> None:
    with receiver(slow(3)) as there, pytest.raises(AmbiguousHandOver, match="ReadTimeout"):
        sender(there.hosts, within=0.3).post(there.url, HEADERS, b"{}")


@pytest.mark.parametrize(
    "pieces", [[b"HTTP/1.1 200 OK\r\n", *[b"x-a: 1\r\n"] * 100], [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100]]
)
def test_a_receiver_that_drips_is_left_after_the_time(pieces: list[bytes]) -> None:
    begun = time.monotonic()
    with speaking(*pieces, pause=0.05) as port, pytest.raises(AmbiguousHandOver):
        sender(f"127.0.0.1:{port}", within=0.5).post(f"http://127.0.0.1:{port}/", HEADERS, b"{}")
    assert time.monotonic() - begun < 8  # the server itself drips for five seconds


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with receiver() as there:
        there.answer = b"x" * 50_000_000
        begun = time.monotonic()
        assert sender(there.hosts).post(there.url, HEADERS, b"{}") == 200
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01", b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"]
)
def test_what_is_no_http_is_doubtful(said: bytes) -> None:
    with speaking(said) as port, pytest.raises(AmbiguousHandOver):
        sender(f"127.0.0.1:{port}").post(f"http://127.0.0.1:{port}/", HEADERS, b"{}")


def test_a_certificate_that_nobody_vouches_for_is_refused(certificates: Path) -> None:
    with receiver(tls=server_tls(certificates)) as there, pytest.raises(CertainFailure, match="connect_"):
        sender(there.hosts).post(there.url, HEADERS, b"{}")
    assert there.arrivals == []


def test_a_certificate_of_another_name_is_refused(certificates: Path) -> None:
    with receiver(tls=server_tls(certificates)) as there, pytest.raises(CertainFailure, match="connect_"):
        sender(
            f"other.example:{there.port}=internal", resolve=lambda *_: ["127.0.0.1"], tls=trusting(certificates)
        ).post(f"https://other.example:{there.port}/", HEADERS, b"{}")
    assert there.arrivals == []


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for NAME that nobody vouches for."""
    folder = tmp_path_factory.mktemp("certificates")
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-days", "2"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run(["openssl", "req", "-x509", "-nodes", *curve, *made, *subject], check=True, capture_output=True)
    return folder


def server_tls(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=folder / "cert.pem")
