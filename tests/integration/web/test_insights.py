"""Every dashboard page and state, run by Streamlit's own test harness over a tiny published warehouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app.insights.context import Insights, configure
from app.insights.serving import ROUTER, set_options
from app.kit.database import Actor, Database
from app.kit.installation import Installation
from app.nudges import service as nudges
from app.people import service as people
from app.people.models import Role
from app.sla import service as sla
from app.sla.models import ClockKind
from tests.factories.desk import PASSWORD, Desk
from tests.factories.published import nudge_row, publish_tiny
from tests.integration.web.conftest import NOW, Clock
from warehouse import read
from warehouse.attempts import Attempt, write_attempt

pytestmark = pytest.mark.filterwarnings("ignore")  # Streamlit's and Altair's own


class Browser:
    """What the handshake brought along: cookies, set by the test."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {"huiyin_locale": "en"}


class Pages:
    """One person's dashboards."""

    def __init__(self, database: Database, browser: Browser, directory: Path, clock: Clock) -> None:
        self.database, self.browser, self.directory, self.clock = database, browser, directory, clock

    def log_in(self, who: str) -> None:
        with self.database.unit(Actor.service(), self.clock()) as unit:
            self.browser.cookies["session"] = people.log_in(unit, f"{who}@bank.example", PASSWORD) or ""

    def open(self, who: str) -> AppTest:
        self.log_in(who)
        app = AppTest.from_file(str(ROUTER), default_timeout=60).run()
        app._page_hash = calc_hash("")  # the default page: once pages are known, the harness wants one named
        return app


@pytest.fixture
def pages(database: Database, installation: Installation, tmp_path: Path, clock: Clock, desk: Desk) -> Iterator[Pages]:
    class Here(Insights):
        @property
        def warehouse_dir(self) -> Path:
            return tmp_path / "warehouse"

    browser = Browser()
    set_options()
    configure(Here(installation, clock, "session", browser.cookies.get))
    yield Pages(database, browser, tmp_path / "warehouse", clock)
    read.close_all()


def said(app: AppTest) -> str:
    """All words on the page."""
    kinds = (app.title, app.markdown, app.caption, app.info, app.success, app.warning, app.error, app.subheader)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def test_before_the_first_publication_the_page_says_what_to_do(pages: Pages) -> None:
    assert "run `huiyin refresh`" in said(pages.open("lead"))


def test_an_empty_warehouse_is_no_error(pages: Pages) -> None:
    publish_tiny(pages.directory, is_empty=True)
    app = pages.open("lead")
    assert not app.exception
    assert "Nothing was due in this period" in said(app)
    assert "No question was asked by enough candidates" in said(app)


def test_a_page_says_since_when_and_why_its_numbers_are_not_renewed(pages: Pages) -> None:
    publish_tiny(pages.directory)
    write_attempt(pages.directory, Attempt("v", NOW, True, "checks_failed", ["fct_sla_clocks.unique_key"]))
    words = said(pages.open("lead"))
    assert "These numbers have not been renewed since today 14:00." in words
    assert "the new numbers did not pass their checks: fct_sla_clocks.unique_key" in words
    write_attempt(pages.directory, Attempt("w", NOW, True, None))
    assert "not been renewed" not in said(pages.open("lead"))


def test_the_overview_shows_what_the_marts_say(pages: Pages) -> None:
    publish_tiny(pages.directory)
    app = pages.open("lead")
    assert not app.exception
    assert {metric.label: metric.value for metric in app.metric} == {
        "Interview feedback": "76%",
        "Answers to questions": "92%",
        "Outcome told": "80%",
    }
    words = said(app)
    assert "Feedback came on time in 76% of 100 cases." in words
    assert "9 promises are overdue now. Most of them are in 风险管理部 (6)." in words
    assert "on time, of 100 due (95%: 67% to 83%)" in words
    assert app.dataframe[0].value.candidate_count.tolist() == [14, 11, 7]


def test_the_overview_is_there_in_chinese(pages: Pages) -> None:
    publish_tiny(pages.directory)
    pages.browser.cookies["huiyin_locale"] = "zh-CN"
    words = said(pages.open("lead"))
    assert "我们兑现承诺了吗？" in words
    assert "100 次应交的面试反馈中，76% 按时提交。" in words


