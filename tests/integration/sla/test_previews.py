"""Which running clocks another policy or calendar would move; moved only when asked. And how both are read."""

import re
from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.kit.database import Unit
from app.people.service import create_department
from app.sla.errors import BadCalendar, BadPolicy, NoSuchCalendar, ReasonMissing
from app.sla.models import ClockKind, Origin, Outcome
from app.sla.models import Unit as OwedUnit
from app.sla.schemas import Scope
from app.sla.service import (
    calendars,
    explain_policy,
    find_clocks,
    move_promise,
    policies,
    preview_calendar,
    preview_policy,
    set_policy,
    stop_clock,
    write_calendar,
)
from tests.conftest import NOW
from tests.integration.sla.conftest import Start, shanghai

FEEDBACK, DAYS = ClockKind.FEEDBACK, OwedUnit.BUSINESS_DAYS


def test_a_policy_is_previewed_and_moves_running_clocks_only_when_asked(unit: Unit, start: Start) -> None:
    clock = start()
    before, version = clock.due_at, clock.policy_version
    values = {"kind": FEEDBACK, "amount": 3, "counted_in": DAYS, "calendar_code": "CN"}
    (moved,) = preview_policy(unit, **values)
    assert (moved.clock_id, moved.due_at, moved.new_due_at) == (clock.id, before, shanghai("2026-03-09T18:00"))
    assert unit.audited.count("policy.set") == 0
    set_policy(unit, **values)
    assert (clock.due_at, clock.policy_version) == (before, version)
    made = set_policy(unit, **values, apply_to_running=True, reason="the bank is closed for the audit")
    assert (clock.due_at, clock.policy_id, made.applied_reason) == (
        moved.new_due_at,
        made.id,
        "the bank is closed for the audit",
    )
    assert unit.audited.count("clock.remeasured") == 1


def test_a_shorter_policy_says_what_would_be_overdue_at_once(unit: Unit, start: Start) -> None:
    start()
    start(started_at=NOW + timedelta(days=5))
    later = unit.at(shanghai("2026-03-05T10:00"))
    found = preview_policy(later, kind=FEEDBACK, amount=1, counted_in=OwedUnit.BUSINESS_HOURS, calendar_code="CN")
    assert [(each.new_due_at, each.is_overdue_at_once) for each in found] == [
        (shanghai("2026-03-04T11:00"), True),
        (shanghai("2026-03-09T11:00"), False),
    ]


def test_moved_promises_own_dates_history_and_stopped_clocks_keep_their_dates(unit: Unit, start: Start) -> None:
    move_promise(unit, start().id, NOW + timedelta(days=9), "later")
    start(due_at=NOW + timedelta(days=2))
    start(origin=Origin.IMPORTED)
    stop_clock(unit, FEEDBACK, start().subject_id, NOW)
    start(kind=ClockKind.REPLY)
    assert preview_policy(unit, kind=FEEDBACK, amount=3, counted_in=DAYS, calendar_code="CN") == []


def test_a_departments_policy_moves_the_clocks_of_its_subtree_only(unit: Unit, start: Start) -> None:
    division = create_department(unit, name="Division")
    team = create_department(unit, name="Team", parent_id=division.id)
    inside, _outside = start(department_id=team.id), start()
    found = preview_policy(
        unit, kind=FEEDBACK, amount=3, counted_in=DAYS, calendar_code="CN", department_id=division.id
    )
    assert [each.clock_id for each in found] == [inside.id]


def test_a_calendar_is_previewed_and_moves_running_clocks_only_when_asked(unit: Unit, start: Start) -> None:
    clock = start()
    before, held = clock.due_at, clock.calendar_id
    (moved,) = preview_calendar(unit, "CN", removed=[date(2026, 3, 5)])
    assert (moved.clock_id, moved.new_due_at) == (clock.id, shanghai("2026-03-06T18:00"))
    write_calendar(unit, "CN", removed=[date(2026, 3, 5)])
    assert (clock.due_at, clock.calendar_id) == (before, held)
    made = write_calendar(unit, "CN", removed=[date(2026, 3, 5)], apply_to_running=True, reason="a typhoon")
    assert (clock.due_at, clock.calendar_id) == (moved.new_due_at, made.id)
    assert preview_calendar(unit, "CN", removed=[date(2026, 3, 5)]) == []


