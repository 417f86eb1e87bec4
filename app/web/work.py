"""What a person owes, what comes up and what was done lately, gathered from the domains as lines.

Reads only; the wording is in app.web.promises.
"""

from uuid import UUID

from app.feedback import service as feedback
from app.hiring import service as hiring
from app.hiring.models import InterviewStatus
from app.kit.database import Unit
from app.kit.i18n import Translator, format_near
from app.people import service as people
from app.people.service import Viewer
from app.questions import service as questions
from app.sla import service as sla
from app.sla.models import ClockKind, Origin, SlaClock
from app.web.promises import KIND_LABELS, Line, say_due

LONGEST_TITLE = 90  # characters of a question shown on the desk
SHOWN_AHEAD = 10


def owed(unit: Unit, viewer: Viewer, t: Translator) -> list[Line]:
    """Everything that waits for this person now, the soonest due first."""
    clocks = {clock.id: clock for clock in sla.running_clocks_of(unit, viewer.staff_id)}
    lines = _feedback(unit, viewer, t, clocks) + _questions(unit, viewer, t, clocks) + _rest(unit, viewer, t, clocks)
    return sorted(lines, key=lambda line: (line.due_at is None, line.due_at, str(line.subject_id)))


def ahead(unit: Unit, viewer: Viewer, t: Translator) -> list[Line]:
    """Interviews that this person sits in and that have not begun."""
    seats = [
        seat for seat in hiring.upcoming_interviews_of(unit, viewer.staff_id) if seat.scheduled_start_at > unit.now
    ]
    names = people.candidate_names_of(unit, [seat.candidate_id for seat in seats])
    return [
        Line(
            title=names.get(seat.candidate_id, "–"),
            context=" · ".join(part for part in (seat.round_name, seat.requisition_title, seat.location) if part),
            due=format_near(seat.scheduled_start_at, unit.now, viewer.zone, t),
            href=f"/desk/feedback/{seat.panel_member_id}" if seat.status is not InterviewStatus.SCHEDULED else None,
        )
        for seat in seats[:SHOWN_AHEAD]
    ]


def given(unit: Unit, viewer: Viewer, t: Translator) -> list[Line]:
    """Feedback submitted lately, which can still be amended."""
    done = feedback.recent_feedback_by(unit, viewer.staff_id, limit=5)
    names = people.candidate_names_of(unit, [line.candidate_id for line in done])
    return [
        Line(
            title=t("Feedback on {name}", name=names.get(line.candidate_id, "–")),
            context=f"{line.round_name} · {line.requisition_title}",
            due=t("submitted {when}", when=format_near(line.submitted_at, unit.now, viewer.zone, t)),
            tone="good",
            href=f"/desk/feedback/{line.panel_member_id}",
        )
        for line in done
    ]


def _line(
    unit: Unit, viewer: Viewer, t: Translator, clock: SlaClock, *, title: str, context: str, href: str | None = None
) -> Line:
    due = say_due(t, clock.due_at, unit.now, viewer.zone, sla.load_work_calendar(unit, clock.calendar_id))
    return Line(title, context, due.due, due.late, due.tone, href, clock.due_at, clock.subject_id)


def _feedback(unit: Unit, viewer: Viewer, t: Translator, clocks: dict[UUID, SlaClock]) -> list[Line]:
    owing = [line for line in feedback.feedback_owed_by(unit, viewer.staff_id) if line.clock_id in clocks]
    names = people.candidate_names_of(unit, [line.candidate_id for line in owing])
    return [
        _line(
            unit,
            viewer,
            t,
            clocks[line.clock_id],
            title=t("Feedback on {name}", name=names.get(line.candidate_id, "–")),
            context=f"{line.round_name} · {line.requisition_title}{_draft(t, line.status)}",
            href=f"/desk/feedback/{line.panel_member_id}",
        )
        for line in owing
    ]


def _draft(t: Translator, status: str) -> str:
    return f" · {t('draft')}" if status == "draft" else ""


def _questions(unit: Unit, viewer: Viewer, t: Translator, clocks: dict[UUID, SlaClock]) -> list[Line]:
    return [
        _line(
            unit,
            viewer,
            t,
            clocks[line.clock_id],
            title=t("A candidate asks"),
            context=line.text if len(line.text) <= LONGEST_TITLE else f"{line.text[:LONGEST_TITLE]}…",
            href=f"/desk/questions/{line.question_id}",
        )
        for line in questions.questions_owned_by(unit, viewer.staff_id)
        if line.clock_id in clocks
    ]


def _rest(unit: Unit, viewer: Viewer, t: Translator, clocks: dict[UUID, SlaClock]) -> list[Line]:
    """Promises without a page of their own yet, so that none of them is a surprise."""
    shown = (ClockKind.FEEDBACK, ClockKind.ANSWER)
    others = [clock for clock in clocks.values() if clock.kind not in shown and clock.started_at <= unit.now]
    return [
        _line(unit, viewer, t, clock, title=t(KIND_LABELS[clock.kind]), context=_about(unit, clock))
        for clock in others
        if clock.origin is not Origin.IMPORTED
    ]


def _about(unit: Unit, clock: SlaClock) -> str:
    """The candidate and the requisition that the promise is about."""
    if clock.application_id is None:
        return ""
    context = hiring.application_context(unit, clock.application_id)
    name = people.candidate_names_of(unit, [context.candidate_id]).get(context.candidate_id, "–")
    return f"{name} · {context.requisition_title}"
