"""Rules about people: e-mails folded, passwords bounded, chains walked, scopes joined."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.errors import TimeWithoutZone
from app.people.errors import BadEmail, PeriodOutOfOrder, WeakPassword
from app.people.models import Role
from app.people.rules import (
    MOST_READINGS,
    chain_above,
    fold_email,
    fold_latin,
    fold_name,
    fold_phone,
    pinyin_keys,
    require_password,
    require_period,
    scopes_of,
    stand_in,
    token_hash,
)
from app.people.schemas import Contact, Viewer


@pytest.mark.parametrize(
    "written", ["An.Li@Bank.Example", " an.li@bank.example ", "ａｎ．ｌｉ＠ｂａｎｋ．ｅｘａｍｐｌｅ"]
)
def test_case_blanks_and_width_make_no_other_person(written: str) -> None:
    assert fold_email(written) == "an.li@bank.example"


@pytest.mark.parametrize("written", ["", "an.li", "@bank.example", "an@", "a@b@c", "a b@c", "a@b\r\nBcc: c"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(BadEmail):
        fold_email(written)


@pytest.mark.parametrize(
    ("one", "other"), [("陈思远", "陈　思 远"), ("An Li", "ＡＮ  li"), ("Straße", "STRASSE"), ("Zoë", "ZOE\u0308")]
)
def test_width_case_and_blanks_make_no_other_name(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("138 0000 0000", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("００８６ １３８００００００００", "13800000000"),
        ("8613800000000", "13800000000"),
        ("(021) 5555 1234", "2155551234"),
        ("+86 21 5555 1234", "2155551234"),
        ("8621", "8621"),
        ("+44 20 7946 0000", "+442079460000"),
        ("0044 20 7946 0000", "+442079460000"),
        ("+86", None),
        ("+", None),
        ("ask me", None),
        ("", None),
    ],
)
def test_a_number_is_one_however_it_is_written(written: str, key: str | None) -> None:
    assert fold_phone(written) == key


@pytest.mark.parametrize("password", ["", "short", "x" * 257])
def test_a_password_is_neither_too_short_nor_too_long(password: str) -> None:
    with pytest.raises(WeakPassword):
        require_password(password)


def test_a_stored_token_is_not_the_token() -> None:
    assert token_hash("a") != token_hash("b")
    assert len(token_hash("a")) == 64


def test_a_chain_of_managers_ends_even_where_it_was_made_a_loop() -> None:
    a, b, c = uuid4(), uuid4(), uuid4()
    assert chain_above(a, {a: b, b: c, c: None}) == [b, c]
    assert chain_above(a, {a: b, b: c, c: a}) == [b, c]
    assert chain_above(a, {a: a}) == []


def test_a_grant_everywhere_swallows_the_departments() -> None:
    team, other = uuid4(), uuid4()
    subtrees = {team: frozenset({team}), other: frozenset({other})}
    assert scopes_of([(Role.HR_LEAD, team), (Role.HR_LEAD, other)], subtrees) == {Role.HR_LEAD: {team, other}}
    for grants in ([None, team], [team, None]):
        assert scopes_of([(Role.HR_LEAD, at) for at in grants], subtrees) == {Role.HR_LEAD: None}


def test_a_viewers_role_counts_where_it_was_granted() -> None:
    team, other = uuid4(), uuid4()
    viewer = Viewer(
        staff_id=uuid4(),
        name="made up",
        scopes={Role.HR_LEAD: frozenset({team}), Role.INTERVIEWER: None},
        department_ids=frozenset({team, other}),
        locale="en",
        zone="UTC",
    )
    assert viewer.roles == {Role.HR_LEAD, Role.INTERVIEWER}
    assert viewer.departments_as(Role.HR_LEAD) == {team}
    assert viewer.departments_as(Role.HR_LEAD, Role.INTERVIEWER) is None
    assert viewer.departments_as(Role.AUDITOR) == frozenset()
    assert viewer.may(Role.HR_LEAD, team)
    assert not viewer.may(Role.HR_LEAD, other)
    assert not viewer.may(Role.HR_LEAD, None)
    assert viewer.may(Role.INTERVIEWER, other)
    assert not viewer.has(Role.AUDITOR)


def test_names_and_addresses_stay_out_of_what_is_printed() -> None:
    assert "made up" not in repr(Contact("made up", "a@bank.example", "en", "UTC"))
    assert "bank" not in repr(Contact("made up", "a@bank.example", "en", "UTC"))


PEOPLE = [uuid4() for _ in range(6)]
A, B, C, D, TOP, LONE = PEOPLE
MANAGERS = {A: D, B: D, C: TOP, D: TOP, TOP: None, LONE: None}


@pytest.mark.parametrize(
    ("delegates", "away", "expected"),
    [
        ({}, set(), A),
        ({A: B}, set(), B),
        ({A: B, B: C}, set(), C),
        ({A: B}, {A}, B),  # who is away has said who acts for them
        ({A: B, B: A}, set(), B),  # a loop ends where it would begin again
        ({A: B}, {A, B}, D),  # so is the delegate: the nearest above
        ({}, {A}, D),
        ({}, {A, D}, TOP),
        ({}, {A, D, TOP}, A),  # nobody is there: it stays theirs
    ],
)
def test_who_acts_for_a_person(delegates: dict[UUID, UUID], away: set[UUID], expected: UUID) -> None:
    assert stand_in(A, delegates, away, MANAGERS) == expected


@given(
    delegates=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    managers=st.dictionaries(st.sampled_from(PEOPLE), st.none() | st.sampled_from(PEOPLE)),
    away=st.sets(st.sampled_from(PEOPLE)),
    person=st.sampled_from(PEOPLE),
)
def test_whatever_was_handed_over_somebody_acts_and_it_ends(
    delegates: dict[UUID, UUID], managers: dict[UUID, UUID | None], away: set[UUID], person: UUID
) -> None:
    found = stand_in(person, delegates, away, managers)
    assert found not in away or found == person
    if person not in delegates and person not in away:
        assert found == person


def test_a_period_has_zones_and_an_order() -> None:
    start = datetime(2026, 3, 4, 2, tzinfo=UTC)
    with pytest.raises(TimeWithoutZone):
        require_period(start.replace(tzinfo=None), start)
    with pytest.raises(PeriodOutOfOrder):
        require_period(start, start)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("陈思远", ["chensiyuan", "Chen Siyuan", "CHEN Si-yuan", "Siyuan Chen"]),
        ("曾毅", ["Zeng Yi", "ceng yi"]),  # a family name is read in another way than the word
        ("吕伟", ["lü wei", "lv wei", "lu wei", "LYU WEI"]),
        ("欧阳 娜娜", ["Ouyang Nana"]),
    ],
)
def test_a_chinese_name_is_found_by_its_pinyin(name: str, written: list[str]) -> None:
    assert {fold_latin(one) for one in written} <= set(pinyin_keys(name))


def test_a_name_of_many_readings_has_a_bounded_number_of_keys() -> None:
    assert 2 <= len(pinyin_keys("曾单解仇查盖")) <= 2 * MOST_READINGS


def test_other_names_have_no_pinyin() -> None:
    assert [pinyin_keys(name) for name in ("Anna Schmidt", "Łukasz", "")] == [[], [], []]
    assert [fold_latin(name) for name in ("Łukasz", "陈", "  ", "O'Brien")] == [None, None, None, "obrien"]
