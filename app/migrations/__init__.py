"""The database's shape, step by step (Alembic), and what models can't say: triggers, grants."""
