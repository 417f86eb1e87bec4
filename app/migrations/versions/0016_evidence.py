"""The audit log's seals and signed heads; entries in the order in which they are sealed."""

import sqlalchemy as sa
from alembic import op

from app.kit.changes import Xid8
from app.migrations import triggers

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RECORDED: list[str] = []


def upgrade() -> None:
    op.drop_column("audit_entries", "previous_hash")  # both were never filled
    op.drop_column("audit_entries", "entry_hash")
    op.create_index("ix_audit_entries_order", "audit_entries", ["xid", "seq"], unique=False)
    op.drop_index("ix_audit_entries_xid", table_name="audit_entries")
    op.create_table(
        "audit_seals",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("era", sa.Integer(), nullable=False),
        sa.Column("xid", Xid8(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(digest) = 32 and octet_length(link) = 32", name=op.f("ck_audit_seals_sizes")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("seq", name=op.f("uq_audit_seals_seq")),
    )
    op.create_table(
        "audit_heads",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_heads")),
    )
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_heads")
    op.drop_table("audit_seals")
    op.create_index("ix_audit_entries_xid", "audit_entries", ["xid"], unique=False)
    op.drop_index("ix_audit_entries_order", table_name="audit_entries")
    op.add_column("audit_entries", sa.Column("previous_hash", sa.String(), nullable=True))
    op.add_column("audit_entries", sa.Column("entry_hash", sa.String(), nullable=True))
