"""A promise as a line on the desk: what, for whom, when it is due, how late, in the reader's words.

Pure wording and ordering; what is owed is asked of the domains by the routes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kit.i18n import Translator, format_near
from app.kit.worktime import WorkCalendar
from app.sla.models import ClockKind

MICROSECONDS_PER_HOUR = 3_600_000_000
SOON = timedelta(hours=24)
KIND_LABELS = {
    ClockKind.FEEDBACK: "Feedback",
    ClockKind.ANSWER: "Answer a question",
    ClockKind.REPLY: "Reply to a message",
    ClockKind.OUTCOME: "Tell the outcome",
    ClockKind.SCHEDULE: "Propose the next interview",
    ClockKind.OFFER_DECISION: "Offer decision",
    ClockKind.SCREENING: "Screen the application",
    ClockKind.COMPLAINT: "Resolve the complaint",
    ClockKind.PRIVACY_REQUEST: "Answer the privacy request",
}


@dataclass(frozen=True)
class Due:
    """When something is due, in words. `tone` is late, soon or calm; `late` is empty while it is not."""

    due: str
    late: str
    tone: str


@dataclass(frozen=True)
class Line:
    """One line of the desk."""

    title: str
    context: str
    due: str
    late: str = ""
    tone: str = "calm"
    href: str | None = None
    due_at: datetime | None = None
    subject_id: UUID | None = None


def say_due(t: Translator, due_at: datetime, now: datetime, zone: str, calendar: WorkCalendar) -> Due:
    """The promise's date in the reader's zone, and how late it is in its own working time."""
    near = format_near(due_at, now, zone, t)
    if now <= due_at:
        return Due(t("due {when}", when=near), "", "soon" if due_at - now <= SOON else "calm")
    return Due(t("was due {when}", when=near), say_overdue(t, calendar.microseconds_between(due_at, now)), "late")


def say_overdue(t: Translator, microseconds: int) -> str:
    """How much working time has passed since it was due."""
    hours = microseconds // MICROSECONDS_PER_HOUR
    if hours < 1:
        return t("overdue by less than a working hour")
    return t.count("overdue by {n} working hour", "overdue by {n} working hours", int(hours))


def summary(t: Translator, owed: list[Line]) -> str:
    """The sentence under the greeting."""
    if not owed:
        return t("All promises are kept.")
    late = sum(line.tone == "late" for line in owed)
    said = t.count("{n} thing is waiting for you", "{n} things are waiting for you", len(owed))
    if late:
        return f"{said}{t(', {n} overdue.', n=late)}"
    return f"{said}{t('; nothing is overdue.')}"
