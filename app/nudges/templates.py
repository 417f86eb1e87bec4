"""What nudges say, in both languages: logic-less texts filled from a short list of fields.

No candidate's name and no candidate's words are in any of them: a mail passes many hands.
"""

import html
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from string import Template

from app.sla.models import ClockKind


@dataclass(frozen=True)
class Fields:
    """All that a template may name."""

    recipient: str
    owner: str
    what: str  # for example "Interview feedback"
    about: str  # requisition and round
    due: str  # in the recipient's zone and language
    zone: str
    link: str


@dataclass(frozen=True)
class Written:
    """A nudge's words. The subject is one line."""

    subject: str
    text: str
    html: str


class UnknownField(ValueError):
    """A template names what is not in `Fields`; the message says which."""


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

# Per tone and language: (subject, paragraphs, words on the button).
WORDS: Mapping[tuple[str, str], tuple[str, tuple[str, ...], str]] = {
    ("due_soon", "en"): (
        "$what due $due",
        (
            "Hello $recipient,",
            "$what is still open: $about. It is due $due ($zone).",
            "The candidate was promised an answer; two minutes are enough.",
        ),
        "Open the form",
    ),
    ("overdue", "en"): (
        "Overdue: $what",
        (
            "Hello $recipient,",
            "$what is overdue: $about. It was due $due ($zone).",
            "The candidate is still waiting. Please do it now, or hand it to somebody who can.",
        ),
        "Open the form",
    ),
    ("escalated", "en"): (
        "Needs your help: $what is overdue",
        (
            "Hello $recipient,",
            "$what is overdue: $about. It was due $due ($zone) and is with $owner, who has been reminded.",
            "Please ask what stands in the way, or find somebody who can take it over.",
        ),
        "Look at it",
    ),
    ("heads_up", "en"): (
        "$what due $due, not done yet",
        (
            "Hello $recipient,",
            "$what is still open: $about. It is due $due ($zone) and is with $owner.",
            "There is time to help before the candidate has to wait.",
        ),
        "Look at it",
    ),
    ("heads_up", "zh-CN"): (
        "$what将于$due到期，尚未完成",
        (
            "$recipient，您好：",
            "$what（$about）尚未完成，到期时间为 $due（$zone），责任人为 $owner。",
            "现在协助还来得及，候选人不必久等。",
        ),
        "查看",
    ),
    ("due_soon", "zh-CN"): (
        "$what将于$due到期",
        (
            "$recipient，您好：",
            "您有一项待办：$what（$about），到期时间为 $due（$zone）。",
            "我们已向候选人承诺按时答复，两分钟即可完成。",
        ),
        "打开表单",
    ),
    ("overdue", "zh-CN"): (
        "已逾期：$what",
        (
            "$recipient，您好：",
            "$what（$about）已逾期，到期时间为 $due（$zone）。",
            "候选人仍在等待。请尽快完成，或转交给可以处理的同事。",
        ),
        "打开表单",
    ),
    ("escalated", "zh-CN"): (
        "请协助：$what已逾期",
        (
            "$recipient，您好：",
            "$what（$about）已逾期，到期时间为 $due（$zone），责任人为 $owner，系统已提醒。",
            "请了解原因，或安排其他同事处理。",
        ),
        "查看",
    ),
}
FOOTER = {
    "en": "Sent by Huiyin because this promise is running in your name or needs you. Once kept, nothing more is sent.",
    "zh-CN": "本邮件由回音系统发送，因为该承诺由您负责或需要您协助。完成后将不再提醒。",
}


def tone_of(*, is_owner: bool, is_overdue: bool) -> str:
    """Which words fit at this moment: the owner is told before and after, others are warned, then
    asked for help. A ladder's template of the same name says what its author had in mind.
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


def write(tone: str, locale: str, fields: Fields) -> Written:
    """The nudge's words. Raises `UnknownField` for a template that names anything else."""
    subject, paragraphs, button = WORDS[tone, language(locale)]
    footer = FOOTER[language(locale)]
    plain = {key: _one_line(value) for key, value in asdict(fields).items()}
    escaped = {key: html.escape(value) for key, value in plain.items()}
    lines = [fill(each, plain) for each in paragraphs]
    return Written(
        subject=fill(subject, plain),
        text="\n\n".join([*lines, plain["link"], "-- \n" + footer]) + "\n",
        html=_page([fill(each, escaped) for each in paragraphs], escaped["link"], button, footer, language(locale)),
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with its `$fields`; nothing else in it means anything."""
    unknown = set(Template(template).get_identifiers()) - values.keys()
    if unknown:
        raise UnknownField(f"no such field: {', '.join(sorted(unknown))}")
    return Template(template).substitute(values)


def _one_line(value: str) -> str:
    return " ".join(value.split())  # a title with a line break must not end a header


def _page(paragraphs: list[str], link: str, button: str, footer: str, lang: str) -> str:
    body = "".join(f'<p style="margin:0 0 16px">{each}</p>' for each in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}"><meta name="viewport" content="width=device-width">'
        '<body style="margin:0;padding:24px;background:#f5f6f8;font:16px/1.6 sans-serif;color:#1d2733">'
        '<div style="max-width:520px;margin:auto;background:#fff;border-radius:12px;padding:28px">'
        f'{body}<p style="margin:24px 0"><a href="{link}" style="background:#0b6e63;color:#fff;padding:12px 20px;'
        f'border-radius:8px;text-decoration:none">{button}</a></p>'
        f'<p style="margin:0;font-size:13px;color:#667">{footer}</p></div></body></html>'
    )
