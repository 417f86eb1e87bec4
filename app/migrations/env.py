"""Alembic's entry: runs the steps on the connection that `app.migrations.run` hands over."""

from alembic import context

from app.migrations.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
