"""Unit tests can't open a socket: what needs one belongs to tests/integration."""

import pytest


@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """pytest-socket's guard, for every unit test."""
