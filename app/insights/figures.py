"""How numbers are said: intervals, rates in words, the sentence on top. Pure; no Streamlit, no SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.kit.i18n import Translator

Z_95 = 1.959964
FEW = 10  # below this many cases a rate is neither said nor compared in words
LABELS = {
    "feedback": "Interview feedback",
    "answer": "Answers to questions",
    "reply": "Replies to messages",
    "outcome": "Outcome told",
    "schedule": "Next interview proposed",
    "offer_decision": "Offer decisions",
    "screening": "Applications screened",
    "complaint": "Complaints resolved",
    "privacy_request": "Privacy requests",
}
TOPICS = {
    "role_duties": "What the job is",
    "team": "The team",
    "project_tech": "Projects and technology",
    "career_growth": "Career",
    "training": "Training",
    "pay": "Pay",
    "bonus_equity": "Bonus and shares",
    "benefits": "Benefits",
    "hours": "Working hours",
    "location_remote": "Place and remote work",
    "culture": "Culture",
    "performance": "Performance reviews",
    "business": "The business",
    "process_next": "What happens next",
    "feedback_self": "Feedback on oneself",
    "onboarding": "Starting the job",
    "stability": "Stability",
    "relocation_hukou": "Moving and hukou",
    "management": "Management",
    "diversity_wellbeing": "Diversity and wellbeing",
    "work_environment": "The workplace",
    "other": "Other",
}
SPOKEN_OF = frozenset({"feedback", "answer"})
OUTSIDE_RATES = frozenset({"offer_decision"})  # the candidate's promise, not the company's


@dataclass(frozen=True)
class Promise:
    """The state of one kind of promise in a period; counts as in `rpt_sla_summary`."""

    kind: str
    due_count: int
    on_time_count: int
    overdue_open_count: int
    not_yet_due_count: int
    p50_business_hours: float | None = None

    @property
    def on_time_rate(self) -> float | None:
        return self.on_time_count / self.due_count if self.due_count else None


def wilson_interval(successes: int, n: int) -> tuple[float, float] | None:
    """95 % interval of a share (Wilson 1927, score interval); None without cases."""
    if n <= 0:
        return None
    share, z2 = successes / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def percent(rate: float | None) -> str:
    """A rate of 0..1 for reading; only exact ones are called 0 % or 100 %."""
    if rate is None:
        return "–"
    shown = round(rate * 100)
    if shown == 100 and rate < 1:
        return f"{rate * 100:.1f}%" if rate < 0.9995 else "99.9%"
    if shown == 0 and rate > 0:
        return "<1%"
    return f"{shown}%"


def share(t: Translator, promise: Promise) -> str:
    """What was kept of what was due: a rate, or of few cases their numbers, which promise no more than they are."""
    if 0 < promise.due_count < FEW:
        return t("{k} of {n}", k=promise.on_time_count, n=promise.due_count)
    return percent(promise.on_time_rate)


def headline(t: Translator, now: Sequence[Promise], before: Sequence[Promise], worst: tuple[str, int] | None) -> str:
    """The sentences on top, made by rules from the numbers: how we stand, what changed, where it hurts.

    `before` is the longer period that `now` is compared with; `worst` the department with the most overdue.
    """
    sentences = [_standing(t, promise) for promise in now if promise.kind in SPOKEN_OF and promise.due_count]
    sentences += _changes(t, now, before)
    overdue = sum(promise.overdue_open_count for promise in now if promise.kind not in OUTSIDE_RATES)
    if overdue:
        sentences.append(t.count("{n} promise is overdue now.", "{n} promises are overdue now.", overdue))
        if worst and worst[1] > 1:
            sentences.append(t("Most of them are in {department} ({n}).", department=worst[0], n=worst[1]))
    elif sentences:
        sentences.append(t("Nothing is overdue now."))
    return ("" if t.locale.startswith("zh") else " ").join(sentences) or t("Nothing was due in this period.")


def _standing(t: Translator, promise: Promise) -> str:
    rate, n = percent(promise.on_time_rate), promise.due_count
    if n < FEW and promise.kind == "feedback":
        return t("Feedback came on time in {k} of {n} cases.", k=promise.on_time_count, n=n)
    if n < FEW:
        return t("Questions were answered on time in {k} of {n} cases.", k=promise.on_time_count, n=n)
    if promise.kind == "feedback":
        return t("Feedback came on time in {rate} of {n} cases.", rate=rate, n=n)
    return t("Questions were answered on time in {rate} of {n} cases.", rate=rate, n=n)


def _changes(t: Translator, now: Sequence[Promise], before: Sequence[Promise]) -> list[str]:
    earlier = {promise.kind: promise for promise in before}
    pairs = [
        (promise, earlier[promise.kind]) for promise in now if promise.kind in earlier and promise.kind in SPOKEN_OF
    ]
    return [_change(t, promise, other) for promise, other in pairs if _differ(promise, other)]


def _change(t: Translator, promise: Promise, other: Promise) -> str:
    kind, rate = t(LABELS[promise.kind]), percent(other.on_time_rate)
    if (promise.on_time_rate or 0) > (other.on_time_rate or 0):
        return t("{kind}: better than over the longer period ({rate}).", kind=kind, rate=rate)
    return t("{kind}: worse than over the longer period ({rate}).", kind=kind, rate=rate)


def _differ(one: Promise, other: Promise) -> bool:
    """Whether the rates are further apart than chance explains: the other lies outside the interval."""
    if min(one.due_count, other.due_count) < FEW:
        return False
    interval = wilson_interval(one.on_time_count, one.due_count)
    rate = other.on_time_rate
    return interval is not None and rate is not None and not interval[0] <= rate <= interval[1]
