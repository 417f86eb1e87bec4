"""Verbs on interview plans: a requisition's own copy, rounds added, changed, ordered. Templates are in
plan_templates.py.

Rounds keep their identity; what they ask for is a version. An interview keeps the version by
which it was planned, so changing a plan never changes one that was held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.models import InterviewPlan, Requisition, Round, RoundVersion, ScoreDimension
from app.hiring.plan_errors import (
    HoldTooLong,
    PlanEmpty,
    PlanExists,
    PlanSuperseded,
    RoundInUse,
    RoundsDoNotMatch,
)
from app.hiring.repository import plans as queries
from app.hiring.round_settings import SETTINGS, input_of, inputs_of
from app.hiring.rules import require_plan, shortest_hours
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.sla import service as sla
from app.sla.models import ClockKind


def save_requisition_plan(
    unit: Unit, requisition_id: UUID, *, name: str, rounds: Sequence[RoundInput]
) -> InterviewPlan:
    """A plan of the requisition's own, made without a template. Raises one of the `PlanInvalid`,
    `PlanExists`.
    """
    require_plan(rounds)
    return _save_own(unit, requisition_id, name, rounds, None)


def copy_plan(
    unit: Unit, template_id: UUID, requisition_id: UUID, *, question_owners: Mapping[str, UUID] | None = None
) -> InterviewPlan:
    """The requisition's own copy of a template with all its settings, changed from then on without
    touching it. `question_owners` (by round name) are the owners for rounds whose template names none.

    Raises `PlanExists`, `HoldTooLong` (the requisition may owe its outcome sooner).
    """
    template = repository.get(unit, InterviewPlan, template_id)
    owners = question_owners or {}
    rounds = [
        replace(entry, question_owner_id=entry.question_owner_id or owners.get(entry.name))
        for entry in inputs_of(unit, template_id)
    ]
    return _save_own(unit, requisition_id, template.name, rounds, template_id)


def _save_own(
    unit: Unit, requisition_id: UUID, name: str, rounds: Sequence[RoundInput], copied_from_id: UUID | None
) -> InterviewPlan:
    repository.lock(unit, Requisition, requisition_id)  # two that copy at once
    if repository.plan_of(unit, requisition_id) is not None:
        raise PlanExists
    plan = InterviewPlan(
        id=new_id(), name=name, requisition_id=requisition_id, copied_from_id=copied_from_id, created_at=unit.now
    )
    return save_plan(unit, plan, rounds, copied_from_id)


def save_plan(unit: Unit, plan: InterviewPlan, rounds: Sequence[RoundInput], like_id: UUID | None) -> InterviewPlan:
    """The plan with its rounds; those of the name of one in `like_id` owe what that one owes."""
    _require_holds_fit(unit, plan, rounds)
    unit.session.add(plan)
    unit.session.flush()  # its rounds point at it
    models = {row.name: row.id for row in repository.rounds_of_plan(unit, like_id)} if like_id else {}
    made = [new_round(unit, plan.id, entry, position) for position, entry in enumerate(rounds, start=1)]
    sla.copy_policies(unit, {models[row.name]: row.id for row in made if row.name in models})
    for row, entry in zip(made, rounds, strict=True):
        _require_holds_fit(unit, plan, [entry], row.id)
    record(unit, "interview_plan.saved", plan, requisition_id=plan.requisition_id, round_count=len(rounds))
    return plan


def add_round(unit: Unit, plan_id: UUID, entry: RoundInput, position: int | None = None) -> Round:
    """One more round, at `position` (counted from 1; default: last). Raises one of the `PlanInvalid`."""
    plan = _held_plan(unit, plan_id)
    rows = list(repository.rounds_of_plan(unit, plan_id))
    require_plan([*_with_names(rows), entry])
    _require_holds_fit(unit, plan, [entry])
    made = new_round(unit, plan.id, entry, max((row.position for row in rows), default=0) + 1)
    at = len(rows) if position is None else min(max(position, 1), len(rows) + 1) - 1
    _put_in_order(unit, [*rows[:at], made, *rows[at:]])
    record(unit, "round.added", made, plan_id=plan_id)
    return made


def edit_round(unit: Unit, round_id: UUID, entry: RoundInput) -> RoundVersion:
    """The round asks for this from now on: a new version. Interviews that have not begun take it,
    those that have keep theirs; saying the same again changes nothing.

    Raises one of the `PlanInvalid`, `PlanSuperseded`, `NotFound`.
    """
    row = repository.get(unit, Round, round_id)
    plan = _held_plan(unit, row.plan_id)
    if row.removed_at is not None:
        raise NotFound
    others = [each for each in repository.rounds_of_plan(unit, plan.id) if each.id != round_id]
    require_plan([*_with_names(others), entry])
    _require_holds_fit(unit, plan, [entry], round_id)
    before = queries.current_versions(unit, [round_id])[round_id]
    if input_of(unit, row, before) == tidy([entry])[0]:
        return before
    before.superseded_at, row.name = unit.now, entry.name.strip()
    unit.session.flush()  # only one version may be current
    made = _new_version(unit, round_id, entry, before.version + 1)
    moved = queries.repin_planned(unit, round_id, made.id)
    record(unit, "round.edited", row, version=made.version, plan_id=plan.id, interview_count=moved)
    return made


def remove_round(unit: Unit, round_id: UUID) -> Round:
    """Takes a round away that nobody has used. Raises `RoundInUse`, `PlanEmpty` for the last one, `PlanSuperseded`."""
    plan = _held_plan(unit, repository.get(unit, Round, round_id).plan_id)
    row = repository.lock(unit, Round, round_id)
    if row.removed_at is not None:
        raise NotFound
    if queries.is_round_used(unit, round_id):
        raise RoundInUse
    left = [each for each in repository.rounds_of_plan(unit, plan.id) if each.id != round_id]
    if not left:
        raise PlanEmpty
    row.removed_at = unit.now
    unit.session.flush()  # its place must be free
    _put_in_order(unit, left)
    record(unit, "round.removed", row, plan_id=plan.id)
    return row


def reorder_rounds(unit: Unit, plan_id: UUID, round_ids: Sequence[UUID]) -> list[Round]:
    """Puts the plan's rounds in this order; applications stay in the round they stand in.

    Raises `RoundsDoNotMatch`, `PlanSuperseded`.
    """
    plan = _held_plan(unit, plan_id)
    rows = {row.id: row for row in repository.rounds_of_plan(unit, plan_id)}
    if set(rows) != set(round_ids) or len(rows) != len(round_ids):
        raise RoundsDoNotMatch
    ordered = [rows[round_id] for round_id in round_ids]
    _put_in_order(unit, ordered)
    record(unit, "interview_plan.reordered", plan, round_count=len(ordered))
    return ordered


def _held_plan(unit: Unit, plan_id: UUID) -> InterviewPlan:
    plan = repository.lock(unit, InterviewPlan, plan_id)
    if plan.superseded_at is not None:
        raise PlanSuperseded("superseded", ())
    return plan


def tidy(rounds: Sequence[RoundInput]) -> list[RoundInput]:
    """As they are kept: without blanks around names and questions."""
    return [
        replace(
            entry,
            name=entry.name.strip(),
            dimensions=tuple(replace(line, name=line.name.strip()) for line in entry.dimensions),
            suggested_questions=tuple(text.strip() for text in entry.suggested_questions),
        )
        for entry in rounds
    ]


def _put_in_order(unit: Unit, rows: Sequence[Round]) -> None:
    wanted = {row.id: position for position, row in enumerate(rows, start=1) if row.position != position}
    moving = [row for row in rows if row.id in wanted]
    for row in moving:
        row.position = -wanted[row.id]  # out of the way: no two may have one place, not even between
    unit.session.flush()
    for row in moving:
        row.position = wanted[row.id]
    unit.session.flush()


def _with_names(rows: Sequence[Round]) -> list[RoundInput]:
    return [RoundInput(row.name) for row in rows]


def _require_holds_fit(
    unit: Unit, plan: InterviewPlan, rounds: Sequence[RoundInput], round_id: UUID | None = None
) -> None:
    """A release may not be held for longer than the round's outcome is owed in."""
    held = [entry for entry in rounds if entry.release_hold_hours]
    if not held:
        return
    requisition = repository.get(unit, Requisition, plan.requisition_id) if plan.requisition_id else None
    policy, _ = sla.measure_of(
        unit,
        ClockKind.OUTCOME,
        round_id=round_id,
        requisition_id=plan.requisition_id,
        department_id=requisition.department_id if requisition else None,
    )
    most = shortest_hours(policy.amount, policy.unit)
    for entry in held:
        if entry.release_hold_hours > most:
            raise HoldTooLong(round=entry.name.strip(), hold=entry.release_hold_hours, most=most)


