"""Departments, staff, roles and candidates on a real PostgreSQL."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from app.people.errors import BadEmail, ManagerLoop
from app.people.models import Role
from app.people.service import (
    candidate_contact,
    candidate_names_of,
    candidates_by_email,
    create_candidate,
    create_department,
    department_path,
    disable_staff,
    find_candidates,
    grant_role,
    hire_staff,
    manager_of,
    names_of,
    revoke_role,
    roles_of,
    set_department_head,
    staff_by_email,
    staff_contact,
    staff_with_role,
    update_candidate,
    update_staff,
)
from tests.conftest import NOW


def test_one_address_in_another_case_is_one_person(unit: Unit) -> None:
    first = hire_staff(unit, name="made up", email="An.Li@bank.example", department_id=None, roles=[Role.RECRUITER])
    again = hire_staff(unit, name="other", email="AN.LI@BANK.EXAMPLE", department_id=None, roles=[Role.INTERVIEWER])
    assert again.id == first.id
    assert names_of(unit, [first.id, uuid4()]) == {first.id: "made up"}
    assert roles_of(unit, first.id) == {Role.RECRUITER, Role.INTERVIEWER}
    assert staff_by_email(unit, ["an.li@Bank.example", "nobody@bank.example"]) == {"an.li@bank.example": first.id}
    assert unit.audited.count("staff.hired") == 1


def test_two_who_hire_one_person_at_once_make_one(database: Database) -> None:
    barrier, made = Barrier(4), []

    def hire(email: str) -> None:
        with database.unit(Actor.service(), NOW) as unit:
            barrier.wait(timeout=30)
            made.append(hire_staff(unit, name="made up", email=email, department_id=None).id)

    threads = [
        Thread(target=hire, args=[email]) for email in ("a@b.example", "A@b.example", "a@B.example", "A@B.example")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_an_address_that_is_none_is_refused(unit: Unit) -> None:
    with pytest.raises(BadEmail):
        hire_staff(unit, name="made up", email="none", department_id=None)


def test_an_update_changes_what_is_different_and_notes_columns_not_values(unit: Unit) -> None:
    staff = hire_staff(unit, name="made up", email="a@bank.example", department_id=None)
    update_staff(unit, staff.id, name="made up")
    assert "staff.updated" not in unit.audited
    update_staff(unit, staff.id, name="changed")
    unit.session.flush()
    details = unit.session.scalar(text("select details::text from audit_entries where action = 'staff.updated'"))
    assert details == '{"columns": "name"}'


def test_an_absent_manager_escalates_to_the_next(unit: Unit) -> None:
    top = hire_staff(unit, name="made up", email="top@bank.example", department_id=None)
    middle = hire_staff(unit, name="made up", email="middle@bank.example", department_id=None, manager_id=top.id)
    low = hire_staff(unit, name="made up", email="low@bank.example", department_id=None, manager_id=middle.id)
    assert manager_of(unit, low.id) == middle.id
    disable_staff(unit, middle.id)
    assert manager_of(unit, low.id) == top.id
    assert manager_of(unit, top.id) is None
    with pytest.raises(ManagerLoop):
        update_staff(unit, top.id, manager_id=low.id)
    with pytest.raises(NotFound):
        staff_contact(unit, middle.id)


def test_roles_are_granted_once_and_taken_back(unit: Unit) -> None:
    staff = hire_staff(unit, name="made up", email="a@bank.example", department_id=None)
    team = create_department(unit, name="Team")
    for _ in range(2):
        grant_role(unit, staff.id, Role.HR_LEAD, team.id)
        grant_role(unit, staff.id, Role.HR_LEAD)
    assert unit.audited.count("role.granted") == 2
    revoke_role(unit, staff.id, Role.HR_LEAD)
    assert roles_of(unit, staff.id) == {Role.HR_LEAD}
    revoke_role(unit, staff.id, Role.HR_LEAD, team.id)
    assert roles_of(unit, staff.id) == frozenset()


def test_the_nearest_holder_of_a_role_comes_first(unit: Unit) -> None:
    division = create_department(unit, name="Division")
    team = create_department(unit, name="Team", parent_id=division.id)
    other = create_department(unit, name="Other")
    everywhere, near, nearer, elsewhere = (
        hire_staff(unit, name="made up", email=f"{n}@bank.example", department_id=None).id for n in range(4)
    )
    grant_role(unit, everywhere, Role.HR_LEAD)
    grant_role(unit, near, Role.HR_LEAD, division.id)
    grant_role(unit, nearer, Role.HR_LEAD, team.id)
    grant_role(unit, elsewhere, Role.HR_LEAD, other.id)
    assert department_path(unit, team.id) == [team.id, division.id]
    assert staff_with_role(unit, Role.HR_LEAD, team.id) == [nearer, near, everywhere]
    assert staff_with_role(unit, Role.HR_LEAD) == [everywhere, near, nearer, elsewhere]
    disable_staff(unit, nearer)
    assert staff_with_role(unit, Role.HR_LEAD, team.id) == [near, everywhere]


def test_a_department_has_a_head(unit: Unit) -> None:
    staff = hire_staff(unit, name="made up", email="a@bank.example", department_id=None)
    team = create_department(unit, name="Team")
    assert set_department_head(unit, team.id, staff.id).head_staff_id == staff.id
    with pytest.raises(NotFound):
        set_department_head(unit, uuid4(), staff.id)


def test_a_candidate_is_known_to_the_warehouse_by_a_pseudonym(unit: Unit) -> None:
    candidate = create_candidate(unit, name="made up", email="Me@mail.example", phone="+86 1")
    assert candidate.pseudonym == unit.pseudonym(candidate.id)
    assert candidate_names_of(unit, [candidate.id]) == {candidate.id: "made up"}
    assert candidates_by_email(unit, ["me@MAIL.example"]) == {"me@mail.example": [candidate.id]}
    assert candidate_contact(unit, candidate.id).email == "Me@mail.example"
    update_candidate(unit, candidate.id, email="new@mail.example")
    assert candidates_by_email(unit, ["me@mail.example"]) == {}
    with pytest.raises(NotFound):
        candidate_contact(unit, uuid4())


def test_a_candidate_is_found_by_pinyin_through_an_index(unit: Unit) -> None:
    chen = create_candidate(unit, name="陈思远", phone="13800000000").id
    anna = create_candidate(unit, name="Chen Siyuan").id  # who writes it so
    create_candidate(unit, name="陈四")
    assert find_candidates(unit, name="chen siyuan") == [chen, anna]
    assert find_candidates(unit, name="Siyuan CHEN") == [chen]
    assert find_candidates(unit, name="chen siyuan", phone="138 0000 0000") == [chen]
    assert find_candidates(unit, name="siyuan") == [], "the whole name"
    update_candidate(unit, chen, name="陈远")
    assert find_candidates(unit, name="chen yuan") == [chen]
    unit.session.execute(text("set local enable_seqscan = off"))
    plan = " ".join(unit.session.scalars(text("explain select candidate_id from candidate_spellings where key = 'x'")))
    assert "uq_candidate_spellings_key_candidate_id" in plan, plan
