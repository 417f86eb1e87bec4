"""One name for a check: 0007 called it otherwise when it was new, and a database of that time still does."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RENAME = """
do $$ begin
  if exists (select from pg_constraint
             where conrelid = 'offer_approvals'::regclass and conname = 'ck_offer_approvals_approvaldecision') then
    alter table offer_approvals
      rename constraint ck_offer_approvals_approvaldecision to ck_offer_approvals_offerapprovaldecision;
  end if;
end $$
"""


def upgrade() -> None:
    op.execute(RENAME)


def downgrade() -> None:
    pass  # 0007 makes the new name
