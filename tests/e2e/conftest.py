"""One running demo and one browser for all end-to-end tests."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.running import CHROMIUM, CHROMIUM_ARGS, RunningDemo
from tests.e2e.running import running_demo as run_demo


@pytest.fixture(scope="session")
def running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """`huiyin demo`, ready; stopped by Ctrl-C afterwards, with nothing left behind."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with run_demo(home) as demo:
        yield demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium. Missing in CI it is a failure, elsewhere the tests are left out."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium: `make browser` installs it")
        pytest.skip("no chromium: `make browser` installs it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield launched
        launched.close()
