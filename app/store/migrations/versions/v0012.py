"""What lists ask of a session stands beside it: the ratings before and after, and what was shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("rated_before", sa.Integer(), nullable=True))
    op.add_column("sessions", sa.Column("rated_after", sa.Integer(), nullable=True))
    op.add_column("sessions", sa.Column("shown", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for phase in ("before", "after"):
        op.execute(
            f"update sessions set rated_{phase} = (select value from ratings where session_id = sessions.id "
            f"and phase = '{phase}' and instrument = 'nrs-pain-now' order by id limit 1)"
        )
    op.execute(
        "update sessions set shown = coalesce((select sum(distinct case mode when '3d' then 1 when 'flat' then 2 else 4 end) "
        "from segments where session_id = sessions.id), 0)"
    )
    op.drop_index(op.f("ix_sessions_started_utc_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_participant_id_started_utc_id"), table_name="sessions")
    listed = ["world", "state", "shown", "simulated", "rated_before", "rated_after", "enrolment_id"]
    op.create_index("ix_sessions_listed", "sessions", ["started_utc", "id", "participant_id", *listed])
    op.create_index("ix_sessions_of_participant", "sessions", ["participant_id", "started_utc", "id", *listed])
