"""What the candidate gets to see of a decided round, and the record of it, on a real database."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import events
from app.feedback import service as feedback
from app.feedback.errors import (
    DeclineReasonMissing,
    FeedbackChangedMeanwhile,
    NoTextForCandidate,
    NothingNewToRelease,
    NotYetReleased,
    ReleaseReplaced,
    TextAlreadyDecided,
)
from app.feedback.models import Recommendation, ReleasedPart, ReleaseStatus, TextStatus
from app.feedback.schemas import FeedbackInput, ReleaseView
from app.hiring import service as hiring
from app.hiring.models import Decision
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from app.kit.errors import Forbidden, NotFound
from app.outbox.models import OutboxMessage
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_candidate, as_staff, audited
from tests.integration.feedback.conftest import AFTER, TOMORROW

ANNAS = FeedbackInput(Recommendation.STRONG_NO, {"skill": 7, "team": 8}, "secret of anna", "words of anna")
BENS = FeedbackInput(Recommendation.YES, {"skill": 8, "team": 8, "extra": 3}, "secret of ben", "words of ben")
LATER = AFTER + HOUR


@pytest.fixture(autouse=True)
def _connected() -> None:
    events.connect()


@pytest.fixture
def given(unit: Unit, in_round: Bank, interview: UUID) -> dict[str, UUID]:
    """Both have handed their feedback in; the ids by name."""
    return {
        name: feedback.submit_feedback(as_staff(unit, who, AFTER), in_round.seat(unit, interview, who), card).id
        for name, who, card in (("anna", in_round.anna, ANNAS), ("ben", in_round.ben, BENS))
    }


def decide(unit: Unit, bank: Bank, decision: Decision = Decision.ADVANCE) -> None:
    hiring.decide_round(as_staff(unit, bank.recruiter, LATER), bank.application, bank.rounds[0], decision, "as seen")


def only(unit: Unit, bank: Bank) -> ReleaseView:
    (made,) = feedback.releases_of(unit, bank.application)
    return made


def notices(unit: Unit) -> int:
    unit.session.flush()
    return unit.session.query(OutboxMessage).filter(OutboxMessage.topic == "feedback_released").count()


def test_decision_and_means_are_shown_with_the_decision_and_texts_once_approved(
    unit: Unit, in_round: Bank, given: dict[str, UUID]
) -> None:
    decide(unit, in_round)
    (view,) = feedback.released_to(unit, in_round.application)
    assert (view.decision, view.round_name, view.released_at) == (Decision.ADVANCE, "HR", LATER)
    assert [(each.dimension_name, each.mean) for each in view.scores] == [("extra", 3.0), ("skill", 7.5), ("team", 8.0)]
    assert {(each.lowest, each.highest) for each in view.scores} == {(1, 10)}
    assert view.texts == ()
    assert notices(unit) == 1
    recruiter = as_staff(unit, in_round.recruiter, LATER + HOUR)
    waiting = feedback.texts_to_approve(unit, in_round.recruiter)
    assert {line.text_for_candidate for line in waiting} == {"words of anna", "words of ben"}
    feedback.approve_text(recruiter, view.release_id, given["anna"], expected_version=1)
    feedback.decline_text(recruiter, view.release_id, given["ben"], "too harsh")
    (view,) = feedback.released_to(unit, in_round.application)
    assert view.texts == ("words of anna",)
    assert feedback.texts_to_approve(unit, in_round.recruiter) == []
    assert notices(unit) == 2
    assert {text.status for text in only(unit, in_round).texts} == {TextStatus.APPROVED, TextStatus.DECLINED}


def test_the_candidate_never_sees_who_scored_what_nor_a_recommendation(
    unit: Unit, in_round: Bank, given: dict[str, UUID]
) -> None:
    decide(unit, in_round, Decision.REJECT)
    release = only(unit, in_round).release_id
    for each in given.values():
        feedback.approve_text(as_staff(unit, in_round.recruiter, LATER), release, each)
    values = list(_values(asdict(feedback.released_to(unit, in_round.application)[0])))
    assert {"words of anna", "words of ben", Decision.REJECT} <= set(values)
    told = " ".join(str(value) for value in values)
    hidden = [*given.values(), in_round.anna, in_round.ben, in_round.recruiter, "secret", "as seen", *Recommendation]
    assert not [word for word in hidden if str(word) in told.split() or (str(word) in {"secret"} and "secret" in told)]
    assert sum(isinstance(value, int) for value in values) == 2 * 3 + 1, "scales and the number, no count of scorers"


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in _values(each)]
    if isinstance(value, list | tuple):
        return [found for each in value for found in _values(each)]
    return [value]


def test_exactly_what_was_shown_is_recorded_and_an_amendment_does_not_change_it(
    unit: Unit, in_round: Bank, interview: UUID, given: dict[str, UUID]
) -> None:
    decide(unit, in_round)
    before = feedback.released_to(unit, in_round.application)
    changed = FeedbackInput(Recommendation.YES, {"skill": 1, "team": 1}, None, "other words")
    mine = as_staff(unit, in_round.anna, LATER + HOUR)
    feedback.amend_feedback(mine, in_round.seat(unit, interview, in_round.anna), changed)
    assert feedback.released_to(unit, in_round.application) == before
    made = only(unit, in_round)
    settings = hiring.settings_of_stay(unit, in_round.application, in_round.rounds[0])
    assert (made.round_version_id, made.policy_version) == (settings.round_version_id, settings.version)
    assert sorted((each.field, each.dimension_name or "", each.version) for each in made.shown if each.version) == [
        (ReleasedPart.SCORE, name, 1) for name in ("extra", "skill", "skill", "team", "team")
    ]
    assert {each.released_at for each in made.shown} == {LATER}


def test_the_recruiter_is_told_of_an_amendment_and_whether_the_candidate_saw_what_was_before(
    unit: Unit, in_round: Bank, interview: UUID, given: dict[str, UUID]
) -> None:
    changed = FeedbackInput(Recommendation.YES, {"skill": 1, "team": 1}, "other secret", "other words")
    mine, seat = as_staff(unit, in_round.anna, LATER), in_round.seat(unit, interview, in_round.anna)
    ids = {"application_id": str(in_round.application), "interview_id": str(interview)}
    feedback.amend_feedback(mine, seat, changed)
    decide(unit, in_round)
    feedback.amend_feedback(mine, seat, ANNAS)
    unit.session.flush()
    told = unit.session.query(OutboxMessage).filter(OutboxMessage.topic == "feedback_amended")
    assert [row.payload for row in told.order_by(OutboxMessage.id)] == [
        ids | {"candidate_saw": "nothing"},
        ids | {"candidate_saw": "earlier_version"},
    ]
    assert {(row.recipient_staff_id, row.channel) for row in told} == {(in_round.recruiter, "in_app")}


def test_releasing_again_shows_what_was_amended_and_keeps_the_record_of_before(
    unit: Unit, in_round: Bank, interview: UUID, given: dict[str, UUID]
) -> None:
    decide(unit, in_round)
    recruiter = as_staff(unit, in_round.recruiter, LATER + HOUR)
    first = only(unit, in_round)
    for each in given.values():
        feedback.approve_text(recruiter, first.release_id, each)
    with pytest.raises(NothingNewToRelease):
        feedback.release_again(recruiter, first.release_id)
    changed = FeedbackInput(Recommendation.YES, {"skill": 9, "team": 8}, None, "other words")
    feedback.amend_feedback(
        as_staff(unit, in_round.anna, LATER + HOUR), in_round.seat(unit, interview, in_round.anna), changed
    )
    feedback.release_again(recruiter, first.release_id)
    (view,) = feedback.released_to(unit, in_round.application)
    assert (view.number, view.texts) == (2, ("words of ben",)), "what was approved as it stands stays approved"
    assert {each.dimension_name: each.mean for each in view.scores}["skill"] == 8.5
    with pytest.raises(ReleaseReplaced):
        feedback.release_again(recruiter, first.release_id)
    assert feedback.release_view(unit, first.release_id).shown[0].released_at == LATER
    feedback.approve_text(recruiter, view.release_id, given["anna"], expected_version=2)
    (view,) = feedback.released_to(unit, in_round.application)
    assert view.texts == ("other words", "words of ben")


def test_the_first_opening_is_recorded_for_each_thing_shown(unit: Unit, in_round: Bank, given: dict[str, UUID]) -> None:
    decide(unit, in_round)
    release = only(unit, in_round).release_id
    for stranger in (as_candidate(unit, uuid4(), LATER), as_staff(unit, in_round.recruiter, LATER)):
        with pytest.raises(NotFound):
            feedback.open_release(stranger, release)
    feedback.open_release(as_candidate(unit, in_round.candidate, LATER + HOUR), release)
    feedback.approve_text(as_staff(unit, in_round.recruiter, LATER + 2 * HOUR), release, given["anna"])
    for hours in (3, 4):
        feedback.open_release(as_candidate(unit, in_round.candidate, LATER + hours * HOUR), release)
    made = only(unit, in_round)
    assert made.first_opened_at == LATER + HOUR
    opened = {each.field: each.first_opened_at for each in made.shown}
    assert (opened[ReleasedPart.SCORE], opened[ReleasedPart.TEXT]) == (LATER + HOUR, LATER + 3 * HOUR)
    assert audited(unit).count("release.opened") == 2, "a third look opens nothing"


def test_feedback_after_the_decision_waits_for_the_recruiter(unit: Unit, in_round: Bank, interview: UUID) -> None:
    decide(unit, in_round)
    (view,) = feedback.released_to(unit, in_round.application)
    assert (view.decision, view.scores) == (Decision.ADVANCE, ())
    late = as_staff(unit, in_round.anna, LATER + HOUR)
    feedback.submit_feedback(late, in_round.seat(unit, interview, in_round.anna), ANNAS)
    (line,) = feedback.texts_to_approve(unit, in_round.recruiter)
    assert line.text_for_candidate == "words of anna"
    assert feedback.texts_to_approve(unit, in_round.recruiter, after=line.text_id) == []
    feedback.release_again(as_staff(unit, in_round.recruiter, LATER + 2 * HOUR), view.release_id)
    (view,) = feedback.released_to(unit, in_round.application)
    assert {each.dimension_name for each in view.scores} == {"skill", "team"}


def test_a_hold_releases_nothing_and_preparing_twice_makes_one(
    unit: Unit, in_round: Bank, given: dict[str, UUID]
) -> None:
    decide(unit, in_round, Decision.HOLD)
    assert feedback.releases_of(unit, in_round.application) == []
    decide(unit, in_round)
    made = only(unit, in_round)
    feedback.prepare_release(
        unit, decision_id=made.decision_id, application_id=in_round.application, round_id=in_round.rounds[0]
    )
    assert only(unit, in_round) == made


def test_illegal_words_on_texts_are_refused(unit: Unit, in_round: Bank, given: dict[str, UUID]) -> None:
    decide(unit, in_round)
    release, anna = only(unit, in_round).release_id, given["anna"]
    recruiter = as_staff(unit, in_round.recruiter, LATER)
    with pytest.raises(Forbidden):
        feedback.approve_text(as_candidate(unit, in_round.candidate, LATER), release, anna)
    with pytest.raises(NotFound):
        feedback.approve_text(recruiter, uuid4(), anna)
    with pytest.raises(NotFound):
        feedback.approve_text(recruiter, release, uuid4())
    with pytest.raises(DeclineReasonMissing):
        feedback.decline_text(recruiter, release, anna, " ")
    with pytest.raises(FeedbackChangedMeanwhile):
        feedback.approve_text(recruiter, release, anna, expected_version=2)
    feedback.approve_text(recruiter, release, anna)
    with pytest.raises(TextAlreadyDecided, match="approved"):
        feedback.decline_text(recruiter, release, anna, "too late")


def test_feedback_without_words_for_the_candidate_has_no_text_to_release(
    unit: Unit, in_round: Bank, interview: UUID
) -> None:
    silent = FeedbackInput(Recommendation.YES, {"skill": 7, "team": 8}, "for us", "  ")
    given = feedback.submit_feedback(
        as_staff(unit, in_round.anna, AFTER), in_round.seat(unit, interview, in_round.anna), silent
    )
    decide(unit, in_round)
    with pytest.raises(NoTextForCandidate):
        feedback.approve_text(as_staff(unit, in_round.recruiter, LATER), only(unit, in_round).release_id, given.id)


def test_what_is_not_released_is_not_there_for_the_candidate(unit: Unit, in_round: Bank) -> None:
    panel = [PanelSeat(in_round.anna)]
    in_round.interview(unit, TOMORROW + timedelta(days=1), panel=panel)
    assert feedback.released_to(unit, in_round.application) == []
    with pytest.raises(NotFound):
        feedback.release_view(unit, uuid4())
    assert ReleaseStatus.HELD in NotYetReleased(ReleaseStatus.HELD, ()).text
