"""Verbs on templates of interview plans: saved as versions, retired. Nothing that was copied from one moves."""

from collections.abc import Sequence
from uuid import UUID

from app.evidence.service import record
from app.hiring import repository
from app.hiring.default_plan import DEFAULT_NAME, DEFAULT_ROUNDS
from app.hiring.models import InterviewPlan
from app.hiring.plan_errors import LastTemplate
from app.hiring.plans import save_plan, tidy
from app.hiring.repository import plans as queries
from app.hiring.round_settings import inputs_of
from app.hiring.rules import require_plan
from app.hiring.schemas import RoundInput
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.sla import service as sla


def save_plan_template(unit: Unit, *, name: str, job_family: str | None, rounds: Sequence[RoundInput]) -> InterviewPlan:
    """A template for a job family (None: for any). Under a name that is there it becomes the next
    version, unless it says the same. Raises one of the `PlanInvalid`.
    """
    require_plan(rounds)
    queries.lock_templates(unit)
    before = queries.template_named(unit, name)
    if before is not None:
        if before.job_family == job_family and inputs_of(unit, before.id) == tidy(rounds):
            return before
        before.superseded_at = unit.now
        unit.session.flush()  # only one of a name may be current
    plan = InterviewPlan(
        id=new_id(),
        name=name,
        job_family=job_family,
        version=queries.last_template_version(unit, name) + 1,
        created_at=unit.now,
    )
    made = save_plan(unit, plan, rounds, before.id if before else None)
    if before is not None:
        _end_policies(unit, before.id)
    return made


def ensure_default_plan(unit: Unit) -> InterviewPlan | None:
    """The template of three rounds (HR, business, executive), written where there is no template at all."""
    queries.lock_templates(unit)
    if queries.has_template(unit):
        return None
    return save_plan_template(unit, name=DEFAULT_NAME, job_family=None, rounds=DEFAULT_ROUNDS)


def retire_plan_template(unit: Unit, name: str) -> None:
    """The template is offered no more, and its rounds' policies end; its versions and the copies that
    requisitions have of it stay. Saving it again brings it back. Raises `NotFound`, `LastTemplate`.
    """
    queries.lock_templates(unit)
    held = queries.template_named(unit, name)
    if held is None:
        raise NotFound
    if queries.count_templates(unit) == 1:
        raise LastTemplate
    held.superseded_at = unit.now
    unit.session.flush()
    _end_policies(unit, held.id)
    record(unit, "interview_plan.retired", held, version=held.version)


def _end_policies(unit: Unit, plan_id: UUID) -> None:
    sla.end_policies_of_rounds(unit, [row.id for row in repository.rounds_of_plan(unit, plan_id)])
