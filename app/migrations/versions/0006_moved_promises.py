"""Promises moved, paused and previewed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import triggers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RECORDED: list[str] = ["clock_pauses"]

RUNNING = sa.text("outcome = 'running'")
NEWEST_RUNNING = sa.text("outcome = 'running' and replaced_at is null")
LISTED_BY = ("owner_staff_id", "application_id", "department_id", "kind", "outcome")


def upgrade() -> None:
    with_default = [
        ("sla_policies", sa.Column("pauses_on", postgresql.JSONB(), nullable=False, server_default="[]")),
        ("sla_clocks", sa.Column("has_own_date", sa.Boolean(), nullable=False, server_default=sa.false())),
        ("sla_clocks", sa.Column("paused_seconds", sa.Float(), nullable=False, server_default="0")),
    ]
    for table, column in with_default:
        op.add_column(table, column)
        op.alter_column(table, column.name, server_default=None)
    for table in ("sla_policies", "calendars"):
        op.add_column(table, sa.Column("applied_reason", sa.String(), nullable=True))
    op.add_column("sla_clocks", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sla_clocks", sa.Column("moved_reason", sa.String(), nullable=True))
    op.add_column("sla_clocks", sa.Column("excused_by_staff_id", sa.Uuid(), nullable=True))
    op.add_column("sla_clocks", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_sla_clocks_excused_by_staff_id"), "sla_clocks", "staff", ["excused_by_staff_id"], ["id"]
    )
    op.drop_index("uq_sla_clocks_running", table_name="sla_clocks")
    op.create_index(
        "uq_sla_clocks_running", "sla_clocks", ["kind", "subject_id"], unique=True, postgresql_where=NEWEST_RUNNING
    )
    op.create_index("uq_sla_clocks_replaces", "sla_clocks", ["replaces_clock_id"], unique=True)
    op.create_index("ix_sla_clocks_id_running", "sla_clocks", ["id"], postgresql_where=RUNNING)
    op.drop_index(op.f("ix_sla_clocks_owner_staff_id"), table_name="sla_clocks")
    op.drop_index(op.f("ix_sla_clocks_application_id"), table_name="sla_clocks")
    for column in LISTED_BY:
        op.create_index(op.f(f"ix_sla_clocks_{column}_id"), "sla_clocks", [column, "id"])
    _create_pauses()
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def _create_pauses() -> None:
    reasons = sa.Enum(
        "waiting_for_candidate",
        "requisition_on_hold",
        name="pausereason",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "clock_pauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("reason", reasons, nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_seconds", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clocks.id"], name=op.f("fk_clock_pauses_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pauses")),
    )
    op.create_index(op.f("ix_clock_pauses_clock_id"), "clock_pauses", ["clock_id"])
    op.create_index(
        "uq_clock_pauses_open",
        "clock_pauses",
        ["clock_id"],
        unique=True,
        postgresql_where=sa.text("resumed_at is null"),
    )


def downgrade() -> None:
    """First promises that still run beside the one that replaced them end cancelled: one per subject may run."""
    op.drop_table("clock_pauses")
    op.drop_index("uq_sla_clocks_replaces", table_name="sla_clocks")
    op.drop_index("ix_sla_clocks_id_running", table_name="sla_clocks")
    for column in LISTED_BY:
        op.drop_index(op.f(f"ix_sla_clocks_{column}_id"), table_name="sla_clocks")
    op.drop_index("uq_sla_clocks_running", table_name="sla_clocks")
    op.execute(
        "update sla_clocks set outcome = 'cancelled', outcome_reason = 'moved', closed_at = replaced_at"
        " where outcome = 'running' and replaced_at is not null"
    )
    op.create_index(
        "uq_sla_clocks_running", "sla_clocks", ["kind", "subject_id"], unique=True, postgresql_where=RUNNING
    )
    op.create_index(op.f("ix_sla_clocks_owner_staff_id"), "sla_clocks", ["owner_staff_id"])
    op.create_index(op.f("ix_sla_clocks_application_id"), "sla_clocks", ["application_id"])
    op.drop_constraint(op.f("fk_sla_clocks_excused_by_staff_id"), "sla_clocks", type_="foreignkey")
    columns = ("replaced_at", "moved_reason", "excused_by_staff_id", "paused_at", "paused_seconds", "has_own_date")
    for column in columns:
        op.drop_column("sla_clocks", column)
    for table, column in (
        ("sla_policies", "pauses_on"),
        ("sla_policies", "applied_reason"),
        ("calendars", "applied_reason"),
    ):
        op.drop_column(table, column)
