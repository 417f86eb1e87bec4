"""Tests that read the code itself; they can't open a socket either."""

import pytest


@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """pytest-socket's guard, for every unit test."""
