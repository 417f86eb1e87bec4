"""The page of one candidate's question: answer it, hold it, or hand it on. Rules are app.questions'."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.hiring import service as hiring
from app.hiring.schemas import InterviewContext
from app.kit.database import Unit
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import Translator
from app.people import service as people
from app.people.service import Viewer
from app.questions import service as questions
from app.questions.models import QuestionStatus
from app.questions.schemas import QuestionView
from app.sla import service as sla
from app.sla.models import ClockKind
from app.web.context import CheckedForm, CurrentViewer, CurrentWeb, page, text_of, translator_of
from app.web.desk import due_of
from app.web.policies import STAFF, allow

router = APIRouter()


@router.get("/desk/questions/{question_id}")
@allow(STAFF)
def show_question(request: Request, web: CurrentWeb, viewer: CurrentViewer, question_id: UUID) -> Response:
    with web.unit(viewer) as unit:
        form = question_form(unit, viewer, question_id, translator_of(request))
    return page(request, "desk/question.html", form=form, problems={}, saved="")


@router.post("/desk/questions/{question_id}")
@allow(STAFF)
def act_on_question(
    request: Request, web: CurrentWeb, viewer: CurrentViewer, question_id: UUID, form: CheckedForm
) -> Response:
    t, text, action = translator_of(request), text_of(form, "text"), text_of(form, "action")
    owner, reason = text_of(form, "owner"), text_of(form, "reason")
    try:
        with web.unit(viewer) as unit:
            if action == "reassign":
                done = _hand_on(unit, viewer, question_id, owner, reason)
            else:
                done = _answer(unit, viewer, question_id, text, is_holding_reply=action == "hold")
    except (Invalid, Conflict) as error:
        field = "text"
        if action == "reassign":
            field = "reason" if owner and not reason.strip() else "owner"
        said = " ".join(error.said(t)).strip()
        with web.unit(viewer) as unit:
            shown = question_form(unit, viewer, question_id, t) | {"answer": text}
        return page(request, "desk/question.html", status=422, form=shown, problems={field: said}, saved="")
    return RedirectResponse(f"/desk?done={done}", status_code=303)


class NoColleague(Invalid):
    code = "no_colleague"
    message = "Choose the colleague who can answer."


def _hand_on(unit: Unit, viewer: Viewer, question_id: UUID, owner: str, reason: str) -> str:
    """Returns what to say on the desk, as `_answer` does."""
    view, context = own_question(unit, viewer, question_id)
    chosen = {str(staff_id): staff_id for staff_id, _ in colleagues(unit, viewer, context)}.get(owner)
    if chosen is None:
        raise NoColleague
    questions.reassign_question(unit, view.question_id, chosen, reason)
    return "handed_on"


def _answer(unit: Unit, viewer: Viewer, question_id: UUID, text: str, *, is_holding_reply: bool) -> str:
    view, _ = own_question(unit, viewer, question_id)
    questions.answer_question(unit, view.question_id, text, is_holding_reply=is_holding_reply)
    return "held" if is_holding_reply else "answered"


def own_question(unit: Unit, viewer: Viewer, question_id: UUID) -> tuple[QuestionView, InterviewContext]:
    """The question if it is the viewer's to answer; another's answers like a missing one."""
    clock = sla.clock_of(unit, ClockKind.ANSWER, question_id)
    if clock is None or clock.interview_id is None:
        raise NotFound
    context = hiring.interview_context(unit, clock.interview_id)
    found = [view for view in questions.questions_of(unit, clock.interview_id) if view.question_id == question_id]
    if not found or viewer.staff_id not in (found[0].owner_staff_id, context.recruiter_id):
        raise NotFound
    return found[0], context


def colleagues(unit: Unit, viewer: Viewer, context: InterviewContext) -> list[tuple[UUID, str]]:
    """Who may be asked instead: those around the interview first, then the question owners."""
    ordered = [staff_id for staff_id in questions.possible_owners(unit, context) if staff_id != viewer.staff_id]
    names = people.names_of(unit, ordered)
    return [(staff_id, names[staff_id]) for staff_id in ordered if staff_id in names]


def question_form(unit: Unit, viewer: Viewer, question_id: UUID, t: Translator) -> dict[str, Any]:
    """What the question's page shows."""
    view, context = own_question(unit, viewer, question_id)
    due = due_of(unit, viewer, sla.clock_of(unit, ClockKind.ANSWER, question_id), t)
    is_answered = view.status is QuestionStatus.ANSWERED
    return {
        "question_id": view.question_id,
        "text": view.text,
        "requisition_title": context.requisition_title,
        "round_name": context.round_name,
        "asked_at": view.asked_at,
        "due": due.due,
        "late": "" if is_answered else due.late,
        "tone": "calm" if is_answered else due.tone,
        "answers": view.answers,
        "answer": "",
        "is_answered": is_answered,
        "colleagues": colleagues(unit, viewer, context),
    }
