"""All that the audit trail holds of one session is found at once."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_subject_id"), "audit", ["subject", "id"], unique=False)
