"""What a round asks for, read: settings and scorecards, of the round now or of an interview as it
was planned; and a plan as it can be given back to the verbs of app.hiring.plans.
"""

from collections.abc import Sequence
from uuid import UUID

from app.hiring import repository
from app.hiring.models import Interview, InterviewPlan, Round, RoundVersion, ScoreDimension
from app.hiring.repository import plans as queries
from app.hiring.schemas import Dimension, DimensionInput, PlanView, RoundInput, RoundSettings, RoundView
from app.kit.database import Unit

# What a version holds of a round under the same name as its input; questions are tidied on the way.
SETTINGS = (
    "duration_minutes",
    "min_questions",
    "question_owner_id",
    "panel_size",
    "panel_shown",
    "panel_shown_from",
    "what_to_bring",
    "releases_decision",
    "releases_scores",
    "releases_text",
    "text_needs_approval",
    "release_hold_hours",
)


def settings_of_interview(unit: Unit, interview_id: UUID) -> RoundSettings:
    """What holds for the interview: the version it was planned by, for an imported one the round's
    current. Raises `NotFound`.
    """
    return settings_for(unit, repository.get(unit, Interview, interview_id))


def settings_for(unit: Unit, interview: Interview) -> RoundSettings:
    """The same for a row that is at hand."""
    return _settings(repository.get(unit, Round, interview.round_id), _version_of(unit, interview))


def settings_of_round(unit: Unit, round_id: UUID) -> RoundSettings:
    """What the round asks for now. Raises `NotFound`."""
    row = repository.get(unit, Round, round_id)
    return _settings(row, queries.current_versions(unit, [round_id]).get(round_id))


def scorecard_of(unit: Unit, round_id: UUID) -> list[Dimension]:
    """The lines of a round's scorecard as it is now, in order."""
    version = queries.current_versions(unit, [round_id]).get(round_id)
    return _scorecard(unit, version)


def scorecard_of_interview(unit: Unit, interview_id: UUID) -> list[Dimension]:
    """The lines of the scorecard that an interview was planned by, in order. Raises `NotFound`."""
    return _scorecard(unit, _version_of(unit, repository.get(unit, Interview, interview_id)))


def rounds_of(unit: Unit, requisition_id: UUID) -> list[RoundView]:
    """The rounds of the requisition's own plan, in order; empty when it has none yet."""
    rows = repository.rounds_of_requisition(unit, requisition_id)
    versions = queries.current_versions(unit, [row.id for row in rows])
    settings = [(row, _settings(row, versions.get(row.id))) for row in rows]
    return [
        RoundView(
            round_id=row.id,
            position=row.position,
            name=row.name,
            duration_minutes=asked.duration_minutes,
            min_questions=asked.min_questions,
            question_owner_id=asked.question_owner_id,
        )
        for row, asked in settings
    ]


def plan_view(unit: Unit, plan_id: UUID) -> PlanView:
    """A plan with its rounds, settings and scorecards. Raises `NotFound`."""
    return _plan_view(unit, repository.get(unit, InterviewPlan, plan_id))


def plan_of_round(unit: Unit, round_id: UUID) -> PlanView:
    """The plan that a round belongs to. Raises `NotFound`."""
    return plan_view(unit, repository.get(unit, Round, round_id).plan_id)


def plan_of_requisition(unit: Unit, requisition_id: UUID) -> PlanView | None:
    """The requisition's own plan, or None."""
    plan = repository.plan_of(unit, requisition_id)
    return _plan_view(unit, plan) if plan else None


def plan_templates(unit: Unit, after: UUID | None = None, limit: int = 50) -> list[PlanView]:
    """The current templates, oldest first."""
    return [_plan_view(unit, plan) for plan in queries.templates(unit, after, limit)]


def _plan_view(unit: Unit, plan: InterviewPlan) -> PlanView:
    rows = repository.rounds_of_plan(unit, plan.id)
    versions = queries.current_versions(unit, [row.id for row in rows])
    cards = queries.dimensions_of(unit, [version.id for version in versions.values()])
    rounds = [
        (_settings(row, versions[row.id]), tuple(_dimension(line) for line in cards[versions[row.id].id]))
        for row in rows
    ]
    return PlanView(
        plan_id=plan.id,
        name=plan.name,
        job_family=plan.job_family,
        requisition_id=plan.requisition_id,
        version=plan.version,
        copied_from_id=plan.copied_from_id,
        rounds=tuple(rounds),
    )


def inputs_of(unit: Unit, plan_id: UUID) -> list[RoundInput]:
    """The plan's rounds as they could be given to save it again."""
    rows = repository.rounds_of_plan(unit, plan_id)
    versions = queries.current_versions(unit, [row.id for row in rows])
    return [input_of(unit, row, versions[row.id]) for row in rows]


def input_of(unit: Unit, row: Round, version: RoundVersion) -> RoundInput:
    """One round in that shape."""
    card = queries.dimensions_of(unit, [version.id])[version.id]
    return RoundInput(
        name=row.name,
        dimensions=tuple(
            DimensionInput(line.name, line.guidance, line.weight, line.is_required, line.released_to_candidate)
            for line in card
        ),
        suggested_questions=tuple(version.suggested_questions),
        **{name: getattr(version, name) for name in SETTINGS},
    )


def _version_of(unit: Unit, interview: Interview) -> RoundVersion | None:
    if interview.round_version_id is not None:
        return repository.get(unit, RoundVersion, interview.round_version_id)
    return queries.current_versions(unit, [interview.round_id]).get(interview.round_id)


def _settings(row: Round, version: RoundVersion | None) -> RoundSettings:
    if version is None:
        return RoundSettings(row.id, row.name, None, 0)
    return RoundSettings(
        round_id=row.id,
        round_name=row.name,
        round_version_id=version.id,
        version=version.version,
        suggested_questions=tuple(version.suggested_questions),
        **{name: getattr(version, name) for name in SETTINGS},
    )


def _scorecard(unit: Unit, version: RoundVersion | None) -> list[Dimension]:
    lines: Sequence[ScoreDimension] = queries.dimensions_of(unit, [version.id])[version.id] if version else ()
    return [_dimension(line) for line in lines]


def _dimension(line: ScoreDimension) -> Dimension:
    return Dimension(line.name, line.guidance, line.is_required, line.released_to_candidate, line.weight)
