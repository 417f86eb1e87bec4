"""What hiring tells those who score its interviews: seats with their own scorecard, a round's interviews."""

from typing import Any
from uuid import UUID

from app.hiring.repository import scoring
from app.hiring.schemas import Dimension, RoundInterview, ScoringSeat, SeatOverview
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
