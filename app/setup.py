"""Preparing an installation: keys, roles, database, migrations, grants, calendars, policies.

Belongs here: what `huiyin init` does, in order. Each step is safe to repeat.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.evidence.signing import ensure_signing_key
from app.hiring.service import ensure_default_plan
from app.kit.database import Actor
from app.kit.errors import DatabaseUnavailable, HuiyinError
from app.kit.installation import Installation
from app.kit.records import check_classes, recorded_tables
from app.kit.roles import OWNER, PIPELINE, SEALER, WEB, ensure_roles, grant
from app.migrations.metadata import metadata
from app.migrations.row_policies import protect
from app.migrations.run import upgrade
from app.sla.service import ensure_default_calendar, ensure_default_policies, extend_calendars


class MayNotPrepare(HuiyinError):
    code = "may_not_prepare"
    message = "The log-in of HUIYIN_DATABASE_URL may not prepare the database {name}."
    mend = "Give it CREATEROLE and make it the database's owner, then run `huiyin init` again."


HBA = "# Written by `huiyin init`: sockets only, with a password.\nlocal all all scram-sha-256\n"


def initialise(installation: Installation, now: datetime, step: Callable[[str], None] = lambda _: None) -> None:
    """Brings an installation to this code's shape, from nothing or from an older one.

    `step` is told what is being done. Raises `DatabaseUnavailable`.
    """
    check_classes(metadata.sorted_tables)
    step("keys")
    installation.settings.root.mkdir(parents=True, exist_ok=True)
    installation.settings.keys_dir.mkdir(mode=0o700, exist_ok=True)
    installation.ensure_keys()
    ensure_signing_key(installation.settings.signing_key_file)
    step("database")
    installation.join_database()
    _prepare_server(installation)
    step("migrations")
    upgrade(installation.owner.engine)
    with installation.owner.engine.begin() as connection:
        grant(connection, metadata.sorted_tables, recorded_tables())
        protect(connection, metadata.sorted_tables)
    step("calendars, policies, the first interview plan")
    with installation.owner.unit(Actor.service(), now) as unit:
        ensure_default_calendar(unit, installation.settings.calendar)
        extend_calendars(unit)
        ensure_default_policies(unit, installation.settings.calendar)
        ensure_default_plan(unit)


def _prepare_server(installation: Installation) -> None:
    engine = create_engine(installation.server_url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    name = installation.database_name
    try:
        with engine.connect() as connection:
            ensure_roles(connection, installation.passwords)
            if not connection.scalar(text("select 1 from pg_database where datname = :name"), {"name": name}):
                connection.exec_driver_sql(f'create database "{name}" owner {OWNER}')
                connection.exec_driver_sql(f'revoke all on database "{name}" from public')
            connection.exec_driver_sql(f'grant connect on database "{name}" to {WEB}, {PIPELINE}, {SEALER}')
            # A database that somebody else made: its public schema is closed to our owner since PostgreSQL 15.
            connection.exec_driver_sql(f'grant all on database "{name}" to {OWNER}')
            if installation.settings.is_embedded:
                _require_passwords(connection, installation)
            else:
                connection.exec_driver_sql(f"grant all on schema public to {OWNER}")
    except OperationalError as error:
        raise DatabaseUnavailable from error
    except ProgrammingError:
        # Without its cause: the statement holds a password.
        raise MayNotPrepare(name=name) from None
    finally:
        engine.dispose()


def _require_passwords(connection: Connection, installation: Installation) -> None:
    """The package starts its server trusting every local user; ours asks each for a password."""
    hba = Path(installation.settings.postgres_dir / "pg_hba.conf")
    if hba.read_text() == HBA:
        return
    quoted = connection.scalar(text("select quote_literal(:password)"), {"password": installation.passwords.admin})
    connection.exec_driver_sql(f"alter role postgres password {quoted}")
    hba.write_text(HBA)
    connection.exec_driver_sql("select pg_reload_conf()")
