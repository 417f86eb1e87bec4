"""How nudges are worded: logic-less texts with a short list of placeholders, filled and escaped.
The product's own words are in default_words.py; a company's are rows (wording.py).

No candidate's name and no candidate's words are in any of them: a mail passes many hands.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from app.nudges.default_words import Words
from app.nudges.errors import BadTemplate
from app.sla.models import ClockKind

LANGUAGES = ("en", "zh-CN")
LONGEST: Mapping[str, int] = {"subject": 200, "text": 5000, "button": 60, "footer": 500}  # characters
PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Fields:
    """All that a template may name, each as `{{ name }}`."""

    recipient: str
    owner: str
    what: str  # for example "Interview feedback"
    about: str  # requisition and round
    due: str  # in the recipient's zone and language
    zone: str
    link: str


@dataclass(frozen=True)
class Written:
    """A nudge as it is sent. The subject is one line."""

    subject: str
    text: str
    html: str


WHAT: Mapping[ClockKind, tuple[str, str]] = {  # (en, zh-CN)
    ClockKind.FEEDBACK: ("Interview feedback", "面试反馈"),
    ClockKind.ANSWER: ("Answer to a candidate's question", "候选人提问的答复"),
    ClockKind.REPLY: ("Reply to a candidate's message", "候选人消息的回复"),
    ClockKind.OUTCOME: ("Outcome of an interview round", "面试结果通知"),
    ClockKind.SCHEDULE: ("Next interview appointment", "下一轮面试安排"),
    ClockKind.SCREENING: ("Screening decision", "简历筛选结论"),
    ClockKind.OFFER_DECISION: ("Decision on an offer", "录用意向答复"),
    ClockKind.COMPLAINT: ("Resolution of a complaint", "投诉处理结果"),
    ClockKind.PRIVACY_REQUEST: ("Answer to a privacy request", "个人信息请求的答复"),
}


def tone_of(*, is_owner: bool, is_overdue: bool) -> str:
    """Which words fit at this moment: the owner is told before and after, others are warned, then
    asked for help. A ladder's template of one of these names says what its author had in mind.
    """
    if is_owner:
        return "overdue" if is_overdue else "due_soon"
    return "escalated" if is_overdue else "heads_up"


def say_what(kind: ClockKind, locale: str) -> str:
    """The promise's name in the reader's language."""
    return WHAT[kind][language(locale) == "zh-CN"]


def language(locale: str) -> str:
    """The catalogue for a locale; English for those that we don't have."""
    return "zh-CN" if locale.startswith("zh") else "en"


def write(words: Words, locale: str, values: Fields) -> Written:
    """The nudge in full. Raises `BadTemplate` for words that name anything else."""
    plain = {key: _one_line(value) for key, value in asdict(values).items()}
    text = fill(words.text, plain)
    escaped = {key: html.escape(value) for key, value in plain.items()}
    in_html = Words(*(html.escape(each) for each in (words.subject, words.text, words.button, words.footer)))
    return Written(
        subject=_one_line(fill(words.subject, plain)),
        text="\n\n".join([*paragraphs(text), plain["link"], "-- \n" + fill(words.footer, plain)]) + "\n",
        html=_page(in_html, escaped, language(locale)),
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with its placeholders filled, once: a value is never filled again."""

    def value_of(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name not in values:
            raise BadTemplate(why=f"there is no placeholder {{{{ {name} }}}}")
        return values[name]

    return PLACEHOLDER.sub(value_of, template)


def paragraphs(text: str) -> list[str]:
    """What stands between empty lines."""
    return [each.strip() for each in re.split(r"\n\s*\n", text) if each.strip()]


def faults_of(words: Words) -> list[tuple[str, str]]:
    """(key, what is wrong) of words that may not be sent."""
    return [(key, fault) for key, text in asdict(words).items() for fault in _faults(key, text)]


def _faults(key: str, text: str) -> list[str]:
    allowed = [each.name for each in fields(Fields)]
    named = [found.strip() for found in PLACEHOLDER.findall(text)]
    rest = PLACEHOLDER.sub("", text)
    said = [
        f"there is no placeholder {{{{ {name} }}}}; there are {', '.join(allowed)}"
        for name in dict.fromkeys(named)
        if name not in allowed
    ]
    if any(mark in rest for mark in ("{{", "}}", "{%", "%}")):
        said.append("has braces that are no placeholder; one is written {{ due }}, and there is no logic")
    if not text.strip() or len(text) > LONGEST[key]:
        said.append(f"must have 1 to {LONGEST[key]} characters")
    if any(_is_control(sign) and not (sign == "\n" and key == "text") for sign in text):
        said.append("has a control character" if key == "text" else "must be one line without control characters")
    return said


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp"}


def _one_line(value: str) -> str:
    return " ".join(value.split())  # a title with a line break must not end a header


def _page(words: Words, values: Mapping[str, str], lang: str) -> str:
    filled = [fill(each, values).replace("\n", "<br>") for each in paragraphs(words.text)]
    body = "".join(f'<p style="margin:0 0 16px">{each}</p>' for each in filled)
    button, footer = fill(words.button, values), fill(words.footer, values)
    return (
        f'<!doctype html><html lang="{lang}"><meta name="viewport" content="width=device-width">'
        '<body style="margin:0;padding:24px;background:#f5f6f8;font:16px/1.6 sans-serif;color:#1d2733">'
        '<div style="max-width:520px;margin:auto;background:#fff;border-radius:12px;padding:28px">'
        f'{body}<p style="margin:24px 0"><a href="{values["link"]}" style="background:#0b6e63;color:#fff;'
        f'padding:12px 20px;border-radius:8px;text-decoration:none">{button}</a></p>'
        f'<p style="margin:0;font-size:13px;color:#667">{footer}</p></div></body></html>'
    )
