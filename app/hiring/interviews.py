"""Verbs on interviews: scheduled, confirmed, moved, started, held, cancelled, not attended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.hiring import promises, repository
from app.hiring.errors import DoubleBooked, NotInRound
from app.hiring.models import (
    Application,
    Interview,
    InterviewReschedule,
    InterviewStatus,
    NoShowBy,
    PanelMember,
    Round,
)
from app.hiring.notices import tell_of_interview
from app.hiring.rules import (
    INTERVIEW_MOVES,
    actual_end,
    chance_to_ask,
    require_active,
    require_panel,
    require_reason,
    require_times,
)
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.states import require_move
from app.sla.models import ClockKind, Origin


def schedule_interview(  # noqa: PLR0917 - the five who, where and when of the field, then names
    unit: Unit,
    application_id: UUID,
    round_id: UUID,
    start: datetime,
    end: datetime,
    panel: Sequence[PanelSeat],
    *,
    zone: str = "Asia/Shanghai",
    location: str | None = None,
    origin: Origin = Origin.LIVE,
) -> Interview:
    """Proposes an interview of the round that the application stands in; stops its `schedule` clock.

    Raises `TimesOutOfOrder`, `EmptyPanel`, `SeatTwice`, `ApplicationEnded`, `NotInRound`, `DoubleBooked`.
    Imported interviews may overlap: that is history, and is reported instead.
    """
    people = [seat.staff_id for seat in panel]
    require_times(start, end)
    require_panel(people)
    application = _standing_in(unit, application_id, round_id)
    if origin is Origin.LIVE:
        require_free(unit, application, people, (start, end))
    interview = Interview(
        id=new_id(),
        application_id=application_id,
        round_id=round_id,
        scheduled_start_at=start,
        scheduled_end_at=end,
        zone=zone,
        location=location,
        origin=origin,
        created_at=unit.now,
    )
    unit.session.add(interview)
    unit.session.flush()  # its seats point at it
    unit.session.add_all(new_seat(unit, interview.id, seat) for seat in panel)
    promises.keep_for_stage(unit, ClockKind.SCHEDULE, application_id, round_id, unit.now)
    record(unit, "interview.scheduled", interview, application_id=application_id, panel_count=len(panel))
    return interview


def _standing_in(unit: Unit, application_id: UUID, round_id: UUID) -> Application:
    """The application, held against others; raises `ApplicationEnded`, `NotInRound`."""
    application = repository.lock(unit, Application, application_id)
    require_active(application.status)
    if application.round_id != round_id:
        raise NotInRound
    return application


def new_seat(unit: Unit, interview_id: UUID, seat: PanelSeat) -> PanelMember:
    """A seat's row, not yet saved."""
    return PanelMember(
        id=new_id(),
        interview_id=interview_id,
        staff_id=seat.staff_id,
        is_required=seat.is_required,
        created_at=unit.now,
    )


def require_free(
    unit: Unit,
    application: Application,
    staff_ids: Sequence[UUID],
    times: tuple[datetime, datetime],
    *,
    besides: UUID | None = None,
) -> None:
    """Raises `DoubleBooked`; holds the people's diaries until the unit ends, so it stays true."""
    repository.hold_diaries(unit, [*staff_ids, application.candidate_id])
    if repository.busy_interviewer(unit, staff_ids, *times, besides):
        raise DoubleBooked(who="interviewer")
    if repository.busy_candidate(unit, application.candidate_id, *times, besides):
        raise DoubleBooked(who="candidate")


def _held_for(unit: Unit, interview_id: UUID, wanted: InterviewStatus) -> Interview:
    """The interview, held against others, once its state allows the move; raises `MoveNotAllowed`."""
    interview = repository.lock(unit, Interview, interview_id)
    require_move(INTERVIEW_MOVES, "interview", interview.status, wanted)
    return interview


def confirm_interview(unit: Unit, interview_id: UUID) -> Interview:
    """The time stands: from here each required seat owes feedback, and the round an outcome."""
    interview = _held_for(unit, interview_id, InterviewStatus.CONFIRMED)
    interview.status = InterviewStatus.CONFIRMED
    unit.session.flush()  # the last end of the round is asked of the database
    promises.promise_feedback(unit, interview, list(repository.live_panel(unit, interview_id)))
    promises.settle_outcome(unit, interview)
    application = repository.get(unit, Application, interview.application_id)
    record(unit, "interview.confirmed", interview, application_id=application.id)
    tell_of_interview(unit, "interview_confirmed", application, interview)
    return interview


