"""The core as part 1 needs it: tables, change-row triggers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.kit.changes import Xid8
from app.migrations import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


RECORDED = [
    "answers",
    "application_stages",
    "applications",
    "calendar_days",
    "calendar_openings",
    "calendars",
    "candidates",
    "departments",
    "feedback",
    "feedback_scores",
    "feedback_versions",
    "interview_plans",
    "interview_reschedules",
    "interviews",
    "messages",
    "nudge_snoozes",
    "nudges",
    "panel_members",
    "questions",
    "requisitions",
    "role_grants",
    "round_decisions",
    "rounds",
    "score_dimensions",
    "sla_clocks",
    "sla_policies",
    "staff",
]


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=True),
        sa.Column("entry_hash", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_application_id"), "audit_entries", ["application_id"], unique=False)
    op.create_index(op.f("ix_audit_entries_subject_id"), "audit_entries", ["subject_id"], unique=False)
    op.create_table(
        "candidates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_candidates_pseudonym")),
    )
    op.create_index(op.f("ix_candidates_email_key"), "candidates", ["email_key"], unique=False)
    op.create_table(
        "change_rows",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change_rows")),
    )
    op.create_index("ix_change_rows_xid", "change_rows", ["xid"], unique=False)
    op.create_table(
        "departments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("head_staff_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_staff_id"], ["staff.id"], name=op.f("fk_departments_head_staff_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["departments.id"], name=op.f("fk_departments_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running", "done", "failed", name="importstatus", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
        sa.UniqueConstraint("scope", "key_hash", "at", name=op.f("uq_login_attempts_scope_key_hash_at")),
    )
    op.create_index(op.f("ix_login_attempts_key_hash"), "login_attempts", ["key_hash"], unique=False)
    op.create_table(
        "calendars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_calendars_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_calendars_code_version")),
    )
    op.create_table(
        "quarantined_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason_detail", sa.String(), nullable=True),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("import_run_id", sa.Uuid(), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_runs.id"], name=op.f("fk_quarantined_rows_import_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_rows")),
        sa.UniqueConstraint(
            "source",
            "table_name",
            "row_number",
            "content_hash",
            name=op.f("uq_quarantined_rows_source_table_name_row_number_content_hash"),
        ),
    )
    op.create_table(
        "source_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("import_run_id", sa.Uuid(), nullable=False),
        sa.Column("deleted_at_source", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_runs.id"], name=op.f("fk_source_records_import_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_records")),
        sa.UniqueConstraint(
            "source", "table_name", "source_id", name=op.f("uq_source_records_source_table_name_source_id")
        ),
    )
    op.create_index("ix_source_records_entity", "source_records", ["entity_type", "entity_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_staff_department_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["staff.id"], name=op.f("fk_staff_manager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email_key", name=op.f("uq_staff_email_key")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("local_on", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_days_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("calendar_id", "local_on", name=op.f("uq_calendar_days_calendar_id_local_on")),
    )
    op.create_table(
        "calendar_openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("local_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_calendar_openings_order")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_openings_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_openings")),
        sa.UniqueConstraint("calendar_id", "opens_at", name=op.f("uq_calendar_openings_calendar_id_opens_at")),
    )
    op.create_table(
        "credentials",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_credentials_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_login_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    op.create_index(op.f("ix_login_sessions_staff_id"), "login_sessions", ["staff_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient_staff_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_candidate_id", sa.Uuid(), nullable=True),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "handing_over",
                "sent",
                "suppressed",
                "unknown",
                "dead",
                name="deliverystatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_candidate_id"], ["candidates.id"], name=op.f("fk_outbox_recipient_candidate_id")
        ),
        sa.ForeignKeyConstraint(["recipient_staff_id"], ["staff.id"], name=op.f("fk_outbox_recipient_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status in ('pending', 'handing_over')"),
    )
    op.create_index(op.f("ix_outbox_subject_id"), "outbox", ["subject_id"], unique=False)
    op.create_table(
        "requisitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("job_family", sa.String(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("hiring_manager_id", sa.Uuid(), nullable=True),
        sa.Column("recruiter_id", sa.Uuid(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "declined",
                "open",
                "on_hold",
                "filled",
                "cancelled",
                name="requisitionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_requisitions_department_id")),
        sa.ForeignKeyConstraint(["hiring_manager_id"], ["staff.id"], name=op.f("fk_requisitions_hiring_manager_id")),
        sa.ForeignKeyConstraint(["recruiter_id"], ["staff.id"], name=op.f("fk_requisitions_recruiter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisitions")),
    )
    op.create_table(
        "role_grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "interviewer",
                "question_owner",
                "recruiter",
                "hiring_manager",
                "hr_lead",
                "leadership",
                "analyst",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_role_grants_department_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_role_grants_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index(
        "uq_role_grants_live",
        "role_grants",
        [
            "staff_id",
            "role",
            sa.literal_column("coalesce(department_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
        ],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_table(
        "interview_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("job_family", sa.String(), nullable=True),
        sa.Column("requisition_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisitions.id"], name=op.f("fk_interview_plans_requisition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_plans")),
        sa.UniqueConstraint("requisition_id", name=op.f("uq_interview_plans_requisition_id")),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("min_questions", sa.Integer(), nullable=False),
        sa.Column("question_owner_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("min_questions >= 0 and duration_minutes > 0", name=op.f("ck_rounds_amounts")),
        sa.ForeignKeyConstraint(["plan_id"], ["interview_plans.id"], name=op.f("fk_rounds_plan_id")),
        sa.ForeignKeyConstraint(["question_owner_id"], ["staff.id"], name=op.f("fk_rounds_question_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_rounds_plan_id_position")),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("requisition_id", sa.Uuid(), nullable=False),
        sa.Column("recruiter_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "hired",
                "rejected",
                "withdrawn",
                name="applicationstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_applications_candidate_id")),
        sa.ForeignKeyConstraint(["recruiter_id"], ["staff.id"], name=op.f("fk_applications_recruiter_id")),
        sa.ForeignKeyConstraint(["requisition_id"], ["requisitions.id"], name=op.f("fk_applications_requisition_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_applications_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_candidate_id"), "applications", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_applications_requisition_id"), "applications", ["requisition_id"], unique=False)
    op.create_table(
        "score_dimensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("guidance", sa.String(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("released_to_candidate", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_score_dimensions_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_dimensions")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_score_dimensions_round_id_position")),
    )
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "feedback",
                "answer",
                "reply",
                "outcome",
                "schedule",
                "offer_decision",
                "screening",
                "complaint",
                "privacy_request",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "elapsed_hours",
                "business_hours",
                "business_days",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("calendar_code", sa.String(), nullable=False),
        sa.Column("ladder", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("requisition_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_sla_policies_amount")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_sla_policies_department_id")),
        sa.ForeignKeyConstraint(["requisition_id"], ["requisitions.id"], name=op.f("fk_sla_policies_requisition_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_sla_policies_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policies")),
    )
    op.create_index(
        "uq_sla_policies_current",
        "sla_policies",
        [
            "kind",
            sa.literal_column(
                "coalesce(round_id, requisition_id, department_id, '00000000-0000-0000-0000-000000000000'::uuid)"
            ),
        ],
        unique=True,
        postgresql_where=sa.text("superseded_at is null"),
    )
    op.create_table(
        "application_stages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("from_stage", sa.String(), nullable=True),
        sa.Column("to_stage", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_stages_application_id")
        ),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_application_stages_by_staff_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_application_stages_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_stages")),
    )
    op.create_index(
        op.f("ix_application_stages_application_id"), "application_stages", ["application_id"], unique=False
    )
    op.create_table(
        "interviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "confirmed",
                "in_progress",
                "held",
                "cancelled",
                "no_show",
                name="interviewstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scheduled_start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("actual_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.Column(
            "no_show_by",
            sa.Enum("candidate", "interviewer", name="noshowby", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("question_count", sa.Integer(), nullable=False),
        sa.Column(
            "chance_to_ask",
            sa.Enum(
                "questions",
                "nothing_to_ask",
                "reason",
                name="chancetoask",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("chance_reason", sa.String(), nullable=True),
        sa.Column("source_status", sa.String(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("scheduled_start_at < scheduled_end_at", name=op.f("ck_interviews_order")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_interviews_application_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_interviews_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
    )
    op.create_index(op.f("ix_interviews_application_id"), "interviews", ["application_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "from_candidate",
                "from_staff",
                "internal_note",
                "logged_contact",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_staff_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("is_status_request", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_messages_application_id")),
        sa.ForeignKeyConstraint(["author_staff_id"], ["staff.id"], name=op.f("fk_messages_author_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_application_id"), "messages", ["application_id"], unique=False)
    op.create_table(
        "round_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("advance", "hold", "reject", name="decision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_round_decisions_application_id")
        ),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_round_decisions_by_staff_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_decisions_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_decisions")),
    )
    op.create_index(op.f("ix_round_decisions_application_id"), "round_decisions", ["application_id"], unique=False)
    op.create_table(
        "interview_reschedules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("from_start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_interview_reschedules_by_staff_id")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_interview_reschedules_interview_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_reschedules")),
    )
    op.create_index(
        op.f("ix_interview_reschedules_interview_id"), "interview_reschedules", ["interview_id"], unique=False
    )
    op.create_table(
        "panel_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_panel_members_interview_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_panel_members_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_members")),
    )
    op.create_index(op.f("ix_panel_members_staff_id"), "panel_members", ["staff_id"], unique=False)
    op.create_index(
        "uq_panel_members_seat",
        "panel_members",
        ["interview_id", "staff_id"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_masked", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "answered",
                "reopened",
                name="questionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating between 1 and 5", name=op.f("ck_questions_rating")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_questions_application_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_questions_candidate_id")),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_questions_interview_id")),
        sa.ForeignKeyConstraint(["owner_staff_id"], ["staff.id"], name=op.f("fk_questions_owner_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_application_id"), "questions", ["application_id"], unique=False)
    op.create_index(op.f("ix_questions_interview_id"), "questions", ["interview_id"], unique=False)
    op.create_index(op.f("ix_questions_owner_staff_id"), "questions", ["owner_staff_id"], unique=False)
    op.create_table(
        "sla_clocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "feedback",
                "answer",
                "reply",
                "outcome",
                "schedule",
                "offer_decision",
                "screening",
                "complaint",
                "privacy_request",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.Column("candidate_id", sa.Uuid(), nullable=True),
        sa.Column("requisition_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("owner_staff_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "running",
                "met",
                "missed",
                "cancelled",
                "excused",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("outcome_reason", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("replaces_clock_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(outcome in ('met', 'missed')) = (stopped_at is not null)", name=op.f("ck_sla_clocks_stopped")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_sla_clocks_application_id")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_sla_clocks_calendar_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_sla_clocks_candidate_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_sla_clocks_department_id")),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_sla_clocks_interview_id")),
        sa.ForeignKeyConstraint(["owner_staff_id"], ["staff.id"], name=op.f("fk_sla_clocks_owner_staff_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["sla_policies.id"], name=op.f("fk_sla_clocks_policy_id")),
        sa.ForeignKeyConstraint(["replaces_clock_id"], ["sla_clocks.id"], name=op.f("fk_sla_clocks_replaces_clock_id")),
        sa.ForeignKeyConstraint(["requisition_id"], ["requisitions.id"], name=op.f("fk_sla_clocks_requisition_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_sla_clocks_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clocks")),
    )
    op.create_index(op.f("ix_sla_clocks_application_id"), "sla_clocks", ["application_id"], unique=False)
    op.create_index(
        "ix_sla_clocks_due_running",
        "sla_clocks",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("outcome = 'running'"),
    )
    op.create_index(op.f("ix_sla_clocks_interview_id"), "sla_clocks", ["interview_id"], unique=False)
    op.create_index(op.f("ix_sla_clocks_owner_staff_id"), "sla_clocks", ["owner_staff_id"], unique=False)
    op.create_index(op.f("ix_sla_clocks_subject_id"), "sla_clocks", ["subject_id"], unique=False)
    op.create_index(
        "uq_sla_clocks_running",
        "sla_clocks",
        ["kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("outcome = 'running'"),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_holding_reply", sa.Boolean(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff.id"], name=op.f("fk_answers_answered_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_answers_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("question_id", "version", name=op.f("uq_answers_question_id_version")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("panel_member_id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("interviewer_staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "amended",
                name="feedbackstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "strong_no",
                "no",
                "yes",
                "strong_yes",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("source_recommendation", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_feedback_interview_id")),
        sa.ForeignKeyConstraint(["interviewer_staff_id"], ["staff.id"], name=op.f("fk_feedback_interviewer_staff_id")),
        sa.ForeignKeyConstraint(["panel_member_id"], ["panel_members.id"], name=op.f("fk_feedback_panel_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("panel_member_id", name=op.f("uq_feedback_panel_member_id")),
    )
    op.create_index(op.f("ix_feedback_interview_id"), "feedback", ["interview_id"], unique=False)
    op.create_index(op.f("ix_feedback_interviewer_staff_id"), "feedback", ["interviewer_staff_id"], unique=False)
    op.create_table(
        "nudge_snoozes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_nudge_snoozes_by_staff_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clocks.id"], name=op.f("fk_nudge_snoozes_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_snoozes")),
    )
    op.create_index(op.f("ix_nudge_snoozes_clock_id"), "nudge_snoozes", ["clock_id"], unique=False)
    op.create_table(
        "nudges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("recipient_staff_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "sent",
                "suppressed",
                "superseded",
                "unknown",
                "dead",
                name="nudgestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("warehouse_version", sa.String(), nullable=True),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clocks.id"], name=op.f("fk_nudges_clock_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_nudges_outbox_id")),
        sa.ForeignKeyConstraint(["recipient_staff_id"], ["staff.id"], name=op.f("fk_nudges_recipient_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint(
            "clock_id", "rung", "recipient_staff_id", name=op.f("uq_nudges_clock_id_rung_recipient_staff_id")
        ),
    )
    op.create_table(
        "feedback_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "strong_no",
                "no",
                "yes",
                "strong_yes",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("text_for_panel", sa.String(), nullable=True),
        sa.Column("text_for_candidate", sa.String(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_versions_feedback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_versions")),
        sa.UniqueConstraint("feedback_id", "version", name=op.f("uq_feedback_versions_feedback_id_version")),
    )
    op.create_table(
        "feedback_scores",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_version_id", sa.Uuid(), nullable=False),
        sa.Column("dimension_name", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("source_rating", sa.String(), nullable=True),
        sa.CheckConstraint("score between 1 and 10", name=op.f("ck_feedback_scores_scale")),
        sa.ForeignKeyConstraint(
            ["feedback_version_id"], ["feedback_versions.id"], name=op.f("fk_feedback_scores_feedback_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_scores")),
        sa.UniqueConstraint(
            "feedback_version_id", "dimension_name", name=op.f("uq_feedback_scores_feedback_version_id_dimension_name")
        ),
    )
    op.create_index(
        op.f("ix_feedback_scores_feedback_version_id"), "feedback_scores", ["feedback_version_id"], unique=False
    )
    op.create_foreign_key(op.f("fk_departments_head_staff_id"), "departments", "staff", ["head_staff_id"], ["id"])
    op.execute(triggers.FUNCTION)
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_constraint(op.f("fk_departments_head_staff_id"), "departments", type_="foreignkey")
    op.drop_index(op.f("ix_feedback_scores_feedback_version_id"), table_name="feedback_scores")
    op.drop_table("feedback_scores")
    op.drop_table("feedback_versions")
    op.drop_table("nudges")
    op.drop_index(op.f("ix_nudge_snoozes_clock_id"), table_name="nudge_snoozes")
    op.drop_table("nudge_snoozes")
    op.drop_index(op.f("ix_feedback_interviewer_staff_id"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_interview_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_table("answers")
    op.drop_index("uq_sla_clocks_running", table_name="sla_clocks", postgresql_where=sa.text("outcome = 'running'"))
    op.drop_index(op.f("ix_sla_clocks_subject_id"), table_name="sla_clocks")
    op.drop_index(op.f("ix_sla_clocks_owner_staff_id"), table_name="sla_clocks")
    op.drop_index(op.f("ix_sla_clocks_interview_id"), table_name="sla_clocks")
    op.drop_index("ix_sla_clocks_due_running", table_name="sla_clocks", postgresql_where=sa.text("outcome = 'running'"))
    op.drop_index(op.f("ix_sla_clocks_application_id"), table_name="sla_clocks")
    op.drop_table("sla_clocks")
    op.drop_index(op.f("ix_questions_owner_staff_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_interview_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_application_id"), table_name="questions")
    op.drop_table("questions")
    op.drop_index("uq_panel_members_seat", table_name="panel_members", postgresql_where=sa.text("removed_at is null"))
    op.drop_index(op.f("ix_panel_members_staff_id"), table_name="panel_members")
    op.drop_table("panel_members")
    op.drop_index(op.f("ix_interview_reschedules_interview_id"), table_name="interview_reschedules")
    op.drop_table("interview_reschedules")
    op.drop_index(op.f("ix_round_decisions_application_id"), table_name="round_decisions")
    op.drop_table("round_decisions")
    op.drop_index(op.f("ix_messages_application_id"), table_name="messages")
    op.drop_table("messages")
    op.drop_index(op.f("ix_interviews_application_id"), table_name="interviews")
    op.drop_table("interviews")
    op.drop_index(op.f("ix_application_stages_application_id"), table_name="application_stages")
    op.drop_table("application_stages")
    op.drop_index(
        "uq_sla_policies_current", table_name="sla_policies", postgresql_where=sa.text("superseded_at is null")
    )
    op.drop_table("sla_policies")
    op.drop_table("score_dimensions")
    op.drop_index(op.f("ix_applications_requisition_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_candidate_id"), table_name="applications")
    op.drop_table("applications")
    op.drop_table("rounds")
    op.drop_table("interview_plans")
    op.drop_index("uq_role_grants_live", table_name="role_grants", postgresql_where=sa.text("revoked_at is null"))
    op.drop_table("role_grants")
    op.drop_table("requisitions")
    op.drop_index(op.f("ix_outbox_subject_id"), table_name="outbox")
    op.drop_index(
        "ix_outbox_open", table_name="outbox", postgresql_where=sa.text("status in ('pending', 'handing_over')")
    )
    op.drop_table("outbox")
    op.drop_index(op.f("ix_login_sessions_staff_id"), table_name="login_sessions")
    op.drop_table("login_sessions")
    op.drop_table("credentials")
    op.drop_table("calendar_openings")
    op.drop_table("calendar_days")
    op.drop_table("staff")
    op.drop_index("ix_source_records_entity", table_name="source_records")
    op.drop_table("source_records")
    op.drop_table("quarantined_rows")
    op.drop_table("calendars")
    op.drop_index(op.f("ix_login_attempts_key_hash"), table_name="login_attempts")
    op.drop_table("login_attempts")
    op.drop_table("import_runs")
    op.drop_table("departments")
    op.drop_index("ix_change_rows_xid", table_name="change_rows")
    op.drop_table("change_rows")
    op.drop_index(op.f("ix_candidates_email_key"), table_name="candidates")
    op.drop_table("candidates")
    op.drop_index(op.f("ix_audit_entries_subject_id"), table_name="audit_entries")
    op.drop_index(op.f("ix_audit_entries_application_id"), table_name="audit_entries")
    op.drop_table("audit_entries")
    op.execute("drop function record_change()")
