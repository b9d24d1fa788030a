"""The audit trail, which is only added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("utc", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_utc"), "audit", ["utc"])
    op.create_index(op.f("ix_audit_who_id"), "audit", ["who", "id"])
    op.create_index(op.f("ix_audit_kind_id"), "audit", ["kind", "id"])
    # written out: a step stays as it was, whatever the program becomes
    for verb in ("update", "delete"):
        op.execute(
            f"create trigger audit_no_{verb} before {verb} on audit "
            "begin select raise(abort, 'the audit trail is only added to'); end"
        )
