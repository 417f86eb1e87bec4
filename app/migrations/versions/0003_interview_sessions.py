"""Interview sessions, rooms, bookings that can't overlap, campus days, candidates' requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RECORDED = ["campus_events", "interview_requests", "interview_sessions", "rooms", "session_seats"]


def upgrade() -> None:
    op.execute("create type uuidrange as range (subtype = uuid)")
    op.create_table(
        "bookings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "resource_kind",
            sa.Enum(
                "interviewer",
                "candidate",
                "room",
                name="resourcekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(resource_id, resource_id, '[]')"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("is_planned"),
            using="gist",
            name="ex_bookings_no_overlap",
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_bookings_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index(op.f("ix_bookings_session_id"), "bookings", ["session_id"], unique=False)
    op.create_table(
        "rooms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_rooms_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("name", name=op.f("uq_rooms_name")),
    )
    op.create_table(
        "campus_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_campus_events_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campus_events")),
    )
    op.create_index(op.f("ix_campus_events_round_id"), "campus_events", ["round_id"], unique=False)
    op.create_table(
        "interview_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "over",
                "cancelled",
                name="sessionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("meeting_url", sa.String(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("is_open_to_candidates", sa.Boolean(), nullable=False),
        sa.Column("campus_event_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_interview_sessions_capacity")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_interview_sessions_order")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_interview_sessions_room_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_interview_sessions_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_sessions")),
    )
    op.create_index(
        op.f("ix_interview_sessions_campus_event_id"), "interview_sessions", ["campus_event_id"], unique=False
    )
    op.create_index(
        "ix_interview_sessions_round_id_starts_at", "interview_sessions", ["round_id", "starts_at"], unique=False
    )
    op.create_table(
        "session_seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["interview_sessions.id"], name=op.f("fk_session_seats_session_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_session_seats_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_seats")),
        sa.UniqueConstraint("session_id", "staff_id", name=op.f("uq_session_seats_session_id_staff_id")),
    )
    op.create_table(
        "interview_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "by",
            sa.Enum("staff", "candidate", "service", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_interview_requests_interview_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_requests")),
    )
    op.create_index(op.f("ix_interview_requests_interview_id"), "interview_requests", ["interview_id"], unique=False)
    op.add_column("interview_reschedules", sa.Column("from_end_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("interview_reschedules", sa.Column("to_end_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "interview_reschedules",
        sa.Column(
            "by",
            sa.Enum("staff", "candidate", "service", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
    )
    op.add_column("interviews", sa.Column("session_id", sa.Uuid(), nullable=True))
    op.add_column("interviews", sa.Column("room_id", sa.Uuid(), nullable=True))
    op.add_column("interviews", sa.Column("meeting_url", sa.String(), nullable=True))
    op.add_column(
        "interviews",
        sa.Column(
            "proposed_by",
            sa.Enum(
                "staff",
                "candidate",
                "service",
                name="proposed_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "interviews",
        sa.Column(
            "confirmed_by",
            sa.Enum(
                "staff",
                "candidate",
                "service",
                name="confirmed_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
    )
    op.add_column("interviews", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("interviews", sa.Column("candidate_asked_to_move_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("interviews", sa.Column("needs_panel", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("interviews", sa.Column("calendar_sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "interviews",
        sa.Column(
            "cancelled_by",
            sa.Enum(
                "staff",
                "candidate",
                "service",
                name="cancelled_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
    )
    op.create_index(
        "ix_interviews_round_id_scheduled_start_at", "interviews", ["round_id", "scheduled_start_at"], unique=False
    )
    op.create_index(op.f("ix_interviews_session_id"), "interviews", ["session_id"], unique=False)
    op.create_foreign_key(op.f("fk_interviews_room_id"), "interviews", "rooms", ["room_id"], ["id"])
    op.create_foreign_key(op.f("fk_interviews_session_id"), "interviews", "interview_sessions", ["session_id"], ["id"])
    op.add_column("panel_members", sa.Column("conflict_declared_at", sa.DateTime(timezone=True), nullable=True))
    # What was moved before kept its length, and people moved it.
    op.execute(
        "update interview_reschedules set by = 'staff',"
        " from_end_at = from_start_at + (interviews.scheduled_end_at - interviews.scheduled_start_at),"
        " to_end_at = to_start_at + (interviews.scheduled_end_at - interviews.scheduled_start_at)"
        " from interviews where interviews.id = interview_reschedules.interview_id"
    )
    for column in ("from_end_at", "to_end_at", "by"):
        op.alter_column("interview_reschedules", column, nullable=False)
    for column in ("needs_panel", "calendar_sequence"):
        op.alter_column("interviews", column, server_default=None)
    for table in RECORDED:
        for statement in triggers.statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("panel_members", "conflict_declared_at")
    op.drop_constraint(op.f("fk_interviews_session_id"), "interviews", type_="foreignkey")
    op.drop_constraint(op.f("fk_interviews_room_id"), "interviews", type_="foreignkey")
    op.drop_index(op.f("ix_interviews_session_id"), table_name="interviews")
    op.drop_index("ix_interviews_round_id_scheduled_start_at", table_name="interviews")
    op.drop_column("interviews", "cancelled_by")
    op.drop_column("interviews", "calendar_sequence")
    op.drop_column("interviews", "needs_panel")
    op.drop_column("interviews", "candidate_asked_to_move_at")
    op.drop_column("interviews", "confirmed_at")
    op.drop_column("interviews", "confirmed_by")
    op.drop_column("interviews", "proposed_by")
    op.drop_column("interviews", "meeting_url")
    op.drop_column("interviews", "room_id")
    op.drop_column("interviews", "session_id")
    op.drop_column("interview_reschedules", "by")
    op.drop_column("interview_reschedules", "to_end_at")
    op.drop_column("interview_reschedules", "from_end_at")
    op.drop_index(op.f("ix_interview_requests_interview_id"), table_name="interview_requests")
    op.drop_table("interview_requests")
    op.drop_table("session_seats")
    op.drop_index("ix_interview_sessions_round_id_starts_at", table_name="interview_sessions")
    op.drop_index(op.f("ix_interview_sessions_campus_event_id"), table_name="interview_sessions")
    op.drop_table("interview_sessions")
    op.drop_index(op.f("ix_campus_events_round_id"), table_name="campus_events")
    op.drop_table("campus_events")
    op.drop_table("rooms")
    op.drop_index(op.f("ix_bookings_session_id"), table_name="bookings")
    op.drop_table("bookings")
    op.execute("drop type uuidrange")
