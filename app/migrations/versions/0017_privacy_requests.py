"""Requests about personal data."""

import sqlalchemy as sa
from alembic import op

from app.migrations import triggers

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

RECORDED = ["privacy_requests"]


def upgrade() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "access",
                "copy",
                "correct",
                "delete",
                "explain",
                name="requestkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column(
            "way",
            sa.Enum(
                "portal", "paper", "phone", name="consentway", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "answered",
                "withdrawn",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_staff_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "fulfilled",
                "partly_fulfilled",
                "refused",
                name="requestoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'answered' or (answered_at is not null and outcome is not null and answer is not null)",
            name=op.f("ck_privacy_requests_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_staff_id"], ["staff.id"], name=op.f("fk_privacy_requests_answered_by_staff_id")
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_privacy_requests_candidate_id")),
        sa.ForeignKeyConstraint(["owner_staff_id"], ["staff.id"], name=op.f("fk_privacy_requests_owner_staff_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_staff_id"], ["staff.id"], name=op.f("fk_privacy_requests_recorded_by_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
    )
    op.create_index("ix_privacy_requests_candidate_id_id", "privacy_requests", ["candidate_id", "id"], unique=False)
    op.create_index("ix_privacy_requests_owner_staff_id_id", "privacy_requests", ["owner_staff_id", "id"], unique=False)
    op.create_index("ix_privacy_requests_status_id", "privacy_requests", ["status", "id"], unique=False)
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_privacy_requests_status_id", table_name="privacy_requests")
    op.drop_index("ix_privacy_requests_owner_staff_id_id", table_name="privacy_requests")
    op.drop_index("ix_privacy_requests_candidate_id_id", table_name="privacy_requests")
    op.drop_table("privacy_requests")
