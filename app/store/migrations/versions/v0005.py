"""How a visit trained, what was chosen for its world, and both for a participant's next visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # what was not recorded before stays empty
    for table, name in (("sessions", "training"), ("sessions", "chosen"), ("participants", "worlds")):
        op.add_column(table, sa.Column(name, sa.JSON(none_as_null=True), nullable=True))
