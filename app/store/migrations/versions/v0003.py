"""All that is known of a second of sound, what somebody hears over the room, and what a site is used to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: what was not recorded before stays empty; before, the cap was the same for everybody and nobody confirmed anything
LEVELS = ("world_db", "total_db", "uncertainty_db", "spl_db", "cap_db")
BANDS = ("ambient_bands", "layer_bands")


def upgrade() -> None:
    for name in LEVELS:
        op.add_column("sound_levels", sa.Column(name, sa.Double(), nullable=True))
    for name in BANDS:
        op.add_column("sound_levels", sa.Column(name, sa.LargeBinary(), nullable=True))
    op.add_column("participants", sa.Column("listening", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("participants", sa.Column("under_18", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("sessions", sa.Column("listening", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("sessions", sa.Column("under_18", sa.Boolean(), nullable=True))
    op.add_column("sessions", sa.Column("over_dose", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("name", name=op.f("uq_settings_name")),
    )