def test_what_can_not_be_applied_is_refused(unit: Unit) -> None:
    with pytest.raises(ReasonMissing):
        set_policy(unit, kind=FEEDBACK, amount=3, counted_in=DAYS, calendar_code="CN", apply_to_running=True)
    with pytest.raises(ReasonMissing):
        write_calendar(unit, "CN", apply_to_running=True, reason=" ")
    with pytest.raises(BadCalendar):
        preview_calendar(unit, "CN", intervals=[(time(9), time(13)), (time(12), time(18))])
    with pytest.raises(NoSuchCalendar):
        preview_policy(unit, kind=FEEDBACK, amount=3, counted_in=DAYS, calendar_code="DE")
    with pytest.raises(BadPolicy):
        preview_policy(unit, kind=FEEDBACK, amount=-1, counted_in=DAYS, calendar_code="CN")


def test_policies_and_calendars_are_read_as_versions(unit: Unit) -> None:
    set_policy(unit, kind=FEEDBACK, amount=3, counted_in=DAYS, calendar_code="CN")
    write_calendar(unit, "CN")
    versions = [each for each in policies(unit) if each.kind is FEEDBACK]
    assert [(each.version, each.amount, each.superseded_at, each.scope) for each in versions] == [
        (1, 1, NOW, Scope.COMPANY),
        (2, 3, None, Scope.COMPANY),
    ]
    assert [(each.version, each.is_newest, each.first_on) for each in calendars(unit) if each.code == "CN"] == [
        (1, False, date(2015, 1, 1)),
        (2, True, date(2015, 1, 1)),
    ]


def test_a_policy_is_explained_by_the_places_that_were_asked(unit: Unit) -> None:
    division = create_department(unit, name="Division")
    team = create_department(unit, name="Team", parent_id=division.id)
    made = set_policy(unit, kind=FEEDBACK, amount=3, counted_in=DAYS, calendar_code="CN", department_id=division.id)
    round_id = uuid4()
    found = explain_policy(unit, FEEDBACK, round_id=round_id, department_id=team.id)
    assert [(step.scope, step.scope_id, step.policy_id) for step in found.steps] == [
        (Scope.ROUND, round_id, None),
        (Scope.DEPARTMENT, team.id, None),
        (Scope.DEPARTMENT, division.id, made.id),
    ]
    assert (found.policy.policy_id, found.calendar.code) == (made.id, "CN")
    assert explain_policy(unit, FEEDBACK).policy.scope is Scope.COMPANY


def test_clocks_are_listed_page_by_page_by_what_is_asked(unit: Unit, start: Start, owner_id: UUID) -> None:
    team = create_department(unit, name="Team")
    made = [start(), start(department_id=team.id), start(kind=ClockKind.REPLY, owner_staff_id=None)]
    stop_clock(unit, FEEDBACK, made[0].subject_id, NOW)
    unit.session.flush()
    assert [each.clock_id for each in find_clocks(unit, owner_staff_id=owner_id)] == [made[0].id, made[1].id]
    assert [each.clock_id for each in find_clocks(unit, owner_staff_id=owner_id, after=made[0].id)] == [made[1].id]
    assert [each.clock_id for each in find_clocks(unit, limit=1)] == [made[0].id]
    assert [each.clock_id for each in find_clocks(unit, department_ids=[team.id])] == [made[1].id]
    assert [each.clock_id for each in find_clocks(unit, outcome=Outcome.MET, kind=FEEDBACK)] == [made[0].id]
    overdue = find_clocks(unit.at(NOW + timedelta(days=9)), is_overdue=True)
    assert [each.clock_id for each in overdue] == [made[1].id, made[2].id]
    assert find_clocks(unit, is_overdue=True) == []


@pytest.mark.parametrize(
    ("where", "index"),
    [
        ("owner_staff_id = :id", "ix_sla_clocks_owner_staff_id_id"),
        ("application_id = :id", "ix_sla_clocks_application_id_id"),
        ("department_id = :id", "ix_sla_clocks_department_id_id"),
        # Of few kinds and outcomes the table's own order may be the better way, as the planner sees it.
        ("kind = 'feedback'", "ix_sla_clocks_kind_id|pk_sla_clocks"),
        ("outcome = 'met'", "ix_sla_clocks_outcome_id|pk_sla_clocks"),
        ("outcome = 'running' and due_at <= now()", "ix_sla_clocks_.*running|pk_sla_clocks"),
    ],
)
def test_each_list_has_an_index(unit: Unit, where: str, index: str) -> None:
    unit.session.execute(text("set local enable_seqscan = off; set local enable_sort = off"))
    statement = f"explain select * from sla_clocks where {where} order by id limit 50"
    values = {"id": uuid4()} if ":id" in where else {}
    plan = " ".join(unit.session.scalars(text(statement), values))
    assert re.search(index, plan), plan