@pytest.mark.parametrize("period", ["last_4_weeks", "all_time"])
def test_the_period_can_be_changed(pages: Pages, period: str) -> None:
    publish_tiny(pages.directory)
    app = pages.open("lead")
    app.button_group[0].set_value(period).run()
    assert not app.exception
    assert len(app.metric) == 3


def test_a_new_version_is_shown_on_the_next_run(pages: Pages) -> None:
    publish_tiny(pages.directory, is_empty=True)
    app = pages.open("lead")
    publish_tiny(pages.directory)
    assert len(app.run().metric) == 3


def test_who_logs_out_sees_nothing_more(pages: Pages, database: Database) -> None:
    publish_tiny(pages.directory)
    app = pages.open("lead")
    with database.unit(Actor.service(), NOW) as unit:
        people.log_out(unit, pages.browser.cookies["session"])
    app.run()
    assert not app.metric
    assert "You have been logged out." in said(app)


def test_a_role_that_is_not_meant_is_refused_kindly(pages: Pages) -> None:
    publish_tiny(pages.directory)
    app = pages.open("wang")
    assert not app.metric
    assert "These pages are for those who look after the promises" in said(app)


def test_who_is_bound_to_a_department_sees_only_its_numbers(pages: Pages, database: Database, desk: Desk) -> None:
    publish_tiny(pages.directory)
    with database.unit(Actor.service(), NOW) as unit:
        people.revoke_role(unit, desk.staff["lead"], Role.LEADERSHIP)
        people.grant_role(unit, desk.staff["lead"], Role.HR_LEAD, desk.department_id)
    app = pages.open("lead")
    assert not app.exception
    assert not app.metric  # the tiny warehouse knows other departments only


def nudge_page(pages: Pages, who: str) -> AppTest:
    app = pages.open(who)
    app._page_hash = calc_hash("nudges")  # the harness switches to files only; our pages are functions
    return app.run()


@pytest.fixture
def listed(pages: Pages, database: Database, desk: Desk) -> str:
    """A warehouse whose nudge list has the two seats' feedback; answers the first clock's id."""
    with database.unit(Actor.service(), NOW) as unit:
        clocks = [sla.clock_of(unit, ClockKind.FEEDBACK, seat) for seat in desk.seats.values()]
        rows = [
            nudge_row(clock.id, clock.owner_staff_id, application_id=str(desk.application_id))
            for clock in clocks
            if clock and clock.owner_staff_id
        ]
    publish_tiny(pages.directory, nudges=rows)
    return str(rows[0]["clock_id"])


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_the_nudge_list_names_who_owes_what_and_why(pages: Pages, listed: str) -> None:
    app = nudge_page(pages, "recruiter")
    assert not app.exception
    words = said(app) + "".join(box.label for box in app.checkbox)
    for expected in (
        "2 rows are listed",
        "王晓雨",
        "赵立新",
        "overdue by 3.5 working hours",
        "陈思远",
        "goes to the owner",
    ):
        assert expected in words


def test_a_nudge_is_sent_by_hand_and_leaves_the_list(pages: Pages, listed: str, database: Database) -> None:
    app = press(nudge_page(pages, "recruiter"), "Send now")
    assert not app.exception
    assert "1 nudge is on its way." in said(app)
    assert "1 row is listed" in said(app)
    with database.unit(Actor.service(), NOW) as unit:
        assert len(nudges.ledger(unit)) == 1


def test_a_snooze_can_be_undone(pages: Pages, listed: str, database: Database) -> None:
    app = press(nudge_page(pages, "recruiter"), "Until tomorrow 9:00")
    assert "1 promise rests until tomorrow 09:00." in said(app)
    assert "1 row is listed" in said(app)
    app = press(app, "Undo")
    assert "2 rows are listed" in said(app)


def test_who_was_nudged_stays_listed_until_it_is_done(pages: Pages, listed: str, clock: Clock) -> None:
    clock.advance(days=2)
    press(nudge_page(pages, "recruiter"), "Send now")
    publish_tiny(pages.directory)  # in the next version that rung is no longer to be sent
    words = said(nudge_page(pages, "recruiter"))
    assert "3 rows are listed" in words  # the question is overdue by now
    assert "a nudge waits to go out" in words
    assert "overdue; no nudge went out yet" in words


def test_an_empty_nudge_list_says_so(pages: Pages) -> None:
    publish_tiny(pages.directory)
    assert "Nobody needs a nudge now." in said(nudge_page(pages, "recruiter"))
