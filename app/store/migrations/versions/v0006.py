"""Ratings that were given before Respite, or beside it; and a name for the record that no other one has."""

from __future__ import annotations

import json
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("given_utc", sa.DateTime(), nullable=False),
        sa.Column("date_only", sa.Boolean(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("imported_utc", sa.DateTime(), nullable=False),
        sa.CheckConstraint("typeof(value) = 'integer'", name=op.f("ck_earlier_ratings_value")),
        sa.CheckConstraint("phase in ('before','during','after')", name=op.f("ck_earlier_ratings_phase")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_earlier_ratings_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_ratings")),
        sa.UniqueConstraint(
            "participant_id",
            "given_utc",
            "instrument",
            "phase",
            name=op.f("uq_earlier_ratings_participant_id_given_utc_instrument_phase"),
        ),
    )
    named = sa.text("insert into settings (name, value) values ('record', :value)")
    op.get_bind().execute(named, {"value": json.dumps({"uuid": str(uuid4())})})
