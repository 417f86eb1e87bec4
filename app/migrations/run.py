"""Running the migrations, and asking where a database stands."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
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
        return list(compare_metadata(context, metadata))
