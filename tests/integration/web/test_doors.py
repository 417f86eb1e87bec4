"""Doors as a whole: every route has a policy, websockets are guarded, Streamlit stands behind the gate."""

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.kit.installation import Installation
from app.web.main import create_app
from app.web.policies import PolicyMissing
from app.web.serve import PortInUse, listen
from tests.integration.web.conftest import ORIGIN, LogIn

STREAM = "ws://127.0.0.1/insights/_stcore/stream"  # the test client would call itself testserver


def test_a_route_without_a_policy_stops_the_start(installation: Installation) -> None:
    router = APIRouter()

    @router.get("/forgotten")
    def forgotten() -> str:
        return "x"

    with pytest.raises(PolicyMissing, match="/forgotten"):
        create_app(installation, with_insights=False, extra_routers=(router,))


@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://127.0.0.1:9999", "null"])
def test_a_cross_site_websocket_is_refused_also_with_a_session(log_in: LogIn, origin: str | None) -> None:
    client = log_in("lead")
    headers = {"origin": origin} if origin else {}
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect(STREAM, headers=headers):
        pass
    assert (refused.value.code, refused.value.reason) == (1008, "foreign_origin")


def test_a_websocket_without_a_session_is_refused(stranger: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as refused, stranger.websocket_connect(STREAM, headers={"origin": ORIGIN}):
        pass
    assert refused.value.reason == "not_logged_in"


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} of 127.0.0.1 is in use"):
            listen("127.0.0.1", port)
