"""Indexes that lists are read by: of applications and interviews, and of who holds a role."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PLANNED = "status in ('confirmed', 'in_progress', 'scheduled')"
PLAIN = (
    ("ix_applications_requisition_id_status_id", "applications", ["requisition_id", "status", "id"]),
    ("ix_applications_recruiter_id_status_id", "applications", ["recruiter_id", "status", "id"]),
    ("ix_requisitions_hiring_manager_id", "requisitions", ["hiring_manager_id"]),
)


def upgrade() -> None:
    for name, table, columns in PLAIN:
        op.create_index(name, table, columns)
    op.create_index("ix_interviews_planned", "interviews", ["id"], postgresql_where=sa.text(PLANNED))
    op.create_index("ix_role_grants_role", "role_grants", ["role"], postgresql_where=sa.text("revoked_at is null"))
    of_staff = ["staff_id", "interview_id"]
    op.create_index("ix_panel_members_of_staff", "panel_members", of_staff, postgresql_include=["removed_at"])
    op.drop_index("ix_panel_members_staff_id", table_name="panel_members")


def downgrade() -> None:
    op.create_index("ix_panel_members_staff_id", "panel_members", ["staff_id"])
    op.drop_index("ix_panel_members_of_staff", table_name="panel_members")
    op.drop_index("ix_role_grants_role", table_name="role_grants")
    op.drop_index("ix_interviews_planned", table_name="interviews")
    for name, table, _ in reversed(PLAIN):
        op.drop_index(name, table_name=table)
