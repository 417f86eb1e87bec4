"""What an interview looks like in the calendars of those who come: the candidate's, and a panel member's.

Reads only. How such an entry becomes a file is a connector's.
"""

from uuid import UUID

from app.diaries import service as diaries
from app.hiring import repository
from app.hiring.interview_schemas import ShownPanel, ShownPerson
from app.hiring.models import Application, Interview, InterviewStatus, PanelShown, Requisition, Round
from app.hiring.repository import interviews as lists
from app.hiring.round_settings import settings_for
from app.hiring.rules import panel_visible_from
from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.i18n import Translator, translator
from app.kit.ports import CalendarEntry
from app.people import service as people

ROLES = {"hiring_manager": "hiring manager", "recruiter": "recruiter", "interviewer": "interviewer"}


def panel_shown_to_candidate(unit: Unit, interview_id: UUID) -> ShownPanel:
    """What the candidate may see of the panel at this moment: names, roles only, or nothing, from the time
    on that the round says. Raises `NotFound`.
    """
    interview, application, requisition, _ = repository.interview_row(unit, interview_id)
    settings = settings_for(unit, interview)
    visible_from = panel_visible_from(
        settings.panel_shown,
        settings.panel_shown_from,
        interview.confirmed_at,
        interview.scheduled_start_at,
        interview.zone,
    )
    if visible_from is None or visible_from > unit.now:
        return ShownPanel(visible_from)
    seats = [seat.staff_id for seat in repository.live_panel(unit, interview_id)]
    names = people.names_of(unit, seats) if settings.panel_shown is PanelShown.NAMES else {}
    recruiter = application.recruiter_id or requisition.recruiter_id
    roles = {recruiter: "recruiter", requisition.hiring_manager_id: "hiring_manager"}
    shown_people = tuple(ShownPerson(roles.get(each, "interviewer"), names.get(each)) for each in seats)
    return ShownPanel(visible_from, shown_people)


def calendar_event_of(unit: Unit, interview_id: UUID, viewer: Actor) -> CalendarEntry:
    """The entry for this viewer, in its language. The candidate's shows of the panel what the round allows,
    a panel member's of the candidate the name only; who gave up the seat sees it called off.

    Raises `NotFound`, also for a candidate whose interview it is not.
    """
    interview, application, requisition, round_ = repository.interview_row(unit, interview_id)
    if viewer.kind == "candidate" and viewer.id != application.candidate_id:
        raise NotFound
    if viewer.id is None:
        raise NotFound
    is_candidate = viewer.kind == "candidate"
    contact = people.candidate_contact(unit, viewer.id) if is_candidate else people.staff_contact(unit, viewer.id)
    t = translator(contact.locale)
    about = (
        _for_candidate(unit, interview, requisition, round_, t)
        if is_candidate
        else _for_panel(unit, application, requisition, round_, t)
    )
    is_off = interview.status in {InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW}
    return CalendarEntry(
        uid=f"{interview_id}.{'candidate' if is_candidate else 'panel'}@huiyin",
        sequence=interview.calendar_sequence,
        is_cancelled=is_off or (not is_candidate and lists.has_left_panel(unit, interview_id, viewer.id)),
        is_tentative=interview.status is InterviewStatus.SCHEDULED,
        summary=about[0],
        description="\n".join(line for line in about[1] if line),
        starts_at=interview.scheduled_start_at,
        ends_at=interview.scheduled_end_at,
        zone=interview.zone,
        location=_where(unit, interview),
        url=interview.meeting_url,
        attendee_name=contact.name,
        attendee_email=contact.email,
        made_at=unit.now,
    )


Words = tuple[str, list[str]]  # summary, lines of the description


def _for_candidate(unit: Unit, interview: Interview, requisition: Requisition, round_: Round, t: Translator) -> Words:
    shown = panel_shown_to_candidate(unit, interview.id).people
    names = ", ".join(each.name or t(ROLES[each.role]) for each in shown)
    summary = t("Interview: {title} ({round})", title=requisition.title, round=round_.name)
    things = settings_for(unit, interview).what_to_bring
    return summary, [
        t("You meet: {names}", names=names) if names else "",
        t("Please bring: {things}", things=things) if things else "",
        _link(interview, t),
    ]


def _for_panel(unit: Unit, application: Application, requisition: Requisition, round_: Round, t: Translator) -> Words:
    names = people.candidate_names_of(unit, [application.candidate_id])
    name = names.get(application.candidate_id, "–")
    title = t("Interview with {name}: {title} ({round})", name=name, title=requisition.title, round=round_.name)
    return title, []


def _link(interview: Interview, t: Translator) -> str:
    return t("Join here: {link}", link=interview.meeting_url) if interview.meeting_url else ""


def _where(unit: Unit, interview: Interview) -> str | None:
    if interview.room_id is not None:
        room = diaries.room_of(unit, interview.room_id)
        parts = [room.name, room.place, interview.location]
        return " · ".join(part for part in parts if part)
    return interview.location or interview.meeting_url
