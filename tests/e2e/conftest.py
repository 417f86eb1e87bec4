"""One running demo and one browser for all end-to-end tests."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.kit.clock import utc_now
from app.kit.installation import Installation
from tests.e2e import truth
from tests.e2e.running import CHROMIUM, CHROMIUM_ARGS, RunningDemo
from tests.e2e.running import running_demo as run_demo
from tests.factories.desk import Desk, set_up_desk


@pytest.fixture(scope="session")
def running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """`huiyin demo`, ready; stopped by Ctrl-C afterwards, with nothing left behind."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with run_demo(home) as demo:
        yield demo


@pytest.fixture(scope="session")
def core(running_demo: RunningDemo) -> Iterator[Installation]:
    """The demo's database, for what is true and for what no page can do."""
    installation = running_demo.installation()
    yield installation
    installation.close()
    installation.leave_database()


@pytest.fixture(scope="session")
def late_desk(running_demo: RunningDemo, core: Installation) -> Desk:
    """People of the demo who owe something for two weeks, on whatever day the tests run; nudged already."""
    desk = set_up_desk(core.web, utc_now() - timedelta(days=14))
    truth.wait_until_nudged(running_demo, core, desk)
    return desk


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
