"""Versions of feedback on a real database: kept whole, read whole, written by who has seen the last one."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.feedback import service as feedback
from app.feedback.errors import (
    AlreadySubmitted,
    FeedbackChangedMeanwhile,
    NotSubmitted,
    ScorecardIncomplete,
    ScoreOutOfRange,
    UnknownDimension,
)
from app.feedback.models import FeedbackStatus, Recommendation
from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from tests.conftest import NOW
from tests.factories.bank import FULL, HOUR, Bank, found_bank
from tests.integration.core.conftest import as_staff
from tests.integration.feedback.conftest import AFTER, TOMORROW

CHANGED = FeedbackInput(Recommendation.NO, {"skill": 2, "team": 3, "extra": 4}, "on reflection", "another word")


def test_every_version_keeps_its_texts_and_its_scores(unit: Unit, in_round: Bank, interview: UUID) -> None:
    seat = in_round.seat(unit, interview, in_round.anna)
    mine = as_staff(unit, in_round.anna, AFTER)
    feedback.save_draft(mine, seat, FeedbackInput(scores={"skill": 1}, text_for_panel="draft"))
    given = feedback.submit_feedback(mine, seat, FULL)
    feedback.amend_feedback(as_staff(unit, in_round.anna, AFTER + HOUR), seat, CHANGED, expected_version=1)
    versions = feedback.feedback_versions_of(unit, given.id, in_round.anna)
    assert [(each.version, each.recommendation, dict(each.scores)) for each in versions] == [
        (1, Recommendation.YES, dict(FULL.scores)),
        (2, Recommendation.NO, dict(CHANGED.scores)),
    ], "a draft is no version"
    assert [(each.text_for_panel, each.text_for_candidate) for each in versions] == [
        ("solid", "thank you"),
        ("on reflection", "another word"),
    ]
    assert [each.saved_at for each in versions] == [AFTER, AFTER + HOUR]


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(unit: Unit, in_round: Bank, interview: UUID) -> None:
    seat = in_round.seat(unit, interview, in_round.anna)
    first = feedback.save_draft(as_staff(unit, in_round.anna, NOW), seat, FeedbackInput(scores={"skill": 1}))
    second = feedback.save_draft(as_staff(unit, in_round.anna, NOW + HOUR), seat, FULL, expected_at=first.updated_at)
    late = as_staff(unit, in_round.anna, AFTER)
    for verb in (feedback.save_draft, feedback.submit_feedback):
        with pytest.raises(FeedbackChangedMeanwhile):
            verb(late, seat, CHANGED, expected_at=first.updated_at)
    view = feedback.feedback_for(unit, seat)
    assert view is not None
    assert (view.scores, view.status) == (dict(FULL.scores), FeedbackStatus.DRAFT)
    feedback.submit_feedback(late, seat, FULL, expected_at=second.updated_at)
    with pytest.raises(AlreadySubmitted):
        feedback.save_draft(late, seat, FULL, expected_at=second.updated_at)


def test_a_draft_that_is_expected_and_is_not_there_is_not_made(unit: Unit, in_round: Bank, interview: UUID) -> None:
    seat = in_round.seat(unit, interview, in_round.anna)
    with pytest.raises(FeedbackChangedMeanwhile):
        feedback.save_draft(as_staff(unit, in_round.anna, AFTER), seat, FULL, expected_at=NOW)
    assert feedback.feedback_for(unit, seat) is None


def test_an_amendment_of_another_version_is_refused(unit: Unit, in_round: Bank, interview: UUID) -> None:
    seat = in_round.seat(unit, interview, in_round.anna)
    mine = as_staff(unit, in_round.anna, AFTER)
    feedback.save_draft(mine, seat, FULL)
    with pytest.raises(NotSubmitted):
        feedback.amend_feedback(mine, seat, CHANGED, expected_version=0)
    feedback.submit_feedback(mine, seat, FULL)
    with pytest.raises(FeedbackChangedMeanwhile):
        feedback.amend_feedback(mine, seat, CHANGED, expected_version=2)
    assert feedback.amend_feedback(mine, seat, CHANGED).version == 2


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (FeedbackInput(Recommendation.YES, {"skill": 7}), ScorecardIncomplete),
        (FeedbackInput(None, FULL.scores), ScorecardIncomplete),
        (FeedbackInput(Recommendation.YES, {"skill": 11, "team": 1}), ScoreOutOfRange),
        (FeedbackInput(Recommendation.YES, {"skill": 7, "team": 1, "charm": 3}), UnknownDimension),
    ],
)
def test_an_amendment_is_as_complete_as_a_submission(
    unit: Unit, in_round: Bank, interview: UUID, given: FeedbackInput, refused: type[Exception]
) -> None:
    seat = in_round.seat(unit, interview, in_round.anna)
    mine = as_staff(unit, in_round.anna, AFTER)
    feedback.submit_feedback(mine, seat, FULL)
    with pytest.raises(refused):
        feedback.amend_feedback(mine, seat, given)


@pytest.mark.parametrize("is_required", [True, False])
def test_who_sits_sees_others_only_after_the_own_also_when_only_requested(
    unit: Unit, in_round: Bank, is_required: bool
) -> None:
    panel = [PanelSeat(in_round.anna), PanelSeat(in_round.ben, is_required=is_required)]
    interview = in_round.interview(unit, TOMORROW, panel=panel)
    given = feedback.submit_feedback(
        as_staff(unit, in_round.anna, AFTER), in_round.seat(unit, interview, in_round.anna), FULL
    )
    for reads_all in (False, True):
        assert feedback.visible_feedback(unit, in_round.ben, interview, reads_all=reads_all) == []
        with pytest.raises(NotFound):
            feedback.feedback_versions_of(unit, given.id, in_round.ben, reads_all=reads_all)
    feedback.submit_feedback(as_staff(unit, in_round.ben, AFTER), in_round.seat(unit, interview, in_round.ben), FULL)
    assert len(feedback.feedback_versions_of(unit, given.id, in_round.ben)) == 1


def test_who_gave_the_seat_up_does_not_see_the_panels_feedback(unit: Unit, in_round: Bank, interview: UUID) -> None:
    hiring.replace_panel_member(
        as_staff(unit, in_round.recruiter), in_round.seat(unit, interview, in_round.ben), in_round.manager, "related"
    )
    feedback.submit_feedback(as_staff(unit, in_round.anna, AFTER), in_round.seat(unit, interview, in_round.anna), FULL)
    assert feedback.visible_feedback(unit, in_round.ben, interview) == []
    assert len(feedback.visible_feedback(unit, in_round.ben, interview, reads_all=True)) == 1


def test_a_missing_feedback_has_no_versions(unit: Unit, in_round: Bank) -> None:
    with pytest.raises(NotFound):
        feedback.feedback_versions_of(unit, uuid4(), in_round.recruiter)


def test_a_submission_takes_five_statements(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        hiring.move_to_round(as_staff(unit, bank.recruiter), bank.application, bank.rounds[0])
        seat = bank.seat(unit, bank.interview(unit, TOMORROW), bank.anna)
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.unit(Actor.staff(bank.anna), AFTER) as unit:
            feedback.submit_feedback(unit, seat, FULL)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert len(seen) <= 5, "\n".join(seen)
