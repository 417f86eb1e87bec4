"""Calendars and policies on a real PostgreSQL: versions are written, never edited."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app.kit.calendars import UnknownCalendar
from app.kit.database import Actor, Database, Unit
from app.kit.installation import Installation
from app.kit.worktime import build_calendar
from app.people.service import create_department
from app.sla.configuring import ensure_default_calendar, ensure_default_policies, extend_calendars, settings_of
from app.sla.errors import BadPolicy, NoCalendar, NoSuchCalendar
from app.sla.models import ClockKind
from app.sla.models import Unit as OwedUnit
from app.sla.repository import calendar_by_id, calendars
from app.sla.service import load_work_calendar, measure_of, move_clock_start, set_policy, write_calendar
from tests.conftest import NOW
from tests.integration.sla.conftest import Start, shanghai

FEEDBACK = ClockKind.FEEDBACK


def test_init_wrote_the_default_calendar_and_a_policy_of_each_kind(installation: Installation) -> None:
    with installation.web.engine.connect() as connection:
        calendar = connection.execute(text("select code, version, zone from calendars")).all()
        days = connection.execute(text("select min(local_on), max(local_on), count(*) from calendar_days")).one()
        kinds = connection.execute(text("select distinct kind from sla_policies where superseded_at is null"))
        assert calendar == [("CN", 1, "Asia/Shanghai")]
        assert days == (date(2015, 1, 1), date(2027, 12, 31), 4748)
        assert {kind for (kind,) in kinds} == {str(kind) for kind in ClockKind}


def test_repeating_init_writes_nothing_and_is_quick(unit: Unit) -> None:
    ensure_default_calendar(unit, "CN")
    ensure_default_policies(unit, "CN")
    assert unit.audited == []


def test_a_calendar_that_runs_out_gets_a_new_version_and_the_old_one_stays(unit: Unit, start: Start) -> None:
    running = start()
    later = unit.at(datetime(2027, 3, 1, tzinfo=UTC))
    for _ in range(2):
        ensure_default_calendar(later, "CN")
        extend_calendars(later)
    rows = unit.session.execute(text("select version from calendars where code = 'CN' order by version")).all()
    assert rows == [(1,), (2,)]
    assert calendar_by_id(unit, running.calendar_id).version == 1


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_the_next_version_keeps_the_hours_and_the_days_of_the_company(unit: Unit, zone: str) -> None:
    branch = create_department(unit, name="Branch")
    lunch = [(time(8, 30), time(12)), (time(13), time(17, 45)), (time(22), time(6))]
    written = write_calendar(
        unit,
        "branch",
        based_on=f"CN@{zone}",
        department_id=branch.id,
        intervals=lunch,
        added=[date(2026, 3, 7), date(2027, 3, 13)],
        removed=[date(2026, 3, 9), date(2027, 12, 31)],
    )
    later = unit.at(datetime(2029, 3, 1, tzinfo=UTC))
    extend_calendars(later)
    newest = next(each for each in calendars(later) if (each.code, each.version) == ("branch", 2))
    assert settings_of(later, newest) == settings_of(unit, written)
    assert newest.department_id == branch.id
    before, after = load_work_calendar(unit, written.id).openings, load_work_calendar(later, newest.id).openings
    assert after[: len(before)] == before
    assert {(each.opens_at.astimezone(ZoneInfo(zone)).time()) for each in after[-3:]} == {
        time(8, 30),
        time(13),
        time(22),
    }
    assert after[-1].local_on.year == 2032


def test_the_rows_give_the_calendar_that_was_written(unit: Unit) -> None:
    _, calendar = measure_of(unit, FEEDBACK)
    loaded = load_work_calendar(unit, calendar.id)
    built = build_calendar("CN", "Asia/Shanghai", "CN", 2015, 2027)
    assert loaded.openings == built.openings
    assert loaded.labels == built.labels
    assert load_work_calendar(unit, calendar.id) is loaded
    with pytest.raises(NoCalendar):
        load_work_calendar(unit, uuid4())


def test_a_departments_calendar_measures_its_subtree(unit: Unit, start: Start) -> None:
    branch = create_department(unit, name="Branch")
    counter = create_department(unit, name="Counter", parent_id=branch.id)
    write_calendar(
        unit,
        "branch",
        based_on="CN",
        department_id=branch.id,
        intervals=[(time(8), time(12)), (time(13), time(17))],
        removed=[date(2026, 3, 9)],
    )
    friday = shanghai("2026-03-06T16:00")
    assert start(started_at=friday, department_id=counter.id).due_at == shanghai("2026-03-10T17:00")
    assert start(started_at=friday).due_at == shanghai("2026-03-09T18:00")


def test_a_new_policy_holds_for_new_clocks_only(unit: Unit, start: Start) -> None:
    before = start()
    made = set_policy(unit, kind=FEEDBACK, amount=2, counted_in=OwedUnit.BUSINESS_DAYS, calendar_code="CN")
    after = start()
    assert (made.version, before.policy_version, after.policy_version) == (2, 1, 2)
    assert after.due_at == before.due_at + timedelta(days=1)
    move_clock_start(unit, FEEDBACK, before.subject_id, NOW + timedelta(minutes=1))
    assert before.due_at == after.due_at - timedelta(days=1)


def test_a_departments_policy_goes_before_the_companys(unit: Unit, start: Start) -> None:
    division = create_department(unit, name="Division")
    team = create_department(unit, name="Team", parent_id=division.id)
    set_policy(
        unit,
        kind=FEEDBACK,
        amount=24,
        counted_in=OwedUnit.ELAPSED_HOURS,
        calendar_code="CN",
        department_id=division.id,
    )
    assert start(department_id=team.id).due_at == NOW + timedelta(hours=24)
    assert start().due_at == shanghai("2026-03-05T18:00")
    stored = unit.session.execute(
        text("select version, ladder->0->>'template' from sla_policies where department_id = :id"), {"id": division.id}
    )
    assert stored.all() == [(1, "due_soon")]


def test_a_policy_on_an_unknown_calendar_or_with_two_scopes_is_refused(unit: Unit) -> None:
    with pytest.raises(NoSuchCalendar):
        set_policy(unit, kind=FEEDBACK, amount=1, counted_in=OwedUnit.BUSINESS_DAYS, calendar_code="DE")
    with pytest.raises(BadPolicy):
        set_policy(
            unit,
            kind=FEEDBACK,
            amount=1,
            counted_in=OwedUnit.BUSINESS_DAYS,
            calendar_code="CN",
            round_id=uuid4(),
            department_id=uuid4(),
        )
    with pytest.raises(UnknownCalendar):
        write_calendar(unit, "Atlantis")


def test_a_committed_policy_is_superseded_by_the_next(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        team = create_department(unit, name="Team")
    for amount in (2, 3):
        with database.unit(Actor.service(), NOW) as unit:
            set_policy(
                unit,
                kind=FEEDBACK,
                amount=amount,
                counted_in=OwedUnit.BUSINESS_DAYS,
                calendar_code="CN",
                department_id=team.id,
            )
    with database.engine.connect() as connection:
        rows = connection.execute(
            text(
                "select amount, version, superseded_at is null from sla_policies where department_id = :id order by 2"
            ),
            {"id": team.id},
        )
        assert rows.all() == [(2, 1, False), (3, 2, True)]
