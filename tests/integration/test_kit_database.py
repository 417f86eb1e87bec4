"""The unit of work on a real PostgreSQL: change rows, roles, refusals."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import QueuePool

from app.evidence.service import record
from app.kit.database import Actor, Database, UnauditedChange
from app.kit.installation import Installation
from app.migrations.run import differences, standing
from app.people.models import Candidate, Department
from tests.conftest import NOW


def test_the_migrated_database_is_what_the_models_say(installation: Installation) -> None:
    assert differences(installation.owner.engine) == []
    current, head = standing(installation.owner.engine)
    assert current == head


def test_every_change_leaves_a_change_row_in_its_transaction(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        department = Department(name="Risk", created_at=NOW)
        unit.session.add(department)
        unit.session.flush()
        record(unit, "department.created", department)
        department.name = "Risk control"
    with database.engine.connect() as connection:
        # What emptied the tables after another test has left its change rows too.
        found = text("select op from change_rows where row_id = :id order by seq")
        ops = connection.scalars(found, {"id": str(department.id)}).all()
    assert ops == ["insert", "update"]


def test_a_change_without_an_audit_entry_is_refused_whole(database: Database) -> None:
    with pytest.raises(UnauditedChange, match="departments"), database.unit(Actor.service(), NOW) as unit:
        unit.session.add(Department(name="Risk", created_at=NOW))
    with database.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from departments")) == 0


def test_web_and_pipeline_roles_have_no_way_around_row_level_security(installation: Installation) -> None:
    for database in (installation.web, installation.pipeline):
        with database.engine.connect() as connection:
            flags = connection.execute(
                text("select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = user")
            ).one()
        assert tuple(flags) == (False, False, False, False)


def test_the_web_role_can_not_rewrite_the_audit_log(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), database.engine.begin() as connection:
        connection.execute(text("update audit_entries set action = 'x'"))


def test_the_pipeline_role_can_not_read_a_personal_column(installation: Installation, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        candidate = Candidate(name="made up", name_key="madeup", pseudonym=unit.pseudonym(uuid4()), created_at=NOW)
        unit.session.add(candidate)
        unit.session.flush()
        record(unit, "candidate.created", candidate)
    with installation.pipeline.engine.connect() as connection:
        assert connection.scalar(text("select count(pseudonym) from candidates")) == 1
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("select name from candidates"))


@pytest.mark.parametrize("processes", [1, 2, 3, 8, 64])
def test_web_processes_together_leave_connections_to_others(installation: Installation, processes: int) -> None:
    one = Installation(installation.settings.model_copy(update={"web_processes": processes}))
    pool = one.web.engine.pool
    assert isinstance(pool, QueuePool)
    most = pool.size() + pool._max_overflow
    assert 1 <= most <= 40
    assert processes * most <= 72 or processes > 72
    held = [one.web.engine.connect() for _ in range(most)]
    assert held[-1].scalar(text("select 1")) == 1
    for connection in held:
        connection.close()
    one.close()
