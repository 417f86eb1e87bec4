"""Campus days: hundreds of interviews from a sheet in one go, slots that candidates choose at once."""

import threading
from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from app.campus import service as campus
from app.campus.errors import EventInvalid, SheetInvalid
from app.campus.schemas import SheetRow
from app.diaries import service as diaries
from app.hiring import service as hiring
from app.hiring.errors import ReasonMissing, SessionFull, SessionNotOpen, ZoneUnknown
from app.hiring.models import Decision, InterviewStatus, Side
from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people import service as people
from app.people.links import candidate_viewer_of
from app.people.models import LinkPurpose
from tests.conftest import NOW
from tests.integration.campus.conftest import DAY, HALF_HOUR, Campus, found_campus, seat_row, session_row
from tests.integration.core.conftest import as_candidate, audited

PANELS, SLOTS = 20, 15


def _slots(unit: Unit, ground: Campus, rows: list[SheetRow], *, is_open: bool = True) -> tuple[UUID, ...]:
    acting = unit.at(NOW, ground.recruiter)
    plan = campus.plan_new_day(acting, rows, name="春招", round_id=ground.round_id, is_open=is_open, add_rooms=True)
    return plan.session_ids


def _link(unit: Unit, ground: Campus, number: int) -> str:
    candidate, application = ground.candidates[number], ground.applications[number]
    return people.create_candidate_link(unit, candidate, application, purpose=LinkPurpose.PORTAL, days=30)[1]


