"""Offers; complaints, surveys, consents."""

import sqlalchemy as sa
from alembic import op

from app.migrations import triggers

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RECORDED = [
    "complaint_concerns",
    "complaint_notes",
    "complaint_resolutions",
    "complaints",
    "consents",
    "offer_approvals",
    "offer_versions",
    "offers",
    "privacy_notices",
    "surveys",
]


def upgrade() -> None:
    op.create_table(
        "privacy_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notices")),
        sa.UniqueConstraint("version", "locale", name=op.f("uq_privacy_notices_version_locale")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "application",
                "talent_pool",
                "contact_by_mail",
                "contact_by_sms",
                "survey",
                "background_check",
                "sensitive_data",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "portal", "paper", "phone", name="consentway", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_recorded_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("withdrawn_at is null or superseded_at is null", name=op.f("ck_consents_ended_once")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_consents_candidate_id")),
        sa.ForeignKeyConstraint(["recorded_by_staff_id"], ["staff.id"], name=op.f("fk_consents_recorded_by_staff_id")),
        sa.ForeignKeyConstraint(
            ["withdrawal_recorded_by_staff_id"], ["staff.id"], name=op.f("fk_consents_withdrawal_recorded_by_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_candidate_id_id", "consents", ["candidate_id", "id"], unique=False)
    op.create_index(
        "uq_consents_live",
        "consents",
        ["candidate_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null and superseded_at is null"),
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "sent",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                name="offerstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_staff_id", sa.Uuid(), nullable=False),
        sa.Column("early_reason", sa.String(), nullable=True),
        sa.Column("sent_version", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer_source",
            sa.Enum("candidate", "recorded", name="answersource", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("recorded_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("on_whose_word", sa.String(), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("withdrawn_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status in ('accepted', 'declined')) = (decided_at is not null)", name=op.f("ck_offers_decided")
        ),
        sa.CheckConstraint(
            "status <> 'sent' or (sent_at is not null and expires_at is not null)", name=op.f("ck_offers_sent")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_offers_application_id")),
        sa.ForeignKeyConstraint(["author_staff_id"], ["staff.id"], name=op.f("fk_offers_author_staff_id")),
        sa.ForeignKeyConstraint(["recorded_by_staff_id"], ["staff.id"], name=op.f("fk_offers_recorded_by_staff_id")),
        sa.ForeignKeyConstraint(["sent_by_staff_id"], ["staff.id"], name=op.f("fk_offers_sent_by_staff_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_staff_id"], ["staff.id"], name=op.f("fk_offers_withdrawn_by_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_application_id_id", "offers", ["application_id", "id"], unique=False)
    op.create_index(
        "ix_offers_expiring", "offers", ["expires_at"], unique=False, postgresql_where=sa.text("status = 'sent'")
    )
    op.create_index("ix_offers_status_id", "offers", ["status", "id"], unique=False)
    op.create_index(
        "uq_offers_open",
        "offers",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("status in ('draft', 'submitted', 'approved', 'sent')"),
    )
    op.create_table(
        "surveys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
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
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "answered",
                "expired",
                name="surveystatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "relationship",
            sa.Enum(
                "great",
                "pretty_good",
                "neutral",
                "negative",
                name="relationship",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("had_chance_to_ask", sa.Boolean(), nullable=True),
        sa.Column(
            "questions_answered",
            sa.Enum(
                "all",
                "some",
                "none",
                "not_asked",
                name="questionsanswered",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("clarity", sa.Integer(), nullable=True),
        sa.Column("respect", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.CheckConstraint("(status = 'answered') = (answered_at is not null)", name=op.f("ck_surveys_answered")),
        sa.CheckConstraint("status <> 'answered' or relationship is not null", name=op.f("ck_surveys_relation_given")),
        sa.CheckConstraint("clarity between 1 and 5 and respect between 1 and 5", name=op.f("ck_surveys_scale")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_surveys_application_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_surveys_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("application_id", name=op.f("uq_surveys_application_id")),
    )
    op.create_index("ix_surveys_candidate_id_id", "surveys", ["candidate_id", "id"], unique=False)
    op.create_index("ix_surveys_status_id", "surveys", ["status", "id"], unique=False)
    op.create_index(
        "ix_surveys_waiting", "surveys", ["expires_at"], unique=False, postgresql_where=sa.text("status = 'invited'")
    )
    op.create_table(
        "offer_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position_title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column(
            "contract_type",
            sa.Enum(
                "open_ended",
                "fixed_term",
                "by_project",
                "dispatch",
                "internship",
                name="contracttype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("monthly_salary", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("months_per_year", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("bonus", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("allowances", sa.String(), nullable=True),
        sa.Column("other_terms", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_staff_id", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_staff_id"], ["staff.id"], name=op.f("fk_offer_versions_author_staff_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_versions_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_versions")),
        sa.UniqueConstraint("offer_id", "version", name=op.f("uq_offer_versions_offer_id_version")),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "about",
            sa.Enum(
                "silence",
                "feedback",
                "question",
                "interviewer",
                "offer",
                "privacy",
                "other",
                name="complaintabout",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "in_review",
                "resolved",
                "reopened",
                "withdrawn",
                name="complaintstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_staff_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "not_upheld",
                "partly_upheld",
                name="complaintoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'resolved' or (resolved_at is not null and outcome is not null)",
            name=op.f("ck_complaints_resolved"),
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_complaints_application_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name=op.f("fk_complaints_candidate_id")),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_complaints_interview_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_complaints_offer_id")),
        sa.ForeignKeyConstraint(["owner_staff_id"], ["staff.id"], name=op.f("fk_complaints_owner_staff_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_complaints_question_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_staff_id"], ["staff.id"], name=op.f("fk_complaints_recorded_by_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(op.f("ix_complaints_application_id"), "complaints", ["application_id"], unique=False)
    op.create_index("ix_complaints_candidate_id_id", "complaints", ["candidate_id", "id"], unique=False)
    op.create_index("ix_complaints_owner_staff_id_id", "complaints", ["owner_staff_id", "id"], unique=False)
    op.create_index("ix_complaints_status_id", "complaints", ["status", "id"], unique=False)
    op.create_table(
        "offer_approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("approver_staff_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "approved",
                "refused",
                name="offerapprovaldecision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(decision is null) = (decided_at is null)", name=op.f("ck_offer_approvals_decided")),
        sa.ForeignKeyConstraint(["approver_staff_id"], ["staff.id"], name=op.f("fk_offer_approvals_approver_staff_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_staff_id"], ["staff.id"], name=op.f("fk_offer_approvals_decided_by_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["offer_version_id"], ["offer_versions.id"], name=op.f("fk_offer_approvals_offer_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_approvals")),
        sa.UniqueConstraint("offer_version_id", "position", name=op.f("uq_offer_approvals_offer_version_id_position")),
    )
    op.create_index(
        "ix_offer_approvals_waiting",
        "offer_approvals",
        ["approver_staff_id", "id"],
        unique=False,
        postgresql_where=sa.text("decision is null"),
    )
    op.create_table(
        "complaint_concerns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_concerns_complaint_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_complaint_concerns_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_concerns")),
        sa.UniqueConstraint("complaint_id", "staff_id", name=op.f("uq_complaint_concerns_complaint_id_staff_id")),
    )
    op.create_index(op.f("ix_complaint_concerns_staff_id"), "complaint_concerns", ["staff_id"], unique=False)
    op.create_table(
        "complaint_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("author_staff_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_staff_id"], ["staff.id"], name=op.f("fk_complaint_notes_author_staff_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_notes_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_notes")),
    )
    op.create_index(op.f("ix_complaint_notes_complaint_id"), "complaint_notes", ["complaint_id"], unique=False)
    op.create_table(
        "complaint_resolutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "not_upheld",
                "partly_upheld",
                name="complaintoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_complaint_resolutions_by_staff_id")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_resolutions_complaint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_resolutions")),
        sa.UniqueConstraint("complaint_id", "number", name=op.f("uq_complaint_resolutions_complaint_id_number")),
    )
    op.create_index(
        "ix_outbox_waiting_candidate",
        "outbox",
        ["recipient_candidate_id"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_outbox_waiting_candidate", table_name="outbox", postgresql_where=sa.text("status = 'pending'"))
    op.drop_table("complaint_resolutions")
    op.drop_index(op.f("ix_complaint_notes_complaint_id"), table_name="complaint_notes")
    op.drop_table("complaint_notes")
    op.drop_index(op.f("ix_complaint_concerns_staff_id"), table_name="complaint_concerns")
    op.drop_table("complaint_concerns")
    op.drop_index(
        "ix_offer_approvals_waiting", table_name="offer_approvals", postgresql_where=sa.text("decision is null")
    )
    op.drop_table("offer_approvals")
    op.drop_index("ix_complaints_status_id", table_name="complaints")
    op.drop_index("ix_complaints_owner_staff_id_id", table_name="complaints")
    op.drop_index("ix_complaints_candidate_id_id", table_name="complaints")
    op.drop_index(op.f("ix_complaints_application_id"), table_name="complaints")
    op.drop_table("complaints")
    op.drop_table("offer_versions")
    op.drop_index("ix_surveys_waiting", table_name="surveys", postgresql_where=sa.text("status = 'invited'"))
    op.drop_index("ix_surveys_status_id", table_name="surveys")
    op.drop_index("ix_surveys_candidate_id_id", table_name="surveys")
    op.drop_table("surveys")
    op.drop_index(
        "uq_offers_open",
        table_name="offers",
        postgresql_where=sa.text("status in ('draft', 'submitted', 'approved', 'sent')"),
    )
    op.drop_index("ix_offers_status_id", table_name="offers")
    op.drop_index("ix_offers_expiring", table_name="offers", postgresql_where=sa.text("status = 'sent'"))
    op.drop_index("ix_offers_application_id_id", table_name="offers")
    op.drop_table("offers")
    op.drop_index(
        "uq_consents_live",
        table_name="consents",
        postgresql_where=sa.text("withdrawn_at is null and superseded_at is null"),
    )
    op.drop_index("ix_consents_candidate_id_id", table_name="consents")
    op.drop_table("consents")
    op.drop_table("privacy_notices")
