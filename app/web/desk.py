"""The desk: what I owe, ordered by due, and the scorecard of an interview.

Routes say who, parse the form, call one verb and answer. Rules are app.feedback's.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.feedback import service as feedback
from app.feedback.errors import ScorecardIncomplete
from app.feedback.models import Recommendation
from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.schemas import Dimension, SeatOverview
from app.kit.database import Unit
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import Translator, format_near
from app.people import service as people
from app.people.service import Viewer
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock
from app.web import work
from app.web.context import CheckedForm, CurrentViewer, CurrentWeb, Web, page, text_of, translator_of
from app.web.policies import STAFF, allow
from app.web.promises import Due, say_due, summary

router = APIRouter()
SCALE = [(str(n), str(n)) for n in range(1, 11)]
RECOMMENDATIONS = {
    Recommendation.STRONG_NO: "Strong no",
    Recommendation.NO: "No",
    Recommendation.YES: "Yes",
    Recommendation.STRONG_YES: "Strong yes",
}
DONE = {
    "submitted": "Submitted: thank you. The candidate is one step closer to an answer. You can still change it below.",
    "answered": "Answer sent. The candidate can read it now.",
    "handed_on": "Handed on. The time it is due has not changed.",
    "held": "Holding reply sent. The promise stays open until you answer.",
}
SAVED = {
    "draft": "Draft saved. Nobody else sees it.",
    "amended": "Change saved. Earlier versions are kept.",
}


@router.get("/desk")
@allow(STAFF)
def show_desk(request: Request, web: CurrentWeb, viewer: CurrentViewer, done: str = "") -> Response:
    t = translator_of(request)
    with web.unit(viewer) as unit:
        owed, ahead, given = work.owed(unit, viewer, t), work.ahead(unit, viewer, t), work.given(unit, viewer, t)
    said = t(DONE[done]) if done in DONE else ""
    return page(request, "desk/home.html", owed=owed, ahead=ahead, given=given, summary=summary(t, owed), done=said)


@router.get("/desk/feedback/{panel_member_id}")
@allow(STAFF)
def show_feedback(
    request: Request, web: CurrentWeb, viewer: CurrentViewer, panel_member_id: UUID, saved: str = ""
) -> Response:
    with web.unit(viewer) as unit:
        seat = own_seat(unit, viewer, panel_member_id)
        form = scorecard_form(unit, viewer, seat, translator_of(request))
    said = translator_of(request)(SAVED[saved]) if saved in SAVED else ""
    return page(request, "desk/feedback.html", form=form, problems={}, saved=said)


@router.post("/desk/feedback/{panel_member_id}")
@allow(STAFF)
def save_feedback(
    request: Request, web: CurrentWeb, viewer: CurrentViewer, panel_member_id: UUID, form: CheckedForm
) -> Response:
    with web.unit(viewer) as unit:
        seat = own_seat(unit, viewer, panel_member_id)
        scorecard = hiring.scorecard_of(unit, seat.round_id)
    given = read_scorecard(form, scorecard)
    action = text_of(form, "action")
    try:
        _act(web, viewer, panel_member_id, action, given)
    except (Invalid, Conflict) as error:
        t = translator_of(request)
        with web.unit(viewer) as unit:
            shown = scorecard_form(unit, viewer, seat, t, given)
        problems = _problems(t, error, given, scorecard)
        return page(request, "desk/feedback.html", status=422, form=shown, problems=problems, saved="")
    if action == "submit":
        return RedirectResponse("/desk?done=submitted", status_code=303)
    saved = "amended" if action == "amend" else "draft"
    return RedirectResponse(f"/desk/feedback/{panel_member_id}?saved={saved}", status_code=303)


def _act(web: Web, viewer: Viewer, panel_member_id: UUID, action: str, given: FeedbackInput) -> None:
    verbs: dict[str, Callable[..., object]] = {
        "submit": feedback.submit_feedback,
        "amend": feedback.amend_feedback,
        "draft": feedback.save_draft,
    }
    with web.unit(viewer) as unit:
        verbs.get(action, feedback.save_draft)(unit, panel_member_id, given)


def own_seat(unit: Unit, viewer: Viewer, panel_member_id: UUID) -> SeatOverview:
    """The viewer's own seat; another's answers like a missing one."""
    seat = hiring.seat_overviews(unit, [panel_member_id]).get(panel_member_id)
    if seat is None or seat.staff_id != viewer.staff_id:
        raise NotFound
    return seat


SCORE = re.compile("[0-9]{1,3}")  # whether it is on the scale is the domain's to say


def read_scorecard(form: FormData, scorecard: list[Dimension]) -> FeedbackInput:
    """The form as the domain takes it; what is not on the scorecard is not read."""
    scores = {line.name: form.get(f"score_{n}") for n, line in enumerate(scorecard)}
    recommendation = text_of(form, "recommendation")
    return FeedbackInput(
        recommendation=Recommendation(recommendation) if recommendation in list(Recommendation) else None,
        scores={name: int(str(score)) for name, score in scores.items() if SCORE.fullmatch(str(score or ""))},
        text_for_panel=text_of(form, "text_for_panel") or None,
        text_for_candidate=text_of(form, "text_for_candidate") or None,
    )


def _problems(
    t: Translator, error: Invalid | Conflict, given: FeedbackInput, scorecard: list[Dimension]
) -> dict[str, str]:
    """The message for each field that has one; what belongs to no field stands under `form`."""
    if not isinstance(error, ScorecardIncomplete):
        return {"form": " ".join(error.said(t)).strip()}
    missing = {
        f"score_{n}": t("Choose a score for {dimension}.", dimension=line.name)
        for n, line in enumerate(scorecard)
        if line.is_required and line.name not in given.scores
    }
    if given.recommendation is None:
        missing["recommendation"] = t("Choose your recommendation.")
    return missing


def scorecard_form(
    unit: Unit, viewer: Viewer, seat: SeatOverview, t: Translator, given: FeedbackInput | None = None
) -> dict[str, Any]:
    """What the scorecard page shows: `given` (what was typed) wins over what is stored."""
    stored = feedback.feedback_for(unit, seat.panel_member_id)
    shown = given or stored or FeedbackInput()
    is_submitted = stored is not None and stored.version > 0
    due = due_of(unit, viewer, sla.clock_of(unit, ClockKind.FEEDBACK, seat.panel_member_id), t)
    submitted_at = stored.submitted_at if stored else None
    return {
        "panel_member_id": seat.panel_member_id,
        "candidate_name": people.candidate_names_of(unit, [seat.candidate_id]).get(seat.candidate_id, "–"),
        "round_name": seat.round_name,
        "requisition_title": seat.requisition_title,
        "start_at": seat.scheduled_start_at,
        "due": due.due,
        "late": "" if is_submitted else due.late,
        "tone": "calm" if is_submitted else due.tone,
        "state": _state(t, is_submitted, submitted_at, unit.now, viewer.zone, has_draft=stored is not None),
        "is_submitted": is_submitted,
        "is_ready": is_submitted or not seat.is_removed,
        "not_ready": t("You no longer sit on this panel."),
        "scale": SCALE,
        "scores": _score_fields(hiring.scorecard_of(unit, seat.round_id), shown),
        "recommendation": shown.recommendation or "",
        "recommendations": [(value.value, t(label)) for value, label in RECOMMENDATIONS.items()],
        "text_for_panel": shown.text_for_panel or "",
        "text_for_candidate": shown.text_for_candidate or "",
        "others": _others(unit, viewer, seat, t) if is_submitted else [],
    }


def due_of(unit: Unit, viewer: Viewer, clock: SlaClock | None, t: Translator) -> Due:
    """When this clock is due, in words; a seat that was only asked for owes nothing."""
    if clock is None:
        return Due(t("no fixed time"), "", "calm")
    return say_due(t, clock.due_at, unit.now, viewer.zone, sla.load_work_calendar(unit, clock.calendar_id))


def _state(
    t: Translator, is_submitted: bool, submitted_at: datetime | None, now: datetime, zone: str, *, has_draft: bool
) -> str:
    if is_submitted and submitted_at is not None:
        return t("submitted {when}", when=format_near(submitted_at, now, zone, t))
    return t("draft") if has_draft else t("not begun")


def _score_fields(scorecard: list[Dimension], shown: Any) -> list[dict[str, str]]:
    return [
        {
            "field": f"score_{n}",
            "name": line.name,
            "guidance": line.guidance or "",
            "value": str(shown.scores.get(line.name, "")),
        }
        for n, line in enumerate(scorecard)
    ]


def _others(unit: Unit, viewer: Viewer, seat: SeatOverview, t: Translator) -> list[dict[str, str]]:
    seen = feedback.visible_feedback(unit, viewer.staff_id, seat.interview_id)
    others = [view for view in seen if view.interviewer_staff_id != viewer.staff_id]
    names = people.names_of(unit, [view.interviewer_staff_id for view in others])
    return [
        {
            "name": names.get(view.interviewer_staff_id, "–"),
            "recommendation": t(RECOMMENDATIONS[view.recommendation]) if view.recommendation else "–",
            "text_for_panel": view.text_for_panel or "",
        }
        for view in others
    ]
