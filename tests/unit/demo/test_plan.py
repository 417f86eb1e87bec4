"""The example company's plan: the same for the same arguments, and worth looking at."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.demo.plan import plan_company
from app.demo.question_texts import QUESTIONS
from app.demo.schemas import APPLICATION_COUNTS, CompanyPlan, Size, Verb
from app.demo.standing import log_ins, open_questions, owed_feedback

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
SEED = 20260101


@pytest.fixture(scope="module")
def plan() -> CompanyPlan:
    return plan_company(SEED, NOW, "small")


def test_equal_arguments_give_equal_plans_within_the_hour(plan: CompanyPlan) -> None:
    assert plan_company(SEED, NOW + timedelta(minutes=20), Size.SMALL) == plan


def test_another_seed_gives_another_year(plan: CompanyPlan) -> None:
    assert plan_company(SEED + 1, NOW, "small").histories != plan.histories


def test_a_history_is_in_times_order_begins_with_the_application_and_ends_by_now(plan: CompanyPlan) -> None:
    assert len(plan.histories) == APPLICATION_COUNTS[Size.SMALL]
    for history in plan.histories:
        moments = [event.at for event in history.events]
        assert moments == sorted(moments)
        assert moments[-1] <= plan.now == NOW.replace(minute=0)
        assert history.events[0].verb is Verb.APPLY
        assert history.application_id.version == 7


def test_no_two_interviews_share_a_person(plan: CompanyPlan) -> None:
    taken: dict[str, list[tuple[datetime, datetime]]] = {}
    for history in plan.histories:
        panels = {e.interview: e.data["panel"] for e in history.events if e.verb is Verb.SCHEDULE}
        for event in history.events:
            if event.verb in {Verb.SCHEDULE, Verb.RESCHEDULE}:
                for who, _ in panels[event.interview]:
                    taken.setdefault(who, []).append((event.data["start"], event.data["end"]))
    for spans in taken.values():
        ordered = sorted(spans)
        assert all(before[1] <= after[0] for before, after in pairwise(ordered))


@pytest.mark.parametrize("month", [2, 5, 8, 11])
def test_whenever_it_is_built_somebody_owes_and_the_log_ins_see_it(month: int) -> None:
    built = plan_company(SEED, NOW.replace(month=month), "small")
    chosen = {entrance.role: entrance for entrance in log_ins(built)}
    owing, asked = owed_feedback(built), open_questions(built)
    assert len(+owing) >= 3
    assert owing[chosen["interviewer"].email.partition("@")[0]] > 0
    assert asked[chosen["question_owner"].email.partition("@")[0]] > 0
    assert {"recruiter", "hr_lead", "leadership", "analyst", "administrator"} <= set(chosen)


def test_there_is_much_to_ask_and_every_address_is_made_up(plan: CompanyPlan) -> None:
    assert sum(map(len, QUESTIONS.values())) >= 120
    assert all(history.candidate_email.endswith(".example") for history in plan.histories)


def test_the_year_has_offers_answers_complaints_and_surveys(plan: CompanyPlan) -> None:
    told = Counter(event.verb for history in plan.histories for event in history.events)
    assert told[Verb.DRAFT_OFFER] >= 3
    assert told[Verb.ACCEPT_OFFER] + told[Verb.RECORD_OFFER] >= 2
    assert told[Verb.COMPLAIN] >= 1
    assert told[Verb.ANSWER_SURVEY] >= 10
