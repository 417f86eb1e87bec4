"""The second belt: in a candidate's transaction the database gives out that candidate's rows, whatever is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Column, MetaData, Table, text
from sqlalchemy.exc import ProgrammingError

from app.kit.database import Actor, Unit
from app.kit.installation import Installation
from app.kit.roles import WEB
from app.migrations.metadata import metadata
from app.migrations.row_policies import CLOSED, owned, protect
from app.people.links import candidate_viewer_of
from tests.integration.api.conftest import NOW
from tests.integration.api.world import World, running_world, second_application

OWNED = owned(metadata.sorted_tables)


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    with running_world(installation) as world:
        yield world


@contextmanager
def acting(world: World, who: str) -> Iterator[Unit]:
    """A transaction of the application, which looked up the candidate's link as each request does."""
    with world.database.unit(Actor.service(), NOW) as unit:
        viewer = candidate_viewer_of(unit, world[who].token)
        assert viewer is not None
        unit.actor = Actor.candidate(viewer.candidate_id)
        yield unit


def ids_in(unit: Unit, table: str) -> set[str]:
    key = "seq" if table == "audit_entries" else "id"
    return set(unit.session.scalars(text(f"select {key}::text from {table}")))


def count_of(unit: Unit, table: str) -> int:
    return unit.session.scalar(text(f"select count(*) from {table}")) or 0


def test_each_candidate_is_given_rows_of_their_own_only(world: World) -> None:
    seen = {}
    for who in ("chen", "ouyang"):
        with acting(world, who) as unit:
            seen[who] = {table: ids_in(unit, table) for table in OWNED}
    with world.database.unit(Actor.service(), NOW) as unit:
        everything = {table: ids_in(unit, table) for table in OWNED}
    for table, all_ids in everything.items():
        mine, theirs = seen["chen"][table], seen["ouyang"][table]
        assert mine | theirs <= all_ids
        assert not mine & theirs, table
    own = {table for table in OWNED if seen["chen"][table]}
    assert {"candidates", "applications", "interviews", "questions", "messages", "offers", "feedback"} <= own
    assert {"feedback_scores", "released_fields", "sla_clocks", "attachments", "complaints"} <= own
    assert len(own) >= 24, sorted(OWNED.keys() - own)
    assert seen["chen"]["applications"] == {str(world.desk.application_id)}


def test_what_is_closed_to_candidates_shows_them_nothing(world: World) -> None:
    with acting(world, "chen") as unit:
        assert {table: count_of(unit, table) for table in CLOSED} == dict.fromkeys(CLOSED, 0)
    with world.database.unit(Actor.service(), NOW) as unit:
        assert count_of(unit, "credentials")
        assert count_of(unit, "login_sessions")


def test_nobody_elses_rows_are_changed_or_added(world: World) -> None:
    other = second_application(world.database, world.desk)
    with acting(world, "chen") as unit:
        changed = unit.session.execute(text("update applications set source = 'x' where id = :id"), {"id": other})
        assert changed.rowcount == 0  # type: ignore[attr-defined]
    moved = text("update messages set application_id = :other where application_id = :own")
    with pytest.raises(ProgrammingError, match="row-level security"), acting(world, "chen") as unit:
        unit.session.execute(moved, {"other": other, "own": world.desk.application_id})


def test_what_others_have_taken_is_counted_for_a_moment(world: World) -> None:
    with acting(world, "chen") as unit:
        own = ids_in(unit, "interviews")
        with unit.all_rows():
            assert ids_in(unit, "interviews") > own
        assert ids_in(unit, "interviews") == own
        with pytest.raises(ZeroDivisionError), unit.all_rows():
            raise ZeroDivisionError
        assert ids_in(unit, "interviews") == own, "the limit holds again, whatever happened"


def test_the_next_transaction_of_the_connection_is_not_the_candidates(world: World) -> None:
    with world.database.engine.connect() as connection, world.database.unit(Actor.service(), NOW) as unit:
        unit.session.bind = connection
        candidate_viewer_of(unit, world["chen"].token)
        limited = ids_in(unit, "applications")
        unit.session.commit()
        assert ids_in(unit, "applications") > limited


def test_the_web_role_can_not_get_around_it(world: World, installation: Installation) -> None:
    with installation.owner.engine.connect() as connection:
        role = connection.execute(
            text("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = :role"), {"role": WEB}
        ).one()
        assert tuple(role) == (False, False, False)
        secured = text(
            "select relname from pg_class where relrowsecurity and relforcerowsecurity"
            " and relowner <> (select oid from pg_roles where rolname = :role)"
        )
        assert set(connection.scalars(secured, {"role": WEB})) == OWNED.keys() | set(CLOSED)
    for statement in (
        "alter table applications disable row level security",
        f"drop policy {_policy(installation)} on applications",
        "set role huiyin_owner",
    ):
        with pytest.raises(ProgrammingError), acting(world, "chen") as unit:
            unit.session.execute(text(statement))


def _policy(installation: Installation) -> str:
    with installation.owner.engine.connect() as connection:
        return str(connection.scalar(text("select policyname from pg_policies where tablename = 'applications'")))


def test_a_table_of_which_nobody_says_whose_it_is_stops_the_preparation() -> None:
    new = Table("payslips", MetaData(), Column("id"))
    with pytest.raises(ValueError, match="payslips"):
        owned([*metadata.sorted_tables, new])


def test_policies_that_stand_are_left_alone_and_others_replaced(installation: Installation) -> None:
    with installation.owner.engine.begin() as connection:
        before = set(connection.execute(text("select tablename, policyname from pg_policies")))
        connection.execute(text("create policy left_over on departments using (false)"))
        connection.execute(text("alter table departments enable row level security"))
        connection.execute(text(f"drop policy {dict(before)['offers']} on offers"))
        protect(connection, metadata.sorted_tables)
        assert set(connection.execute(text("select tablename, policyname from pg_policies"))) == before
        protect(connection, metadata.sorted_tables)
        assert set(connection.execute(text("select tablename, policyname from pg_policies"))) == before
        assert not connection.scalar(text("select relrowsecurity from pg_class where relname = 'departments'"))
