"""Candidates are found by the pinyin of their names."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from app.people.rules import pinyin_keys

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
CANDIDATES = sa.table("candidates", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))


def upgrade() -> None:
    spellings = op.create_table(
        "candidate_spellings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_candidate_spellings_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_spellings")),
        sa.UniqueConstraint("key", "candidate_id", name=op.f("uq_candidate_spellings_key_candidate_id")),
    )
    columns = CANDIDATES.c
    rows = sa.select(columns.id, columns.name).order_by(columns.id).limit(AT_ONCE)
    found = op.get_bind().execute(rows).all()
    while found:
        keys = [{"id": uuid4(), "candidate_id": row.id, "key": key} for row in found for key in pinyin_keys(row.name)]
        op.bulk_insert(spellings, keys)
        found = op.get_bind().execute(rows.where(columns.id > found[-1].id)).all()
    op.create_index(op.f("ix_candidate_spellings_candidate_id"), "candidate_spellings", ["candidate_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_candidate_spellings_candidate_id"), table_name="candidate_spellings")
    op.drop_table("candidate_spellings")
