"""What of feedback is released to the candidate, and the record of what was shown."""

from alembic import op

from app.migrations import triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RECORDED: list[str] = []


def upgrade() -> None:
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    pass
