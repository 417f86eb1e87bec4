"""The product's own words of nudges, by tone and language, until a company writes its own."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A template in one language. `text` is paragraphs with an empty line between; the others are one line."""

    subject: str
    text: str
    button: str
    footer: str


FOOTER = {
    "en": "Sent by Huiyin because this promise is running in your name or needs you. Once kept, nothing more is sent.",
    "zh-CN": "本邮件由回音系统发送，因为该承诺由您负责或需要您协助。完成后将不再提醒。",
}
DEFAULTS: Mapping[str, Mapping[str, Words]] = {
    "due_soon": {
        "en": Words(
            "{{ what }} due {{ due }}",
            "Hello {{ recipient }},\n\n"
            "{{ what }} is still open: {{ about }}. It is due {{ due }} ({{ zone }}).\n\n"
            "The candidate was promised an answer; two minutes are enough.",
            "Open the form",
            FOOTER["en"],
        ),
        "zh-CN": Words(
            "{{ what }}将于{{ due }}到期",
            "{{ recipient }}，您好：\n\n"
            "您有一项待办：{{ what }}（{{ about }}），到期时间为 {{ due }}（{{ zone }}）。\n\n"
            "我们已向候选人承诺按时答复，两分钟即可完成。",
            "打开表单",
            FOOTER["zh-CN"],
        ),
    },
    "heads_up": {
        "en": Words(
            "{{ what }} due {{ due }}, not done yet",
            "Hello {{ recipient }},\n\n"
            "{{ what }} is still open: {{ about }}. It is due {{ due }} ({{ zone }}) and is with "
            "{{ owner }}.\n\n"
            "There is time to help before the candidate has to wait.",
            "Look at it",
            FOOTER["en"],
        ),
        "zh-CN": Words(
            "{{ what }}将于{{ due }}到期，尚未完成",
            "{{ recipient }}，您好：\n\n"
            "{{ what }}（{{ about }}）尚未完成，到期时间为 {{ due }}（{{ zone }}），责任人为 {{ owner "
            "}}。\n\n"
            "现在协助还来得及，候选人不必久等。",
            "查看",
            FOOTER["zh-CN"],
        ),
    },
    "overdue": {
        "en": Words(
            "Overdue: {{ what }}",
            "Hello {{ recipient }},\n\n"
            "{{ what }} is overdue: {{ about }}. It was due {{ due }} ({{ zone }}).\n\n"
            "The candidate is still waiting. Please do it now, or hand it to somebody who can.",
            "Open the form",
            FOOTER["en"],
        ),
        "zh-CN": Words(
            "已逾期：{{ what }}",
            "{{ recipient }}，您好：\n\n"
            "{{ what }}（{{ about }}）已逾期，到期时间为 {{ due }}（{{ zone }}）。\n\n"
            "候选人仍在等待。请尽快完成，或转交给可以处理的同事。",
            "打开表单",
            FOOTER["zh-CN"],
        ),
    },
    "escalated": {
        "en": Words(
            "Needs your help: {{ what }} is overdue",
            "Hello {{ recipient }},\n\n"
            "{{ what }} is overdue: {{ about }}. It was due {{ due }} ({{ zone }}) and is with "
            "{{ owner }}, who has been reminded.\n\n"
            "Please ask what stands in the way, or find somebody who can take it over.",
            "Look at it",
            FOOTER["en"],
        ),
        "zh-CN": Words(
            "请协助：{{ what }}已逾期",
            "{{ recipient }}，您好：\n\n"
            "{{ what }}（{{ about }}）已逾期，到期时间为 {{ due }}（{{ zone }}），责任人为 {{ owner "
            "}}，系统已提醒。\n\n"
            "请了解原因，或安排其他同事处理。",
            "查看",
            FOOTER["zh-CN"],
        ),
    },
}
