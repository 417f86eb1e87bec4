"""What of an application's way the candidate may know by now. A decision that the round's policy holds
back is theirs only from its release on (app.feedback); until then they see the application as it stood.

Whatever they are told meanwhile that presupposes the decision shows it first.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.hiring import repository
from app.hiring.errors import InterviewAhead
from app.hiring.models import Application, ApplicationStatus, Decision, RoundDecision
from app.hiring.notices import tell_candidate
from app.hiring.repository import scoring, told
from app.hiring.requisition_schemas import TimelineKind, TimelineLine
from app.hiring.schemas import ApplicationView
from app.hiring.scoring import settings_of_stay, stay_of_decision
from app.kit.database import Unit
from app.kit.events import emit
from app.sla import service as sla
from app.sla.models import ClockKind, Origin, Outcome
from app.sla.schemas import ClockView, Standing

NOT_ENDED: dict[str, Any] = {"outcome": Outcome.RUNNING, "outcome_reason": None, "stopped_at": None, "closed_at": None}


def holds_back(unit: Unit, application: Application) -> bool:
    """Whether what is decided on the round that the application stands in is held back from its candidate: where
    its policy says so, and somebody was interviewed; else there is nothing to hold, and what the candidate could do
    so far (choose a slot) and no more would tell.

    Raises `InterviewAhead` where what would become of an interview told it.
    """
    if application.round_id is None or application.origin is Origin.IMPORTED:
        return False
    if settings_of_stay(unit, application.id, application.round_id).release_hold_hours == 0:
        return False
    if scoring.is_ahead(unit, application.id):
        raise InterviewAhead
    return scoring.was_interviewed(unit, application.id, application.round_id)


def show_outcome(unit: Unit, decision_id: UUID) -> None:
    """A decision that was held back is shown now: the outcome of its stay is kept, the candidate told.

    Tells events `round.shown` (decision_id) and, of a rejection, `application.end_shown`. Once: shown
    again, nothing happens.
    """
    made = repository.lock(unit, RoundDecision, decision_id)
    if made.shown_at is not None:
        return
    made.shown_at = unit.now
    application = repository.get(unit, Application, made.application_id)
    stay = stay_of_decision(unit, decision_id)
    if stay is not None:
        sla.stop_clock(unit, ClockKind.OUTCOME, stay, unit.now)
    tell_candidate(unit, "outcome_decided", application, made.id, decision=made.decision)
    emit(unit, "round.shown", decision_id=decision_id)
    if made.decision is Decision.REJECT:
        emit(unit, "application.end_shown", application_id=application.id, status=ApplicationStatus.REJECTED)


def show_held_back(unit: Unit, application_id: UUID) -> bool:
    """Shows every decision that is held back, oldest first, since the candidate is about to be told what
    comes of it. False when there was none.
    """
    waiting = told.decisions_held_back(unit, application_id)
    for made in waiting:
        show_outcome(unit, made.id)
    return bool(waiting)


def held_back_since(unit: Unit, application_id: UUID) -> datetime | None:
    """When the oldest decision was made that the candidate does not know of; None when they know all."""
    waiting = told.decisions_held_back(unit, application_id)
    return waiting[0].at if waiting else None


def stays_held_back(unit: Unit, application_id: UUID) -> set[UUID]:
    """The stays (the application's stages) whose outcome was decided and is held back."""
    return {
        stage.id
        for made in told.decisions_held_back(unit, application_id)
        if (stage := repository.stage_of_decision(unit, made)) is not None
    }


def application_as_shown(unit: Unit, view: ApplicationView) -> ApplicationView:
    """The application as its candidate may see it: as it stood before what is held back was decided."""
    waiting = told.decisions_held_back(unit, view.application_id)
    if not waiting:
        return view
    return replace(view, status=ApplicationStatus.ACTIVE, ended_at=None, round_id=waiting[0].round_id)


def held_back_in(lines: Iterable[TimelineLine]) -> datetime | None:
    """The same as `held_back_since`, from a whole timeline."""
    untold = (
        line.at
        for line in lines
        if line.kind is TimelineKind.ROUND_DECIDED and line.shown_at is None and line.what != Decision.HOLD
    )
    return min(untold, default=None)


def lines_as_shown(lines: Iterable[TimelineLine], since: datetime | None) -> list[TimelineLine]:
    """A timeline without the moves that `held_back_since` keeps from the candidate."""
    return [line for line in lines if since is None or line.kind is not TimelineKind.STAGE or line.at < since]


def clocks_as_shown(unit: Unit, clocks: Iterable[ClockView], since: datetime | None) -> list[ClockView]:
    """Promises without those of the next round, and with the wait for an interview as it was: a clock that
    starts or stops would tell what `held_back_since` keeps from the candidate.
    """
    if since is None:
        return list(clocks)
    owed = [clock for clock in clocks if clock.kind is not ClockKind.SCHEDULE or clock.started_at < since]
    return [
        _as_before(unit, clock)
        if clock.kind is ClockKind.SCHEDULE and clock.closed_at is not None and clock.closed_at >= since
        else clock
        for clock in owed
    ]


def _as_before(unit: Unit, clock: ClockView) -> ClockView:
    standing = Standing.NOT_YET_DUE if clock.due_at > unit.now else Standing.OVERDUE_OPEN
    return replace(clock, **NOT_ENDED, standing=standing)
