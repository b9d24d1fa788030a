"""A third mode, what a patient is comfortable with, late pictures and their resolution."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: the tables that name a mode, with what is new in them. What was not recorded before stays empty; before, nothing ever went
#: back to a lost headset by itself
TABLES: dict[str, tuple[sa.Column[Any], ...]] = {
    "sessions": (
        sa.Column("comfort", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("returns", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    ),
    "segments": (),
    "ratings": (),
    "frame_times": (
        sa.Column("late", sa.Integer(), nullable=True),
        sa.Column("scale", sa.Double(), nullable=True),
    ),
}


def upgrade() -> None:
    op.add_column("participants", sa.Column("comfort", sa.JSON(none_as_null=True), nullable=True))
    for table, columns in TABLES.items():
        rule = op.f(f"ck_{table}_mode")
        # SQLite changes no rule: the table is made anew and its rows are copied
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.drop_constraint(rule, type_="check")
            batch.create_check_constraint(rule, "mode in ('3d','2d','flat')")
            for column in columns:
                batch.add_column(column)
