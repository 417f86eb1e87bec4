"""Requisitions with approvals, postings, versions of rounds, delegations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RECORDED: list[str] = [
    "absences",
    "delegations",
    "postings",
    "requisition_approvals",
    "round_versions",
    "screening_decisions",
]

# What a round asked for until now becomes its first version; live interviews keep that one.
FIRST_VERSIONS = (
    """
    insert into round_versions (id, round_id, version, duration_minutes, min_questions, question_owner_id,
        suggested_questions, panel_shown, panel_shown_from, releases_decision, releases_scores, releases_text,
        text_needs_approval, release_hold_hours, created_at)
    select gen_random_uuid(), rounds.id, 1, rounds.duration_minutes, least(rounds.min_questions, 20),
        rounds.question_owner_id, '[]'::jsonb, 'names', 'confirmed', true, true, true, true, 0, interview_plans.created_at
    from rounds join interview_plans on interview_plans.id = rounds.plan_id
    """,
    """
    update score_dimensions set round_version_id = round_versions.id, weight = greatest(weight, 1)
    from round_versions where round_versions.round_id = score_dimensions.round_id
    """,
    """
    update interviews set round_version_id = round_versions.id
    from round_versions where round_versions.round_id = interviews.round_id and interviews.origin = 'live'
    """,
    # Of templates with one name the newest is the current version.
    """
    update interview_plans set version = numbered.version,
        superseded_at = case when numbered.version < numbered.versions then interview_plans.created_at end
    from (
        select id, row_number() over (partition by name order by created_at, id) as version,
            count(*) over (partition by name) as versions
        from interview_plans where requisition_id is null
    ) as numbered
    where numbered.id = interview_plans.id and numbered.versions > 1
    """,
)
# Back again the current version is all that a round can say; older ones and their scorecards are lost.
CURRENT_VERSIONS = (
    """
    update rounds set duration_minutes = coalesce(current.duration_minutes, 60),
        min_questions = coalesce(current.min_questions, 1), question_owner_id = current.question_owner_id
    from rounds as same left join round_versions as current
        on current.round_id = same.id and current.superseded_at is null
    where same.id = rounds.id
    """,
    """
    delete from score_dimensions using round_versions
    where round_versions.id = score_dimensions.round_version_id and round_versions.superseded_at is not null
    """,
    """
    update score_dimensions set round_id = round_versions.round_id
    from round_versions where round_versions.id = score_dimensions.round_version_id
    """,
    "update rounds set position = -rounds.position - 1000 where removed_at is not null",
)


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absences_order")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_absences_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_ends_at"), "absences", ["ends_at"], unique=False)
    op.create_index(op.f("ix_absences_staff_id"), "absences", ["staff_id"], unique=False)
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_staff_id", sa.Uuid(), nullable=False),
        sa.Column("to_staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_delegations_order")),
        sa.ForeignKeyConstraint(["from_staff_id"], ["staff.id"], name=op.f("fk_delegations_from_staff_id")),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name=op.f("fk_delegations_to_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index(op.f("ix_delegations_ends_at"), "delegations", ["ends_at"], unique=False)
    op.create_index(op.f("ix_delegations_from_staff_id"), "delegations", ["from_staff_id"], unique=False)
    op.create_table(
        "postings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requisition_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["requisition_id"], ["requisitions.id"], name=op.f("fk_postings_requisition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index("ix_postings_open", "postings", ["id"], unique=False, postgresql_where=sa.text("closed_at is null"))
    op.create_index(op.f("ix_postings_requisition_id"), "postings", ["requisition_id"], unique=False)
    op.create_table(
        "requisition_approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requisition_id", sa.Uuid(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("approver_staff_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "approved", "declined", name="approvaldecision", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decision is null) = (decided_by_staff_id is null)", name=op.f("ck_requisition_approvals_decided")
        ),
        sa.ForeignKeyConstraint(
            ["approver_staff_id"], ["staff.id"], name=op.f("fk_requisition_approvals_approver_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_staff_id"], ["staff.id"], name=op.f("fk_requisition_approvals_decided_by_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisitions.id"], name=op.f("fk_requisition_approvals_requisition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisition_approvals")),
        sa.UniqueConstraint(
            "requisition_id",
            "submission",
            "position",
            name=op.f("uq_requisition_approvals_requisition_id_submission_position"),
        ),
    )
    op.create_index(
        "ix_requisition_approvals_open",
        "requisition_approvals",
        ["approver_staff_id"],
        unique=False,
        postgresql_where=sa.text("decision is null"),
    )
    op.create_table(
        "round_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("min_questions", sa.Integer(), nullable=False),
        sa.Column("question_owner_id", sa.Uuid(), nullable=True),
        sa.Column("suggested_questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("panel_size", sa.Integer(), nullable=True),
        sa.Column(
            "panel_shown",
            sa.Enum(
                "names", "roles", "nothing", name="panelshown", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "panel_shown_from",
            sa.Enum(
                "confirmed",
                "day_before",
                "start",
                name="panelshownfrom",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("what_to_bring", sa.String(), nullable=True),
        sa.Column("releases_decision", sa.Boolean(), nullable=False),
        sa.Column("releases_scores", sa.Boolean(), nullable=False),
        sa.Column("releases_text", sa.Boolean(), nullable=False),
        sa.Column("text_needs_approval", sa.Boolean(), nullable=False),
        sa.Column("release_hold_hours", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "min_questions between 0 and 20 and duration_minutes > 0 and panel_size > 0 and release_hold_hours >= 0",
            name=op.f("ck_round_versions_amounts"),
        ),
        sa.ForeignKeyConstraint(["question_owner_id"], ["staff.id"], name=op.f("fk_round_versions_question_owner_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_versions_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_versions")),
        sa.UniqueConstraint("round_id", "version", name=op.f("uq_round_versions_round_id_version")),
    )
    op.create_index(
        "uq_round_versions_current",
        "round_versions",
        ["round_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at is null"),
    )
    op.create_table(
        "screening_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("advance", "reject", name="screeningresult", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_screening_decisions_application_id")
        ),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_screening_decisions_by_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_decisions")),
    )
    op.create_index(
        op.f("ix_screening_decisions_application_id"), "screening_decisions", ["application_id"], unique=False
    )
    op.drop_index(op.f("ix_applications_requisition_id"), table_name="applications")
    op.create_index("ix_applications_recruiter_id_id", "applications", ["recruiter_id", "id"], unique=False)
    op.create_index("ix_applications_requisition_id_id", "applications", ["requisition_id", "id"], unique=False)
    op.create_index("ix_applications_round_id", "applications", ["round_id"], unique=False)
    op.create_index("ix_applications_status_id", "applications", ["status", "id"], unique=False)
    op.add_column("interview_plans", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("interview_plans", sa.Column("copied_from_id", sa.Uuid(), nullable=True))
    op.add_column("interview_plans", sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_interview_plans_copied_from_id"), "interview_plans", "interview_plans", ["copied_from_id"], ["id"]
    )
    op.add_column("interviews", sa.Column("round_version_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_interviews_round_version_id"), "interviews", "round_versions", ["round_version_id"], ["id"]
    )
    op.add_column("requisitions", sa.Column("submission", sa.Integer(), server_default="0", nullable=False))
    op.add_column("requisitions", sa.Column("submitted_by_staff_id", sa.Uuid(), nullable=True))
    op.add_column("requisitions", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_requisitions_code"), "requisitions", ["code"], unique=False)
    op.create_index("ix_requisitions_department_id_id", "requisitions", ["department_id", "id"], unique=False)
    op.create_index("ix_requisitions_recruiter_id_id", "requisitions", ["recruiter_id", "id"], unique=False)
    op.create_index("ix_requisitions_status_id", "requisitions", ["status", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_requisitions_submitted_by_staff_id"), "requisitions", "staff", ["submitted_by_staff_id"], ["id"]
    )
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)
    op.add_column("rounds", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_rounds_plan_id_position"), "rounds", type_="unique")
    op.create_index(op.f("ix_rounds_plan_id"), "rounds", ["plan_id"], unique=False)
    op.create_index(
        "uq_rounds_position",
        "rounds",
        ["plan_id", "position"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )
    op.add_column("score_dimensions", sa.Column("round_version_id", sa.Uuid(), nullable=True))
    for statement in FIRST_VERSIONS:
        op.execute(statement)
    op.create_index(
        "uq_interview_plans_template",
        "interview_plans",
        ["name"],
        unique=True,
        postgresql_where=sa.text("requisition_id is null and superseded_at is null"),
    )
    op.drop_constraint(op.f("fk_rounds_question_owner_id"), "rounds", type_="foreignkey")
    op.drop_column("rounds", "min_questions")
    op.drop_column("rounds", "duration_minutes")
    op.drop_column("rounds", "question_owner_id")
    op.drop_constraint(op.f("uq_score_dimensions_round_id_position"), "score_dimensions", type_="unique")
    op.create_unique_constraint(
        op.f("uq_score_dimensions_round_version_id_position"), "score_dimensions", ["round_version_id", "position"]
    )
    op.drop_constraint(op.f("fk_score_dimensions_round_id"), "score_dimensions", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_score_dimensions_round_version_id"), "score_dimensions", "round_versions", ["round_version_id"], ["id"]
    )
    op.drop_column("score_dimensions", "round_id")
    op.alter_column("score_dimensions", "round_version_id", nullable=False)
    op.create_check_constraint(op.f("ck_score_dimensions_weight"), "score_dimensions", "weight > 0")


def downgrade() -> None:
    op.add_column("score_dimensions", sa.Column("round_id", sa.UUID(), autoincrement=False, nullable=True))
    op.add_column("rounds", sa.Column("question_owner_id", sa.UUID(), autoincrement=False, nullable=True))
    op.add_column("rounds", sa.Column("duration_minutes", sa.INTEGER(), autoincrement=False, nullable=True))
    op.add_column("rounds", sa.Column("min_questions", sa.INTEGER(), autoincrement=False, nullable=True))
    for statement in CURRENT_VERSIONS:
        op.execute(statement)
    op.alter_column("score_dimensions", "round_id", nullable=False)
    op.alter_column("rounds", "duration_minutes", nullable=False)
    op.alter_column("rounds", "min_questions", nullable=False)
    op.create_check_constraint(op.f("ck_rounds_amounts"), "rounds", "min_questions >= 0 and duration_minutes > 0")
    op.drop_constraint(op.f("ck_score_dimensions_weight"), "score_dimensions", type_="check")
    op.drop_constraint(op.f("fk_score_dimensions_round_version_id"), "score_dimensions", type_="foreignkey")
    op.create_foreign_key(op.f("fk_score_dimensions_round_id"), "score_dimensions", "rounds", ["round_id"], ["id"])
    op.drop_constraint(op.f("uq_score_dimensions_round_version_id_position"), "score_dimensions", type_="unique")
    op.create_unique_constraint(
        op.f("uq_score_dimensions_round_id_position"),
        "score_dimensions",
        ["round_id", "position"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("score_dimensions", "round_version_id")
    op.create_foreign_key(op.f("fk_rounds_question_owner_id"), "rounds", "staff", ["question_owner_id"], ["id"])
    op.drop_index("uq_rounds_position", table_name="rounds", postgresql_where=sa.text("removed_at is null"))
    op.drop_index(op.f("ix_rounds_plan_id"), table_name="rounds")
    op.create_unique_constraint(
        op.f("uq_rounds_plan_id_position"), "rounds", ["plan_id", "position"], postgresql_nulls_not_distinct=False
    )
    op.drop_column("rounds", "removed_at")
    op.drop_constraint(op.f("fk_requisitions_submitted_by_staff_id"), "requisitions", type_="foreignkey")
    op.drop_index("ix_requisitions_status_id", table_name="requisitions")
    op.drop_index("ix_requisitions_recruiter_id_id", table_name="requisitions")
    op.drop_index("ix_requisitions_department_id_id", table_name="requisitions")
    op.drop_index(op.f("ix_requisitions_code"), table_name="requisitions")
    op.drop_column("requisitions", "submitted_at")
    op.drop_column("requisitions", "submitted_by_staff_id")
    op.drop_column("requisitions", "submission")
    op.drop_constraint(op.f("fk_interviews_round_version_id"), "interviews", type_="foreignkey")
    op.drop_column("interviews", "round_version_id")
    op.drop_constraint(op.f("fk_interview_plans_copied_from_id"), "interview_plans", type_="foreignkey")
    op.drop_index(
        "uq_interview_plans_template",
        table_name="interview_plans",
        postgresql_where=sa.text("requisition_id is null and superseded_at is null"),
    )
    op.drop_column("interview_plans", "superseded_at")
    op.drop_column("interview_plans", "copied_from_id")
    op.drop_column("interview_plans", "version")
    op.drop_index("ix_applications_status_id", table_name="applications")
    op.drop_index("ix_applications_round_id", table_name="applications")
    op.drop_index("ix_applications_requisition_id_id", table_name="applications")
    op.drop_index("ix_applications_recruiter_id_id", table_name="applications")
    op.create_index(op.f("ix_applications_requisition_id"), "applications", ["requisition_id"], unique=False)
    op.drop_index(op.f("ix_screening_decisions_application_id"), table_name="screening_decisions")
    op.drop_table("screening_decisions")
    op.drop_index(
        "uq_round_versions_current", table_name="round_versions", postgresql_where=sa.text("superseded_at is null")
    )
    op.drop_table("round_versions")
    op.drop_index(
        "ix_requisition_approvals_open",
        table_name="requisition_approvals",
        postgresql_where=sa.text("decision is null"),
    )
    op.drop_table("requisition_approvals")
    op.drop_index("ix_postings_open", table_name="postings", postgresql_where=sa.text("closed_at is null"))
    op.drop_index(op.f("ix_postings_requisition_id"), table_name="postings")
    op.drop_table("postings")
    op.drop_index(op.f("ix_delegations_from_staff_id"), table_name="delegations")
    op.drop_index(op.f("ix_delegations_ends_at"), table_name="delegations")
    op.drop_table("delegations")
    op.drop_index(op.f("ix_absences_staff_id"), table_name="absences")
    op.drop_index(op.f("ix_absences_ends_at"), table_name="absences")
    op.drop_table("absences")
