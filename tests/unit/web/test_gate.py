"""The gate's checks as pure functions."""

import pytest
from starlette.datastructures import Headers

from app.kit.errors import Forbidden, NotFound, NotLoggedIn
from app.web.gate import (
    MAX_BODY,
    BodyTooLarge,
    ForeignOrigin,
    UnknownHost,
    check_host,
    check_origin,
    check_policy,
    check_size,
    form_token,
    hosts_of,
)
from app.web.policies import INSIGHTS, PUBLIC
from app.web.sessions import local_path

HOSTS = hosts_of("https://hr.bank.example", "0.0.0.0")


def http(method: str) -> dict[str, str]:
    return {"type": "http", "method": method}


@pytest.mark.parametrize(
    "host", ["evil.example", "", "hr.bank.example.evil.example", "[", "hr.bank.example@evil.example"]
)
def test_a_foreign_host_header_is_refused(host: str) -> None:
    with pytest.raises(UnknownHost):
        check_host(Headers({"host": host}), HOSTS)


@pytest.mark.parametrize(
    "host", ["hr.bank.example", "HR.bank.example:443", "127.0.0.1:8400", "localhost", "[::1]:8400"]
)
def test_our_own_hosts_are_let_in(host: str) -> None:
    check_host(Headers({"host": host}), HOSTS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"referer": "https://evil.example/127.0.0.1:8400"},
        {"origin": "http://127.0.0.1:8400", "sec-fetch-site": "cross-site"},
    ],
)
def test_an_unsafe_request_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ForeignOrigin):
        check_origin(http("POST"), Headers({"host": "127.0.0.1:8400", **headers}))


@pytest.mark.parametrize(
    "headers", [{}, {"referer": "http://127.0.0.1:8400/insights/"}, {"origin": "https://evil.example"}]
)
def test_a_websocket_needs_our_own_origin(headers: dict[str, str]) -> None:
    with pytest.raises(ForeignOrigin):
        check_origin({"type": "websocket"}, Headers({"host": "127.0.0.1:8400", **headers}))
    check_origin({"type": "websocket"}, Headers({"host": "127.0.0.1:8400", "origin": "http://127.0.0.1:8400"}))


def test_reading_needs_no_origin() -> None:
    check_origin(http("GET"), Headers({"host": "127.0.0.1:8400", "origin": "https://evil.example"}))


@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "-1", "many", "1e3"])
def test_a_body_too_large_or_of_no_length_is_refused(length: str) -> None:
    with pytest.raises(BodyTooLarge):
        check_size(Headers({"content-length": length}))


def test_strangers_learn_nothing_about_addresses() -> None:
    with pytest.raises(NotLoggedIn):
        check_policy(None, None)
    with pytest.raises(NotLoggedIn):
        check_policy(INSIGHTS, None)
    check_policy(PUBLIC, None)


def test_a_role_that_is_not_admitted_is_refused(interviewer: object) -> None:
    with pytest.raises(Forbidden):
        check_policy(INSIGHTS, interviewer)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        check_policy(None, interviewer)  # type: ignore[arg-type]


def test_a_form_token_is_bound_to_its_session() -> None:
    assert form_token("a") == form_token("a") != form_token("b")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\nb"]
)
def test_a_log_in_never_leads_to_a_foreign_site(target: str) -> None:
    assert local_path(target) == "/"
    assert local_path("/desk/feedback/1") == "/desk/feedback/1"
