"""The steps of the schema, oldest first, for alembic."""
