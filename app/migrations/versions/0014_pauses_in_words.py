"""What a pause waits for, in words, and who let the clock rest."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RECORDED: list[str] = []


def upgrade() -> None:
    op.add_column("clock_pauses", sa.Column("waits_for", sa.String(), nullable=True))
    op.add_column("clock_pauses", sa.Column("paused_by_staff_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_clock_pauses_paused_by_staff_id"), "clock_pauses", "staff", ["paused_by_staff_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("clock_pauses", "paused_by_staff_id")
    op.drop_column("clock_pauses", "waits_for")
