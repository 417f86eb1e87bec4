"""The answer library; participants, read marks and attachments of threads; who asked and owns a question."""

import sqlalchemy as sa
from alembic import op

from app.migrations import triggers

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RECORDED = ["attachments", "library_answers", "question_reassignments", "question_reopenings", "thread_participants"]


def upgrade() -> None:
    op.create_table(
        "thread_participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("brought_in_by_id", sa.Uuid(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_thread_participants_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["brought_in_by_id"], ["staff.id"], name=op.f("fk_thread_participants_brought_in_by_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_thread_participants_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_participants")),
    )
    op.create_index(op.f("ix_thread_participants_staff_id"), "thread_participants", ["staff_id"], unique=False)
    op.create_index(
        "uq_thread_participants_live",
        "thread_participants",
        ["application_id", "staff_id"],
        unique=True,
        postgresql_where=sa.text("left_at is null"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column(
            "uploaded_by_kind",
            sa.Enum("candidate", "staff", name="readerkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_attachments_byte_count")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_attachments_application_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_attachments_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_message_id"), "attachments", ["message_id"], unique=False)
    op.create_index("ix_attachments_of_application", "attachments", ["application_id", "id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_index(
        "ix_attachments_unsent",
        "attachments",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("message_id is null"),
    )
    op.create_table(
        "message_reads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reader_kind",
            sa.Enum("candidate", "staff", name="readerkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_reads_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_reads")),
        sa.UniqueConstraint(
            "message_id", "reader_kind", "reader_id", name=op.f("uq_message_reads_message_id_reader_kind_reader_id")
        ),
    )
    op.create_table(
        "library_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("source_question_id", sa.Uuid(), nullable=True),
        sa.Column("question_text", sa.String(), nullable=False),
        sa.Column("answer_text", sa.String(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("zh", "en", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "role_duties",
                "team",
                "project_tech",
                "career_growth",
                "training",
                "pay",
                "bonus_equity",
                "benefits",
                "hours",
                "location_remote",
                "culture",
                "performance",
                "business",
                "process_next",
                "feedback_self",
                "onboarding",
                "stability",
                "relocation_hukou",
                "management",
                "diversity_wellbeing",
                "work_environment",
                "other",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("job_family", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "retired",
                name="librarystatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["staff.id"], name=op.f("fk_library_answers_proposed_by_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["staff.id"], name=op.f("fk_library_answers_reviewed_by_id")),
        sa.ForeignKeyConstraint(
            ["source_question_id"], ["questions.id"], name=op.f("fk_library_answers_source_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["library_answers.id"], name=op.f("fk_library_answers_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_answers")),
        sa.UniqueConstraint("chain_id", "version", name=op.f("uq_library_answers_chain_id_version")),
    )
    op.create_index("ix_library_answers_by_status", "library_answers", ["status", "id"], unique=False)
    op.create_index("ix_library_answers_by_topic", "library_answers", ["status", "topic", "id"], unique=False)
    op.create_index(
        "uq_library_answers_published",
        "library_answers",
        ["chain_id"],
        unique=True,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "question_reassignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("from_staff_id", sa.Uuid(), nullable=True),
        sa.Column("to_staff_id", sa.Uuid(), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_question_reassignments_by_staff_id")),
        sa.ForeignKeyConstraint(["from_staff_id"], ["staff.id"], name=op.f("fk_question_reassignments_from_staff_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_question_reassignments_question_id")),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name=op.f("fk_question_reassignments_to_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_reassignments")),
    )
    op.create_index(
        op.f("ix_question_reassignments_question_id"), "question_reassignments", ["question_id"], unique=False
    )
    op.create_table(
        "question_reopenings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_question_reopenings_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_reopenings")),
    )
    op.create_index(op.f("ix_question_reopenings_question_id"), "question_reopenings", ["question_id"], unique=False)
    op.add_column("answers", sa.Column("is_correction", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("answers", sa.Column("library_answer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_answers_library_answer_id"), "answers", "library_answers", ["library_answer_id"], ["id"]
    )
    op.add_column("interviews", sa.Column("nothing_to_ask_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f("ix_messages_application_id"), table_name="messages")
    op.create_index("ix_messages_of_application", "messages", ["application_id", "id"], unique=False)
    op.add_column(
        "questions",
        sa.Column(
            "asked_by_kind",
            sa.Enum("candidate", "staff", name="askedby", native_enum=False, create_constraint=True, length=32),
            server_default="candidate",
            nullable=False,
        ),
    )
    op.add_column("questions", sa.Column("asked_by_staff_id", sa.Uuid(), nullable=True))
    op.add_column("questions", sa.Column("owner_by_rule_id", sa.Uuid(), nullable=True))
    op.add_column("questions", sa.Column("rating_comment", sa.String(), nullable=True))
    op.add_column("questions", sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f("ix_questions_application_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_interview_id"), table_name="questions")
    op.create_index("ix_questions_of_application", "questions", ["application_id", "id"], unique=False)
    op.create_index("ix_questions_of_interview", "questions", ["interview_id", "id"], unique=False)
    op.create_foreign_key(op.f("fk_questions_owner_by_rule_id"), "questions", "staff", ["owner_by_rule_id"], ["id"])
    op.create_foreign_key(op.f("fk_questions_asked_by_staff_id"), "questions", "staff", ["asked_by_staff_id"], ["id"])
    for table, column in (("answers", "is_correction"), ("questions", "asked_by_kind")):
        op.alter_column(table, column, server_default=None)
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_constraint(op.f("fk_questions_asked_by_staff_id"), "questions", type_="foreignkey")
    op.drop_constraint(op.f("fk_questions_owner_by_rule_id"), "questions", type_="foreignkey")
    op.drop_index("ix_questions_of_interview", table_name="questions")
    op.drop_index("ix_questions_of_application", table_name="questions")
    op.create_index(op.f("ix_questions_interview_id"), "questions", ["interview_id"], unique=False)
    op.create_index(op.f("ix_questions_application_id"), "questions", ["application_id"], unique=False)
    op.drop_column("questions", "rated_at")
    op.drop_column("questions", "rating_comment")
    op.drop_column("questions", "owner_by_rule_id")
    op.drop_column("questions", "asked_by_staff_id")
    op.drop_column("questions", "asked_by_kind")
    op.drop_index("ix_messages_of_application", table_name="messages")
    op.create_index(op.f("ix_messages_application_id"), "messages", ["application_id"], unique=False)
    op.drop_column("interviews", "nothing_to_ask_at")
    op.drop_constraint(op.f("fk_answers_library_answer_id"), "answers", type_="foreignkey")
    op.drop_column("answers", "library_answer_id")
    op.drop_column("answers", "is_correction")
    op.drop_index(op.f("ix_question_reopenings_question_id"), table_name="question_reopenings")
    op.drop_table("question_reopenings")
    op.drop_index(op.f("ix_question_reassignments_question_id"), table_name="question_reassignments")
    op.drop_table("question_reassignments")
    op.drop_index(
        "uq_library_answers_published", table_name="library_answers", postgresql_where=sa.text("status = 'published'")
    )
    op.drop_index("ix_library_answers_by_topic", table_name="library_answers")
    op.drop_index("ix_library_answers_by_status", table_name="library_answers")
    op.drop_table("library_answers")
    op.drop_table("message_reads")
    op.drop_index("ix_attachments_unsent", table_name="attachments", postgresql_where=sa.text("message_id is null"))
    op.drop_index(op.f("ix_attachments_sha256"), table_name="attachments")
    op.drop_index("ix_attachments_of_application", table_name="attachments")
    op.drop_index(op.f("ix_attachments_message_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(
        "uq_thread_participants_live", table_name="thread_participants", postgresql_where=sa.text("left_at is null")
    )
    op.drop_index(op.f("ix_thread_participants_staff_id"), table_name="thread_participants")
    op.drop_table("thread_participants")