@pytest.mark.slow
def test_300_candidates_over_20_panels_are_scheduled_from_a_sheet_in_one_go(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        ground = found_campus(unit, PANELS * SLOTS)
    sessions = [
        session_row(2 + panel * SLOTS + slot, slot, f"i{panel}@bank.example", f"room {panel}")
        for panel in range(PANELS)
        for slot in range(SLOTS)
    ]
    seats = [
        seat_row(2 + number, number, number % SLOTS, f"room {number // SLOTS}") for number in range(PANELS * SLOTS)
    ]
    with database.unit(ground.recruiter, NOW) as unit:
        plan = campus.plan_new_day(unit, sessions, name="春招", round_id=ground.round_id, add_rooms=True)
        done = campus.assign_candidates(unit, plan.event_id, seats)
    assert (done.place_count, done.interview_count) == (300, 300)
    with database.unit(Actor.service(), NOW) as unit:
        assert unit.session.scalar(text("select count(*) from interviews where status = 'scheduled'")) == 300
        assert unit.session.scalar(text("select count(*) from bookings where is_planned")) == 900
        kinds = unit.session.execute(text("select kind, outcome, count(*) from sla_clocks group by 1, 2")).all()
        assert ("schedule", "met", 300) in {tuple(row) for row in kinds}
        first = hiring.interviews_of_application(unit, ground.applications[0])[0]
        assert (first.scheduled_start_at, first.location) == (DAY, None)
        assert [view.taken_count for view in hiring.sessions_of_event(unit, plan.event_id)] == [1] * 300


def test_30_candidates_at_once_get_10_places_exactly(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        ground = found_campus(unit, 30, interviewers=1)
        (session,) = _slots(unit, ground, [session_row(2, 0, "i0@bank.example", capacity="10")])
        links = [_link(unit, ground, number) for number in range(30)]
    together = threading.Barrier(10)
    outcomes: Counter[str] = Counter()

    def choose(numbers: range) -> None:
        together.wait()
        for number in numbers:
            try:
                with database.unit(Actor.candidate(ground.candidates[number]), NOW) as unit:
                    assert candidate_viewer_of(unit, links[number])  # who is given their own rows only
                    campus.choose_slot(unit, session, ground.applications[number])
                outcomes["chosen"] += 1
            except SessionFull:
                outcomes["full"] += 1

    threads = [threading.Thread(target=choose, args=(range(first, 30, 10),)) for first in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"chosen": 10, "full": 20}
    with database.unit(Actor.service(), NOW) as unit:
        assert hiring.session_view(unit, session).taken_count == 10
        assert unit.session.scalar(text("select count(*) from interviews")) == 10


def test_two_sessions_chosen_crosswise_at_once_end_with_a_place_for_each(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        ground = found_campus(unit, 2, interviewers=2)
        rows = [session_row(2 + slot, slot, f"i{slot}@bank.example", capacity="2") for slot in range(2)]
        sessions = _slots(unit, ground, rows)
        for number in range(2):
            acting = as_candidate(unit, ground.candidates[number])
            campus.choose_slot(acting, sessions[number], ground.applications[number])
    together = threading.Barrier(2)
    failures: list[Exception] = []

    def swap(number: int) -> None:
        together.wait()
        try:
            with database.unit(Actor.candidate(ground.candidates[number]), NOW) as unit:
                campus.choose_slot(unit, sessions[1 - number], ground.applications[number])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=swap, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.unit(Actor.service(), NOW) as unit:
        assert [hiring.session_view(unit, each).taken_count for each in sessions] == [1, 1]


def test_a_candidate_sees_open_slots_chooses_changes_and_leaves(unit: Unit) -> None:
    ground = found_campus(unit, 2, interviewers=1)
    first, second = _slots(unit, ground, [session_row(2 + slot, slot, "i0@bank.example") for slot in range(2)])
    acting = as_candidate(unit, ground.candidates[0])
    assert [slot.session_id for slot in campus.open_slots(acting, ground.applications[0])] == [first, second]
    interview = campus.choose_slot(acting, first, ground.applications[0])
    view = hiring.interview_view(unit, interview)
    assert (view.context.status, view.confirmed_by) == (InterviewStatus.CONFIRMED, Side.CANDIDATE)
    assert campus.choose_slot(acting, second, ground.applications[0]) == interview, "the second choice moves it"
    left = campus.open_slots(as_candidate(unit, ground.candidates[1]), ground.applications[1])
    assert [slot.session_id for slot in left] == [first], "the old place is free in the same transaction"
    campus.leave_slot(acting, ground.applications[0], "found a job")
    assert hiring.interview_view(unit, interview).cancelled_by is Side.CANDIDATE
    assert len(campus.open_slots(acting, ground.applications[0])) == 2
    with pytest.raises(NotFound):
        campus.leave_slot(acting, ground.applications[0], "again")
    again = campus.choose_slot(acting, first, ground.applications[0])
    assert again != interview
    with pytest.raises(ReasonMissing):
        campus.leave_slot(acting, ground.applications[0], "  ")


def test_staff_choose_for_the_candidate_also_what_is_not_open(unit: Unit) -> None:
    ground = found_campus(unit, 1, interviewers=1)
    (session,) = _slots(unit, ground, [session_row(2, 0, "i0@bank.example")], is_open=False)
    assert campus.open_slots(unit, ground.applications[0]) == []
    with pytest.raises(SessionNotOpen, match="not_open"):
        campus.choose_slot(as_candidate(unit, ground.candidates[0]), session, ground.applications[0])
    interview = campus.choose_slot(unit.at(NOW, ground.recruiter), session, ground.applications[0])
    assert hiring.interview_context(unit, interview).status is InterviewStatus.SCHEDULED


def test_nobody_chooses_for_another(unit: Unit) -> None:
    ground = found_campus(unit, 2, interviewers=1)
    (session,) = _slots(unit, ground, [session_row(2, 0, "i0@bank.example")])
    other = as_candidate(unit, ground.candidates[1])
    for act in (
        lambda: campus.open_slots(other, ground.applications[0]),
        lambda: campus.choose_slot(other, session, ground.applications[0]),
        lambda: campus.leave_slot(other, ground.applications[0], "not mine"),
        lambda: campus.choose_slot(other, new_id(), ground.applications[1]),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_sheet_is_planned_whole_or_not_at_all(unit: Unit) -> None:
    ground = found_campus(unit, 0, interviewers=2)
    diaries.add_room(unit, name="small", capacity=2)
    good = session_row(2, 0, "i0@bank.example", "small")
    bad = [
        session_row(3, 1, "nobody@bank.example i1@bank.example"),
        session_row(4, 1, "i0@bank.example", "unheard of"),
        session_row(5, 2, "i0@bank.example i1@bank.example", "small"),
    ]
    event = campus.create_event(
        unit, name="春招", round_id=ground.round_id, starts_on=date(2026, 3, 20), ends_on=date(2026, 3, 20)
    )
    with pytest.raises(SheetInvalid) as refused:
        campus.plan_campus_day(unit, event.id, [good, *bad])
    assert [fault.line for fault in refused.value.faults] == [3, 4, 5]
    assert "nobody" not in refused.value.text
    clashing = [good, session_row(3, 0, "i1@bank.example", "small"), session_row(4, 0, "i0@bank.example")]
    with pytest.raises(SheetInvalid) as refused:
        campus.plan_campus_day(unit, event.id, clashing)
    assert {(fault.line, fault.problem) for fault in refused.value.faults} >= {
        (3, "its room is taken at that time"),
        (4, "its interviewer is taken at that time"),
    }
    assert hiring.sessions_of_event(unit, event.id) == []
    assert len(campus.plan_campus_day(unit, event.id, [good]).session_ids) == 1
    assert {"campus_event.created", "campus_event.planned"} <= set(audited(unit))


def test_candidates_are_assigned_whole_or_not_at_all(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        ground = found_campus(unit, 3, interviewers=1)
        rows = [session_row(2, 0, "i0@bank.example", "hall"), session_row(3, 1, "i0@bank.example", "hall")]
        plan = campus.plan_new_day(
            unit.at(NOW, ground.recruiter), rows, name="春招", round_id=ground.round_id, add_rooms=True
        )
    by_interviewer = SheetRow(
        3, {"email": "c1@mail.example", "start": "2026-03-20 09:30", "room": "", "panel": "i0@bank.example"}
    )
    wrong = [
        seat_row(2, 0, 0, "hall"),
        seat_row(4, 2, 0, "hall"),  # full by then
        seat_row(5, 99, 1, "hall"),  # nobody
        seat_row(6, 2, 7, "hall"),  # no session
    ]
    with pytest.raises(SheetInvalid) as refused, database.unit(ground.recruiter, NOW) as unit:
        campus.assign_candidates(unit, plan.event_id, wrong)
    assert [fault.line for fault in refused.value.faults] == [4, 5, 6]
    assert "taken" in refused.value.faults[0].problem
    with database.unit(ground.recruiter, NOW) as unit:
        assert hiring.interviews_of_requisition(unit, ground.bank.requisition) == []
        done = campus.assign_candidates(unit, plan.event_id, [wrong[0], by_interviewer])
        assert done.interview_count == 2
        assert [
            line.scheduled_start_at for line in hiring.interviews_of_requisition(unit, ground.bank.requisition)
        ] == [
            DAY,
            DAY + HALF_HOUR,
        ]


def test_bad_campus_days_are_refused(unit: Unit) -> None:
    ground = found_campus(unit, 0, interviewers=0)
    days = {"starts_on": date(2026, 3, 20), "ends_on": date(2026, 3, 21)}
    good = {"name": "春招", "round_id": ground.round_id} | days
    for wrong, error in (
        ({"name": " "}, EventInvalid),
        ({"name": "x" * 201}, EventInvalid),
        ({"ends_on": date(2026, 3, 19)}, EventInvalid),
        ({"zone": "Mars/Olympus"}, ZoneUnknown),
        ({"round_id": new_id()}, NotFound),
    ):
        with pytest.raises(error):
            campus.create_event(unit, **good | wrong)
    made = campus.create_event(unit, **good)
    assert [event.name for event in campus.events(unit)] == ["春招"]
    assert campus.event_of(unit, made.id).ends_on == date(2026, 3, 21)
    assert campus.events(unit, after=made.id) == []


def test_places_that_others_took_are_counted_though_their_rows_are_not_given_out(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        ground = found_campus(unit, 2, interviewers=1)
        (session,) = _slots(unit, ground, [session_row(2, 0, "i0@bank.example")])
        links = [_link(unit, ground, number) for number in range(2)]
    for number, left in ((0, 1), (1, 0)):
        with database.unit(Actor.candidate(ground.candidates[number]), NOW) as unit:
            assert candidate_viewer_of(unit, links[number])
            assert len(campus.open_slots(unit, ground.applications[number])) == left
            if left:
                campus.choose_slot(unit, session, ground.applications[number])
            else:
                with pytest.raises(SessionFull):
                    campus.choose_slot(unit, session, ground.applications[number])


def test_who_was_interviewed_chooses_no_more_and_learns_nothing_of_what_is_held_back(unit: Unit) -> None:
    ground = found_campus(unit, 1, interviewers=1)
    first, second = _slots(unit, ground, [session_row(2 + slot, slot, "i0@bank.example") for slot in range(2)])
    application, recruiter = ground.applications[0], unit.at(NOW, ground.recruiter)
    acting = as_candidate(unit, ground.candidates[0])
    interview = campus.choose_slot(acting, first, application)
    ended = hiring.interview_context(unit, interview).scheduled_end_at
    hiring.hold_interview(recruiter.at(ended), interview, no_chance_reason="the line broke")

    def told() -> list[object]:
        found: list[object] = [campus.open_slots(acting, application)]
        for session in (new_id(), first, second):
            with pytest.raises((NotFound, SessionNotOpen)) as refused:
                campus.choose_slot(acting, session, application)
            found.append((refused.value.code, refused.value.text))
        return found

    before = told()
    assert before[0] == []
    unit.session.execute(text("update round_versions set release_hold_hours = 24"))
    hiring.decide_round(recruiter.at(ended), application, ground.round_id, Decision.REJECT, "as agreed")
    assert hiring.held_back_since(unit, application) is not None
    assert told() == before
