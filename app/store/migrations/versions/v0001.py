"""The tables of the first record: participants, sessions, and what is measured and said in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=32), nullable=False),
        sa.CheckConstraint("length(alias) between 1 and 32", name=op.f("ck_participants_alias")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("alias", name=op.f("uq_participants_alias")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("world", sa.String(), nullable=False),
        sa.Column("planned_s", sa.Double(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("simulated", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("started_utc", sa.DateTime(), nullable=False),
        sa.Column("t0_ns", sa.Integer(), nullable=False),
        sa.Column("base_s", sa.Double(), nullable=False),
        sa.Column("last_s", sa.Double(), nullable=False),
        sa.CheckConstraint("(state = 'aborted') = (reason is not null)", name=op.f("ck_sessions_reason")),
        sa.CheckConstraint("mode in ('3d','2d')", name=op.f("ck_sessions_mode")),
        sa.CheckConstraint(
            "state in ('checklist','calibration','rating_before','exposure',"
            "'rating_after','debrief','complete','aborted')",
            name=op.f("ck_sessions_state"),
        ),
        sa.CheckConstraint("planned_s > 0", name=op.f("ck_sessions_planned")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_sessions_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(
        op.f("ix_sessions_participant_id_started_utc_id"),
        "sessions",
        ["participant_id", "started_utc", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_sessions_started_utc_id"), "sessions", ["started_utc", "id"], unique=False)
    op.create_index(
        "ix_sessions_unfinished",
        "sessions",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state not in ('complete','aborted')"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_events_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_session_id_at_s"), "events", ["session_id", "at_s"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("anchor_low", sa.String(), nullable=False),
        sa.Column("anchor_high", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("latency_s", sa.Double(), nullable=True),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.CheckConstraint("mode in ('3d','2d')", name=op.f("ck_ratings_mode")),
        sa.CheckConstraint("phase in ('before','during','after')", name=op.f("ck_ratings_phase")),
        sa.CheckConstraint("corrections >= 0", name=op.f("ck_ratings_corrections")),
        sa.CheckConstraint("typeof(value) = 'integer' and value between 0 and 10", name=op.f("ck_ratings_value")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_ratings_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index(
        "ix_ratings_once",
        "ratings",
        ["session_id", "phase"],
        unique=True,
        sqlite_where=sa.text("phase in ('before','after')"),
    )
    op.create_index(op.f("ix_ratings_session_id_at_s"), "ratings", ["session_id", "at_s"], unique=False)
    op.create_table(
        "segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("display", sa.String(), nullable=False),
        sa.Column("runtime", sa.String(), nullable=True),
        sa.Column("system", sa.String(), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("mode in ('3d','2d')", name=op.f("ck_segments_mode")),
        sa.CheckConstraint("(end_s is null) = (ended_by is null)", name=op.f("ck_segments_ended")),
        sa.CheckConstraint("end_s >= start_s", name=op.f("ck_segments_order")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_segments_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
    )
    op.create_index("ix_segments_open", "segments", ["session_id"], unique=True, sqlite_where=sa.text("end_s is null"))
    op.create_index(op.f("ix_segments_session_id_start_s"), "segments", ["session_id", "start_s"], unique=False)
    op.create_table(
        "sound_levels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("target_db", sa.Double(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("ambient_db", sa.Double(), nullable=True),
        sa.Column("layer_db", sa.Double(), nullable=True),
        sa.Column("ambient_z_db", sa.Double(), nullable=True),
        sa.Column("layer_z_db", sa.Double(), nullable=True),
        sa.Column("snr_db", sa.Double(), nullable=True),
        sa.Column("gain_db", sa.Double(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("calibrated", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_sound_levels_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_levels")),
    )
    op.create_index(op.f("ix_sound_levels_session_id_at_s"), "sound_levels", ["session_id", "at_s"], unique=False)
    op.create_table(
        "frame_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("p50_ms", sa.Double(), nullable=False),
        sa.Column("p99_ms", sa.Double(), nullable=False),
        sa.Column("max_ms", sa.Double(), nullable=False),
        sa.Column("period_ms", sa.Double(), nullable=False),
        sa.Column("samples", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("mode in ('3d','2d')", name=op.f("ck_frame_times_mode")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_frame_times_segment_id_segments")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_frame_times_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_times")),
    )
    op.create_index(op.f("ix_frame_times_session_id_at_s"), "frame_times", ["session_id", "at_s"], unique=False)
    op.create_table(
        "head_motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("samples", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(samples) = rows * columns * 4", name=op.f("ck_head_motion_shape")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_head_motion_segment_id_segments")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_head_motion_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_motion")),
    )
    op.create_index(op.f("ix_head_motion_session_id_at_s"), "head_motion", ["session_id", "at_s"], unique=False)
