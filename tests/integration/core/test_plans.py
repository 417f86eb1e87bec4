"""Interview plans: templates and their versions, copies, rounds changed without changing what was held."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.hiring import service as hiring
from app.hiring.errors import RoundNotInPlan
from app.hiring.models import PanelShown, PanelShownFrom
from app.hiring.plan_errors import (
    HoldTooLong,
    PlanEmpty,
    PlanExists,
    PlanSuperseded,
    RoundAmount,
    RoundInUse,
    RoundNameTwice,
    RoundsDoNotMatch,
)
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.sla import service as sla
from app.sla.models import ClockKind
from app.sla.models import Unit as OwedUnit
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_staff, audited

TOMORROW = NOW + timedelta(days=1)
FULL = RoundInput(
    "Business",
    (DimensionInput("skill", "an example", 3, is_required=False, released_to_candidate=False),),
    duration_minutes=45,
    min_questions=2,
    suggested_questions=("Who leads the team?",),
    panel_size=2,
    panel_shown=PanelShown.ROLES,
    panel_shown_from=PanelShownFrom.DAY_BEFORE,
    what_to_bring="your diploma",
    releases_decision=True,
    releases_scores=False,
    releases_text=False,
    text_needs_approval=False,
    release_hold_hours=24,
)
FULL_HR = replace(FULL, name="HR")


def test_a_template_saved_again_is_its_next_version_and_the_same_is_none(unit: Unit) -> None:
    first = hiring.save_plan_template(unit, name="standard", job_family="risk", rounds=[FULL])
    again = hiring.save_plan_template(
        unit, name="standard", job_family="risk", rounds=[replace(FULL, name=" Business ")]
    )
    assert again.id == first.id
    second = hiring.save_plan_template(unit, name="standard", job_family="risk", rounds=[FULL, RoundInput("HR")])
    assert (first.version, second.version, first.superseded_at) == (1, 2, NOW)
    assert [view.plan_id for view in hiring.plan_templates(unit)][-1] == second.id
    with pytest.raises(PlanSuperseded):
        hiring.add_round(unit, first.id, RoundInput("Executive"))


def test_the_default_plan_is_written_once_where_there_is_none(unit: Unit) -> None:
    assert hiring.ensure_default_plan(unit) is None or hiring.ensure_default_plan(unit) is None
    assert len(hiring.plan_templates(unit)) >= 1


def test_a_copy_takes_all_settings_and_goes_its_own_way(unit: Unit, bank: Bank) -> None:
    template = hiring.save_plan_template(unit, name="full", job_family=None, rounds=[FULL])
    other = hiring.open_requisition(unit, code="R-2", title="Teller", job_family="risk", department_id=None).id
    copy = hiring.copy_plan(unit, template.id, other, question_owners={"Business": bank.owner})
    (given,) = hiring.inputs_of(unit, copy.id)
    assert given == replace(FULL, question_owner_id=bank.owner)
    assert hiring.inputs_of(unit, template.id) == [FULL]
    view = hiring.plan_of_requisition(unit, other)
    assert view is not None
    assert (view.copied_from_id, view.rounds[0][0].what_to_bring, view.rounds[0][1][0].weight) == (
        template.id,
        "your diploma",
        3,
    )
    with pytest.raises(PlanExists):
        hiring.copy_plan(unit, template.id, other)


def test_changing_a_round_never_changes_an_interview_already_held(unit: Unit, in_round: Bank) -> None:
    held = in_round.interview(unit, NOW + HOUR)
    ahead = in_round.interview(unit, TOMORROW)
    hr = in_round.rounds[0]
    recruiter = as_staff(unit, in_round.recruiter, NOW + 3 * HOUR)
    hiring.hold_interview(recruiter, held, no_chance_reason="the line broke")
    made = hiring.edit_round(recruiter, hr, replace(FULL, name="HR 2"))
    assert made.version == 2
    before, after = hiring.settings_of_interview(unit, held), hiring.settings_of_interview(unit, ahead)
    assert (before.version, before.min_questions, before.duration_minutes) == (1, 1, 60)
    assert (after.version, after.min_questions, after.round_name) == (2, 2, "HR 2")
    assert [line.name for line in hiring.scorecard_of_interview(unit, held)] == ["skill", "team", "extra"]
    assert [line.name for line in hiring.scorecard_of_interview(unit, ahead)] == ["skill"]
    assert [line.name for line in hiring.scorecard_of(unit, hr)] == ["skill"]
    assert hiring.interview_context(unit, ahead).min_questions == 2
    assert hiring.edit_round(recruiter, hr, replace(FULL, name="HR 2")).id == made.id, "the same again is no version"
    assert audited(unit).count("round.edited") == 1


def test_an_interview_that_has_begun_keeps_its_version(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, NOW + HOUR)
    hiring.edit_round(as_staff(unit, in_round.recruiter, NOW + HOUR), in_round.rounds[0], FULL_HR)
    assert hiring.settings_of_interview(unit, interview).version == 1


def test_rounds_are_added_ordered_and_removed(unit: Unit, bank: Bank) -> None:
    view = hiring.plan_of_requisition(unit, bank.requisition)
    assert view is not None
    made = hiring.add_round(unit, view.plan_id, RoundInput("Case"), position=2)
    assert [row.name for row in hiring.rounds_of(unit, bank.requisition)] == ["HR", "Case", "Business"]
    hiring.reorder_rounds(unit, view.plan_id, [bank.rounds[1], made.id, bank.rounds[0]])
    assert [(row.position, row.name) for row in hiring.rounds_of(unit, bank.requisition)] == [
        (1, "Business"),
        (2, "Case"),
        (3, "HR"),
    ]
    hiring.remove_round(unit, made.id)
    assert [(row.position, row.name) for row in hiring.rounds_of(unit, bank.requisition)] == [
        (1, "Business"),
        (2, "HR"),
    ]
    with pytest.raises(RoundNotInPlan):
        hiring.move_to_round(unit, bank.application, made.id)
    for verb in (hiring.remove_round, lambda u, r: hiring.edit_round(u, r, RoundInput("Case"))):
        with pytest.raises(NotFound):
            verb(unit, made.id)
    hiring.add_round(unit, view.plan_id, RoundInput("Case"))
    assert {"round.added", "round.removed", "interview_plan.reordered"} <= set(audited(unit))


def test_what_would_break_a_plan_is_refused(unit: Unit, in_round: Bank) -> None:
    view = hiring.plan_of_requisition(unit, in_round.requisition)
    assert view is not None
    hr, business = in_round.rounds
    with pytest.raises(RoundInUse):
        hiring.remove_round(unit, hr)
    with pytest.raises(RoundNameTwice):
        hiring.add_round(unit, view.plan_id, RoundInput("business"))
    with pytest.raises(RoundNameTwice):
        hiring.edit_round(unit, hr, RoundInput("Business"))
    with pytest.raises(RoundAmount, match="min_questions"):
        hiring.edit_round(unit, hr, RoundInput("HR", min_questions=21))
    for order in ([hr], [hr, hr], [hr, business, uuid4()]):
        with pytest.raises(RoundsDoNotMatch):
            hiring.reorder_rounds(unit, view.plan_id, order)
    lone = hiring.save_plan_template(unit, name="lone", job_family=None, rounds=[RoundInput("HR")])
    with pytest.raises(PlanEmpty):
        hiring.remove_round(unit, hiring.plan_view(unit, lone.id).rounds[0][0].round_id)


def test_a_release_is_not_held_for_longer_than_the_outcome_is_owed(unit: Unit, bank: Bank) -> None:
    three_days = replace(FULL, release_hold_hours=72)
    hiring.edit_round(unit, bank.rounds[1], three_days)
    with pytest.raises(HoldTooLong, match="73 hours"):
        hiring.edit_round(unit, bank.rounds[1], replace(FULL, release_hold_hours=73))
    sla.set_policy(
        unit,
        kind=ClockKind.OUTCOME,
        amount=8,
        counted_in=OwedUnit.ELAPSED_HOURS,
        calendar_code="CN",
        round_id=bank.rounds[0],
    )
    with pytest.raises(HoldTooLong, match="within 8"):
        hiring.edit_round(unit, bank.rounds[0], FULL_HR)
    with pytest.raises(HoldTooLong):
        hiring.save_plan_template(unit, name="slow", job_family=None, rounds=[replace(FULL, release_hold_hours=100)])