def new_round(unit: Unit, plan_id: UUID, entry: RoundInput, position: int) -> Round:
    """A round with its first version, neither judged nor audited yet."""
    row = Round(id=new_id(), plan_id=plan_id, position=position, name=entry.name.strip())
    unit.session.add(row)
    unit.session.flush()  # its version points at it
    _new_version(unit, row.id, entry, 1)
    return row


def _new_version(unit: Unit, round_id: UUID, entry: RoundInput, version: int) -> RoundVersion:
    (kept,) = tidy([entry])
    row = RoundVersion(
        id=new_id(),
        round_id=round_id,
        version=version,
        suggested_questions=list(kept.suggested_questions),
        created_at=unit.now,
        **{name: getattr(kept, name) for name in SETTINGS},
    )
    unit.session.add(row)
    unit.session.flush()  # its scorecard points at it
    unit.session.add_all(_dimensions(row.id, kept.dimensions))
    return row


def _dimensions(version_id: UUID, lines: Sequence[DimensionInput]) -> list[ScoreDimension]:
    return [
        ScoreDimension(
            id=new_id(),
            round_version_id=version_id,
            position=position,
            name=line.name,
            guidance=line.guidance,
            weight=line.weight,
            is_required=line.is_required,
            released_to_candidate=line.released_to_candidate,
        )
        for position, line in enumerate(lines, start=1)
    ]
