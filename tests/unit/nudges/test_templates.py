"""What nudges say: both languages, nothing executed, nobody exposed."""

from dataclasses import replace

import pytest

from app.nudges.templates import FOOTER, WHAT, WORDS, Fields, UnknownField, fill, say_what, tone_of, write
from app.sla.models import ClockKind

FIELDS = Fields(
    recipient="王伟",
    owner="李娜",
    what="面试反馈",
    about="数据分析师 · 业务面",
    due="3月6日 周五 18:00",
    zone="Asia/Shanghai",
    link="http://127.0.0.1:8400/desk/feedback/1",
)
TONES = ("due_soon", "heads_up", "overdue", "escalated")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("tone", TONES)
def test_every_tone_is_written_in_both_languages(tone: str, locale: str) -> None:
    written = write(tone, locale, FIELDS)
    assert "\n" not in written.subject
    assert FIELDS.link in written.text
    assert f'href="{FIELDS.link}"' in written.html
    assert f'lang="{locale}"' in written.html
    assert "$" not in written.subject + written.text + written.html
    assert FOOTER[locale] in written.text


def test_every_promise_has_a_name_in_both_languages() -> None:
    assert set(WHAT) == set(ClockKind)
    assert {(tone, locale) for tone in TONES for locale in ("en", "zh-CN")} == set(WORDS)
    assert say_what(ClockKind.FEEDBACK, "zh-CN") == "面试反馈"
    assert say_what(ClockKind.FEEDBACK, "fr") == "Interview feedback"


def test_a_title_with_markup_or_line_breaks_stays_text() -> None:
    nasty = replace(FIELDS, what="a\r\nBcc: x", about="<script>alert(1)</script> ${link} {0.__class__}")
    written = write("overdue", "en", nasty)
    assert "\n" not in written.subject
    assert "<script>" not in written.html
    assert "${link}" in written.text  # a value is never filled again
    assert "{0.__class__}" in written.text


def test_a_template_that_names_another_field_is_refused() -> None:
    with pytest.raises(UnknownField, match="salary"):
        fill("$salary", {"due": "today"})


def test_the_tone_fits_the_reader_and_the_hour() -> None:
    assert tone_of(is_owner=True, is_overdue=False) == "due_soon"
    assert tone_of(is_owner=True, is_overdue=True) == "overdue"
    assert tone_of(is_owner=False, is_overdue=False) == "heads_up"
    assert tone_of(is_owner=False, is_overdue=True) == "escalated"
