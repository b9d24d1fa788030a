"""Calibrations of the sound that hold from one session to the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sound_calibrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_utc", sa.DateTime(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("microphone", sa.String(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("output_volume", sa.String(), nullable=True),
        sa.Column("microphone_volume", sa.String(), nullable=True),
        sa.Column("output_rate", sa.Integer(), nullable=True),
        sa.Column("microphone_rate", sa.Integer(), nullable=True),
        sa.Column("wearing", sa.String(), nullable=False),
        sa.Column("mic_full_scale_db", sa.Double(), nullable=True),
        sa.Column("microphone_utc", sa.DateTime(), nullable=True),
        sa.Column("ear_full_scale_db", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ear_gain_db", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("insertion_loss_db", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("headphones_utc", sa.DateTime(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("ambient_db", sa.Double(), nullable=True),
        sa.Column("path_db", sa.Double(), nullable=True),
        sa.Column("path_uncertainty_db", sa.Double(), nullable=True),
        sa.Column("path_bands_db", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("wearing in ('loudspeaker','open','closed')", name=op.f("ck_sound_calibrations_wearing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_calibrations")),
    )
    op.create_index(
        op.f("ix_sound_calibrations_output_microphone"), "sound_calibrations", ["output", "microphone", "id"]
    )
