"""When a candidate was told of a round's decision."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round_decisions", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    # Until now a decision was told when it was made, or with its release where that was held back.
    op.execute(
        """
        update round_decisions as decided
        set shown_at = coalesce(
            (
                select min(made.released_at) from feedback_releases as made
                where made.decision_id = decided.id and made.release_at > decided.at
            ),
            decided.at
        )
        where decided.decision <> 'hold'
            and not exists (
                select from feedback_releases as made
                where made.decision_id = decided.id and made.status = 'held'
            )
        """
    )


def downgrade() -> None:
    op.drop_column("round_decisions", "shown_at")
