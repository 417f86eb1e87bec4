"""What of feedback is released to the candidate, and the record of what was shown."""

import sqlalchemy as sa
from alembic import op

from app.migrations import triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RECORDED = ["feedback_releases", "release_texts", "released_fields"]


def upgrade() -> None:
    op.create_table(
        "feedback_releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round_version_id", sa.Uuid(), nullable=True),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("releases_decision", sa.Boolean(), nullable=False),
        sa.Column("releases_scores", sa.Boolean(), nullable=False),
        sa.Column("releases_text", sa.Boolean(), nullable=False),
        sa.Column("text_needs_approval", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "held",
                "pending",
                "released",
                name="releasestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_feedback_releases_application_id")
        ),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_feedback_releases_by_staff_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["round_decisions.id"], name=op.f("fk_feedback_releases_decision_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_feedback_releases_round_id")),
        sa.ForeignKeyConstraint(
            ["round_version_id"], ["round_versions.id"], name=op.f("fk_feedback_releases_round_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_releases")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_feedback_releases_decision_id_number")),
    )
    op.create_index(op.f("ix_feedback_releases_application_id"), "feedback_releases", ["application_id"], unique=False)
    op.create_index(
        "ix_feedback_releases_held",
        "feedback_releases",
        ["release_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_table(
        "release_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_version_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "approved",
                "declined",
                name="textstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_staff_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_staff_id"], ["staff.id"], name=op.f("fk_release_texts_decided_by_staff_id")
        ),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_release_texts_feedback_id")),
        sa.ForeignKeyConstraint(
            ["feedback_version_id"], ["feedback_versions.id"], name=op.f("fk_release_texts_feedback_version_id")
        ),
        sa.ForeignKeyConstraint(["owner_staff_id"], ["staff.id"], name=op.f("fk_release_texts_owner_staff_id")),
        sa.ForeignKeyConstraint(["release_id"], ["feedback_releases.id"], name=op.f("fk_release_texts_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_texts")),
        sa.UniqueConstraint("release_id", "feedback_id", name=op.f("uq_release_texts_release_id_feedback_id")),
    )
    op.create_index(op.f("ix_release_texts_feedback_id"), "release_texts", ["feedback_id"], unique=False)
    op.create_index(
        "ix_release_texts_waiting",
        "release_texts",
        ["owner_staff_id", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "released_fields",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_version_id", sa.Uuid(), nullable=True),
        sa.Column(
            "field",
            sa.Enum(
                "decision", "score", "text", name="releasedpart", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("dimension_name", sa.String(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["feedback_version_id"], ["feedback_versions.id"], name=op.f("fk_released_fields_feedback_version_id")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["feedback_releases.id"], name=op.f("fk_released_fields_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_fields")),
        sa.UniqueConstraint(
            "release_id",
            "feedback_version_id",
            "field",
            "dimension_name",
            name=op.f("uq_released_fields_release_id_feedback_version_id_field_dimension_name"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_released_fields_feedback_version_id"), "released_fields", ["feedback_version_id"], unique=False
    )
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_released_fields_feedback_version_id"), table_name="released_fields")
    op.drop_table("released_fields")
    op.drop_index(
        "ix_release_texts_waiting", table_name="release_texts", postgresql_where=sa.text("status = 'waiting'")
    )
    op.drop_index(op.f("ix_release_texts_feedback_id"), table_name="release_texts")
    op.drop_table("release_texts")
    op.drop_index(
        "ix_feedback_releases_held", table_name="feedback_releases", postgresql_where=sa.text("status = 'held'")
    )
    op.drop_index(op.f("ix_feedback_releases_application_id"), table_name="feedback_releases")
    op.drop_table("feedback_releases")
