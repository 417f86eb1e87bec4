"""The door: right and wrong passwords, guessing, sessions that end; on a real PostgreSQL."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from time import perf_counter
from uuid import UUID

import pytest
from sqlalchemy import text

from app.kit.database import Actor, Database, Unit
from app.people.errors import TooManyAttempts, WeakPassword
from app.people.models import Role
from app.people.service import (
    create_department,
    disable_staff,
    grant_role,
    hire_staff,
    log_in,
    log_out,
    set_password,
    viewer_of,
)
from tests.conftest import NOW

EMAIL, PASSWORD = "an.li@bank.example", "quite long enough"


@pytest.fixture
def staff_id(unit: Unit) -> UUID:
    staff = hire_staff(unit, name="made up", email=EMAIL, department_id=None, roles=[Role.INTERVIEWER])
    set_password(unit, staff.id, PASSWORD)
    return staff.id


def later(unit: Unit, **since: float) -> Unit:
    return unit.at(NOW + timedelta(**since))


def test_the_right_password_opens_a_session_in_whatever_case_the_address_is(unit: Unit, staff_id: UUID) -> None:
    token = log_in(unit, "An.Li@Bank.EXAMPLE ", PASSWORD)
    assert token is not None
    viewer = viewer_of(unit, token)
    assert viewer is not None
    assert (viewer.staff_id, viewer.roles, viewer.locale) == (staff_id, {Role.INTERVIEWER}, "zh-CN")


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), (EMAIL, ""), (EMAIL, PASSWORD + "x" * 10_000), ("nobody@bank.example", PASSWORD), ("no", "")],
)
def test_what_is_wrong_opens_nothing(unit: Unit, staff_id: UUID, email: str, password: str) -> None:
    assert log_in(unit, email, password) is None


def test_a_person_without_a_password_can_not_log_in(unit: Unit) -> None:
    hire_staff(unit, name="made up", email="b@bank.example", department_id=None)
    assert log_in(unit, "b@bank.example", "") is None
    with pytest.raises(WeakPassword):
        set_password(unit, hire_staff(unit, name="x", email="b@bank.example", department_id=None).id, "short")


def test_known_and_unknown_people_are_answered_in_about_the_same_time(unit: Unit, staff_id: UUID) -> None:
    def seconds(email: str, n: int) -> float:
        start = perf_counter()
        assert log_in(later(unit, days=n), email, "wrong password") is None
        return perf_counter() - start

    known = min(seconds(EMAIL, n) for n in range(5))
    unknown = min(seconds("nobody@bank.example", n) for n in range(5))
    assert 0.4 < known / unknown < 2.5


def test_neither_token_nor_password_is_stored(unit: Unit, staff_id: UUID) -> None:
    token = log_in(unit, EMAIL, PASSWORD)
    assert token is not None
    unit.session.flush()
    stored = unit.session.execute(
        text("select s.token_hash || c.password_hash from login_sessions s join credentials c using (staff_id)")
    ).scalar_one()
    assert token not in stored
    assert PASSWORD not in stored
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in stored


def test_a_session_ends_by_time_by_leaving_and_by_a_new_password(unit: Unit, staff_id: UUID) -> None:
    tokens = [log_in(unit, EMAIL, PASSWORD, hours=2) or "" for _ in range(2)]
    assert viewer_of(later(unit, hours=1.99), tokens[0]) is not None
    assert viewer_of(later(unit, hours=2), tokens[0]) is None
    log_out(unit, tokens[0])
    log_out(unit, tokens[0])
    assert viewer_of(unit, tokens[0]) is None
    assert viewer_of(unit, tokens[1]) is not None
    set_password(unit, staff_id, "another long one")
    assert viewer_of(unit, tokens[1]) is None
    assert viewer_of(unit, "") is None


def test_disabling_a_person_ends_their_sessions_at_once(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        staff = hire_staff(unit, name="made up", email=EMAIL, department_id=None)
        set_password(unit, staff.id, PASSWORD)
        token = log_in(unit, EMAIL, PASSWORD) or ""
    with database.unit(Actor.service(), NOW) as looking:
        assert viewer_of(looking, token) is not None
        with database.unit(Actor.service(), NOW) as acting:
            disable_staff(acting, staff.id)
        assert viewer_of(looking, token) is None
        assert log_in(looking, EMAIL, PASSWORD) is None


def test_ten_failures_close_the_account_for_a_quarter_of_an_hour(unit: Unit, staff_id: UUID) -> None:
    for n in range(10):
        assert log_in(later(unit, seconds=n), EMAIL.upper(), "wrong") is None
    with pytest.raises(TooManyAttempts) as caught:
        log_in(later(unit, seconds=10), EMAIL, PASSWORD)
    assert caught.value.status == 429
    assert log_in(later(unit, minutes=15, seconds=9), EMAIL, PASSWORD) is not None


def test_a_success_forgets_the_accounts_failures_but_not_the_addresss(unit: Unit, staff_id: UUID) -> None:
    for n in range(9):
        log_in(later(unit, seconds=n), EMAIL, "wrong", address="10.0.0.1")
    assert log_in(later(unit, seconds=9), EMAIL, PASSWORD, address="10.0.0.1") is not None
    assert log_in(later(unit, seconds=10), EMAIL, "wrong", address="10.0.0.1") is None
    with pytest.raises(TooManyAttempts):
        log_in(later(unit, seconds=11), EMAIL, PASSWORD, address="10.0.0.1")
    assert log_in(later(unit, seconds=11), EMAIL, PASSWORD, address="10.0.0.2") is not None


def test_an_unknown_account_is_closed_in_the_same_way(unit: Unit) -> None:
    for n in range(10):
        assert log_in(later(unit, seconds=n), "nobody@bank.example", "wrong") is None
    with pytest.raises(TooManyAttempts):
        log_in(later(unit, seconds=10), "nobody@bank.example", "wrong")


def test_guessing_from_many_connections_at_once_does_not_slip_past_the_limit(database: Database) -> None:
    barrier, answers = Barrier(14), []

    def guess(now: datetime) -> None:
        barrier.wait(timeout=30)
        try:
            with database.unit(Actor.service(), now) as unit:
                answers.append(log_in(unit, EMAIL, "wrong"))
        except TooManyAttempts:
            answers.append("refused")

    threads = [Thread(target=guess, args=[NOW + timedelta(milliseconds=n)]) for n in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(map(str, answers)) == ["None"] * 10 + ["refused"] * 4


def test_a_role_in_a_department_reaches_its_subtree(unit: Unit, staff_id: UUID) -> None:
    division = create_department(unit, name="Division")
    team = create_department(unit, name="Team", parent_id=division.id)
    squad = create_department(unit, name="Squad", parent_id=team.id)
    other = create_department(unit, name="Other")
    grant_role(unit, staff_id, Role.HR_LEAD, team.id)
    viewer = viewer_of(unit, log_in(unit, EMAIL, PASSWORD) or "")
    assert viewer is not None
    assert viewer.departments_as(Role.HR_LEAD) == {team.id, squad.id}
    assert viewer.departments_as(Role.INTERVIEWER) is None
    assert viewer.department_ids >= {division.id, team.id, squad.id, other.id}
    assert viewer.may(Role.HR_LEAD, squad.id)
    assert not viewer.may(Role.HR_LEAD, division.id)
