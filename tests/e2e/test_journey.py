"""The main journey in a real browser: feedback is given, the open overview changes without a reload, the nudge
vanishes, and the mail server got exactly what the ledger says.
"""

import re

import psutil
import pytest
from playwright.sync_api import Browser, Page

from app.insights.figures import percent
from app.kit.clock import utc_now
from app.kit.installation import Installation
from tests.e2e import truth
from tests.e2e.running import LogIn, RunningDemo, wait_until
from tests.factories.desk import PASSWORD, Desk

pytestmark = pytest.mark.xdist_group("demo")

WITHIN = 30  # seconds from a change to the open page, on a busy machine
CARD = re.compile(r"([\d.]+%|–)\s+on time, of (\d+) due.*?(?:(\d+) overdue|none overdue)", re.DOTALL)
LISTED = re.compile(r"(\d+) rows? (?:is|are) listed")


def enter(browser: Browser, demo: RunningDemo, who: LogIn) -> Page:
    """A browser of this person's own, logged in."""
    page = browser.new_context(locale="en", viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{demo.address}/login")
    page.fill("#email", who.email)
    page.fill("#password", who.password)
    page.click("form.stack .primary")
    page.wait_for_selector("h1")
    return page


def desk_log_in(key: str) -> LogIn:
    return LogIn(f"{key}@bank.example", PASSWORD)


def open_overview(browser: Browser, demo: RunningDemo) -> Page:
    page = enter(browser, demo, demo.log_in("hr_lead"))
    page.goto(f"{demo.address}/insights/")
    page.get_by_text("All time", exact=True).click()
    page.evaluate("window.wasNotReloaded = true")
    return page


def open_nudges(browser: Browser, demo: RunningDemo, who: LogIn) -> Page:
    page = enter(browser, demo, who)
    page.goto(f"{demo.address}/insights/nudges")
    page.get_by_text(LISTED).wait_for()
    return page


def shows(page: Page, label: str, expected: truth.Promises) -> bool:
    """Whether the card says the rate, the number of cases and what is overdue."""
    card = page.get_by_test_id("stColumn").filter(has_text=label)
    if card.count() != 1:
        return False
    found = CARD.search(card.inner_text())
    rate = percent(expected.on_time / expected.due)
    return found is not None and found.groups("0") == (rate, str(expected.due), str(expected.overdue))


def rows_about(page: Page, owner: str, label: str) -> int:
    """How many rows of the nudge list name this owner and promise."""
    return page.get_by_text(f"{owner} · {label}").count()


def give_feedback(page: Page) -> str:
    """Fills and submits the first owed scorecard; answers the seat's id."""
    page.locator("a[href*='/desk/feedback/']").first.click()
    page.wait_for_selector("fieldset")
    seat = page.url.rpartition("/")[2]
    for line in range(page.locator("fieldset.scale").count()):
        page.locator(f"input[name=score_{line}][value='8']").check()
    page.locator("input[name=recommendation][value=yes]").check()
    page.fill("#text_for_panel", "思路清楚，举例具体。")
    page.click("button[value=submit]")
    page.wait_for_selector(".notice.good")
    return seat


def test_feedback_changes_the_open_overview_and_ends_its_nudges(
    browser: Browser, running_demo: RunningDemo, core: Installation, late_desk: Desk
) -> None:
    overview = open_overview(browser, running_demo)
    before = truth.promises(running_demo, core, "feedback")
    wait_until(lambda: shows(overview, "Interview feedback", before), WITHIN, "the overview shows the core's numbers")
    nudges = open_nudges(browser, running_demo, running_demo.log_in("hr_lead"))
    wait_until(lambda: rows_about(nudges, "王晓雨", "Interview feedback") == 2, WITHIN, "both promises are listed")

    begun = utc_now()
    interviewer = enter(browser, running_demo, desk_log_in("wang"))
    assert give_feedback(interviewer) == str(late_desk.seats["wang"])
    clock_id = truth.clock_of(core, "feedback", late_desk.seats["wang"])
    mails = truth.nudges_about(core, clock_id)

    def has_changed() -> bool:
        now = truth.promises(running_demo, core, "feedback")
        return now.overdue == before.overdue - 1 and shows(overview, "Interview feedback", now)

    wait_until(has_changed, WITHIN, "the open overview shows one overdue promise less")
    wait_until(lambda: rows_about(nudges, "王晓雨", "Interview feedback") == 1, WITHIN, "the nudge is no longer listed")
    assert overview.evaluate("window.wasNotReloaded")

    give_feedback(interviewer)  # another change, another refresh
    wait_until(lambda: truth.is_quiet(running_demo, core, begun), WITHIN, "nothing is on its way")
    wait_until(
        lambda: rows_about(nudges, "王晓雨", "Interview feedback") == 0,
        WITHIN,
        "no nudge is listed for the interviewer",
    )
    assert truth.nudges_about(core, clock_id) == mails
    truth.assert_mails_are_the_ledger(running_demo, core)
    for page in (overview, nudges, interviewer):
        page.context.close()


def test_an_answer_changes_the_open_overview(
    browser: Browser, running_demo: RunningDemo, core: Installation, late_desk: Desk
) -> None:
    overview = open_overview(browser, running_demo)
    before = truth.promises(running_demo, core, "answer")
    wait_until(lambda: shows(overview, "Answers to questions", before), WITHIN, "the overview shows the core's numbers")
    owner = enter(browser, running_demo, desk_log_in("zhao"))
    owner.click(f"a[href='/desk/questions/{late_desk.question_id}']")
    owner.fill("#text", "试用期三个月，薪资与转正后相同。")
    owner.click("button[value=answer]")
    owner.wait_for_selector(".notice.good")

    def has_changed() -> bool:
        now = truth.promises(running_demo, core, "answer")
        return now.overdue == before.overdue - 1 and shows(overview, "Answers to questions", now)

    wait_until(has_changed, WITHIN, "the open overview shows one overdue answer less")
    assert overview.evaluate("window.wasNotReloaded")
    for page in (overview, owner):
        page.context.close()


def test_a_recruiter_snoozes_takes_it_back_and_sends_one_nudge(
    browser: Browser, running_demo: RunningDemo, core: Installation, late_desk: Desk
) -> None:
    clock_id = truth.clock_of(core, "feedback", late_desk.seats["zhao"])
    page = open_nudges(browser, running_demo, desk_log_in("recruiter"))
    row = page.get_by_test_id("stLayoutWrapper").filter(has_text="赵立新 · Interview feedback").last
    row.get_by_role("button", name="Snooze").click()
    page.get_by_role("button", name="For 3 days").click()
    page.get_by_text("1 promise rests until").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone.").wait_for()
    page.get_by_text("赵立新 · Interview feedback").first.wait_for()

    sent = truth.nudges_about(core, clock_id)
    row.get_by_role("button", name="Send now").click()
    page.get_by_text("1 nudge is on its way.").wait_for()
    wait_until(lambda: truth.nudges_about(core, clock_id) == sent + 1, WITHIN, "the nudge went out")
    begun = utc_now()
    give_feedback(enter(browser, running_demo, desk_log_in("zhao")))
    wait_until(lambda: truth.is_quiet(running_demo, core, begun), WITHIN, "another refresh is done")
    assert truth.nudges_about(core, clock_id) == sent + 1
    truth.assert_mails_are_the_ledger(running_demo, core)
    page.context.close()


def test_nothing_listens_off_this_machine(running_demo: RunningDemo) -> None:
    process = psutil.Process(running_demo.process.pid)
    family = [process, *process.children(recursive=True)]
    listening = [
        connection.laddr
        for member in family
        for connection in member.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    settings = running_demo.settings
    assert {settings.port, settings.pipelines_port, settings.smtp_port} <= {address.port for address in listening}
    assert {address.ip for address in listening} <= {"127.0.0.1", "::1"}
