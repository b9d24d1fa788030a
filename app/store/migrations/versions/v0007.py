"""Programmes: who takes part in which, who was told what when, and which visit a session was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=24), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolled_utc", sa.DateTime(), nullable=False),
        sa.Column("left_utc", sa.DateTime(), nullable=True),
        sa.CheckConstraint("number >= 0", name=op.f("ck_enrolments_number")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_enrolments_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index("ix_enrolments_place", "enrolments", ["programme", "stratum", "number"], unique=True)
    op.create_index(
        "ix_enrolments_current",
        "enrolments",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text("left_utc is null"),
    )
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("utc", sa.DateTime(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(length=16), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_tellings_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
    )
    op.create_index(op.f("ix_tellings_enrolment_id_utc"), "tellings", ["enrolment_id", "utc"], unique=False)
    for name in ("enrolment_id", "visit"):
        op.add_column("sessions", sa.Column(name, sa.Integer(), nullable=True))
    op.create_index(
        "ix_sessions_enrolment", "sessions", ["enrolment_id"], sqlite_where=sa.text("enrolment_id is not null")
    )
