"""What alembic runs: the steps, in the transaction of the connection that was handed in."""

from __future__ import annotations

from alembic import context

from app.store.models import Base

connection = context.config.attributes["connection"]
# The caller's transaction holds all steps: one that fails leaves the database as it was.
context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
