"""Decisions on applications: screened, moved, decided by a named human; given to another recruiter."""

from typing import Any, ClassVar
from uuid import UUID

from app.hiring import service as hiring
from app.hiring.models import Decision, ScreeningResult
from app.people.models import Role
from app.web.api.applications import match_application
from app.web.api.bodies import Body, Out, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import DECIDING, RECRUITING, see_application
from app.web.api.route import ApiRouter
from app.web.policies import staff_as

router = ApiRouter("decisions")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
DECIDERS = staff_as(Role.RECRUITER, Role.HR_LEAD, Role.HIRING_MANAGER)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class ScreeningIn(Body):
    decision: ScreeningResult
    reason: Words

    example: ClassVar[dict[str, Any]] = {"decision": "advance", "reason": "Five years in credit risk."}


class AdvanceIn(Body):
    """Into a round of the requisition's plan."""

    round_id: UUID
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"round_id": ID}


class DecisionIn(Body):
    """On the round that the application stands in: `advance` goes into the next one, if there is one."""

    round_id: UUID
    decision: Decision
    reason: Words

    example: ClassVar[dict[str, Any]] = {"round_id": ID, "decision": "advance", "reason": "Clear yes of both panels."}


class RecruiterIn(Body):
    recruiter_id: UUID

    example: ClassVar[dict[str, Any]] = {"recruiter_id": ID}


class DecisionOut(Out):
    """`shown_at`: when the candidate was told; null for a hold, and for what the round's policy holds back."""

    id: UUID
    round_id: UUID | None
    decision: Decision | ScreeningResult
    reason: str
    by_staff_id: UUID
    at: When
    shown_at: When | None


class DecisionsOut(Out):
    """What was decided, before any round and on each, oldest first."""

    items: list[DecisionOut]


@router.post("/applications/{application_id}/screen", DECIDERS, "Decide whether to interview", takes_match=True)
def screen_application(call: Call, application_id: UUID, body: ScreeningIn) -> DecisionsOut:
    """Into the plan's first round, or rejected. Stops the `screening` clock."""
    match_application(call, application_id, DECIDING)
    hiring.screen_application(call.unit, application_id, body.decision, body.reason)
    return _decisions(call, application_id)


@router.post("/applications/{application_id}/advance", RECRUITERS, "Move it into a round", takes_match=True)
def advance_application(call: Call, application_id: UUID, body: AdvanceIn) -> None:
    """Stops what was owed for the stay before; the next interview is owed (`schedule` clock)."""
    match_application(call, application_id, RECRUITING)
    hiring.move_to_round(call.unit, application_id, body.round_id, body.reason)


@router.post("/applications/{application_id}/decide", DECIDERS, "Decide on the round", takes_match=True)
def decide_round(call: Call, application_id: UUID, body: DecisionIn) -> DecisionsOut:
    """Stops the `outcome` clock, unless it is `hold`: the candidate still waits."""
    match_application(call, application_id, DECIDING)
    hiring.decide_round(call.unit, application_id, body.round_id, body.decision, body.reason)
    return _decisions(call, application_id)


@router.get("/applications/{application_id}/decisions", DECIDERS, "What was decided, by whom and why")
def list_decisions(call: Call, application_id: UUID) -> DecisionsOut:
    see_application(call, application_id, DECIDING)
    return _decisions(call, application_id)


@router.post("/applications/{application_id}/reassign", RECRUITERS, "Give it to another recruiter", takes_match=True)
def reassign_application(call: Call, application_id: UUID, body: RecruiterIn) -> None:
    """With everything that its recruiter owes now; nothing restarts."""
    match_application(call, application_id, RECRUITING)
    hiring.reassign_application(call.unit, application_id, body.recruiter_id)


def _decisions(call: ApiCall, application_id: UUID) -> DecisionsOut:
    call.unit.session.flush()  # what was just decided is read anew
    found = hiring.decisions_of(call.unit, application_id)
    return DecisionsOut(items=[DecisionOut.of(one, id=one.decision_id) for one in found])
