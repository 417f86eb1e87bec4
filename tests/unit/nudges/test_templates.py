"""What nudges say: both languages, nothing executed, nobody exposed."""

from dataclasses import replace

import pytest

from app.nudges.default_words import DEFAULTS, FOOTER
from app.nudges.errors import BadTemplate
from app.nudges.templates import LANGUAGES, WHAT, Fields, faults_of, fill, say_what, tone_of, write
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
    written = write(DEFAULTS[tone][locale], locale, FIELDS)
    assert "\n" not in written.subject
    assert FIELDS.link in written.text
    assert f'href="{FIELDS.link}"' in written.html
    assert f'lang="{locale}"' in written.html
    assert "{{" not in written.subject + written.text + written.html
    assert FOOTER[locale] in written.text


def test_every_promise_has_a_name_in_both_languages() -> None:
    assert set(WHAT) == set(ClockKind)
    assert {(tone, locale) for tone in TONES for locale in LANGUAGES} == {
        (tone, locale) for tone, words in DEFAULTS.items() for locale in words
    }
    assert [faults_of(words) for in_languages in DEFAULTS.values() for words in in_languages.values()] == [[]] * 8
    assert say_what(ClockKind.FEEDBACK, "zh-CN") == "面试反馈"
    assert say_what(ClockKind.FEEDBACK, "fr") == "Interview feedback"


def test_a_title_with_markup_or_line_breaks_stays_text() -> None:
    nasty = replace(FIELDS, what="a\r\nBcc: x", about="<script>alert(1)</script> {{ link }} {0.__class__}")
    written = write(DEFAULTS["overdue"]["en"], "en", nasty)
    assert "\n" not in written.subject
    assert "<script>" not in written.html
    assert "{{ link }}" in written.text  # a value is never filled again
    assert "{0.__class__}" in written.text


def test_a_companys_words_are_text_too() -> None:
    words = replace(DEFAULTS["overdue"]["en"], text="<b>{{ what }}</b> & more\nsecond line\n\n$due {due}", button="<i>")
    written = write(words, "en", replace(FIELDS, what="<u>"))
    assert "<b><u></b> & more\nsecond line" in written.text
    assert "&lt;b&gt;&lt;u&gt;&lt;/b&gt; &amp; more<br>second line" in written.html
    assert "$due {due}" in written.html
    assert ">&lt;i&gt;</a>" in written.html


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("subject", "{{ salary }}", "no placeholder {{ salary }}; there are recipient, owner, what, about, due"),
        ("text", "{{ recipient.__class__ }}", "no placeholder {{ recipient.__class__ }}"),
        ("text", "{{ due:>10 }}", "no placeholder {{ due:>10 }}"),
        ("text", "{{ due | safe }}", "no placeholder {{ due | safe }}"),
        ("text", "{{ }}", "no placeholder"),
        ("text", "{{ due", "braces that are no placeholder"),
        ("text", "due }}", "braces that are no placeholder"),
        ("text", "{% for x in y %}", "there is no logic"),
        ("text", "{{{ due }}}", "no placeholder {{ { due }}"),
        ("text", " ", "1 to 5000"),
        ("text", "x" * 5001, "1 to 5000"),
        ("text", "a\x00b", "control character"),
        ("text", "a\rb", "control character"),
        ("subject", "a\r\nBcc: everybody@bank.example", "must be one line"),
        ("subject", "a\u2028b", "must be one line"),
        ("subject", "x" * 201, "1 to 200"),
        ("button", "", "1 to 60"),
    ],
)
def test_words_that_may_not_be_sent_are_named(key: str, text: str, said: str) -> None:
    faults = faults_of(replace(DEFAULTS["overdue"]["en"], **{key: text}))
    assert {named for named, _ in faults} == {key}
    assert said in " ".join(fault for _, fault in faults)


def test_a_template_that_names_another_field_is_not_filled() -> None:
    with pytest.raises(BadTemplate, match="salary"):
        fill("{{ salary }}", {"due": "today"})


def test_the_tone_fits_the_reader_and_the_hour() -> None:
    assert tone_of(is_owner=True, is_overdue=False) == "due_soon"
    assert tone_of(is_owner=True, is_overdue=True) == "overdue"
    assert tone_of(is_owner=False, is_overdue=False) == "heads_up"
    assert tone_of(is_owner=False, is_overdue=True) == "escalated"
