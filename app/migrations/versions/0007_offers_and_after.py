"""Offers; complaints, surveys, consents."""

from alembic import op

from app.migrations import triggers

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RECORDED: list[str] = []


def upgrade() -> None:
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    pass
