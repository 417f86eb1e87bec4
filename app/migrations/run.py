"""Running the migrations, and asking where a database stands."""

import re
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Dialect, Engine, text
from sqlalchemy.dialects.postgresql.base import ischema_names

from app.kit.changes import Xid8
from app.migrations.metadata import metadata


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Brings the database to this code's shape; safe to repeat."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def standing(engine: Engine) -> tuple[str | None, str | None]:
    """(revision of the database, newest revision of the code); None where there is none."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        return current, ScriptDirectory.from_config(_config(connection)).get_current_head()


def differences(engine: Engine) -> list[object]:
    """What the models have and the migrated database has not, or the reverse (a test: none)."""
    ischema_names["xid8"] = Xid8  # a type that SQLAlchemy does not reflect by itself
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [*compare_metadata(context, metadata), *_differing_checks(connection)]


CHECKS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
where contype = 'c' and connamespace = current_schema()::regnamespace
"""


def _differing_checks(connection: Connection) -> list[object]:
    """Checks, which Alembic does not compare: by name and by the values that they name."""
    dialect = connection.dialect
    wanted = {
        (table.name, dialect.identifier_preparer.format_constraint(check), _named(_written(check, dialect)))
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    present = {(table, name, _named(written)) for table, name, written in connection.execute(text(CHECKS))}
    return [("check", *check) for check in sorted(wanted ^ present)]


def _written(check: CheckConstraint, dialect: Dialect) -> str:
    return str(check.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _named(written: object) -> tuple[str, ...]:
    return tuple(sorted(set(re.findall(r"'([^']*)'", str(written)))))
