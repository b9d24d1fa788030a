"""What is noted in a session while it goes on, symptoms, and which world each stretch of the exposure showed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, *columns in (
        ("notes", sa.Column("text", sa.String(), nullable=False)),
        (
            "symptoms",
            sa.Column("symptom", sa.String(length=24), nullable=False),
            sa.Column("severity", sa.String(), nullable=False),
            sa.Column("phase", sa.String(), nullable=False),
            sa.Column("mode", sa.String(), nullable=True),
            sa.CheckConstraint("severity in ('mild','moderate','severe')", name=op.f("ck_symptoms_severity")),
            sa.CheckConstraint("mode in ('3d','2d','flat')", name=op.f("ck_symptoms_mode")),
        ),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("session_id", sa.Integer(), nullable=False),
            sa.Column("at_s", sa.Double(), nullable=False),
            sa.Column("noted_utc", sa.DateTime(), nullable=False),
            sa.Column("by", sa.String(), nullable=True),
            *columns,
            sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f(f"fk_{table}_session_id_sessions")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_session_id_at_s"), table, ["session_id", "at_s"], unique=False)
    # what was not recorded before stays empty: it was the session's own world
    op.add_column("segments", sa.Column("world", sa.String(), nullable=True))
