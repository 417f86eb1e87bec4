"""What the API needs: idempotency keys, links for candidates."""

from alembic import op

from app.migrations import triggers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RECORDED: list[str] = []


def upgrade() -> None:
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    pass
