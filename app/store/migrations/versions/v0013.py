"""More than one scale, questionnaires in the world and by voice, and visits that only ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PHASES = "phase in ('before','during','after','followup')"


def upgrade() -> None:
    # SQLite changes no rule: the tables are made anew and their rows are copied. Every visit so far had an exposure
    with op.batch_alter_table("sessions", recreate="always") as batch:
        batch.add_column(sa.Column("kind", sa.String(), server_default=sa.text("'exposure'"), nullable=False))
        batch.add_column(sa.Column("asks", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("rated_followup", sa.Integer(), nullable=True))
        batch.alter_column("mode", existing_type=sa.String(), nullable=True)
        batch.drop_constraint(op.f("ck_sessions_planned"), type_="check")
        batch.create_check_constraint(op.f("ck_sessions_kind"), "kind in ('exposure','ratings')")
        batch.create_check_constraint(op.f("ck_sessions_planned"), "(kind = 'exposure') = (planned_s > 0)")
        batch.create_check_constraint(op.f("ck_sessions_shown"), "(kind = 'exposure') = (mode is not null)")
    op.drop_index("ix_ratings_once", "ratings")
    with op.batch_alter_table("ratings", recreate="always") as batch:
        for name, rule in (("value", "typeof(value) = 'integer' and value between 0 and 100"), ("phase", PHASES)):
            batch.drop_constraint(op.f(f"ck_ratings_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_ratings_{name}"), rule)
    op.create_index(
        "ix_ratings_once",
        "ratings",
        ["session_id", "phase", "instrument"],
        unique=True,
        sqlite_where=sa.text("phase <> 'during'"),
    )
    with op.batch_alter_table("earlier_ratings", recreate="always") as batch:
        batch.drop_constraint(op.f("ck_earlier_ratings_phase"), type_="check")
        batch.create_check_constraint(op.f("ck_earlier_ratings_phase"), PHASES)
    # what was entered so far was entered on a page, and whole
    with op.batch_alter_table("questionnaires", recreate="always") as batch:
        batch.add_column(sa.Column("how", sa.String(length=16), server_default=sa.text("'console'"), nullable=False))
        batch.add_column(sa.Column("declined", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("finished", sa.Boolean(), server_default=sa.text("1"), nullable=False))
        batch.create_check_constraint(op.f("ck_questionnaires_how"), "how in ('world','console','voice','mixed')")
