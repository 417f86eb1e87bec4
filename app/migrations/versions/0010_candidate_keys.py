"""The keys by which candidates are looked up: of their name and phone, as of their e-mail before."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.people.rules import fold_name, fold_phone

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
CANDIDATES = sa.table(
    "candidates",
    sa.column("id", sa.Uuid()),
    sa.column("name"),
    sa.column("phone"),
    sa.column("name_key"),
    sa.column("phone_key"),
)


def upgrade() -> None:
    op.add_column("candidates", sa.Column("name_key", sa.String(), nullable=True))
    op.add_column("candidates", sa.Column("phone_key", sa.String(), nullable=True))
    columns = CANDIDATES.c
    fill = (
        sa.update(CANDIDATES)
        .where(columns.id == sa.bindparam("candidate"))
        .values(name_key=sa.bindparam("name_key"), phone_key=sa.bindparam("phone_key"))
    )
    for rows in _in_pieces():
        keys = [
            {"candidate": row.id, "name_key": fold_name(row.name), "phone_key": fold_phone(row.phone or "")}
            for row in rows
        ]
        op.get_bind().execute(fill, keys)
    op.alter_column("candidates", "name_key", nullable=False)
    op.create_index(op.f("ix_candidates_name_key"), "candidates", ["name_key"], unique=False)
    op.create_index(op.f("ix_candidates_phone_key"), "candidates", ["phone_key"], unique=False)


def _in_pieces() -> Iterator[Any]:
    """All candidates, some thousands at a time."""
    columns = CANDIDATES.c
    rows = sa.select(columns.id, columns.name, columns.phone).order_by(columns.id).limit(AT_ONCE)
    found = op.get_bind().execute(rows).all()
    while found:
        yield found
        found = op.get_bind().execute(rows.where(columns.id > found[-1].id)).all()


def downgrade() -> None:
    op.drop_column("candidates", "phone_key")
    op.drop_column("candidates", "name_key")
