"""What hiring tells those who score its interviews and release the scores: seats with their own
scorecard, a round's interviews, the settings and the decision that hold.
"""

from typing import Any
from uuid import UUID

from app.hiring import repository
from app.hiring.models import RoundDecision
from app.hiring.repository import scoring
from app.hiring.requisition_schemas import DecisionView
from app.hiring.round_settings import settings_of_interview, settings_of_round
from app.hiring.schemas import Dimension, RoundInterview, RoundSettings, ScoringSeat, SeatOverview
from app.kit.database import Unit


def scoring_seat(unit: Unit, panel_member_id: UUID) -> ScoringSeat | None:
    """A seat as its scorecard is filled in, held as it is until the unit ends; `None` for an unknown id."""
    found = scoring.seat_with_scorecard(unit, panel_member_id)
    if found is None:
        return None
    return ScoringSeat(SeatOverview(*found[:-2]), _lines(found[-2]), found[-1])


def _lines(lines: list[list[Any]] | None) -> tuple[Dimension, ...]:
    return tuple(Dimension(*line) for line in lines or ())


def interviews_of_round(unit: Unit, application_id: UUID, round_id: UUID) -> list[RoundInterview]:
    """An application's interviews in a round, each with the scorecard that it is scored by."""
    return [
        RoundInterview(identity, _lines(lines))
        for identity, lines in scoring.interviews_of_round(unit, application_id, round_id)
    ]


def seats_held_by(unit: Unit, interview_id: UUID, staff_id: UUID) -> list[bool]:
    """For each seat that the person has or had on the panel, whether it was given up."""
    return [row.removed_at is not None for row in scoring.seats_of_person(unit, interview_id, staff_id)]


def settings_of_stay(unit: Unit, application_id: UUID, round_id: UUID) -> RoundSettings:
    """What holds for an application in a round: the version that its last interview there was planned
    by, without one what the round asks for now. Raises `NotFound`.
    """
    interviews = scoring.interviews_of_round(unit, application_id, round_id)
    return settings_of_interview(unit, interviews[-1][0]) if interviews else settings_of_round(unit, round_id)


def decision_view(unit: Unit, decision_id: UUID) -> DecisionView:
    """A decision on a round. Raises `NotFound`."""
    made = repository.get(unit, RoundDecision, decision_id)
    return DecisionView(
        made.id,
        made.application_id,
        made.round_id,
        made.decision,
        made.by_staff_id,
        made.reason,
        made.at,
        made.shown_at,
    )


def stay_of_decision(unit: Unit, decision_id: UUID) -> UUID | None:
    """The stay (an application's stage) that was decided, which its outcome is owed for. Raises `NotFound`."""
    stage = repository.stage_of_decision(unit, repository.get(unit, RoundDecision, decision_id))
    return stage.id if stage else None
