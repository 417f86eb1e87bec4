"""Hiring's rules: states, closing an interview, plans."""

from datetime import UTC, datetime, timedelta

import pytest

from app.hiring import rules
from app.hiring.errors import (
    ChanceToAskMissing,
    EmptyPanel,
    EndInFuture,
    InterviewTooLong,
    NotYetStarted,
    ReasonMissing,
    SeatTwice,
    TimesOutOfOrder,
)
from app.hiring.models import ChanceToAsk, InterviewStatus
from app.hiring.plan_errors import (
    DimensionNameMissing,
    DimensionTwice,
    DimensionWeight,
    PlanEmpty,
    PlanInvalid,
    RoundAmount,
    RoundNameMissing,
    RoundNameTwice,
    SuggestedQuestions,
)
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.errors import TimeWithoutZone
from app.kit.states import MoveNotAllowed, require_move
from app.sla.models import Unit as OwedUnit

START = datetime(2026, 3, 4, 2, tzinfo=UTC)
END = START + timedelta(hours=1)


def test_an_interview_lasts_half_a_day_at_most() -> None:
    rules.require_times(START, START + timedelta(hours=12))
    with pytest.raises(InterviewTooLong, match="12 hours"):
        rules.require_times(START, START + timedelta(hours=12, microseconds=1))


def test_an_illegal_move_names_the_state_and_what_is_allowed() -> None:
    with pytest.raises(MoveNotAllowed) as refused:
        require_move(rules.INTERVIEW_MOVES, "interview", InterviewStatus.SCHEDULED, InterviewStatus.HELD)
    assert refused.value.text == "The interview is scheduled; it can't become held."
    assert refused.value.advice == "The interview is scheduled. Allowed from here: cancelled, confirmed."
    assert (refused.value.state, refused.value.allowed) == ("scheduled", ["cancelled", "confirmed"])


@pytest.mark.parametrize("final", [InterviewStatus.HELD, InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW])
def test_nothing_follows_a_final_state(final: InterviewStatus) -> None:
    for wanted in InterviewStatus:
        with pytest.raises(MoveNotAllowed, match="can't become"):
            require_move(rules.INTERVIEW_MOVES, "interview", final, wanted)


@pytest.mark.parametrize(
    ("asked", "needed", "nothing", "reason", "expected"),
    [
        (1, 1, False, None, ChanceToAsk.QUESTIONS),
        (2, 2, True, "in a hurry", ChanceToAsk.QUESTIONS),
        (0, 0, False, None, ChanceToAsk.QUESTIONS),
        (1, 2, True, None, ChanceToAsk.NOTHING_TO_ASK),
        (0, 1, False, "the line broke", ChanceToAsk.REASON),
    ],
)
def test_how_the_chance_to_ask_was_given(
    asked: int, needed: int, nothing: bool, reason: str | None, expected: ChanceToAsk
) -> None:
    assert (
        rules.chance_to_ask(InterviewStatus.IN_PROGRESS, asked, needed, nothing_to_ask=nothing, reason=reason)
        is expected
    )


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_an_interview_is_not_closed_without_the_chance_to_ask(reason: str | None) -> None:
    with pytest.raises(ChanceToAskMissing, match="1 of 2"):
        rules.chance_to_ask(InterviewStatus.IN_PROGRESS, 1, 2, nothing_to_ask=False, reason=reason)


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        (None, END + timedelta(days=3), None),  # closed late, nobody says when it ended: the schedule counts
        (None, END - timedelta(minutes=10), END - timedelta(minutes=10)),  # closed early: it ended
        (END + timedelta(minutes=20), END + timedelta(hours=1), END + timedelta(minutes=20)),
    ],
)
def test_when_an_interview_really_ended(told: datetime | None, now: datetime, expected: datetime | None) -> None:
    assert rules.actual_end(InterviewStatus.CONFIRMED, START, END, told, now) == expected


def test_an_interview_is_not_closed_before_it_starts_nor_with_an_impossible_end() -> None:
    with pytest.raises(NotYetStarted):
        rules.actual_end(InterviewStatus.CONFIRMED, START, END, None, START - timedelta(seconds=1))
    for told in (START, END + timedelta(hours=2)):
        with pytest.raises(EndInFuture):
            rules.actual_end(InterviewStatus.CONFIRMED, START, END, told, END + timedelta(hours=1))


def test_times_need_a_zone_and_an_order() -> None:
    with pytest.raises(TimesOutOfOrder):
        rules.require_times(END, START)
    with pytest.raises(TimeWithoutZone):
        rules.require_times(START.replace(tzinfo=None), END)


def test_a_panel_has_somebody_and_nobody_twice() -> None:
    with pytest.raises(EmptyPanel):
        rules.require_panel([])
    with pytest.raises(SeatTwice):
        rules.require_panel([1, 1])


def test_a_reason_is_words() -> None:
    assert rules.require_reason(" enough \n") == "enough"
    with pytest.raises(ReasonMissing):
        rules.require_reason("  ")


@pytest.mark.parametrize(
    ("rounds", "fault"),
    [
        ([], PlanEmpty),
        ([RoundInput(" ")], RoundNameMissing),
        ([RoundInput("HR"), RoundInput("hr ")], RoundNameTwice),
        ([RoundInput("HR", min_questions=-1)], RoundAmount),
        ([RoundInput("HR", min_questions=21)], RoundAmount),
        ([RoundInput("HR", duration_minutes=0)], RoundAmount),
        ([RoundInput("HR", panel_size=0)], RoundAmount),
        ([RoundInput("HR", release_hold_hours=-1)], RoundAmount),
        ([RoundInput("HR", dimensions=(DimensionInput("skill"), DimensionInput("skill ")))], DimensionTwice),
        ([RoundInput("HR", dimensions=(DimensionInput(" "),))], DimensionNameMissing),
        ([RoundInput("HR", dimensions=(DimensionInput("skill", weight=0),))], DimensionWeight),
        ([RoundInput("HR", suggested_questions=("Who?", "Who? "))], SuggestedQuestions),
    ],
)
def test_a_plan_that_can_not_work_is_refused_with_its_fault(rounds: list[RoundInput], fault: type[PlanInvalid]) -> None:
    with pytest.raises(fault):
        rules.require_plan(rounds)


@pytest.mark.parametrize(
    ("amount", "counted_in", "hours"),
    [(3, OwedUnit.BUSINESS_DAYS, 72), (8, OwedUnit.BUSINESS_HOURS, 8), (24, OwedUnit.ELAPSED_HOURS, 24)],
)
def test_the_shortest_that_a_promise_can_last(amount: int, counted_in: OwedUnit, hours: int) -> None:
    assert rules.shortest_hours(amount, counted_in) == hours
