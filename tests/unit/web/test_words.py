"""What pages say: languages, times, deadlines, the sentence on top of the dashboards."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from app.insights.components import rated, with_gaps
from app.insights.figures import TOPICS, Promise, headline, percent, share, wilson_interval
from app.kit.i18n import format_near, format_when, negotiate, translator
from app.questions.models import Topic
from app.web.promises import MICROSECONDS_PER_HOUR, Line, say_overdue, summary

FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
EN, ZH = translator("en"), translator("zh-CN")


@pytest.mark.parametrize(
    ("accepted", "chosen", "locale"),
    [
        ("en-US,en;q=0.9", None, "en"),
        ("zh-TW,zh;q=0.9,en;q=0.8", None, "zh-CN"),
        ("fr,en;q=0.5", None, "en"),
        ("fr", None, "zh-CN"),
        ("en;q=0,zh", None, "zh-CN"),
        ("en", "zh-CN", "zh-CN"),
        ("en", "xx", "en"),
        ("en;q=broken", None, "zh-CN"),
        (None, None, "zh-CN"),
    ],
)
def test_the_browser_decides_the_language_and_the_switch_overrides(
    accepted: str | None, chosen: str | None, locale: str
) -> None:
    assert negotiate(accepted, chosen) == locale


def test_a_moment_is_said_in_the_readers_zone_and_language() -> None:
    assert format_when(FRIDAY, "Asia/Shanghai", "zh-CN") == "3月6日 周五 18:00"
    assert format_when(FRIDAY, "Europe/Berlin", "en") == "Fri 6 Mar 11:00"


def test_near_days_are_called_by_name() -> None:
    assert format_near(FRIDAY, FRIDAY, "Asia/Shanghai", EN) == "today 18:00"
    assert format_near(FRIDAY, datetime(2026, 3, 5, 15, 59, tzinfo=UTC), "Asia/Shanghai", ZH) == "明天 18:00"
    assert format_near(FRIDAY, datetime(2026, 3, 6, 16, 0, tzinfo=UTC), "Asia/Shanghai", EN) == "yesterday 18:00"


def test_lateness_is_said_in_whole_working_hours() -> None:
    assert say_overdue(EN, MICROSECONDS_PER_HOUR - 1) == "overdue by less than a working hour"
    assert say_overdue(EN, MICROSECONDS_PER_HOUR) == "overdue by 1 working hour"
    assert say_overdue(ZH, 5 * MICROSECONDS_PER_HOUR) == "已逾期 5 个工作小时"


def test_the_desk_sums_up_what_waits() -> None:
    late, calm = Line("a", "b", "c", tone="late"), Line("a", "b", "c")
    assert summary(EN, []) == "All promises are kept."
    assert summary(EN, [calm]) == "1 thing is waiting for you; nothing is overdue."
    assert summary(EN, [late, calm]) == "2 things are waiting for you, 1 overdue."


def test_the_wilson_interval_is_the_textbooks() -> None:
    low, high = wilson_interval(81, 263) or (0, 0)  # Newcombe 1998, table I, method 3
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson_interval(0, 0) is None
    assert wilson_interval(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_only_exact_rates_are_called_all_or_nothing() -> None:
    assert [percent(rate) for rate in (None, 0.0, 0.001, 0.5, 0.996, 0.9999, 1.0)] == [
        "–",
        "0%",
        "<1%",
        "50%",
        "99.6%",
        "99.9%",
        "100%",
    ]


def test_the_headline_says_what_changed_and_where_it_hurts() -> None:
    now, before = [Promise("feedback", 100, 50, 6, 0)], [Promise("feedback", 400, 320, 6, 0)]
    assert headline(EN, now, before, ("Risk", 5)) == (
        "Feedback came on time in 50% of 100 cases. Interview feedback: worse than over the longer period (80%). "
        "6 promises are overdue now. Most of them are in Risk (5)."
    )


def test_the_headline_does_not_call_chance_a_change() -> None:
    said = headline(EN, [Promise("answer", 12, 9, 0, 0)], [Promise("answer", 40, 34, 0, 0)], None)
    assert said == "Questions were answered on time in 75% of 12 cases. Nothing is overdue now."
    assert headline(EN, [], [], None) == "Nothing was due in this period."


def test_few_cases_are_told_by_their_numbers() -> None:
    assert share(EN, Promise("complaint", 1, 1, 0, 0)) == "1 of 1"
    assert share(EN, Promise("complaint", 10, 10, 0, 0)) == "100%"
    assert share(EN, Promise("complaint", 0, 0, 0, 0)) == "–"
    said = headline(EN, [Promise("feedback", 1, 1, 0, 0), Promise("answer", 9, 3, 0, 0)], [], None)
    assert said.startswith("Feedback came on time in 1 of 1 cases. Questions were answered on time in 3 of 9 cases.")


def test_a_week_in_which_nothing_was_due_is_a_gap() -> None:
    weeks = pd.to_datetime(["2026-08-31", "2026-09-28"])
    counts = {"due_count": [4, 2], "on_time_count": [4, 0], "overdue_open_count": [0, 0]}
    shown = with_gaps(rated(EN, pd.DataFrame({"kind": ["reply"] * 2, "week_start_on": weeks} | counts)))
    assert shown.week.dt.strftime("%m-%d").tolist() == ["08-31", "09-07", "09-14", "09-21", "09-28"]
    assert shown.rate.isna().tolist() == [False, True, True, True, False]
    assert set(shown.label) == {"Replies to messages"}


def test_every_topic_has_a_name() -> None:
    assert set(TOPICS) == {str(topic) for topic in Topic}
