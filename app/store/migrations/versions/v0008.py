"""Questionnaires that were answered, beside the rating of pain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("entered_utc", sa.DateTime(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.CheckConstraint("moment in ('baseline','before','after','later')", name=op.f("ck_questionnaires_moment")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_questionnaires_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
    )
    op.create_index(op.f("ix_questionnaires_session_id"), "questionnaires", ["session_id"], unique=False)
