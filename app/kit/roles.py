"""The database roles: owner (owns and migrates), web (changes rows), pipeline (reads what the
warehouse may hold, by column), sealer (chains the audit log and sees nothing else). None but the
owner's rights go further: no superuser, no way around row-level security.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, text
from sqlalchemy.engine import URL

from app.kit.records import warehouse_columns

OWNER, WEB, PIPELINE, SEALER = "huiyin_owner", "huiyin_web", "huiyin_pipeline", "huiyin_sealer"
# Settings of a transaction, asked by row-level security (app.migrations.row_policies): whose rows it may see.
ROWS_OF_CANDIDATE, ROWS_OF_APPLICATION = "huiyin.candidate", "huiyin.application"
EVIDENCE = ("audit_entries", "audit_seals", "audit_heads")
GIVEN = {"seq", "xid"}  # of an audit entry: what the server gives and nobody may say
PIPELINE_SCHEMA = "dagster"  # Dagster's own storage, in the same database


@dataclass(frozen=True)
class RolePasswords:
    """The roles' passwords, as kept under `home/keys`."""

    admin: str  # the embedded server's superuser; unused with a server of your own
    owner: str
    web: str
    pipeline: str
    sealer: str

    def items(self) -> list[tuple[str, str]]:
        return [(OWNER, self.owner), (WEB, self.web), (PIPELINE, self.pipeline), (SEALER, self.sealer)]


def ensure_roles(connection: Connection, passwords: RolePasswords) -> None:
    """Makes the roles or sets their passwords anew. `connection` is an administrator's."""
    for role, password in passwords.items():
        exists = connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": role})
        # A role statement takes no parameters; the names are ours and the password is quoted by the server.
        quoted = connection.scalar(text("select quote_literal(:password)"), {"password": password})
        if exists:  # its attributes stay: only a superuser may so much as repeat them
            connection.exec_driver_sql(f"alter role {role} password {quoted}")
        else:
            connection.exec_driver_sql(
                f"create role {role} login nosuperuser nocreatedb nocreaterole nobypassrls noreplication"
                f" password {quoted}"
            )


def grant(connection: Connection, tables: list[Table], recorded: list[Table]) -> None:
    """What the roles may do, compiled from the field classes. Safe to repeat."""
    run = connection.exec_driver_sql
    run(f"grant usage on schema public to {WEB}, {PIPELINE}, {SEALER}")
    run(f"create schema if not exists {PIPELINE_SCHEMA}")
    run(f"grant all on schema {PIPELINE_SCHEMA} to {PIPELINE}")
    run(f"grant usage, select on all sequences in schema public to {WEB}")
    for table in tables:
        if table.name not in {"change_rows", *EVIDENCE}:
            run(f"grant select, insert, update, delete on {table.name} to {WEB}")
    run(f"grant select on change_rows to {WEB}")
    _grant_evidence(run, {table.name: table for table in tables})
    for table in recorded:
        columns = ", ".join(warehouse_columns(table))
        run(f"revoke all on {table.name} from {PIPELINE}")
        run(f"grant select ({columns}) on {table.name} to {PIPELINE}")
    run(f"grant select on change_rows, alembic_version to {PIPELINE}")
    run(f"grant select on alembic_version to {WEB}, {SEALER}")


def _grant_evidence(run: Callable[[str], object], tables: Mapping[str, Table]) -> None:
    """Evidence is only added to: entries by all who act, their place in time given by the server; seals
    and heads by the sealer alone.
    """
    columns = ", ".join(column.name for column in tables["audit_entries"].columns if column.name not in GIVEN)
    run(f"revoke all on {', '.join(EVIDENCE)} from {WEB}, {SEALER}")
    run(f"grant select, insert ({columns}) on audit_entries to {WEB}, {SEALER}")
    run(f"grant select on audit_entries_seq_seq to {SEALER}")
    run(f"grant select, insert on audit_seals, audit_heads to {SEALER}")


def url_for(base: URL, role: str, password: str, database: str) -> str:
    """`base` (host, port or socket) as `role`'s address of `database`."""
    url = base.set(username=role, password=password, database=database, drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)
