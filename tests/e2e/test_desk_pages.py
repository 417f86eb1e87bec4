"""The desk in a real browser, on a phone and on a desk, in both languages: used, and looked at."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from app.kit.clock import utc_now
from app.kit.database import Database
from app.kit.installation import Installation
from app.web.main import create_app
from app.web.serve import listen
from tests.e2e.running import wait_until
from tests.factories.desk import PASSWORD, Desk, set_up_desk

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}


@pytest.fixture
def address(installation: Installation, database: Database) -> Iterator[str]:
    """The application without the dashboards, on a free port of loopback."""
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(create_app(installation, with_insights=False), log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        wait_until(lambda: server.started, 20, "the application is up")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def desk(database: Database) -> Desk:
    return set_up_desk(database, utc_now())


def look(page: Page, folder: Path, name: str) -> None:
    """Keeps a picture, and refuses a page that scrolls sideways."""
    page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"


def log_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/login")
    page.fill("#email", f"{who}@bank.example")
    page.fill("#password", PASSWORD)
    page.click("form.stack .primary")
    page.wait_for_selector("h1")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_feedback_is_given_on_any_device(
    browser: Browser, address: str, desk: Desk, tmp_path: Path, size: str, locale: str
) -> None:
    page = browser.new_context(viewport=SIZES[size], locale=locale).new_page()  # type: ignore[arg-type]
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    log_in(page, address, "wang")
    look(page, tmp_path, "desk")
    page.locator(".promises a").first.click()
    page.wait_for_selector("fieldset")
    look(page, tmp_path, "scorecard")
    page.fill("#text_for_panel", "思路清楚")
    page.reload()
    assert page.input_value("#text_for_panel") == "思路清楚"  # a lost page loses nothing
    page.click("button[value=submit]")
    page.wait_for_selector(".notice.bad")
    look(page, tmp_path, "missing")
    for line, score in enumerate((8, 7, 9)):
        page.locator(f"input[name=score_{line}][value='{score}']").check()
    page.locator("input[name=recommendation][value=yes]").check()
    page.click("button[value=submit]")
    page.wait_for_selector(".notice.good")
    look(page, tmp_path, "done")
    assert page.locator(".promise.good").count() == 1
    assert not faults
    page.context.close()


def test_a_score_can_be_given_by_keyboard_alone(browser: Browser, address: str, desk: Desk) -> None:
    page = browser.new_context(locale="en").new_page()
    log_in(page, address, "wang")
    page.goto(f"{address}/desk/feedback/{desk.seats['wang']}")
    page.locator("input[name=score_0]").first.focus()
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert page.locator("input[name=score_0]:checked").get_attribute("value") == "5"
    page.context.close()
