"""Takes the README's pictures from a running demo: `make screenshots`, that is `python -m tests.e2e.screenshots`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conventions.code import ROOT
from tests.e2e.running import CHROMIUM, CHROMIUM_ARGS, RunningDemo, running_demo

FOLDER = ROOT / "docs/images"
LARGEST = 300_000  # bytes: a README must load quickly
WALL, DESK, PHONE = (1280, 1320), (1280, 860), (390, 844)


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at what, in which language, on what; `wait_for` is there when the page is."""

    name: str
    role: str
    path: str
    wait_for: str
    locale: str = "en"
    size: tuple[int, int] = DESK


PICTURES = (
    Picture("overview", "hr_lead", "/insights/", "[data-testid=stDataFrame] canvas", size=WALL),
    Picture("overview-zh", "hr_lead", "/insights/", "[data-testid=stDataFrame] canvas", "zh-CN", WALL),
    Picture("nudges", "recruiter", "/insights/nudges", "[data-testid=stPopover]"),
    Picture("feedback-phone", "interviewer", "/desk", "fieldset", size=PHONE),
)


def main() -> int:
    """Takes all pictures; answers 1 where there is no browser or a picture is too large."""
    if CHROMIUM is None:
        sys.stderr.write("no chromium: `make browser` installs it\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running_demo(Path(home) / "home") as demo, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        sizes = {picture.name: take(browser, demo, picture) for picture in PICTURES}
        browser.close()
    for name, size in sizes.items():
        sys.stdout.write(f"{name}: {size / 1000:.0f} KB\n")
    return int(max(sizes.values()) > LARGEST)


def take(browser: Browser, demo: RunningDemo, picture: Picture) -> int:
    """Takes one picture and answers its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=picture.locale, color_scheme="light"
    )
    page = context.new_page()
    log_in(page, demo, picture.role)
    page.goto(f"{demo.address}{picture.path}")
    if picture.path == "/desk":
        page.locator("a[href*='/desk/feedback/']").first.click()
    page.wait_for_selector(picture.wait_for, timeout=60_000)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=str(path), animations="disabled")
    context.close()
    return path.stat().st_size


def log_in(page: Page, demo: RunningDemo, role: str) -> None:
    who = demo.log_in(role)
    page.goto(f"{demo.address}/login")
    page.fill("#email", who.email)
    page.fill("#password", who.password)
    page.click("form.stack .primary")
    page.wait_for_selector(".promises, .empty")


if __name__ == "__main__":
    sys.exit(main())