def reschedule_interview(
    unit: Unit, interview_id: UUID, start: datetime, end: datetime, reason: str | None = None
) -> Interview:
    """Moves a planned interview; the old time stays as a row and the clocks' starts move along."""
    require_times(start, end)
    interview = repository.lock(unit, Interview, interview_id)
    if interview.status not in {InterviewStatus.SCHEDULED, InterviewStatus.CONFIRMED}:
        require_move(INTERVIEW_MOVES, "interview", interview.status, InterviewStatus.SCHEDULED)
    application = repository.get(unit, Application, interview.application_id)
    if interview.origin is Origin.LIVE:
        seats = [seat.staff_id for seat in repository.live_panel(unit, interview_id)]
        require_free(unit, application, seats, (start, end), besides=interview_id)
    unit.session.add(_reschedule_row(unit, interview, start, reason))
    interview.scheduled_start_at, interview.scheduled_end_at = start, end
    if interview.status is InterviewStatus.CONFIRMED:
        _follow_end(unit, interview)
    record(unit, "interview.rescheduled", interview, application_id=application.id, to_start_at=start.isoformat())
    tell_of_interview(unit, "interview_moved", application, interview)
    return interview


def _reschedule_row(unit: Unit, interview: Interview, start: datetime, reason: str | None) -> InterviewReschedule:
    return InterviewReschedule(
        id=new_id(),
        interview_id=interview.id,
        from_start_at=interview.scheduled_start_at,
        to_start_at=start,
        by_staff_id=unit.actor.id if unit.actor.kind == "staff" else None,
        reason=reason,
        at=unit.now,
    )


def _follow_end(unit: Unit, interview: Interview) -> None:
    unit.session.flush()  # the last end of the round is asked of the database
    promises.move_feedback(unit, interview)
    promises.settle_outcome(unit, interview)


def start_interview(unit: Unit, interview_id: UUID) -> Interview:
    """Both sides are there."""
    interview = _held_for(unit, interview_id, InterviewStatus.IN_PROGRESS)
    interview.status = InterviewStatus.IN_PROGRESS
    record(unit, "interview.started", interview, application_id=interview.application_id)
    return interview


def hold_interview(
    unit: Unit,
    interview_id: UUID,
    ended_at: datetime | None = None,
    *,
    nothing_to_ask: bool = False,
    no_chance_reason: str | None = None,
) -> Interview:
    """Closes an interview that took place. `nothing_to_ask` is the candidate's own word.

    Feedback and outcome are owed from `ended_at`; without it from the scheduled end (or from now,
    if it is closed earlier). Raises `ChanceToAskMissing`, `NotYetStarted`, `EndInFuture`, `MoveNotAllowed`.
    """
    interview = _held_for(unit, interview_id, InterviewStatus.HELD)
    end = actual_end(interview.scheduled_start_at, interview.scheduled_end_at, ended_at, unit.now)
    if interview.origin is Origin.LIVE:
        needed = repository.get(unit, Round, interview.round_id).min_questions
        interview.chance_to_ask = chance_to_ask(
            interview.question_count, needed, nothing_to_ask=nothing_to_ask, reason=no_chance_reason
        )
    interview.status, interview.chance_reason = InterviewStatus.HELD, no_chance_reason
    interview.actual_end_at, interview.closed_at = end, unit.now
    if end is not None:
        _follow_end(unit, interview)
    record(
        unit,
        "interview.held",
        interview,
        application_id=interview.application_id,
        question_count=interview.question_count,
        chance_to_ask=interview.chance_to_ask,
    )
    return interview


def cancel_interview(unit: Unit, interview_id: UUID, reason: str) -> Interview:
    """Calls it off: its clocks are cancelled, the seats are free. Raises `ReasonMissing`, `MoveNotAllowed`."""
    interview = _held_for(unit, interview_id, InterviewStatus.CANCELLED)
    interview.cancel_reason, interview.cancelled_at = require_reason(reason), unit.now
    interview.status = InterviewStatus.CANCELLED
    unit.session.flush()  # the last end of the round is asked of the database
    promises.release_interview(unit, interview, "interview cancelled")
    application = repository.get(unit, Application, interview.application_id)
    record(unit, "interview.cancelled", interview, application_id=application.id)
    tell_of_interview(unit, "interview_cancelled", application, interview)
    return interview


def mark_no_show(unit: Unit, interview_id: UUID, by: NoShowBy) -> Interview:
    """Somebody did not come: nothing is owed for this interview. Raises `NotYetStarted`, `MoveNotAllowed`."""
    interview = _held_for(unit, interview_id, InterviewStatus.NO_SHOW)
    actual_end(interview.scheduled_start_at, interview.scheduled_end_at, None, unit.now)
    interview.status, interview.no_show_by, interview.closed_at = InterviewStatus.NO_SHOW, by, unit.now
    unit.session.flush()  # the last end of the round is asked of the database
    promises.release_interview(unit, interview, f"no show by {by}")
    record(unit, "interview.not_attended", interview, application_id=interview.application_id, by=by)
    return interview


def note_question(unit: Unit, interview_id: UUID) -> Interview:
    """Counts one more question of the interview; the row is held, so that closing waits for it."""
    interview = repository.lock(unit, Interview, interview_id)
    interview.question_count += 1
    return interview
