"""A company's own words of nudges; calendars that are retired."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import triggers

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RECORDED = ["nudge_templates"]


def upgrade() -> None:
    op.add_column("calendars", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "nudge_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_templates")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_nudge_templates_name_version")),
    )
    op.create_index(
        "uq_nudge_templates_current",
        "nudge_templates",
        ["name"],
        unique=True,
        postgresql_where=sa.text("superseded_at is null"),
    )
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("nudge_templates")
    op.drop_column("calendars", "retired_at")
